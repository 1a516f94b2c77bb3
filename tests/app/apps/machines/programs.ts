// Owns the steps of what acts for a user: passkeys, api keys, devices, clients that sign users in.
import { expect } from "vitest";
import { register, sign } from "../authenticator";
import { count, each, parameter } from "../answers";
import { NO_PATH, NOT_SORTED } from "../known";
import type { Step } from "../steps";
import { signUp } from "./ways-in";

const ORIGIN = "https://app.example.com";
const AN_HOUR = 3_600;
const DEVICE = { client_id: "a-television" };
const GRANT = { ...DEVICE, grant_type: "urn:ietf:params:oauth:grant-type:device_code" };
const REDIRECT = "https://client.example.com/back";

const passkeys: Step[] = [
  signUp("kim"),
  {
    call: "generatePasskeyRegistrationOptions",
    as: "kim",
    gives: { rp: { id: "app.example.com" } },
    keep: "made",
    keeps: (options) => register(options, ORIGIN),
  },
  {
    call: "verifyPasskeyRegistration",
    as: "kim",
    body: (kept) => ({ response: kept.made.response, name: "laptop" }),
    headers: { origin: ORIGIN },
    gives: { name: "laptop" },
    keep: "passkey",
  },
  { call: "listPasskeys", as: "kim", gives: each("name", ["laptop"]) },
  {
    call: "generatePasskeyAuthenticationOptions",
    about: "of one who is signed in",
    as: "kim",
    gives: count(1, "allowCredentials"),
  },
  { call: "generatePasskeyAuthenticationOptions", as: "kim elsewhere", keep: "asked", keeps: (options) => options },
  {
    call: "verifyPasskeyAuthentication",
    as: "kim elsewhere",
    headers: { origin: ORIGIN },
    body: async (kept) => ({ response: await sign(kept.asked, ORIGIN, kept.made.passkey) }),
    gives: { session: {} },
  },
  {
    call: "updatePasskey",
    as: "kim",
    body: (kept) => ({ id: kept.passkey.id, name: "tablet" }),
    gives: { passkey: { name: "tablet" } },
  },
  { call: "deletePasskey", as: "kim", body: (kept) => ({ id: kept.passkey.id }), gives: { status: true } },
  { call: "listPasskeys", about: "after the end", as: "kim", gives: count(0) },
];

const apiKeys: Step[] = [
  { call: "createApiKey", as: "kim", body: { name: "second" }, gives: { name: "second" }, keep: "key" },
  {
    call: "createApiKey",
    about: "that ends",
    as: "kim",
    body: { name: "first", expiresIn: AN_HOUR },
    gives: { name: "first" },
    keep: "key that ends",
  },
  { call: "verifyApiKey", body: (kept) => ({ key: kept.key.key }), gives: { valid: true }, known: NO_PATH },
  { call: "verifyApiKey", about: "that no one has", body: { key: "no-key" }, gives: { valid: false }, known: NO_PATH },
  { call: "getApiKey", as: "kim", query: (kept) => ({ id: kept.key.id }), gives: { name: "second" } },
  {
    call: "updateApiKey",
    as: "kim",
    body: (kept) => ({ keyId: kept.key.id, name: "third" }),
    gives: { name: "third" },
  },
  { call: "listApiKeys", as: "kim", gives: (answer) => each("name", ["first", "third"])(answer.apiKeys ?? answer) },
  {
    call: "listApiKeys",
    about: "sorted by name",
    as: "kim",
    query: { sortBy: "name", sortDirection: "asc" },
    gives: ({ apiKeys }) => expect(apiKeys.map((key: any) => key.name)).toEqual(["first", "third"]),
    since: "1.5.0",
    known: NOT_SORTED,
  },
  {
    call: "listApiKeys",
    about: "sorted by time",
    as: "kim",
    query: { sortBy: "createdAt", sortDirection: "desc" },
    gives: ({ apiKeys }) => expect(apiKeys.map((key: any) => key.name)).toEqual(["first", "third"]),
    since: "1.5.0",
  },
  {
    call: "deleteAllExpiredApiKeys",
    before: async (db, kept) => db.patch(kept["key that ends"].id, { expiresAt: Date.now() - 1_000 }),
    gives: { success: true },
    known: NO_PATH,
  },
  {
    call: "listApiKeys",
    about: "after one has ended",
    as: "kim",
    gives: (answer) => each("name", ["third"])(answer.apiKeys ?? answer),
  },
  { call: "deleteApiKey", as: "kim", body: (kept) => ({ keyId: kept.key.id }), gives: { success: true } },
];

