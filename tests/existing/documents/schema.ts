import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

const fields = { kind: v.literal("text"), body: v.string() };

export default defineSchema(
  {
    event: defineTable(v.union(v.object(fields), v.object({ kind: v.literal("image"), url: v.string() }))),
    message: defineTable(v.object(fields)).index("kind", ["kind"]),
    loose: defineTable(v.any()),
    empty: defineTable({}),
  },
  { schemaValidation: false },
);
