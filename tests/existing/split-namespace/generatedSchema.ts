import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  user: defineTable({
    name: v.string(),
    email: v.string(),
    image: v.optional(v.union(v.null(), v.string())),
  })
    .index("email_name", ["email", "name"])
    .index("name", ["name"]),
  session: defineTable({ token: v.string(), userId: v.string() }).index("token", ["token"]),
};

const schema = defineSchema(tables);

export default schema;
