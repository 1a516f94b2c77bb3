/**
 */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  user: defineTable({
    name: v.string(),
    email: v.string(),
    image: v.optional(v.union(v.null(), v.string())),
  })
    .index("email_name", ["email", "name"])
    .index("name", ["name"])
    .index("by_image", ["image"]),
  session: defineTable({
    token: v.string(),
    userId: v.string(),
  }).index("token", ["token"]),
  note: defineTable({
    text: v.string(),
    by: v.id("user"),
  }).index("by", ["by"]),
};

const schema = defineSchema(tables);

export default schema;
