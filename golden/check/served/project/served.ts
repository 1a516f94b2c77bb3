import { defineSchema } from "convex/server";
import { tables } from "./generatedSchema";

// Serves the lookups of the generated index, which `gen` leaves out from then on.
export default defineSchema({ ...tables, member: tables.member.index("mine", ["userId"]) });
