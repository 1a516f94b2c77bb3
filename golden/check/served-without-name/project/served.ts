import { defineSchema } from "convex/server";
import { tables } from "./generatedSchema";

// The name is not known, and a query does not need it: the index serves the lookups of the generated one.
export default defineSchema({ ...tables, member: tables.member.index(process.env.NAME!, ["userId"]) });
