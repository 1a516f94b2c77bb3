// Owns what the code of an app says for a case, before it is written in any style: the plugins with their arguments and the
// other options, as trees. A tree is a text, number or boolean, a list, a Map for an object (it keeps integer-like keys in
// their place), or a `Code`. Beside what a case gives, an app has what its plugins need and what an app has anyway.
import { entriesOf } from "../options.mjs";
import { pluginsAt } from "../plugins.mjs";

/** An expression that decides nothing; a function where it has `parameters`. */
export class Code {
  constructor(text, parameters) {
    this.text = text;
    this.parameters = parameters;
  }
}

/** Where the list of plugins stands among the options. */
export const PLUGINS = new Code("plugins");

const code = (text) => new Code(text);
const fn = (parameters, body) => new Code(body, parameters);
const env = (name) => code(`process.env.${name}`);
const mail = fn("{ email, url }", "await sendEmail(email, url);");

/** What a plugin cannot be called without; of what the case gives where that matters. */
const NEEDED = {
  captcha: { provider: "cloudflare-turnstile", secretKey: env("TURNSTILE_SECRET_KEY!") },
  convex: { authConfig: code("authConfig") },
  crossDomain: { siteUrl: env("SITE_URL!") },
  emailOTP: { sendVerificationOTP: fn("{ email, otp }", "await sendEmail(email, otp);") },
  genericOAuth: { config: [{ providerId: "acme", clientId: env("ACME_ID!"), scopes: ["openid", "email"] }] },
  i18n: { translations: { en: { USER_NOT_FOUND: "Nobody's here" }, de: { USER_NOT_FOUND: "Niemand\tda" } } },
  magicLink: { sendMagicLink: mail },
  mcp: { loginPage: "/sign-in" },
  oauthProvider: { loginPage: "/sign-in", consentPage: "/consent" },
  oidcProvider: { loginPage: "/sign-in" },
  phoneNumber: { sendOTP: fn("{ phoneNumber, code }", "console.log(phoneNumber, code);") },
  siwe: {
    domain: "app.example.com",
    getNonce: fn("", "return crypto.randomUUID();"),
    verifyMessage: fn("{ message, signature }", "return message.length > 0 && signature.length > 0;"),
  },
  stripe: {
    stripeClient: code("new Stripe(process.env.STRIPE_SECRET_KEY!)"),
    stripeWebhookSecret: env("STRIPE_WEBHOOK_SECRET!"),
  },
};

/** What apps give plugins beside it: none of it changes a table. */
const BESIDE = {
  admin: { ac: code("ac"), roles: code("{ admin: adminRole }"), defaultRole: "user", adminUserIds: code("ADMIN_IDS") },
  anonymous: { emailDomainName: "example.com", onLinkAccount: fn("{ newUser }", "console.log(newUser.user.id);") },
  apiKey: { defaultPrefix: "ex_", rateLimit: { enabled: true, maxRequests: 10 }, enableMetadata: true },
  convex: { jwt: { expirationSeconds: 900 }, options: code("{ basePath: process.env.AUTH_PATH }") },
  deviceAuthorization: { expiresIn: "30m", interval: "5s" },
  emailOTP: { otpLength: 8, expiresIn: code("60 * 10") },
  jwt: { jwks: { keyPairConfig: { alg: "EdDSA" } }, jwt: { expirationTime: "1h" } },
  lastLoginMethod: { cookieName: "last", maxAge: code("60 * 60 * 24 * 30") },
  magicLink: { expiresIn: 300, disableSignUp: code('process.env.INVITE_ONLY === "true"') },
  oauthProvider: { scopes: ["openid", "profile"], allowDynamicClientRegistration: true },
  organization: {
    ac: code("ac"),
    roles: code("{ owner: ownerRole, admin: adminRole }"),
    creatorRole: "owner",
    membershipLimit: 100,
    teams: { maximumTeams: 10, allowRemovingAllTeams: false },
    dynamicAccessControl: { maximumRolesPerOrganization: 3 },
    organizationHooks: { afterAddMember: fn("{ member }", "console.log(`added ${member.userId}`);") },
    sendInvitationEmail: fn(
      "data",
      "const link = `${process.env.SITE_URL}/invitations/${data.id}`;\nawait sendEmail(data.email, link);",
    ),
  },
  passkey: { rpID: code('new URL(process.env.SITE_URL ?? "http://localhost").hostname'), rpName: "Example" },
  phoneNumber: { signUpOnVerification: { getTempEmail: code("(phoneNumber) => `${phoneNumber}@example.com`") } },
  sso: { provisionUser: fn("{ user }", "console.log(user.id);"), defaultSSO: [] },
  twoFactor: { issuer: "Example", otpOptions: { sendOTP: fn("{ user, otp }", "await sendEmail(user.email, otp);") } },
  username: { minUsernameLength: 3, usernameValidator: code("(name) => /^[a-z]+$/.test(name)") },
};

