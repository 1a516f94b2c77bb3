import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { literals, row } from "some-package";
import { tables } from "./generatedSchema";

const most = 9223372036854775808n;

export default defineSchema({
  ...tables,
  user: tables.user.searchIndex("email_name", { searchField: process.env.FIELD! }),
  t: defineTable({ a: v.array(v.float64()), b: v.string() })
    .index("x", ["b"])
    .index("y")
    .index("z", [process.env.FIELD!])
    .index("w", ["b", 1])
    .vectorIndex("x", { vectorField: "a", dimensions: Number(process.env.DIMENSIONS) })
    .vectorIndex("v", { vectorField: "a" })
    .vectorIndex("half", { vectorField: "a", dimensions: 1.5 })
    .searchIndex("by_id", { searchField: process.env.FIELD! })
    .searchIndex("v", {})
    .searchIndex("words", { searchField: "b", filterFields: "a" })
    .searchIndex(process.env.NAME!, { searchField: "b" })
    .staged(),
  validators: defineTable({
    nan: v.literal(NaN),
    infinite: v.array(v.literal(-1e999)),
    large: v.object({ inside: v.literal(most) }),
    nothing: v.literal(null),
    record: v.record(v.string()),
    nope: v.nope(),
    id: v.id(),
    called: v.string,
    plain: v.union(v.string(), "b"),
    missing: tables.missing,
    open: v.literal(process.env.ROLE!),
    either: process.env.ROLE ? v.string() : v.number(),
    packaged: literals("a", "b"),
    spread: v.object({ ...row, id: v.string() }),
  }),
  empty: defineTable(),
});
