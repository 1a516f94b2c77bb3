import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { tables } from "./generatedSchema";

const byMember = "organizationId_userId";

const schema = defineSchema({
  ...tables,
  session: tables.session
    .index("userId_expires", { fields: ["userId", "expiresAt"] })
    .index("harm", ["token", "expiresAt"]),
  member: tables.member.index(byMember, ["organizationId", "userId"]).searchIndex("search_role", { searchField: "role" }),
  invitation: defineTable({ organizationId: v.string(), email: v.string(), status: v.string() })
    .index("email_organizationId_status", ["email", "organizationId", "status"]),
  notes: defineTable({ text: v.string() }),
});

export default schema;
