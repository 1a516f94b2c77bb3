/**
 */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  event: defineTable(
    v.union(
      v.object({
        kind: v.literal("text"),
        body: v.string(),
      }),
      v.object({
        kind: v.literal("image"),
        url: v.string(),
      }),
    ),
  ),
  message: defineTable({
    kind: v.literal("text"),
    body: v.string(),
  }).index("kind", ["kind"]),
  loose: defineTable(v.any()),
  empty: defineTable({}),
};

const schema = defineSchema(tables, { schemaValidation: false });

export default schema;
