import { defineSchema } from "convex/server";
import { tables } from "./generatedSchema";

export default defineSchema({ ...tables, session: tables.session.index("by_field", [process.env.FIELD!]) });
