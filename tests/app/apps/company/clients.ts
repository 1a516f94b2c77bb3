// Owns the steps of clients that sign the company's users in (OAuth 2.1): made, consented to, given tokens, revoked.
import { expect } from "vitest";
import { count, each, parameter } from "../answers";
import type { Step } from "../steps";

const REDIRECT = "https://client.example.com/back";
// What RFC 7636 has as its example.
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const clientId = (kept: any) => ({ client_id: kept.client.client_id });
const asClient = (kept: any) => ({ ...clientId(kept), client_secret: kept["client secret"] });

const tokens = (about: string, body: (kept: any) => object, more: Partial<Step> = {}): Step => ({
  call: "POST /oauth2/token",
  about,
  headers: FORM,
  body: (kept) => ({ ...body(kept), ...asClient(kept) }),
  gives: { body: { token_type: "Bearer" } },
  keep: about,
  keeps: ({ body: kept }) => kept,
  ...more,
});

const authorize = (scope: string, more: Partial<Step>): Step => ({
  call: "GET /oauth2/authorize",
  about: scope,
  as: "pia",
  query: (kept) => ({
    response_type: "code",
    redirect_uri: REDIRECT,
    scope,
    state: "a-state",
    ...CHALLENGE,
    ...clientId(kept),
  }),
  gives: { status: 302 },
  ...more,
});

const consent = (scope: string): Step[] => [
  authorize(scope, { keep: "asked", keeps: ({ location }) => new URL(location, REDIRECT).search.slice(1) }),
  {
    call: "POST /oauth2/consent",
    about: scope,
    as: "pia",
    headers: { accept: "application/json" },
    body: (kept) => ({ accept: true, oauth_query: kept.asked }),
    keep: "code",
    keeps: ({ body }) => parameter("code")(body),
  },
  tokens(`first tokens, ${scope}`, (kept) => ({
    grant_type: "authorization_code",
    code: kept.code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
  })),
  authorize(scope, { about: `${scope}, once more`, gives: { location: expect.stringContaining("code=") } }),
];

const OF_USER = "openid email offline_access";
const OF_COMPANY = "openid email offline_access company";

const made = (about: string): Step => ({
  call: "createOAuthClient",
  about,
  as: "pia",
  body: { redirect_uris: [REDIRECT], client_name: "a client", scope: OF_COMPANY },
  gives: { client_name: "a client" },
  keep: "client",
});

const refreshed = (kept: any) => ({
  grant_type: "refresh_token",
  refresh_token: kept[`first tokens, ${OF_USER}`].refresh_token,
});

const NEVER_NULL = {
  fails: "500",
  because:
    "Better Auth looks for a token whose `revoked` is null; it was never written, and for the adapter absent is not null",
};
// What the newest tokens would hold if what is absent were written as null: so what comes after can be run.
const withNull = (count: number) => async (db: any) => {
  for (const token of await db.query("oauthRefreshToken").order("desc").take(count))
    await db.patch(token._id, { revoked: null });
};