/** What every app has beside its tables, before and after what a case gives. */
const FIRST = {
  appName: "Example",
  baseURL: env("SITE_URL"),
  secret: env("BETTER_AUTH_SECRET"),
  database: code("authComponent.adapter(ctx)"),
};
const LAST = {
  user: { changeEmail: { enabled: true }, deleteUser: { enabled: true, sendDeleteAccountVerification: mail } },
  session: { expiresIn: code("60 * 60 * 24 * 7"), cookieCache: { enabled: true, maxAge: 300 } },
  account: { accountLinking: { enabled: true, trustedProviders: ["github", "email-password"] } },
  rateLimit: { window: 60, max: 100, customRules: { "/sign-in/email": { window: 10, max: 3 } } },
  trustedOrigins: code("[process.env.SITE_URL!, ...(process.env.PREVIEW_URL ? [process.env.PREVIEW_URL] : [])]"),
  emailAndPassword: { enabled: true, requireEmailVerification: false, sendResetPassword: mail },
  socialProviders: { github: { clientId: env("GITHUB_ID!"), clientSecret: env("GITHUB_SECRET!") } },
  databaseHooks: {
    user: { create: { before: fn("user", "return { data: { ...user, name: user.name.trim() } };") } },
  },
  advanced: { useSecureCookies: code('process.env.NODE_ENV === "production"') },
};

/** What apps say of an additional field beside what changes a table: by turns. */
const OF_FIELDS = [
  { input: false },
  {},
  { defaultValue: code("() => new Date()") },
  {},
  { returned: false, validator: { input: code("z.string().min(1)") } },
];

const STORAGE = { get: fn("key", "return null;"), set: fn("key, value", ""), delete: fn("key", "") };

const CONFIGURATIONS = {
  "several configurations": [{ configId: "first" }, { configId: "second" }],
  "one configuration": { configId: "only", schema: { apikey: { modelName: "no" } } },
};

/**
 * The app of a case: `plugins`, each with its `name`, the module `from` which it is and its `args`, and `options` with
 * `PLUGINS` among them. Cases at different positions have different things beside; each fourth has only what it needs.
 */
export function appOf(betterAuth, { plugins, options = {} }, position) {
  const isBare = position % 4 === 3;
  const extend = (tree) => (isBare ? tree : withMoreInFields(tree, position));
  const all = plugins.some(([name]) => name === "convex") ? plugins : [["convex"], ...plugins];
  const { secondaryStorage, ...tables } = options;
  const storage =
    secondaryStorage === undefined ? {} : { secondaryStorage: secondaryStorage ? STORAGE : code("undefined") };
  const given = extend(merged(treeOf(storage), treeOf(tables)));
  const core = merged(merged(treeOf(FIRST), given), isBare ? new Map() : treeOf(LAST));
  return {
    position,
    plugins: all.map(([name, own, form]) => {
      const { from } = pluginsAt(betterAuth).find((plugin) => plugin.export === name);
      const needed = merged(treeOf(NEEDED[name] ?? {}), extend(treeOf(own ?? {})));
      const tree = merged(withPlans(name, needed), treeOf(isBare ? {} : (BESIDE[name] ?? {})));
      return { name, from, args: argumentsOf(name, tree, own, form) };
    }),
    // Before the tables or after them.
    options: position % 2 ? merged(core, new Map([["plugins", PLUGINS]])) : placed(core, "plugins", PLUGINS, FIRST),
  };
}

function argumentsOf(name, tree, own, form) {
  if (form) return [treeOf(CONFIGURATIONS[form]), tree];
  const first = name === "customSession" ? [fn("{ user, session }", "return { user, session };")] : [];
  return tree.size > 0 || own ? [...first, tree] : first;
}

// Plans go with subscriptions, and only with them.
function withPlans(name, tree) {
  if (name !== "stripe" || !tree.has("subscription")) return tree;
  const plans = [{ name: "pro", priceId: env("STRIPE_PRICE!"), limits: { seats: 5 } }];
  return merged(tree, treeOf({ subscription: { plans } }));
}

/** Options as a tree. */
export function treeOf(value) {
  if (Array.isArray(value)) return value.map(treeOf);
  if (value === null || typeof value !== "object" || value instanceof Code || value instanceof Map) return value;
  return new Map(entriesOf(value).map(([key, one]) => [key, treeOf(one)]));
}

// Both, with objects of the same key in one; no value is ever replaced.
function merged(first, second) {
  const both = new Map(first);
  for (const [key, value] of second) {
    if (!both.has(key)) both.set(key, value);
    else if (both.get(key) instanceof Map && value instanceof Map) both.set(key, merged(both.get(key), value));
  }
  return both;
}

function placed(tree, key, value, after) {
  const entries = [...tree];
  entries.splice(Object.keys(after).length, 0, [key, value]);
  return new Map(entries);
}

function withMoreInFields(tree, position) {
  if (!(tree instanceof Map)) return tree;
  const entries = [...tree].map(([key, value]) => {
    if (key !== "additionalFields") return [key, withMoreInFields(value, position)];
    const more = (index) => treeOf(OF_FIELDS[(position + index) % OF_FIELDS.length]);
    return [key, new Map([...value].map(([field, attributes], index) => [field, merged(attributes, more(index))]))];
  });
  return new Map(entries);
}
