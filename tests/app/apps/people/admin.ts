// Owns the steps of an admin: users listed, found, made, banned, impersonated, removed.
import { expect } from "vitest";
import { count, each } from "../answers";
import { NO_COUNT } from "../known";
import type { Step } from "../steps";
import { signIn } from "./account";

const userId = (name: string) => (kept: any) => ({ userId: kept[name].id });

export const admin: Step[] = [
  { call: "listUsers", about: "by one who is no admin", as: "bob", query: { limit: 10 }, refused: "NOT_ALLOWED" },
  {
    call: "listUsers",
    // The first admin of an app is made in its database.
    before: async (db, kept) => db.patch(kept.ann.id, { role: "admin" }),
    as: "ann",
    query: { limit: 10 },
    gives: (answer, kept) => {
      expect(answer.users).toHaveLength(10);
      expect(answer.total).toBe(kept.rows + 4);
    },
    known: NO_COUNT,
  },
  {
    call: "listUsers",
    about: "of a role",
    as: "ann",
    query: { filterField: "role", filterValue: "admin" },
    gives: each("email", ["ann@example.com"], "users"),
  },
  {
    call: "listUsers",
    about: "sorted by e-mail",
    as: "ann",
    query: { sortBy: "email", sortDirection: "asc", limit: 3 },
    gives: each("email", ["ann@example.com", "bob@example.com", "cid@example.com"], "users"),
    known: NO_COUNT,
  },
  {
    call: "listUsers",
    about: "sorted by time",
    as: "ann",
    query: { sortBy: "createdAt", sortDirection: "desc", limit: 1 },
    gives: each("email", ["eva@example.com"], "users"),
    known: NO_COUNT,
  },
  {
    call: "listUsers",
    about: "searched by e-mail",
    as: "ann",
    query: { searchField: "email", searchOperator: "contains", searchValue: "@example.com" },
    gives: count(4, "users"),
  },
  { call: "getUser", as: "ann", query: (kept) => ({ id: kept.bob.id }), gives: { email: "bob@example.com" } },
  {
    call: "createUser",
    as: "ann",
    body: { email: "hal@example.com", password: "password-of-hal", name: "hal", role: "user" },
    gives: { user: { email: "hal@example.com" } },
    keep: "hal",
    keeps: ({ user }) => user,
  },
  {
    call: "adminUpdateUser",
    as: "ann",
    body: (kept) => ({ userId: kept.hal.id, data: { name: "Hal" } }),
    gives: { name: "Hal" },
  },
  {
    call: "setRole",
    as: "ann",
    body: (kept) => ({ userId: kept.hal.id, role: "admin" }),
    gives: { user: { role: "admin" } },
  },
  signIn("hal", "made by an admin"),
  {
    call: "listUserSessions",
    as: "ann",
    body: userId("hal"),
    gives: count(1, "sessions"),
    keep: "sessions of hal",
    keeps: ({ sessions }) => sessions,
  },
  {
    call: "revokeUserSession",
    as: "ann",
    body: (kept) => ({ sessionToken: kept["sessions of hal"][0].token }),
    gives: { success: true },
  },
  {
    call: "listUserSessions",
    about: "after one was revoked",
    as: "ann",
    body: userId("hal"),
    gives: count(0, "sessions"),
  },
  signIn("hal", "once more"),
  {
    call: "banUser",
    as: "ann",
    body: (kept) => ({ userId: kept.hal.id, banReason: "rude" }),
    gives: { user: { banned: true } },
  },
  {
    call: "listUsers",
    about: "who are banned",
    as: "ann",
    query: { filterField: "banned", filterValue: true },
    gives: each("email", ["hal@example.com"], "users"),
  },
  signIn("hal", "while banned", { refused: "BANNED_USER" }),
  { call: "unbanUser", as: "ann", body: userId("hal"), gives: { user: { banned: false } } },
  {
    call: "setUserPassword",
    as: "ann",
    body: (kept) => ({ userId: kept.hal.id, newPassword: "new-password-of-hal" }),
    gives: { status: true },
  },
  signIn("hal", "with the admin's password", { body: { email: "hal@example.com", password: "new-password-of-hal" } }),
  {
    call: "userHasPermission",
    as: "ann",
    body: (kept) => ({ userId: kept.hal.id, permission: undefined, permissions: { user: ["ban"] } }),
    gives: { success: true },
  },
  { call: "impersonateUser", as: "ann", body: userId("bob"), gives: { user: { email: "bob@example.com" } } },
  { call: "getSession", about: "as another", as: "ann", gives: { user: { email: "bob@example.com" } } },
  { call: "stopImpersonating", as: "ann", gives: { user: { email: "ann@example.com" } } },
  { call: "revokeUserSessions", as: "ann", body: userId("hal"), gives: { success: true } },
  { call: "removeUser", as: "ann", body: userId("hal"), gives: { success: true } },
  {
    call: "getUser",
    about: "who is gone",
    as: "ann",
    query: (kept) => ({ id: kept.hal.id }),
    refused: "USER_NOT_FOUND",
  },
];
