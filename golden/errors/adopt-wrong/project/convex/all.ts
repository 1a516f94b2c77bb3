import { defineTable } from "convex/server";
import { v } from "convex/values";

export const all = { note: defineTable({ text: v.string() }) };
