import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

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
  },
  { schemaValidation: false },
);
