import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables as generated } from "./generatedSchema";

export const tables = {
  ...generated,
  challenge: defineTable({
    identifier: v.string(),
    value: v.string(),
    expiresAt: v.number(),
    createdAt: v.number(),
    updatedAt: v.number(),
  })
    .index("expiresAt", ["expiresAt"])
    .index("identifier", ["identifier"]),
};

const schema = defineSchema(tables);

export default schema;
