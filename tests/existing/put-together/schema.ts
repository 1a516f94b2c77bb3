import { defineSchema, defineTable } from "convex/server";
import { v, type Infer } from "convex/values";

/** Columns that every table has. */
function withTimes<T extends object>(fields: T) {
  return { ...fields, createdAt: v.number() };
}

const userFields = { name: v.string(), plan: v.optional(v.union(v.literal("free"), v.literal("pro"))) };
const user = defineTable(withTimes(userFields)).index("name", ["name"]);
const session = defineTable({ ...userFields, token: v.string() });
export type Plan = Infer<typeof userFields.plan>;

const schema = defineSchema({ user, session, ["verification"]: defineTable(withTimes({ value: v.string() })) });

export { schema as default };
