import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables } from "./generatedSchema";

const schema = defineSchema({
  ...tables,
  member: tables.member.index("by_role", ["role", "createdAt"]).index("role_again", { fields: ["role", "createdAt"] }),
  notes: defineTable({ text: v.string(), at: v.number() })
    .index("text", ["text"])
    .searchIndex("text", { searchField: "text" }),
});

export default schema;
