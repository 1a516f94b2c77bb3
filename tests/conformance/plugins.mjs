// Owns what the suite knows about plugins: where each is exported, what it must be given to be built at all, and which
// of its options change tables. A table; versions are those of better-auth. `exports.mjs` holds it against the packages.
import { isIn } from "./pairs.mjs";

const BETTER_AUTH = "better-auth/plugins";
const CONVEX = "@convex-dev/better-auth/plugins";
const SIGMA_SERVER = "@sigma-auth/better-auth-plugin/server";
const SIGMA_PROVIDER = "@sigma-auth/better-auth-plugin/provider";

/** Where the two functions are whose output is compared. No entry point of the adapter exports the second. */
export const GET_AUTH_TABLES = "better-auth/db";
export const CREATE_SCHEMA = "./node_modules/@convex-dev/better-auth/dist/client/create-schema.js";

/**
 * The modules that export plugins. `others` are their exports that are no plugins: an export that is in neither table
 * fails the suite. Outside of its range a module cannot be imported, and the suite checks that it still cannot.
 */
export const MODULES = [
  {
    from: BETTER_AUTH,
    others: [
      ..."API_KEY_TABLE_NAME ERROR_CODES HIDE_METADATA TWO_FACTOR_ERROR_CODES USERNAME_ERROR_CODES".split(" "),
      ..."createAccessControl createAuthEndpoint createAuthMiddleware createJwk defaultKeyHasher".split(" "),
      ..."deviceAuthorizationOptionsSchema generateExportedKeyPair getClient getJwtToken".split(" "),
      ..."getMCPProtectedResourceMetadata getMCPProviderMetadata getMetadata getOrgAdapter hasPermission".split(" "),
      ..."oAuthDiscoveryMetadata oAuthProtectedResourceMetadata optionsMiddleware parseRoles role signJWT".split(" "),
      ..."toExpJWT twoFactorClient verifyJWT withMcpAuth".split(" "),
      // Providers for genericOAuth.
      ..."auth0 gumroad hubspot keycloak line microsoftEntraId okta patreon slack".split(" "),
    ],
  },
  { from: CONVEX, others: ["JWT_COOKIE_NAME"] },
  { from: "better-auth/next-js", others: ["toNextJsHandler"] },
  { from: "better-auth/svelte-kit", others: ["isAuthPath", "svelteKitHandler", "toSvelteKitHandler"] },
  { from: "better-auth/tanstack-start", others: [] },
  // Of the same name as the one for React.
  { from: "better-auth/tanstack-start/solid", since: "1.4.14", others: ["tanstackStartCookies"] },
  {
    from: "@better-auth/api-key",
    since: "1.5.0",
    others: ["API_KEY_ERROR_CODES", "API_KEY_TABLE_NAME", "defaultKeyHasher"],
  },
  { from: "@better-auth/electron", since: "1.6.0", others: [] },
  { from: "@better-auth/expo", others: [] },
  { from: "@better-auth/i18n", since: "1.5.0", others: [] },
  {
    from: "@better-auth/oauth-provider",
    since: "1.4.12",
    others: [
      ..."authServerMetadata getOAuthProviderState mcpHandler oauthProviderAuthServerMetadata".split(" "),
      ..."oauthProviderOpenIdConfigMetadata oidcServerMetadata".split(" "),
    ],
  },
  {
    from: "@better-auth/passkey",
    others: ["PASSKEY_ERROR_CODES", "commonAuthenticatorNames", "getAuthenticatorName"],
  },
  { from: "@better-auth/scim", others: [] },
  {
    from: "@better-auth/sso",
    others: [
      ..."DEFAULT_CLOCK_SKEW_MS DEFAULT_MAX_SAML_METADATA_SIZE DEFAULT_MAX_SAML_RESPONSE_SIZE".split(" "),
      ..."DataEncryptionAlgorithm DigestAlgorithm DiscoveryError KeyEncryptionAlgorithm".split(" "),
      ..."REQUIRED_DISCOVERY_FIELDS SignatureAlgorithm computeDiscoveryUrl discoverOIDCConfig".split(" "),
      ..."fetchDiscoveryDocument needsRuntimeDiscovery normalizeDiscoveryUrls normalizeUrl".split(" "),
      ..."selectTokenEndpointAuthMethod validateDiscoveryDocument validateDiscoveryUrl".split(" "),
      "validateSAMLTimestamp",
    ],
  },
  { from: "@better-auth/stripe", others: [] },
  { from: SIGMA_SERVER, others: ["exchangeCodeForTokens"] },
  // 0.0.75 imports createAuthMiddleware from better-auth/plugins, which does not have it any more from 1.5.0 on.
  { from: SIGMA_PROVIDER, until: "1.5.0", others: ["createBapOrganization", "organization"] },
];

