// For questions ask Tom
// cd convex first
// Plugins: see https://example.com
// https://example.com/auth
import { defineSchema } from "convex/server";
import { tables as generated } from "./generatedSchema";

export const tables = {
  ...generated,
};

const schema = defineSchema(tables);

export default schema;
