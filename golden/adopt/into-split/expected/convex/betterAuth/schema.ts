/* eslint-disable */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables as generated } from "./generatedSchema";

export const tables = {
  ...generated,
  // asked for by the users' page
  user: defineTable({
    ...generated.user.validator.fields,
    plan: v.union(v.literal("free"), v.literal("pro")),
  })
    .index("email_name", ["email", "name"])
    .index("name", ["name"])
    .index("userId", ["userId"])
    .index("by_image", ["image"]),
  session: defineTable({
    ...generated.session.validator.fields,
    userAgent: v.optional(v.any()),
  })
    .index("expiresAt", ["expiresAt"])
    .index("expiresAt_userId", ["expiresAt", "userId"])
    .index("token", ["token"])
    .index("userId", ["userId"])
    .searchIndex("agent", { searchField: "userAgent" }),
  invoice: defineTable({ userId: v.id("user"), total: v.number() }),
};

export const indexes = 3;

const schema = defineSchema(tables);

export default schema;