const noop = () => {};
const withNeeds = (needs) => (make, given) => make({ ...needs, ...given });

/** A table that the `schema` option renames with its fields; `model: false` where its name is not the plugin's to give. */
const table = (path, names, rest = {}) => ({
  ...(rest.model === false ? {} : { model: `${path}.modelName` }),
  fields: `${path}.fields`,
  ...rest,
  names: names.split(" "),
});
const ofCore = (path, names) => table(path, names, { model: false });
const extended = (path, names) => table(path, names, { additional: `${path}.additionalFields` });

const OIDC_TABLES = {
  oauthApplication: "name icon metadata clientId clientSecret redirectUrls type disabled userId createdAt updatedAt",
  oauthAccessToken:
    "accessToken refreshToken accessTokenExpiresAt refreshTokenExpiresAt clientId userId scopes createdAt updatedAt",
  oauthConsent: "clientId userId scopes createdAt updatedAt consentGiven",
};
const oidcTables = (schema) => Object.entries(OIDC_TABLES).map(([key, names]) => table(`${schema}.${key}`, names));

const APIKEY =
  "configId name start referenceId prefix key userId refillInterval refillAmount lastRefillAt enabled rateLimitEnabled " +
  "rateLimitTimeWindow rateLimitMax requestCount remaining lastRequest expiresAt createdAt updatedAt permissions metadata";

const AUTH_CONFIG = {
  providers: [
    {
      type: "customJwt",
      applicationID: "convex",
      issuer: "https://site.example.com",
      algorithm: "RS256",
      jwks: "https://site.example.com/jwks",
    },
  ],
};

/**
 * Every plugin, by the name of its export. `build` makes it of the options that a case gives (default: of nothing else),
 * `forms` are other ways of giving the same. Options that change tables: `flags`, switched on with `true`; `texts`, a
 * table's name; `tables`, what can be renamed and extended, `names` being all field names of all versions, and `flag` and
 * `since` what must hold for the option to be accepted at all.
 */
