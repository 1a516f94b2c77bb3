import { defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  user: defineTable({ name: v.string(), email: v.string(), role: v.string() }).index("email", ["email"]),
  member: defineTable({ userId: v.string(), role: v.string(), status: v.string() }),
  other: defineTable({ text: v.string(), note: v.string(), vector: v.array(v.float64()) }),
  last: defineTable({ text: v.string(), note: v.string() }),
};
