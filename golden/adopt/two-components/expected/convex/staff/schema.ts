import { defineSchema } from "convex/server";
import { tables as generated } from "./generatedSchema";

export const tables = {
  ...generated,
  user: generated.user
    .index("by_image", ["image"]),
};

const schema = defineSchema(tables);

export default schema;
