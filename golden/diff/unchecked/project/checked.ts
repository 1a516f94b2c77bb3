import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "some-package";

export default defineSchema({
  user: defineTable({
    name: v.string(),
    email: v.string(),
    emailVerified: v.optional(v.boolean()),
    createdAt: v.number(),
    updatedAt: v.number(),
    score: v.number(),
    level: v.union(v.literal("low"), v.literal("high")),
    odd: legacy.validator,
    plan: v.optional(v.string()),
    nickname: v.string(),
  }).index("email", ["email"]),
});
