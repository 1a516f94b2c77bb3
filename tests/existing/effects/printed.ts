/**
 */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  user: defineTable({
    name: v.string(),
    email: v.string(),
    role: v.string(),
  })
    .index("email", ["email"])
    .index("name", ["name"])
    .index("role", ["role"])
    .searchIndex("search", {
      searchField: "name",
    }),
  member: defineTable({
    userId: v.string(),
    role: v.string(),
    status: v.string(),
  })
    .index("userId", ["userId"])
    .index("by_role", ["role"])
    .index("by_status", ["status"]),
  other: defineTable({
    text: v.string(),
    note: v.string(),
    vector: v.array(v.number()),
  })
    .index("text", ["text"])
    .index("last", ["text", "note"])
    .index("by_text", ["note"])
    .vectorIndex("vector", {
      vectorField: "vector",
      dimensions: 2,
    })
    .searchIndex("all", {
      searchField: "text",
    }),
  last: defineTable({
    text: v.string(),
    note: v.string(),
  })
    .index("by_text", ["note"])
    .index("late", ["text"])
    .searchIndex("all", {
      searchField: "text",
    }),
};

const schema = defineSchema(tables);

export default schema;
