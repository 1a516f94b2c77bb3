import { defineSchema } from "convex/server";
import { tables } from "./generatedSchema";

export default defineSchema({ ...tables, user: tables.user.index("by_field", [process.env.FIELD!]) });
