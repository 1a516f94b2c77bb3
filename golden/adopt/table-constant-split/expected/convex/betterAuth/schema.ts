import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables as generated } from "./generatedSchema";

const tables = {
  ...generated,
};

const mine = defineTable({ note: v.string() /* shown */ }).index("note", ["note"]);

const schema = defineSchema({ ...tables, mine });

export { tables };
export { schema as default };
