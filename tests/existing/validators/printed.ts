/**
 */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const tables = {
  all: defineTable({
    any: v.any(),
    id: v.id("all"),
    union: v.union(v.literal("a"), v.literal("b"), v.null()),
    numbers: v.union(v.literal(1), v.literal(-1.5), v.literal(true)),
    mapped: v.union(
      v.literal("owner"),
      v.literal("member"),
      v.literal("guest"),
    ),
    passed: v.union(v.literal("on"), v.literal("off")),
    nullable: v.union(v.string(), v.null()),
    record: v.record(v.id("all"), v.array(v.int64())),
    nested: v.object({
      deep: v.optional(
        v.object({
          bytes: v.bytes(),
        }),
      ),
      quoted: v.boolean(),
    }),
    bigints: v.union(
      v.literal(1n),
      v.literal(-1n),
      v.literal(-9223372036854775808n),
      v.literal(255n),
    ),
    zeros: v.union(v.literal(0), v.literal(-0)),
    since: v.commitTs(),
    late: v.optional(
      v.object({
        street: v.string(),
        zip: v.optional(v.number()),
      }),
    ),
    later: v.optional(v.array(v.string())),
    short: v.optional(
      v.object({
        b: v.optional(v.string()),
      }),
    ),
    address: v.object({
      street: v.string(),
      zip: v.optional(v.number()),
    }),
    createdAt: v.number(),
    updatedAt: v.optional(v.number()),
  }),
};

const schema = defineSchema(tables);

export default schema;
