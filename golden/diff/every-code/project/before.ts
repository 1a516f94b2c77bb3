import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "some-package";

export default defineSchema({
  account_old: defineTable({ kept: v.string() }),
  handle: defineTable({ about: v.string(), value: v.string(), expiresAt: v.number(), createdAt: v.number(), updatedAt: v.number() }),
  user: defineTable({
    name: v.string(),
    email: v.string(),
    emailVerified: v.optional(v.boolean()),
    image: v.optional(v.union(v.null(), v.string())),
    createdAt: v.number(),
    updatedAt: v.number(),
    userId: v.optional(v.string()),
    plan: v.optional(v.string()),
    score: v.number(),
    level: v.union(v.literal("low"), v.literal("high")),
    tags: v.array(v.string()),
    theme: v.string(),
    odd: legacy.validator,
    nickname: v.string(),
  })
    .index("email_name", ["email", "name"])
    .index("by_plan", ["plan"])
    .index("by_score", ["score"])
    .index("scores", ["score", "level"])
    .index("soon", { fields: ["level"], staged: true })
    .index("ready", ["theme"])
    .searchIndex("by_words", { searchField: "name", filterFields: ["plan"] })
    .searchIndex("by_alias", { searchField: "theme", filterFields: ["score", "level", "score"] })
    .searchIndex("words_soon", { searchField: "locale", staged: true })
    .searchIndex("words_ready", { searchField: "region" })
    .searchIndex("gone", { searchField: "theme" })
    .staged({ score: v.string() }),
  session: defineTable({
    expiresAt: v.number(),
    token: v.string(),
    userId: v.string(),
  })
    .index("expiresAt_userId", ["expiresAt", "userId"])
    .index("token", ["token"])
    .index("userId", ["userId"]),
  event: defineTable(v.union(v.object({ kind: v.literal("a"), at: v.number() }), v.object({ kind: v.string() }))),
  shape: defineTable(v.union(v.object({ sides: v.number() }), v.object({ radius: v.number() }))),
  prefs: defineTable({
    _creationTime: v.number(),
    flags: v.record(v.id("user"), v.boolean()),
    zero: v.literal(-0),
    on: v.boolean(),
  }),
  known: legacy.table(),
});
