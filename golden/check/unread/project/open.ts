import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { literals, row } from "some-package";
import { tables } from "./generatedSchema";

// Whether Convex takes these depends on the deployment.
export default defineSchema({
  ...tables,
  user: tables.user.searchIndex("words", { searchField: process.env.FIELD! }),
  t: defineTable({ a: v.array(v.float64()), role: v.literal(process.env.ROLE!) })
    .index("by_field", [process.env.FIELD!])
    .vectorIndex("alike", { vectorField: "a", dimensions: Number(process.env.DIMENSIONS) }),
  packaged: defineTable({ kind: literals("a", "b"), row: v.object({ ...row, id: v.string() }) }),
});
