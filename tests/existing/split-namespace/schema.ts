import { defineSchema, defineTable } from "convex/server";
import { v as values } from "convex/values";
import * as generated from "./generatedSchema";

export const tables = {
  ...generated.tables,
  session: defineTable({
    ...generated.tables.session.validator.fields,
    device: values.optional(values.string()),
  })
    .index("token", ["token"])
    .index("userId", ["userId"]),
};

export default defineSchema(tables);
