import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables } from "./generatedSchema";

export default defineSchema(
  {
    ...tables,
    t: defineTable({ a: v.string() })
      .index("by_id", ["b"])
      .searchIndex("words", { searchField: "c" })
      .vectorIndex("alike", { vectorField: "a", dimensions: 8, filterFields: ["d"] }),
  },
  { schemaValidation: process.env.CHECKED === "1" },
);