export const PLUGINS = [
  { export: "convex", from: CONVEX, build: withNeeds({ authConfig: AUTH_CONFIG }) },
  { export: "crossDomain", from: CONVEX, build: withNeeds({ siteUrl: "https://app.example.com" }) },
  {
    export: "admin",
    from: BETTER_AUTH,
    tables: [ofCore("schema.user", "role banned banReason banExpires"), ofCore("schema.session", "impersonatedBy")],
  },
  { export: "anonymous", from: BETTER_AUTH, tables: [ofCore("schema.user", "isAnonymous")] },
  { export: "apiKey", from: BETTER_AUTH, until: "1.5.0", tables: [table("schema.apikey", APIKEY)] },
  {
    export: "apiKey",
    from: "@better-auth/api-key",
    since: "1.5.0",
    forms: {
      "several configurations": (make, given) => make([{ configId: "first" }, { configId: "second" }], given),
      "one configuration": (make, given) => make({ configId: "only", schema: { apikey: { modelName: "no" } } }, given),
    },
    tables: [table("schema.apikey", APIKEY)],
  },
  { export: "bearer", from: BETTER_AUTH },
  { export: "captcha", from: BETTER_AUTH, build: withNeeds({ provider: "cloudflare-turnstile", secretKey: "secret" }) },
  { export: "customSession", from: BETTER_AUTH, build: (make) => make(async (session) => session) },
  {
    export: "deviceAuthorization",
    from: BETTER_AUTH,
    // Without it, its own check of options throws with the zod that npm installs today.
    build: withNeeds({ schema: {} }),
    tables: [
      table(
        "schema.deviceCode",
        "deviceCode userCode userId expiresAt status lastPolledAt pollingInterval clientId scope",
      ),
    ],
  },
  { export: "electron", from: "@better-auth/electron", since: "1.6.0" },
  { export: "emailOTP", from: BETTER_AUTH, build: withNeeds({ sendVerificationOTP: noop }) },
  { export: "expo", from: "@better-auth/expo" },
  { export: "genericOAuth", from: BETTER_AUTH, build: withNeeds({ config: [] }) },
  { export: "haveIBeenPwned", from: BETTER_AUTH },
  { export: "i18n", from: "@better-auth/i18n", since: "1.5.0", build: withNeeds({ translations: { en: {} } }) },
  {
    export: "jwt",
    from: BETTER_AUTH,
    tables: [table("schema.jwks", "publicKey privateKey createdAt expiresAt")],
  },
  {
    export: "lastLoginMethod",
    from: BETTER_AUTH,
    flags: ["storeInDatabase"],
    tables: [{ fields: "schema.user", names: ["lastLoginMethod"] }],
  },
  { export: "magicLink", from: BETTER_AUTH, build: withNeeds({ sendMagicLink: noop }) },
  {
    export: "mcp",
    from: BETTER_AUTH,
    build: withNeeds({ loginPage: "/sign-in" }),
    tables: oidcTables("oidcConfig.schema"),
  },
  { export: "multiSession", from: BETTER_AUTH },
  { export: "nextCookies", from: "better-auth/next-js" },
  { export: "oAuthProxy", from: BETTER_AUTH },
  {
    export: "oauthProvider",
    from: "@better-auth/oauth-provider",
    since: "1.4.12",
    build: withNeeds({ loginPage: "/sign-in", consentPage: "/consent" }),
    tables: [
      table(
        "schema.oauthClient",
        "clientId clientSecret disabled skipConsent enableEndSession subjectType scopes userId createdAt updatedAt name " +
          "uri icon contacts tos policy softwareId softwareVersion softwareStatement redirectUris " +
          "postLogoutRedirectUris tokenEndpointAuthMethod grantTypes responseTypes public type requirePKCE " +
          "referenceId metadata",
      ),
      table(
        "schema.oauthRefreshToken",
        "token clientId sessionId userId referenceId expiresAt createdAt revoked authTime scopes",
      ),
      table(
        "schema.oauthAccessToken",
        "token clientId sessionId userId referenceId refreshId expiresAt createdAt scopes",
      ),
      table("schema.oauthConsent", "clientId userId referenceId scopes createdAt updatedAt"),
    ],
  },
  {
    export: "oidcProvider",
    from: BETTER_AUTH,
    build: withNeeds({ loginPage: "/sign-in" }),
    tables: oidcTables("schema"),
  },
  { export: "oneTap", from: BETTER_AUTH },
  { export: "oneTimeToken", from: BETTER_AUTH },
  { export: "openAPI", from: BETTER_AUTH },
  {
    export: "organization",
    from: BETTER_AUTH,
    flags: ["teams.enabled", "dynamicAccessControl.enabled"],
    tables: [
      extended("schema.organization", "name slug logo createdAt metadata"),
      extended("schema.member", "organizationId userId role createdAt"),
      extended("schema.invitation", "organizationId email role teamId status expiresAt createdAt inviterId"),
      extended("schema.team", "name organizationId createdAt updatedAt"),
      table("schema.teamMember", "teamId userId createdAt"),
      extended("schema.organizationRole", "organizationId role permission createdAt updatedAt"),
      ofCore("schema.session", "activeOrganizationId activeTeamId"),
    ],
  },
  {
    export: "passkey",
    from: "@better-auth/passkey",
    tables: [
      table(
        "schema.passkey",
        "name publicKey userId credentialID counter deviceType backedUp transports createdAt aaguid",
      ),
    ],
  },
  {
    export: "phoneNumber",
    from: BETTER_AUTH,
    build: withNeeds({ sendOTP: noop }),
    tables: [ofCore("schema.user", "phoneNumber phoneNumberVerified")],
  },
  { export: "scim", from: "@better-auth/scim", flags: ["providerOwnership.enabled"] },
  { export: "sigmaAdminPlugin", from: SIGMA_SERVER, build: withNeeds({}) },
  { export: "sigmaCallbackPlugin", from: SIGMA_SERVER, build: withNeeds({}) },
  { export: "sigmaProvider", from: SIGMA_PROVIDER, until: "1.5.0", flags: ["enableSubscription"] },
  {
    export: "siwe",
    from: BETTER_AUTH,
    build: withNeeds({ domain: "app.example.com", getNonce: noop, verifyMessage: noop }),
    tables: [table("schema.walletAddress", "userId address chainId isPrimary createdAt")],
  },
  {
    export: "sso",
    from: "@better-auth/sso",
    flags: ["domainVerification.enabled"],
    tables: [
      {
        model: "modelName",
        fields: "fields",
        names: ["issuer", "oidcConfig", "samlConfig", "userId", "providerId", "organizationId", "domain"],
      },
    ],
  },
  {
    export: "stripe",
    from: "@better-auth/stripe",
    build: (make, given) =>
      make({
        stripeClient: {},
        stripeWebhookSecret: "secret",
        ...given,
        ...(given.subscription ? { subscription: { plans: [], ...given.subscription } } : {}),
      }),
    flags: ["subscription.enabled", "organization.enabled"],
    tables: [
      ofCore("schema.user", "stripeCustomerId"),
      table(
        "schema.subscription",
        "plan referenceId stripeCustomerId stripeSubscriptionId status periodStart periodEnd trialStart trialEnd " +
          "cancelAtPeriodEnd cancelAt canceledAt endedAt seats billingInterval stripeScheduleId",
      ),
      table("schema.organization", "stripeCustomerId", { flag: "organization.enabled", since: "1.4.11" }),
    ],
  },
  { export: "sveltekitCookies", from: "better-auth/svelte-kit", build: (make) => make(noop) },
  { export: "tanstackStartCookies", from: "better-auth/tanstack-start" },
  { export: "testUtils", from: BETTER_AUTH, since: "1.5.0" },
  {
    export: "twoFactor",
    from: BETTER_AUTH,
    texts: ["twoFactorTable"],
    tables: [
      ofCore("schema.user", "twoFactorEnabled"),
      table("schema.twoFactor", "secret backupCodes userId verified failedVerificationCount lockedUntil"),
    ],
  },
  { export: "username", from: BETTER_AUTH, tables: [ofCore("schema.user", "username displayUsername")] },
];

/** What can be renamed and extended in Better Auth's own tables, as for a plugin; `on` is what the table needs. */
export const CORE_TABLES = [
  extended("user", "name email emailVerified image createdAt updatedAt"),
  extended("session", "expiresAt token createdAt updatedAt ipAddress userAgent userId"),
  extended(
    "account",
    "accountId providerId userId accessToken refreshToken idToken accessTokenExpiresAt refreshTokenExpiresAt scope " +
      "password createdAt updatedAt",
  ),
  extended("verification", "identifier value expiresAt createdAt updatedAt"),
  table("rateLimit", "key count lastRequest", { on: { "rateLimit.storage": "database" } }),
];

/** The plugins that are there with a version of better-auth. */
export function pluginsAt(betterAuth) {
  return PLUGINS.filter((plugin) => isIn(betterAuth, plugin));
}

/** The modules that can be imported with a version of better-auth, or with `false` those that cannot. */
export function modulesAt(betterAuth, there = true) {
  return MODULES.filter((module) => isIn(betterAuth, module) === there);
}
