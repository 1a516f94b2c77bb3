// Owns the apps that are run: a table. `config` is the app's sigma-schema.json; its auth.ts reads its options from there.

const PEOPLE = {
  username: {},
  admin: {},
  organization: { teams: { enabled: true }, dynamicAccessControl: { enabled: true } },
  twoFactor: {},
  multiSession: {},
};

const MACHINES = {
  apiKey: {},
  deviceAuthorization: {},
  oidcProvider: {},
  passkey: {},
  siwe: {},
  oneTimeToken: {},
  phoneNumber: {},
  emailOtp: {},
  magicLink: {},
  anonymous: {},
  genericOauth: {},
};

const COMPANY = {
  organization: {},
  apiKey: {},
  oauthProvider: {},
  sso: { domainVerification: { enabled: true } },
  scim: {},
};

const IN_DATABASE = { rateLimit: { storage: "database" } };
const DEVICE = { session: { additionalFields: { device: { type: "string", required: false } } } };

/** Other names for tables and fields, such that indexes are ordered otherwise than the names of the specs are. */
const RENAMED = {
  plugins: {
    ...PEOPLE,
    organization: {
      ...PEOPLE.organization,
      schema: {
        organization: { modelName: "workspace" },
        member: { modelName: "workspaceMember", fields: { organizationId: "workspaceId", userId: "personId" } },
        invitation: { fields: { email: "zEmail", organizationId: "workspaceId", status: "aStatus" } },
        team: { modelName: "squad" },
        teamMember: { modelName: "squadMember", fields: { teamId: "zSquadId" } },
        organizationRole: { modelName: "workspaceRole", fields: { organizationId: "workspaceId", role: "aRole" } },
        session: { fields: { activeOrganizationId: "activeWorkspaceId" } },
      },
    },
  },
  user: { modelName: "people", fields: { name: "fullName" } },
  session: { modelName: "logins", fields: { userId: "personId", expiresAt: "endsAt" }, ...DEVICE.session },
  account: { modelName: "identities", fields: { providerId: "zProvider", userId: "personId" } },
  verification: { modelName: "challenges", fields: { identifier: "about" } },
  rateLimit: { storage: "database", modelName: "limits" },
};

const NEWER = { set: "better-auth-1.6.15", betterAuth: "1.6.15", versions: "versions.since-1.5.ts" };
const OLDER = { set: "better-auth-1.4.9", betterAuth: "1.4.9", versions: "versions.ts" };

/** Each: its name, the folder with its code, the package set and what that holds, its config. */
export const APPS = [
  { name: "people", source: "people", ...NEWER, config: { plugins: PEOPLE, ...IN_DATABASE, ...DEVICE } },
  { name: "people renamed", source: "people", ...NEWER, config: RENAMED },
  { name: "machines", source: "machines", ...NEWER, config: { plugins: MACHINES } },
  { name: "company", source: "company", ...NEWER, config: { plugins: COMPANY } },
  { name: "people of 1.4", source: "people", ...OLDER, config: { plugins: PEOPLE, ...IN_DATABASE, ...DEVICE } },
  { name: "machines of 1.4", source: "machines", ...OLDER, config: { plugins: MACHINES } },
];
