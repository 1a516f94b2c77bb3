import { defineSchema, defineTable } from "convex/server";
export default defineSchema({ user: defineTable({}).index(process.env.NAME, [process.env.FIELD]) });
