import { defineSchema } from "convex/server";
import schema from "./checked";

export default defineSchema(schema.tables, { schemaValidation: true, strictTableNameTypes: false });
