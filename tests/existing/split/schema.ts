import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables } from "./generatedSchema";

const schema = defineSchema({
  ...tables,
  user: tables.user.index("by_image", ["image"]),
  note: defineTable({ text: v.string(), by: v.id("user") }).index("by", ["by"]),
});

export default schema;