const deviceToken = (about: string, codes: string, answer: Partial<Step>): Step => ({
  call: "deviceToken",
  about,
  body: (kept) => ({ ...GRANT, device_code: kept[codes].device_code }),
  ...answer,
});

const devices: Step[] = [
  { call: "deviceCode", body: { ...DEVICE, scope: "watch" }, gives: { interval: 1 }, keep: "device" },
  deviceToken("before it is approved", "device", { refused: "uthorization pending" }),
  {
    call: "deviceVerify",
    as: "kim",
    query: (kept) => ({ user_code: kept.device.user_code }),
    gives: { status: "pending" },
  },
  { call: "deviceApprove", as: "kim", body: (kept) => ({ userCode: kept.device.user_code }), gives: { success: true } },
  {
    call: "deviceVerify",
    about: "after it is approved",
    as: "kim",
    query: (kept) => ({ user_code: kept.device.user_code }),
    gives: { status: "approved" },
  },
  deviceToken("after it is approved", "device", {
    // A device that asks again at once is told to slow down.
    before: async (db) => db.patch((await db.query("deviceCode").order("desc").first())._id, { lastPolledAt: 0 }),
    gives: ({ access_token }) => expect(access_token).toBeTypeOf("string"),
  }),
  { call: "deviceCode", about: "of another", body: DEVICE, keep: "other device" },
  {
    call: "deviceVerify",
    about: "of another",
    as: "kim",
    query: (kept) => ({ user_code: kept["other device"].user_code }),
    gives: { status: "pending" },
  },
  {
    call: "deviceDeny",
    as: "kim",
    body: (kept) => ({ userCode: kept["other device"].user_code }),
    gives: { success: true },
  },
  deviceToken("of one that was denied", "other device", { refused: "denied" }),
  {
    call: "deviceVerify",
    about: "of a code that no one has",
    as: "kim",
    query: { user_code: "ABCDEFGH" },
    refused: "nvalid user code",
  },
];

const asClient = (kept: any) => ({ client_id: kept.client.client_id, client_secret: kept.client.client_secret });
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const authorize = (about: string, gives: Step["gives"], keep: Partial<Step>): Step => ({
  call: "GET /oauth2/authorize",
  about,
  as: "kim",
  query: (kept) => ({
    client_id: kept.client.client_id,
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: "openid profile email offline_access",
    state: "a-state",
  }),
  gives,
  ...keep,
});

const clients: Step[] = [
  {
    call: "registerOAuthApplication",
    as: "kim",
    body: { client_name: "a client", redirect_uris: [REDIRECT] },
    gives: { client_name: "a client" },
    keep: "client",
  },
  {
    call: "getOAuthClient",
    as: "kim",
    params: (kept) => ({ id: kept.client.client_id }),
    gives: (answer, kept) => expect(answer.clientId).toBe(kept.client.client_id),
  },
  authorize("who has not consented", { status: 302 }, { keep: "consent code", keeps: parameter("consent_code") }),
  {
    call: "oAuthConsent",
    as: "kim",
    body: (kept) => ({ accept: true, consent_code: kept["consent code"] }),
    keep: "code",
    keeps: parameter("code"),
  },
  {
    call: "POST /oauth2/token",
    headers: FORM,
    body: (kept) => ({ grant_type: "authorization_code", code: kept.code, redirect_uri: REDIRECT, ...asClient(kept) }),
    gives: { status: 200 },
    keep: "tokens",
    keeps: ({ body }) => body,
  },
  {
    call: "GET /oauth2/userinfo",
    headers: (kept) => ({ authorization: `Bearer ${kept.tokens.access_token}` }),
    gives: { body: { email: "kim@example.com" } },
  },
  {
    call: "POST /oauth2/token",
    about: "by a refresh token",
    headers: FORM,
    body: (kept) => ({ grant_type: "refresh_token", refresh_token: kept.tokens.refresh_token, ...asClient(kept) }),
    gives: { status: 200 },
  },
  authorize("who has consented", { location: expect.stringContaining("code=") }, {}),
  {
    call: "GET /oauth2/endsession",
    as: "kim",
    query: (kept) => ({ id_token_hint: kept.tokens.id_token, client_id: kept.client.client_id }),
    gives: {},
  },
];

export const programs = [...passkeys, ...apiKeys, ...devices, ...clients];
