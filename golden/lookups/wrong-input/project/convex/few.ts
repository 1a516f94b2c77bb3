import { defineSchema, defineTable } from "convex/server";
export default defineSchema({ user: defineTable({}).index("email", ["email"]) });
