// Owns the steps of the ways in without a password: providers, codes, links, wallets, numbers, guests.
import { expect } from "vitest";
import { count, each, parameter } from "../answers";
import { lastSent } from "../convex/outbox";
import { NO_PATH } from "../known";
import type { Step } from "../steps";

const WALLET = "0x52908400098527886E0F7030069857D2E4169EE7";

export const signUp = (name: string, more: Partial<Step> = {}): Step => ({
  call: "signUpEmail",
  about: name,
  as: name,
  body: { email: `${name}@example.com`, password: `password-of-${name}`, name },
  gives: { user: { email: `${name}@example.com` } },
  keep: name,
  keeps: ({ user }) => user,
  ...more,
});

const RESET_ALONE = {
  fails: "INVALID_PHONE_NUMBER_OR_PASSWORD",
  because: "the reset changes a password that is there, and gives none to a user who came by a number",
  until: "1.5.0",
};

const back = { callbackURL: "/in", errorCallbackURL: "/error" };
const cameBack = (answer: any) =>
  expect(answer).toMatchObject({ status: 302, location: expect.stringMatching(/\/in$/) });

export const providers: Step[] = [
  {
    call: "signInSocial",
    as: "octo",
    body: { provider: "github", ...back },
    gives: { redirect: true },
    keep: "state",
    keeps: parameter("state"),
  },
  {
    call: "GET /callback/:id",
    as: "octo",
    path: "/callback/github",
    query: (kept) => ({ code: "a-code", state: kept.state }),
    gives: cameBack,
  },
  { call: "getSession", about: "by github", as: "octo", gives: { user: { email: "octo@example.com" } } },
  {
    call: "signInSocial",
    about: "again",
    as: "octo",
    body: { provider: "github", ...back },
    keep: "state",
    keeps: parameter("state"),
  },
  {
    call: "GET /callback/:id",
    about: "again",
    as: "octo",
    path: "/callback/github",
    query: (kept) => ({ code: "a-code", state: kept.state }),
    gives: cameBack,
  },
  { call: "listUserAccounts", as: "octo", gives: each("providerId", ["github"]), keep: "accounts of octo" },
  { call: "getAccessToken", as: "octo", body: { providerId: "github" }, gives: { accessToken: "a-token" } },
  {
    call: "refreshToken",
    as: "octo",
    body: { providerId: "github" },
    gives: { accessToken: "a-token" },
    known: {
      fails: "FAILED_TO_REFRESH_ACCESS_TOKEN",
      because: "Better Auth writes the account back with its id, and the adapter's updateOne accepts no `_id`",
    },
  },
  { call: "accountInfo", as: "octo", query: { accountId: "7" }, gives: { user: { email: "octo@example.com" } } },
  {
    call: "setPassword",
    as: "octo",
    body: { newPassword: "password-of-octo" },
    gives: { status: true },
    known: NO_PATH,
  },
  { call: "linkSocialAccount", as: "octo", body: { provider: "github", ...back }, gives: { redirect: true } },
  {
    call: "oAuth2LinkAccount",
    as: "octo",
    body: { providerId: "nine", ...back },
    gives: { redirect: true },
    keep: "state",
    keeps: parameter("state"),
  },
  {
    call: "GET /oauth2/callback/:providerId",
    about: "to link",
    as: "octo",
    path: "/oauth2/callback/nine",
    query: (kept) => ({ code: "a-code", state: kept.state }),
    gives: cameBack,
  },
  {
    call: "listUserAccounts",
    about: "after a link",
    as: "octo",
    gives: each("providerId", ["credential", "github", "nine"]),
  },
  { call: "unlinkAccount", as: "octo", body: { providerId: "nine" }, gives: { status: true } },
  {
    call: "listUserAccounts",
    about: "after the link is gone",
    as: "octo",
    gives: each("providerId", ["credential", "github"]),
  },
  {
    call: "signInWithOAuth2",
    as: "nine",
    body: { providerId: "nine", ...back },
    gives: { redirect: true },
    keep: "state",
    keeps: parameter("state"),
  },
  {
    call: "GET /oauth2/callback/:providerId",
    as: "nine",
    path: "/oauth2/callback/nine",
    query: (kept) => ({ code: "a-code", state: kept.state }),
    gives: cameBack,
  },
  {
    call: "getSession",
    about: "by a provider of one's own",
    as: "nine",
    gives: { user: { email: "nine@example.com" } },
  },
];

