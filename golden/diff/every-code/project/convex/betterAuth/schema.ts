import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "some-package";

const LEVELS = ["low"] as const;

export default defineSchema(
  {
    user: defineTable({
      name: v.string(),
      email: v.string(),
      emailVerified: v.boolean(),
      image: v.optional(v.union(v.null(), v.string())),
      createdAt: v.number(),
      updatedAt: v.number(),
      userId: v.optional(v.string()),
      score: v.string(),
      level: v.union(...LEVELS.map((level) => v.literal(level))),
      tags: v.array(v.union(v.string(), v.number())),
      theme: v.optional(v.string()),
      odd: v.string(),
      alias: v.string(),
      locale: v.optional(v.string()),
      region: v.string(),
      image2: v.optional(v.any()),
    })
      .index("email_name", ["email", "name"])
      .index("by_score", ["score", "theme"])
      .index("score_level", ["score", "level"])
      .index("soon", ["level"])
      .index("ready", { fields: ["theme"], staged: true })
      .index("new", ["locale"])
      .searchIndex("by_words", { searchField: "name" })
      .searchIndex("by_alias", { searchField: "theme", filterFields: ["level", "score"] })
      .searchIndex("words_soon", { searchField: "locale" })
      .searchIndex("words_ready", { searchField: "region", staged: true })
      .searchIndex("fresh", { searchField: "alias" }),
    session: defineTable({
      expiresAt: v.number(),
      token: v.string(),
      userId: v.string(),
    })
      .index("expiresAt_userId", ["expiresAt", "userId"])
      .index("token", ["token"]),
    verification: defineTable({ about: v.string(), value: v.string(), expiresAt: v.number(), createdAt: v.number(), updatedAt: v.number() }),
    brandNew: defineTable({ text: v.string() }),
    event: defineTable(v.union(v.object({ kind: v.literal("a"), at: v.number() }), v.object({ kind: v.literal("b") }))),
    shape: defineTable(v.union(v.object({ sides: v.string() }), v.object({ radius: v.number() }))),
    prefs: defineTable({ flags: v.record(v.string(), v.any()), zero: v.literal(0), on: v.union(v.literal(false), v.literal(true)) }),
  },
  legacy.options,
);
