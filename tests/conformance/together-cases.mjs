// Owns the cases of plugins and options that act on each other: a table. See `cases.mjs` for its form; `since` and
// `until` are versions of better-auth, and a case of a plugin that a version lacks is none of its cases.
import { at, inOrder } from "./options.mjs";

const JWKS = at({ "schema.jwks.modelName": "signingKeys", "schema.jwks.fields.publicKey": "public_key" });
const JWKS_MODEL = at({ "schema.jwks.modelName": "signingKeys" });
const APPLICATION = {
  "schema.oauthApplication.modelName": "clientApp",
  "schema.oauthApplication.fields.clientId": "client_id",
  "schema.oauthConsent.fields.clientId": "z_client",
};
const OF_MCP = Object.fromEntries(
  Object.entries(APPLICATION).map(([path, name]) => [`oidcConfig.${path}`, `${name}2`]),
);
const TOKEN_OF_MCP = { "oidcConfig.schema.oauthAccessToken.modelName": "tokens" };
const CLIENT = at({ "schema.oauthClient.modelName": "clients", "schema.oauthConsent.fields.userId": "a_user" });
const WORKSPACE = at({ "schema.organization.modelName": "workspace", "schema.organization.fields.slug": "handle" });
const BILLED = at({ "organization.enabled": true });
const BILLED_RENAMED = at({ "organization.enabled": true, "schema.organization.modelName": "customer" });

const text = { type: "string" };

