// Owns the steps of a second factor: by app, by message, by backup code.
import { createOTP } from "@better-auth/utils/otp";
import { expect } from "vitest";
import { lastSent } from "../convex/outbox";
import { NO_PATH } from "../known";
import type { Step } from "../steps";
import { signIn } from "./account";

const PASSWORD = { password: "password-of-cid" };
const ASKED = { gives: { twoFactorRedirect: true } };
const CID = { user: { email: "cid@example.com" } };

export const twoFactor: Step[] = [
  {
    call: "enableTwoFactor",
    as: "cid",
    body: PASSWORD,
    gives: ({ backupCodes }) => expect(backupCodes.length).toBeGreaterThan(3),
    keep: "factor",
    keeps: async ({ totpURI, backupCodes }) => {
      const secret = unbase32(new URL(totpURI).searchParams.get("secret")!);
      return { secret, backupCodes, code: await createOTP(secret).totp() };
    },
  },
  {
    call: "generateTOTP",
    body: (kept) => ({ secret: kept.factor.secret }),
    gives: ({ code }, kept) => expect(code).toBe(kept.factor.code),
    known: NO_PATH,
  },
  {
    call: "verifyTOTP",
    about: "for the first time",
    as: "cid",
    body: (kept) => ({ code: kept.factor.code }),
    gives: CID,
  },
  { call: "getTOTPURI", as: "cid", body: PASSWORD, gives: ({ totpURI }) => expect(totpURI).toMatch(/^otpauth:/) },
  signIn("cid", "who has a second factor", ASKED),
  { call: "verifyTOTP", as: "cid", body: (kept) => ({ code: kept.factor.code }), gives: CID },
  signIn("cid", "to get a message", ASKED),
  { call: "sendTwoFactorOTP", as: "cid", body: {}, gives: { status: true } },
  { call: "verifyTwoFactorOTP", as: "cid", body: () => ({ code: lastSent("otp").otp }), gives: CID },
  signIn("cid", "to use a backup code", ASKED),
  { call: "verifyBackupCode", as: "cid", body: (kept) => ({ code: kept.factor.backupCodes[0] }), gives: CID },
  {
    call: "viewBackupCodes",
    body: (kept) => ({ userId: kept.cid.id }),
    gives: (answer, kept) => expect(answer.backupCodes).toHaveLength(kept.factor.backupCodes.length - 1),
    known: NO_PATH,
  },
  { call: "generateBackupCodes", as: "cid", body: PASSWORD, gives: { status: true } },
  { call: "disableTwoFactor", as: "cid", body: PASSWORD, gives: { status: true } },
  signIn("cid", "without a second factor", { gives: CID }),
];

function unbase32(text: string): string {
  const bits = [...text.replace(/=+$/, "")].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  const bytes = bits
    .join("")
    .match(/.{8}/g)!
    .map((byte) => Number.parseInt(byte, 2));
  return new TextDecoder().decode(new Uint8Array(bytes));
}
