import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

const address = v.object({ city: v.string(), at: v.union(v.object({ lat: v.number() }), v.null()) });

export default defineSchema({
  user: defineTable({
    _creationTime: v.number(),
    name: v.string(),
    address: address.optional(),
    vector: v.optional(v.union(v.null(), v.array(v.float64()))),
    anything: v.any(),
    kind: v.union(v.literal(1n), v.literal(-0), v.literal(0), v.literal(-9223372036854775808n)),
    since: v.commitTs(),
    _hidden: v.string(),
    file: v.id("_storage"),
    deep: v.object({ _private: v.string() }),
    keys: v.record(v.union(v.id("user"), v.string()), v.union()),
  })
    .index("by_city", ["address.city"])
    .index("by_lat", ["address.at.lat", "address.city"])
    .index("by_any", ["anything.at.all"])
    .index("_fivetran_by_name", ["name"])
    .searchIndex("words", { searchField: "address.city", filterFields: ["_creationTime", "_id"] })
    .searchIndex("cities", { searchField: "address.city", filterFields: ["name"] })
    .searchIndex("system", { searchField: "_id" })
    .vectorIndex("alike", { vectorField: "vector", dimensions: 2, filterFields: ["name"] })
    .vectorIndex("other", { vectorField: "vector", dimensions: 4096 })
    .vectorIndex("any", { vectorField: "anything", dimensions: 3 }),
  loose: defineTable(v.any()).index("by_x", ["x.y"]),
  both: defineTable(v.union(v.object({ a: v.string() }), v.object({ b: v.string() }))).index("b", ["b"]),
});
