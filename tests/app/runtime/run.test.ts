/// <reference types="vite/client" />
// Owns one run of one app: rows of others first, then every step, then what was recorded, as JSON for the node side.
// It judges nothing.
import * as fs from "node:fs";
import { convexTest } from "convex-test";
import { test } from "vitest";
import { createAuth as newAuth, createAuthOptions } from "./convex/auth";
import schema from "./convex/betterAuth/schema";
import { insertCopies, insertForeignRows } from "./foreign-rows";
import { recorder } from "./recorder";
import { fetchOutside } from "./outside";
import { carryOut, newKept } from "./steps";
import { STEPS } from "./steps-of/index";

const COMPONENT = "betterAuth";
// The keys that sign tokens are the app's and no user's, and all are read: a row that is no key would be taken for one.
// This table gets copies of a real key.
const KEYS = "jwks";

test("the app runs", { timeout: 300_000 }, async () => {
  const { rows, version, out } = JSON.parse(process.env.SIGMA_APP!);
  const t = convexTest(undefined, import.meta.glob("./convex/**/*.*s"));
  t.registerComponent(COMPONENT, schema as any, import.meta.glob("./convex/betterAuth/**/*.*s"));

  const heard = recorder(createAuthOptions({} as any));
  const otherWarnings: string[] = [];
  const { warn } = console;
  const { fetch } = globalThis;
  globalThis.fetch = fetchOutside as typeof fetch;
  console.warn = (...parts) => void (heard.warned(String(parts[0])) || otherWarnings.push(parts.map(String).join(" ")));
  try {
    const started = performance.now();
    const createAuth = (ctx: any, more?: object) => newAuth(heard.listening(ctx), more);
    const filled = await insertForeignRows(t, COMPONENT, schema as any, rows, [KEYS]);
    await t.action(async (ctx: any) => void (await createAuth(ctx).api.getLatestJwks()));
    await insertCopies(t, COMPONENT, KEYS, rows);
    const seeded = performance.now();
    const steps = STEPS.filter((step) => isIn(version, step)).map((step) =>
      step.known && !isIn(version, step.known) ? { ...step, known: undefined } : step,
    );
    const outcomes = await carryOut(steps, t, COMPONENT, createAuth, newKept(rows));
    const api = newAuth({} as any).api as Record<string, { path?: string; options?: { method?: string } }>;
    fs.writeFileSync(
      out,
      JSON.stringify({
        filled: [...filled, KEYS],
        outcomes,
        lookups: [...heard.lookups.values()],
        warnings: [...heard.warnings.values()],
        otherWarnings,
        endless: [...heard.endless],
        reads: heard.count(),
        endpoints: Object.entries(api).map(([name, { path, options }]) => ({ name, path, method: options?.method })),
        milliseconds: { seeding: Math.round(seeded - started), calls: Math.round(performance.now() - seeded) },
      }),
    );
  } finally {
    console.warn = warn;
    globalThis.fetch = fetch;
  }
});

function isIn(version: string, { since, until }: { since?: string; until?: string }): boolean {
  return !(since && older(version, since)) && !(until && !older(version, until));
}

function older(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number));
  const at = one.findIndex((part, position) => part !== other[position]);
  return at >= 0 && one[at] < other[at];
}
