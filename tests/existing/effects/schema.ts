// A method of a table changes the table itself.
import { defineSchema } from "convex/server";
import { tables } from "./generatedSchema";
import "./more";

tables.user.index("name", ["name"]);
const unused = tables.user.index("role", { fields: ["role"] }).searchIndex("search", { searchField: "name" });
const { member } = tables;
member.index("userId", ["userId"]);
for (const [name, field] of [
  ["by_role", "role"],
  ["by_status", "status"],
] as const) {
  member.index(name, [field]);
}
function extend(all: typeof tables) {
  for (const table of [all.other, all.last]) {
    (table as any).index("by_text", ["note"]);
  }
}
if (Object.keys(tables).length === 4) {
  tables.other?.vectorIndex("vector", { vectorField: "vector", dimensions: 2 }).index("last", ["text", "note"]);
}
extend(tables);
const schema = defineSchema({ ...tables });
export default schema;
schema.tables.last.index("late", ["text"]);
[tables.other, tables.last].forEach((table) => (table as any).searchIndex("all", { searchField: "text" }));
