// Owns the steps of the keys with which the app signs tokens, and of what it says about itself.
import { expect } from "vitest";
import type { Step } from "../steps";
import { signUp } from "./ways-in";

export const keysOfTheApp: Step[] = [
  signUp("lea"),
  { call: "getToken", as: "lea", gives: ({ token }) => expect(token.split(".")).toHaveLength(3) },
  { call: "getJwks", gives: ({ keys }) => expect(keys.length).toBeGreaterThan(0) },
  { call: "getLatestJwks", gives: (keys) => expect(keys).toHaveLength(1) },
  { call: "getOpenIdConfig", gives: ({ issuer }) => expect(issuer).toMatch(/^https:/) },
  { call: "rotateKeys", gives: (keys) => expect(keys).toHaveLength(1) },
  { call: "ok", gives: { ok: true } },
  { call: "GET /error", gives: { status: 200 } },
];
