// Owns the steps of a limit that is kept in the database: requests, because calls of `auth.api` are not limited.
import type { Step } from "../steps";

const attempt = (about: string, answer: Partial<Step>): Step => ({
  call: "POST /sign-in/email",
  about,
  headers: { "x-forwarded-for": "203.0.113.7" },
  body: { email: "bob@example.com", password: "password-of-bob" },
  ...answer,
});

export const rateLimit: Step[] = [
  attempt("the first", { gives: { status: 200 } }),
  attempt("the second", { gives: { status: 200 } }),
  attempt("the third", { gives: { status: 200 } }),
  attempt("one too many", { refused: "429" }),
];
