/**
 */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  user: defineTable({
    name: v.string(),
    plan: v.optional(v.union(v.literal("free"), v.literal("pro"))),
    createdAt: v.number(),
  }).index("name", ["name"]),
  session: defineTable({
    name: v.string(),
    plan: v.optional(v.union(v.literal("free"), v.literal("pro"))),
    token: v.string(),
  }),
  verification: defineTable({
    value: v.string(),
    createdAt: v.number(),
  }),
};

const schema = defineSchema(tables);

export default schema;
