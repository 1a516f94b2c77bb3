import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { generated } from "./parts";

export default defineSchema({
  ...generated,
  user: generated.user
    .index("by_email", ["email"])
    .index("name", ["name", "email"])
    .index("by_id", ["name", "emailVerified"])
    .index("_mine", ["image"])
    .index("by_nam", ["nam"])
    .index("twice", ["name", "name"])
    .index("none", [])
    .index("created", ["createdAt", "_creationTime"])
    .index("inside", ["name.first"])
    .searchIndex("name", { searchField: "name" })
    .searchIndex("words", { searchField: "email", filterFields: ["name", "image"] })
    .searchIndex("more_words", { searchField: "email", filterFields: ["image", "name", "image"] })
    .searchIndex("all", { searchField: "name", filterFields: ["_id", "_creationTime", "imag"] })
    .vectorIndex("alike", { vectorField: "image", dimensions: 512 })
    .vectorIndex("flat", { vectorField: "embedding", dimensions: 1 })
    .vectorIndex("a", { vectorField: "embedding", dimensions: 8 })
    .vectorIndex("b", { vectorField: "embedding", dimensions: 8, filterFields: ["name"] }),
  "full-name": defineTable({ text: v.string() }),
  letters: defineTable({
    a: v.string(), b: v.string(), c: v.string(), d: v.string(), e: v.string(), f: v.string(), g: v.string(),
    h: v.string(), i: v.string(), j: v.string(), k: v.string(), l: v.string(), m: v.string(), n: v.string(),
    o: v.string(), p: v.string(), q: v.string(),
  })
    .index("sixteen", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"])
    .searchIndex("seventeen", {
      searchField: "a",
      filterFields: ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q"],
    }),
  many: defineTable({
    a: v.string(), b: v.string(), c: v.string(), d: v.string(), e: v.string(), f: v.string(), g: v.string(),
    h: v.string(), i: v.string(), j: v.string(), k: v.string(), l: v.string(), m: v.string(), n: v.string(),
    o: v.string(), p: v.string(), q: v.string(),
  })
    .index("i0", ["a", "b"]).index("i1", ["a", "c"]).index("i2", ["a", "d"]).index("i3", ["a", "e"])
    .index("i4", ["a", "f"]).index("i5", ["a", "g"]).index("i6", ["a", "h"]).index("i7", ["a", "i"])
    .index("i8", ["a", "j"]).index("i9", ["a", "k"]).index("i10", ["a", "l"]).index("i11", ["a", "m"])
    .index("i12", ["a", "n"]).index("i13", ["a", "o"]).index("i14", ["a", "p"]).index("i15", ["a", "q"])
    .index("i16", ["b", "a"]).index("i17", ["b", "c"]).index("i18", ["b", "d"]).index("i19", ["b", "e"])
    .index("i20", ["b", "f"]).index("i21", ["b", "g"]).index("i22", ["b", "h"]).index("i23", ["b", "i"])
    .index("i24", ["b", "j"]).index("i25", ["b", "k"]).index("i26", ["b", "l"]).index("i27", ["b", "m"])
    .index("i28", ["b", "n"]).index("i29", ["b", "o"]).index("i30", ["b", "p"]).index("i31", ["b", "q"])
    .index("i32", ["c", "a"]).index("i33", ["c", "b"]).index("i34", ["c", "d"]).index("i35", ["c", "e"])
    .index("i36", ["c", "f"]).index("i37", ["c", "g"]).index("i38", ["c", "h"]).index("i39", ["c", "i"])
    .index("i40", ["c", "j"]).index("i41", ["c", "k"]).index("i42", ["c", "l"]).index("i43", ["c", "m"])
    .index("i44", ["c", "n"]).index("i45", ["c", "o"]).index("i46", ["c", "p"]).index("i47", ["c", "q"])
    .index("i48", ["d", "a"]).index("i49", ["d", "b"]).index("i50", ["d", "c"]).index("i51", ["d", "e"])
    .index("i52", ["d", "f"]).index("i53", ["d", "g"]).index("i54", ["d", "h"]).index("i55", ["d", "i"])
    .index("i56", ["d", "j"]).index("i57", ["d", "k"]).index("i58", ["d", "l"]).index("i59", ["d", "m"])
    .index("i60", ["d", "n"]).index("i61", ["d", "o"]).index("i62", ["d", "p"]).index("i63", ["d", "q"])
    .searchIndex("words", { searchField: "a" }),
  validators: defineTable({
    "first-name": v.string(),
    inside: v.object({ "last-name": v.string() }),
    of: v.array(v.id("no table")),
    literal: v.record(v.literal("a"), v.string()),
    number: v.record(v.number(), v.string()),
    either: v.record(v.union(v.string(), v.null()), v.string()),
    values: v.optional(v.record(v.string(), v.string().optional())),
  }),
  documents: defineTable(v.union(v.object({ a: v.string() }), v.string())),
});
