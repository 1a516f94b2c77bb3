import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

const byName = ["name", "email"] as const;
const EMAIL = "email";

export const tables = {
  user: defineTable({ name: v.string(), email: v.string(), bio: v.string(), vector: v.array(v.float64()) })
    .index("plain", ["name"])
    .index("by_name", [...byName])
    .index("options", { fields: [EMAIL] })
    // being built
    .index("staged", { fields: ["bio"], staged: true })
    .searchIndex("words", { searchField: "bio", filterFields: [EMAIL, "name"] })
    .searchIndex("later", { searchField: "name", staged: true })
    .vectorIndex("alike", { vectorField: "vector", dimensions: 1536, filterFields: ["name"] })
    .vectorIndex("bare", { vectorField: "vector", dimensions: 3 }),
};

const schema = defineSchema(tables);
export default schema;
