import { defineSchema, defineTable } from "convex/server";
import { makeTables } from "some-package";

export default defineSchema({ ...makeTables(), user: defineTable({}) });
