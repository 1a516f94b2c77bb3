import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables as betterAuth } from "./generatedSchema.js";

const user = defineTable(betterAuth.user.validator.extend({ plan: v.string() }).omit("image"))
  .index("email_name", ["email", "name"]);

export default defineSchema({ ...betterAuth, user } satisfies Record<string, unknown>);