export const clients: Step[] = [
  made("of the organization"),
  { call: "getOAuthClients", about: "of the organization", as: "pia", gives: count(1) },
  {
    call: "setActiveOrganization",
    as: "pia",
    body: { organizationId: null },
    gives: (answer) => expect(answer).toBeNull(),
  },
  made("of a user"),
  { call: "getOAuthClients", as: "pia", gives: count(1) },
  { call: "getOAuthClient", as: "pia", query: clientId, gives: { client_name: "a client" } },
  { call: "getOAuthClientPublic", as: "pia", query: clientId, gives: { client_name: "a client" } },
  {
    call: "updateOAuthClient",
    as: "pia",
    body: (kept) => ({ ...clientId(kept), update: { client_name: "another name" } }),
    gives: { client_name: "another name" },
  },
  {
    call: "rotateClientSecret",
    as: "pia",
    body: clientId,
    keep: "client secret",
    keeps: ({ client_secret }) => client_secret,
  },
  ...consent(OF_USER),
  ...consent(OF_COMPANY),
  {
    call: "GET /oauth2/userinfo",
    headers: (kept) => ({ authorization: `Bearer ${kept[`first tokens, ${OF_USER}`].access_token}` }),
    gives: { body: { email: "pia@example.com" } },
  },
  {
    call: "POST /oauth2/introspect",
    headers: FORM,
    body: (kept) => ({ token: kept[`first tokens, ${OF_USER}`].access_token, ...asClient(kept) }),
    gives: { body: { active: true } },
  },
  {
    call: "POST /oauth2/introspect",
    about: "a refresh token",
    headers: FORM,
    body: (kept) => ({
      token: kept[`first tokens, ${OF_USER}`].refresh_token,
      token_type_hint: "refresh_token",
      ...asClient(kept),
    }),
    gives: { body: { active: true } },
  },
  {
    call: "POST /oauth2/revoke",
    headers: FORM,
    body: (kept) => ({
      token: kept[`first tokens, ${OF_COMPANY}`].access_token,
      token_type_hint: "access_token",
      ...asClient(kept),
    }),
    gives: { status: 200 },
  },
  tokens("refreshed at once", refreshed, { known: NEVER_NULL }),
  tokens("refreshed", refreshed, { before: withNull(2) }),
  tokens("a refresh token that was used", refreshed, { refused: "400" }),
  ...consent(OF_USER)
    .slice(0, 1)
    .map((step) => ({ ...step, about: "to be revoked", keeps: parameter("code"), keep: "code" })),
  tokens("to be revoked", (kept) => ({
    grant_type: "authorization_code",
    code: kept.code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
  })),
  {
    call: "POST /oauth2/revoke",
    about: "a refresh token",
    before: withNull(1),
    headers: FORM,
    body: (kept) => ({
      token: kept["to be revoked"].refresh_token,
      token_type_hint: "refresh_token",
      ...asClient(kept),
    }),
    gives: { status: 200 },
  },
  { call: "getOAuthConsents", as: "pia", gives: count(2), keep: "consents" },
  {
    call: "getOAuthConsent",
    as: "pia",
    query: (kept) => ({ id: kept.consents[0].id }),
    gives: (answer, kept) => expect(answer.id).toBe(kept.consents[0].id),
  },
  {
    call: "updateOAuthConsent",
    as: "pia",
    body: (kept) => ({ id: kept.consents[0].id, update: { scopes: ["openid"] } }),
  },
  { call: "deleteOAuthConsent", as: "pia", body: (kept) => ({ id: kept.consents[0].id }) },
  { call: "getOAuthConsents", about: "after one is gone", as: "pia", gives: count(1) },
  {
    call: "oauth2EndSession",
    as: "pia elsewhere",
    query: (kept) => ({ id_token_hint: kept[`first tokens, ${OF_USER}`].id_token, ...clientId(kept) }),
    refused: "client unable to logout",
  },
  {
    call: "registerOAuthClient",
    as: "pia",
    body: { redirect_uris: [REDIRECT], client_name: "registered" },
    gives: { client_name: "registered" },
  },
  {
    call: "adminCreateOAuthClient",
    as: "pia",
    body: { redirect_uris: [REDIRECT], client_name: "trusted", skip_consent: true },
    gives: { client_name: "trusted" },
    keep: "trusted",
  },
  {
    call: "adminUpdateOAuthClient",
    as: "pia",
    body: (kept) => ({ client_id: kept.trusted.client_id, update: { client_name: "still trusted" } }),
    gives: { client_name: "still trusted" },
  },
  { call: "getOAuthServerConfig", gives: { issuer: expect.stringMatching(/^https:/) } },
  {
    call: "deleteOAuthClient",
    about: "that is trusted",
    as: "pia",
    body: (kept) => ({ client_id: kept.trusted.client_id }),
  },
  { call: "deleteOAuthClient", as: "pia", body: clientId },
  { call: "getOAuthClients", about: "after the end", as: "pia", gives: each("client_name", ["registered"]) },
];
