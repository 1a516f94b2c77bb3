// Owns the steps of an account's life: sign-up, sign-in by e-mail and by name, sessions, passwords, e-mail addresses.
import { count, each } from "../answers";
import { lastSent } from "../convex/outbox";
import { expect } from "vitest";
import type { Step } from "../steps";

const signUp = (name: string): Step => ({
  call: "signUpEmail",
  about: name,
  as: name,
  body: { email: `${name}@example.com`, password: `password-of-${name}`, name, username: `${name}_1` },
  gives: { user: { email: `${name}@example.com` } },
  keep: name,
  keeps: ({ user }) => user,
});

export const signIn = (name: string, about: string, more: Partial<Step> = {}): Step => ({
  call: "signInEmail",
  about,
  as: name,
  body: { email: `${name}@example.com`, password: `password-of-${name}` },
  gives: { user: { email: `${name}@example.com` } },
  ...more,
});

const verify = (name: string): Step[] => [
  {
    call: "sendVerificationEmail",
    about: `to ${name}`,
    as: name,
    body: { email: `${name}@example.com` },
    gives: { status: true },
  },
  {
    call: "verifyEmail",
    about: `of ${name}`,
    as: name,
    query: () => ({ token: lastSent("verify").token }),
    gives: { status: true },
  },
];

export const account: Step[] = [
  ...["ann", "bob", "cid", "dan", "eve"].map(signUp),
  { call: "isUsernameAvailable", about: "taken", body: { username: "ann_1" }, gives: { available: false } },
  { call: "isUsernameAvailable", about: "free", body: { username: "fay_1" }, gives: { available: true } },
  { ...signIn("ann", "a second browser"), as: "ann elsewhere" },
  {
    call: "signInUsername",
    as: "bob",
    body: { username: "bob_1", password: "password-of-bob" },
    gives: { user: { email: "bob@example.com" } },
  },
  signIn("ann", "a wrong password", {
    body: { email: "ann@example.com", password: "password-of-bob" },
    refused: "INVALID_EMAIL_OR_PASSWORD",
  }),
  { call: "getSession", as: "ann", gives: { user: { email: "ann@example.com" } } },
  { call: "listSessions", as: "ann", gives: count(2), keep: "sessions of ann" },
  { call: "updateUser", as: "cid", body: { name: "Cid", username: "cid_2" }, gives: { status: true } },
  {
    call: "updateSession",
    as: "cid",
    body: { device: "tablet" },
    gives: { session: { device: "tablet" } },
    since: "1.5.0",
  },
  { call: "listUserAccounts", as: "ann", gives: each("providerId", ["credential"]) },
  { call: "verifyPassword", as: "ann", body: { password: "password-of-ann" }, gives: { status: true }, since: "1.5.0" },
  {
    call: "revokeSession",
    as: "ann",
    body: (kept) => ({ token: kept["sessions of ann"][1].token }),
    gives: { status: true },
  },
  { ...signIn("ann", "a third browser"), as: "ann elsewhere" },
  { call: "revokeOtherSessions", as: "ann", gives: { status: true } },
  { call: "listSessions", about: "after the others were revoked", as: "ann", gives: count(1) },
  {
    call: "changePassword",
    as: "eve",
    body: { currentPassword: "password-of-eve", newPassword: "new-password-of-eve", revokeOtherSessions: true },
    gives: { user: { email: "eve@example.com" } },
  },
  {
    call: "requestPasswordReset",
    body: { email: "eve@example.com", redirectTo: "/reset" },
    gives: { status: true },
  },
  {
    call: "GET /reset-password/:token",
    about: "the link of the mail",
    path: () => `/reset-password/${lastSent("reset").token}`,
    query: { callbackURL: "https://app.example.com/reset" },
    gives: { status: 302 },
  },
  {
    call: "resetPassword",
    body: () => ({ newPassword: "password-of-eve", token: lastSent("reset").token }),
    gives: { status: true },
  },
  { call: "revokeSessions", as: "eve", gives: { status: true } },
  { call: "getSession", about: "after all were revoked", as: "eve", gives: (answer) => expect(answer).toBeNull() },
  signIn("eve", "after a reset"),
  // Who accepts an invitation must have a verified address.
  ...["bob", "cid", "eve"].flatMap(verify),
  { call: "changeEmail", as: "eve", body: { newEmail: "eva@example.com" }, gives: { status: true } },
  {
    call: "verifyEmail",
    about: "of a new address",
    as: "eve",
    query: () => ({ token: lastSent("verify").token }),
    gives: { status: true },
  },
  { call: "getSession", about: "with a new address", as: "eve", gives: { user: { email: "eva@example.com" } } },
  { call: "deleteUser", as: "dan", body: {}, gives: { success: true } },
  {
    call: "deleteUserCallback",
    as: "dan",
    query: () => ({ token: lastSent("delete").token }),
    gives: { success: true },
  },
  signIn("dan", "a user who is gone", { refused: "INVALID_EMAIL_OR_PASSWORD" }),
  { ...signIn("bob", "in a browser of many"), as: "many" },
  { ...signIn("cid", "in a browser of many"), as: "many" },
  { call: "listDeviceSessions", as: "many", gives: count(2), keep: "device sessions" },
  {
    call: "setActiveSession",
    as: "many",
    body: (kept) => ({
      sessionToken: kept["device sessions"].find((one: any) => one.user.email === "bob@example.com").session.token,
    }),
    gives: { user: { email: "bob@example.com" } },
  },
  {
    call: "revokeDeviceSession",
    as: "many",
    body: (kept) => ({
      sessionToken: kept["device sessions"].find((one: any) => one.user.email === "bob@example.com").session.token,
    }),
    gives: { status: true },
  },
  { call: "signOut", as: "many", gives: { success: true } },
];