export const TOGETHER = [
  // jwt and convex share the constant that the schema option changes.
  { name: "jwt after convex", plugins: [["convex"], ["jwt"]] },
  { name: "jwt before convex", plugins: [["jwt"], ["convex"]] },
  { name: "jwt renamed after convex", plugins: [["convex"], ["jwt", JWKS]] },
  { name: "jwt renamed before convex", plugins: [["jwt", JWKS], ["convex"]] },
  { name: "jwt with a new name for its table only, after convex", plugins: [["convex"], ["jwt", JWKS_MODEL]] },
  { name: "jwt with a new name for its table only, before convex", plugins: [["jwt", JWKS_MODEL], ["convex"]] },
  { name: "convex in the middle", plugins: [["admin"], ["convex"], ["username"]] },
  { name: "convex last", plugins: [["organization"], ["anonymous"], ["convex"]] },

  // mcp and oidcProvider share one, too.
  { name: "mcp and oidcProvider", plugins: [["mcp"], ["oidcProvider"]] },
  { name: "mcp, then oidcProvider renamed", plugins: [["mcp"], ["oidcProvider", at(APPLICATION)]] },
  { name: "oidcProvider renamed, then mcp", plugins: [["oidcProvider", at(APPLICATION)], ["mcp"]] },
  { name: "mcp renamed, then oidcProvider", plugins: [["mcp", at(OF_MCP)], ["oidcProvider"]] },
  { name: "oidcProvider, then mcp renamed", plugins: [["oidcProvider"], ["mcp", at(OF_MCP)]] },
  {
    name: "both renamed, mcp last",
    plugins: [
      ["oidcProvider", at(APPLICATION)],
      ["mcp", at(OF_MCP)],
    ],
  },
  {
    name: "both renamed, oidcProvider last",
    plugins: [
      ["mcp", at(OF_MCP)],
      ["oidcProvider", at(APPLICATION)],
    ],
  },
  {
    name: "both renamed, different tables",
    plugins: [
      ["oidcProvider", at(APPLICATION)],
      ["mcp", at(TOKEN_OF_MCP)],
    ],
  },

  // Two OAuth servers share keys and merge into a hybrid.
  { name: "oidcProvider and oauthProvider", plugins: [["oidcProvider"], ["oauthProvider"]] },
  { name: "oauthProvider and oidcProvider", plugins: [["oauthProvider"], ["oidcProvider"]] },
  { name: "mcp and oauthProvider", plugins: [["mcp"], ["oauthProvider"]] },
  {
    name: "oauthProvider renamed, then mcp renamed",
    plugins: [
      ["oauthProvider", CLIENT],
      ["mcp", at(OF_MCP)],
    ],
  },
  {
    name: "mcp renamed, then oauthProvider renamed",
    plugins: [
      ["mcp", at(OF_MCP)],
      ["oauthProvider", CLIENT],
    ],
  },

  // The last plugin of a table names it, also by giving no name.
  { name: "sigmaProvider and oauthProvider", plugins: [["sigmaProvider"], ["oauthProvider"]] },
  { name: "oauthProvider and sigmaProvider", plugins: [["oauthProvider"], ["sigmaProvider"]] },
  { name: "oauthProvider renamed, then sigmaProvider", plugins: [["oauthProvider", CLIENT], ["sigmaProvider"]] },
  { name: "sigmaProvider, then oauthProvider renamed", plugins: [["sigmaProvider"], ["oauthProvider", CLIENT]] },
  {
    name: "organization renamed, then stripe",
    plugins: [
      ["organization", WORKSPACE],
      ["stripe", BILLED],
    ],
  },
  {
    name: "stripe, then organization renamed",
    plugins: [
      ["stripe", BILLED],
      ["organization", WORKSPACE],
    ],
  },
  {
    name: "organization renamed, then stripe renamed",
    since: "1.4.11",
    plugins: [
      ["organization", WORKSPACE],
      ["stripe", BILLED_RENAMED],
    ],
  },
  {
    name: "stripe renamed, then organization",
    since: "1.4.11",
    plugins: [["stripe", BILLED_RENAMED], ["organization"]],
  },
  {
    name: "stripe with a rename of a table that is off",
    plugins: [["stripe", at({ "subscription.enabled": false, "schema.subscription.modelName": "plans" })]],
  },
  {
    name: "stripe with an additional field of the organization in its place",
    plugins: [
      ["organization", { schema: { organization: { additionalFields: { stripeCustomerId: { type: "number" } } } } }],
      ["stripe", BILLED],
    ],
  },

  // Fields of more than one plugin in one core table, and their order.
  { name: "admin and sigmaAdminPlugin", plugins: [["admin"], ["sigmaAdminPlugin"]] },
  { name: "sigmaAdminPlugin and admin", plugins: [["sigmaAdminPlugin"], ["admin"]] },
  { name: "anonymous, username, phoneNumber", plugins: [["anonymous"], ["username"], ["phoneNumber"]] },
  { name: "phoneNumber, username, anonymous", plugins: [["phoneNumber"], ["username"], ["anonymous"]] },

  // Forms of one plugin only.
  {
    name: "twoFactorTable against the schema's name",
    plugins: [["twoFactor", at({ twoFactorTable: "second", "schema.twoFactor.modelName": "third" })]],
  },
  {
    name: "twoFactorTable with renamed fields",
    plugins: [["twoFactor", at({ twoFactorTable: "second", "schema.twoFactor.fields.userId": "owner" })]],
  },
  {
    name: "lastLoginMethod renamed, not stored",
    plugins: [["lastLoginMethod", at({ storeInDatabase: false, "schema.user.lastLoginMethod": "last" })]],
  },
  {
    name: "apiKey, several configurations, no options",
    since: "1.5.0",
    plugins: [["apiKey", {}, "several configurations"]],
  },
  { name: "apiKey, one configuration, no options", since: "1.5.0", plugins: [["apiKey", {}, "one configuration"]] },

  // Storage.
  ...storage("secondaryStorage", { secondaryStorage: true }),
  ...storage("secondaryStorage off", { secondaryStorage: false }),
  ...storage("sessions in the database, too", {
    secondaryStorage: true,
    session: { storeSessionInDatabase: true },
  }),
  ...storage("verifications in the database, too", {
    secondaryStorage: true,
    verification: { storeInDatabase: true },
  }),
  ...storage("both in the database, too", {
    secondaryStorage: true,
    session: { storeSessionInDatabase: true },
    verification: { storeInDatabase: true },
  }),
  ...storage("in the database without secondaryStorage", {
    session: { storeSessionInDatabase: true },
    verification: { storeInDatabase: false },
  }),
  ...storage("rate limits in the database", { rateLimit: { storage: "database" } }),
  ...storage("rate limits in memory", { rateLimit: { storage: "memory", modelName: "limits" } }),
  ...storage("rate limits in the secondary storage", { rateLimit: { storage: "secondary-storage" } }),

  // Options of core tables over what plugins have.
  {
    name: "additional fields in place of plugins' fields",
    plugins: [["admin"], ["username"], ["organization"]],
    options: {
      user: {
        additionalFields: {
          role: { type: ["admin", "user"], required: true },
          username: { type: "string", required: true, fieldName: "login", sortable: true },
          userId: { type: "string", fieldName: "convexUser" },
        },
      },
      session: {
        additionalFields: {
          activeOrganizationId: { type: "string", references: { model: "organization", field: "id" } },
        },
      },
    },
  },
  {
    name: "additional fields in place of renamed fields of plugins",
    plugins: [["admin", at({ "schema.user.fields.role": "rank", "schema.session.fields.impersonatedBy": "actor" })]],
    options: {
      user: { additionalFields: { role: { type: "string", required: true } } },
      session: { additionalFields: { impersonatedBy: { type: "string", fieldName: "by" } } },
    },
  },
  {
    name: "both members of an index replaced",
    plugins: [],
    options: {
      user: {
        additionalFields: { name: { type: "string", fieldName: "b" }, email: { type: "string", fieldName: "a" } },
      },
    },
  },
  {
    name: "members of indexes renamed the other way round",
    plugins: [],
    options: {
      user: { fields: { email: "z_email", name: "a_name" } },
      session: { fields: { expiresAt: "z", userId: "a" } },
      account: { fields: { accountId: "Z", providerId: "a" } },
    },
  },
  {
    name: "integer-like keys in place of nothing and of each other",
    plugins: [["organization", { schema: { member: { additionalFields: integerLike() } } }]],
    options: { user: { additionalFields: integerLike() } },
  },
  {
    name: "an additional field with the key id",
    plugins: [],
    options: { user: { additionalFields: { id: { type: "string", required: true }, other: text } } },
  },
  {
    name: "a unique additional field with the key id",
    plugins: [],
    options: { user: { additionalFields: { id: { type: "string", unique: true }, other: text } } },
  },
  {
    name: "an additional field that is named id",
    plugins: [],
    options: { user: { additionalFields: { legacy: { type: "string", fieldName: "id", unique: true } } } },
  },
  {
    name: "a table that is named as another one's key",
    plugins: [["jwt", at({ "schema.jwks.modelName": "team" })], ["organization"]],
    options: { user: { modelName: "users" } },
  },

  // What sigma-schema says where upstream says nothing.
  {
    name: "a plugin's field renamed by the core's option",
    plugins: [["admin"]],
    options: { user: { fields: { role: "rank" } } },
    warned: "nothing to rename",
  },
  {
    name: "a field renamed that no version has",
    plugins: [["jwt", at({ "schema.jwks.fields.secret": "renamed" })]],
    warned: "nothing to rename",
  },
  {
    name: "a team's field renamed without teams",
    plugins: [["organization", at({ "schema.session.fields.activeTeamId": "squad" })]],
    warned: "nothing to rename",
  },
];

// With plugins that add to a session, point at one, and look up verifications.
function storage(name, options) {
  return [
    { name, plugins: [], options },
    { name: `${name}, with plugins`, plugins: [["admin"], ["organization", at({ "teams.enabled": true })]], options },
    { name: `${name}, with oauthProvider`, plugins: [["oauthProvider"], ["jwt"]], options },
  ];
}

function integerLike() {
  return inOrder(
    ["beta", text],
    ["2", { type: "number", fieldName: "two", sortable: true }],
    ["01", { type: "number", fieldName: "leadingZero" }],
    ["1", { type: "boolean", required: true, fieldName: "one" }],
    ["-1", { type: "number", fieldName: "negative" }],
    ["4294967294", { type: "string", fieldName: "largestIndex" }],
    ["4294967295", { type: "string", fieldName: "noIndex" }],
    ["alpha", { type: "string", unique: true }],
    ["0", { type: "string", fieldName: "zero" }],
  );
}
