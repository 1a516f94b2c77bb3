import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ROLES, address } from "./constants";

const STATES = ["on", "off"];
const ONE = 1n;
const stamps = { createdAt: v.number(), updatedAt: v.optional(v.float64()) };

export default defineSchema({
  all: defineTable({
    any: v.any(),
    id: v.id("all"),
    union: v.union(v.literal("a"), v.literal("b"), v.null()),
    numbers: v.union(v.literal(1), v.literal(-1.5), v.literal(true)),
    mapped: v.union(...ROLES.map((role) => v.literal(role))),
    passed: v.union(...STATES.map(v.literal)),
    nullable: v.nullable(v.string()),
    record: v.record(v.id("all"), v.array(v.int64())),
    nested: v.object({ deep: v.optional(v.object({ bytes: v.bytes() })), "quoted": v.boolean() }),
    bigints: v.union(v.literal(1n), v.literal(-ONE), v.literal(-9223372036854775808n), v.literal(0xffn)),
    zeros: v.union(v.literal(0), v.literal(-0)),
    since: v.commitTs(),
    late: address.optional(),
    later: v.array(v.string()).optional(),
    short: v.object({ a: v.string(), b: v.string().optional() }).pick("b").optional(),
    address,
    ...stamps,
  }),
});
