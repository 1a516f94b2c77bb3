import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

// Convex looks at no document, and at no field of an index.
const isChecked = !true;

export default defineSchema(
  {
    user: defineTable({
      name: v.string(),
      email: v.string(),
      emailVerified: v.boolean(),
      createdAt: v.number(),
      updatedAt: v.number(),
      score: v.string(),
      level: v.literal("low"),
      odd: v.string(),
      alias: v.string(),
      region: v.string(),
    })
      .index("email", ["email"])
      .index("by_nothing", ["nothing"]),
    fresh: defineTable({ text: v.string() }),
  },
  { schemaValidation: isChecked },
);
