import type { OrganizationOptions } from "better-auth/plugins";

export const shared = {
  allowUserToCreateOrganization: async (user) => user.email.endsWith("@example.com"),
  teams: { enabled: true, defaultTeam: { enabled: false } },
  schema: {},
} satisfies OrganizationOptions;

export const schema = {
  team: { modelName: "squad" },
  teamMember: { modelName: "squadMember", fields: { teamId: "squadId" } },
} satisfies OrganizationOptions["schema"];
