import { defineSchema } from "convex/server";
import { tables } from "./generatedSchema";

// Every lookup of `user` has an index, whatever the fields of this one are.
export default defineSchema({ ...tables, user: tables.user.index("by_field", [process.env.FIELD!]) });