export const codesAndLinks: Step[] = [
  { call: "signInMagicLink", body: { email: "meg@example.com", name: "meg" }, gives: { status: true } },
  {
    call: "magicLinkVerify",
    as: "meg",
    query: () => ({ token: lastSent("link").token }),
    gives: { user: { email: "meg@example.com" } },
  },
  { call: "generateOneTimeToken", as: "meg", keep: "one-time token", keeps: ({ token }) => token },
  {
    call: "verifyOneTimeToken",
    as: "meg elsewhere",
    body: (kept) => ({ token: kept["one-time token"] }),
    gives: { user: { email: "meg@example.com" } },
  },
  {
    call: "sendVerificationOTP",
    about: "to sign in",
    body: { email: "meg@example.com", type: "sign-in" },
    gives: { success: true },
  },
  {
    call: "checkVerificationOTP",
    body: () => ({ email: "meg@example.com", type: "sign-in", otp: lastSent("otp").otp }),
    gives: { success: true },
  },
  {
    call: "signInEmailOTP",
    as: "meg",
    body: () => ({ email: "meg@example.com", otp: lastSent("otp").otp }),
    gives: { user: { email: "meg@example.com" } },
  },
  {
    call: "sendVerificationOTP",
    about: "to verify",
    body: { email: "meg@example.com", type: "email-verification" },
    gives: { success: true },
  },
  {
    call: "verifyEmailOTP",
    body: () => ({ email: "meg@example.com", otp: lastSent("otp").otp }),
    gives: { status: true },
  },
  {
    call: "createVerificationOTP",
    body: { email: "meg@example.com", type: "sign-in" },
    keep: "made code",
    known: NO_PATH,
  },
  {
    call: "getVerificationOTP",
    query: { email: "meg@example.com", type: "sign-in" },
    gives: ({ otp }, kept) => expect(otp).toBe(kept["made code"]),
    known: NO_PATH,
  },
  {
    call: "requestPasswordResetEmailOTP",
    body: { email: "meg@example.com" },
    gives: { success: true },
    since: "1.5.0",
  },
  { call: "forgetPasswordEmailOTP", body: { email: "meg@example.com" }, gives: { success: true } },
  {
    call: "resetPasswordEmailOTP",
    body: () => ({ email: "meg@example.com", otp: lastSent("otp").otp, password: "password-of-meg" }),
    gives: { success: true },
  },
  {
    call: "requestEmailChangeEmailOTP",
    as: "meg",
    body: { newEmail: "margaret@example.com" },
    gives: { success: true },
    since: "1.5.0",
  },
  {
    call: "changeEmailEmailOTP",
    as: "meg",
    body: () => ({ newEmail: "margaret@example.com", otp: lastSent("otp").otp }),
    gives: { success: true },
    since: "1.5.0",
  },
];

export const numbersAndWallets: Step[] = [
  { call: "sendPhoneNumberOTP", body: { phoneNumber: "+4930123456" }, gives: (answer) => expect(answer).toBeTruthy() },
  {
    call: "verifyPhoneNumber",
    as: "pat",
    body: () => ({ phoneNumber: "+4930123456", code: lastSent("sms").code }),
    gives: { status: true },
  },
  { call: "requestPasswordResetPhoneNumber", body: { phoneNumber: "+4930123456" }, gives: { status: true } },
  {
    call: "resetPasswordPhoneNumber",
    body: () => ({ phoneNumber: "+4930123456", otp: lastSent("sms").code, newPassword: "password-of-pat" }),
    gives: { status: true },
  },
  {
    call: "signInPhoneNumber",
    as: "pat",
    body: { phoneNumber: "+4930123456", password: "password-of-pat" },
    gives: { user: { phoneNumber: "+4930123456" } },
    known: RESET_ALONE,
  },
  { call: "getSiweNonce", body: { walletAddress: WALLET, chainId: 1 }, gives: { nonce: "a-nonce-of-siwe" } },
  {
    call: "POST /siwe/verify",
    as: "wes",
    body: { message: "a-message", signature: "a-signature", walletAddress: WALLET, chainId: 1 },
    gives: { body: { success: true, user: { chainId: 1 } } },
    keep: "wallet",
    keeps: ({ body }) => body.user,
  },
  {
    call: "getSiweNonce",
    about: "on another chain",
    body: { walletAddress: WALLET, chainId: 10 },
    gives: { nonce: "a-nonce-of-siwe" },
  },
  {
    call: "POST /siwe/verify",
    about: "on another chain",
    as: "wes",
    body: { message: "a-message", signature: "a-signature", walletAddress: WALLET, chainId: 10 },
    gives: ({ body }, kept) => expect(body.user.id).toBe(kept.wallet.id),
  },
  { call: "getNonce", body: { walletAddress: WALLET }, gives: { nonce: "a-nonce-of-siwe" }, since: "1.6.0" },
  { call: "signInAnonymous", as: "guest", gives: ({ token }) => expect(token).toBeTypeOf("string") },
  signUp("zoe", { about: "a guest who stays", as: "guest" }),
  {
    call: "signInAnonymous",
    about: "for a while",
    as: "passer-by",
    gives: ({ token }) => expect(token).toBeTypeOf("string"),
  },
  { call: "deleteAnonymousUser", as: "passer-by", gives: { success: true }, since: "1.5.0" },
];
