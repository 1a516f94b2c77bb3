import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ROLES, address } from "./constants";

const STATES = ["on", "off"];
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
    nested: v.object({ deep: v.optional(v.object({ bytes: v.bytes() })), "quoted-key": v.boolean() }),
    address,
    ...stamps,
  }),
});
