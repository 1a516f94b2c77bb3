// Owns the option sets for which sigma-schema is compared with the official generators: a table, and nothing that runs.
//
// `plugins` are the plugins after `convex`, in order, with their options; `options` are Better Auth's own at top level.
// Both are JSON, so that one value makes the app's auth.ts and the sigma-schema.json.
// `only` names the package set where a set is about something that the other one does not have.

const ORGANIZATION_SCHEMA = {
  organization: {
    modelName: "workspace",
    additionalFields: { billingEmail: { type: "string", required: false }, seats: { type: "number", required: true } },
  },
  member: {
    modelName: "workspaceMember",
    fields: { organizationId: "workspaceId" },
    additionalFields: { title: { type: "string", required: true } },
  },
  invitation: { fields: { email: "invitedEmail" }, additionalFields: { note: { type: "string", required: true } } },
  team: { modelName: "squad", additionalFields: { color: { type: "string", required: true, unique: true } } },
  teamMember: { modelName: "squadMember", fields: { teamId: "squadId" } },
  // The official output has `level` as optional: the plugin's update-role endpoint resets `required` in the options.
  organizationRole: { modelName: "workspaceRole", additionalFields: { level: { type: "number", required: true } } },
  session: { fields: { activeOrganizationId: "activeWorkspaceId", activeTeamId: "activeSquadId" } },
};

const EVERY_TYPE = {
  nickname: { type: "string", required: false },
  visits: { type: "number", required: true },
  isTester: { type: "boolean", required: true, defaultValue: false },
  bornAt: { type: "date", required: false },
  preferences: { type: "json", required: false },
  tags: { type: "string[]", required: true },
  scores: { type: "number[]", required: false },
  handle: { type: "string", required: true, unique: true },
  ranking: { type: "number", sortable: true },
  renamed: { type: "string", required: true, fieldName: "renamedTo" },
};

/** Each: `name`, `plugins`, `options`, perhaps `only`. The first is the one that most apps have. */
export const OPTION_SETS = [
  { name: "admin and organization", plugins: { admin: {}, organization: {} } },
  { name: "convex alone", plugins: {} },
  { name: "organization with teams", plugins: { organization: { teams: { enabled: true } } } },
  {
    name: "organization with dynamic access control",
    plugins: { organization: { dynamicAccessControl: { enabled: true } } },
  },
  {
    name: "organization with both, renamed and extended",
    plugins: {
      admin: {},
      organization: { teams: { enabled: true }, dynamicAccessControl: { enabled: true }, schema: ORGANIZATION_SCHEMA },
    },
  },
  { name: "rate limits in the database", plugins: {}, options: { rateLimit: { storage: "database" } } },
  { name: "additional user fields of every type", plugins: {}, options: { user: { additionalFields: EVERY_TYPE } } },
  {
    name: "renamed user model and fields",
    plugins: { admin: {} },
    options: {
      user: { modelName: "people", fields: { email: "zEmail", name: "fullName", emailVerified: "isVerified" } },
    },
  },
  {
    name: "renamed session, account and verification",
    plugins: { organization: {} },
    options: {
      session: {
        modelName: "logins",
        fields: { userId: "personId" },
        additionalFields: { device: { type: "string", required: false } },
      },
      account: { modelName: "identities", fields: { providerId: "provider", accountId: "subject" } },
      verification: { modelName: "challenges", fields: { identifier: "about" } },
    },
  },
  {
    name: "the small plugins of better-auth/plugins",
    plugins: {
      username: {},
      phoneNumber: {},
      anonymous: {},
      twoFactor: {},
      lastLoginMethod: { storeInDatabase: true },
      // Without a `schema`, the plugin's own check of its options fails under zod 4.6.
      deviceAuthorization: { schema: {} },
      bearer: {},
      multiSession: {},
    },
  },
  {
    name: "keys renamed by jwt, for convex too",
    plugins: { jwt: { schema: { jwks: { modelName: "signingKeys", fields: { publicKey: "open" } } } } },
  },
  { name: "api keys of 1.4", only: "better-auth-1.4.9", plugins: { apiKey: {} } },
];
