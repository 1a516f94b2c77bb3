// Schemas in every form that people have (tests/existing): Convex itself must see the same in a schema and in what
// sigma-schema prints of it, and nothing may change when a formatter has been over it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { installed, requireFrom } from "./install.mjs";
import { describe, loadSchema } from "./load-schema.mjs";

const FORMS = path.join(import.meta.dirname, "../existing");
const SETS = path.join(import.meta.dirname, "../app");
const STYLES = [
  { semi: false, singleQuote: true },
  { useTabs: true, printWidth: 120 },
  { trailingComma: "none", arrowParens: "avoid", bracketSpacing: false },
  { endOfLine: "crlf", printWidth: 40 },
];
const AUTH = "export const createAuthOptions = () => ({ plugins: [] });\n";
const MANIFEST = { dependencies: { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } };

const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");
const set = await installed("better-auth-1.6.15", SETS);
const prettier = (await requireFrom("tools"))("prettier");

for (const form of fs.readdirSync(FORMS)) {
  test(form, async () => {
    const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-existing-"));
    try {
      const component = path.join(project, "convex/betterAuth");
      fs.mkdirSync(path.join(project, ".git"));
      fs.cpSync(path.join(FORMS, form), component, { recursive: true });
      fs.symlinkSync(path.join(set, "node_modules"), path.join(project, "node_modules"));
      fs.writeFileSync(path.join(project, "package.json"), JSON.stringify(MANIFEST));
      fs.writeFileSync(path.join(project, "convex/auth.ts"), AUTH);
      const schema = path.join(component, "schema.ts");
      const seen = describe(await loadSchema(schema, set));
      assert.equal(describe(await loadSchema(path.join(component, "printed.ts"), set)), seen);
      assert.deepEqual(changes(project, "convex/betterAuth/printed.ts"), []);
      const text = fs.readFileSync(schema, "utf8");
      for (const style of STYLES) {
        const formatted = await prettier.format(text, { parser: "typescript", ...style });
        fs.writeFileSync(path.join(component, "formatted.ts"), `\uFEFF${formatted.trimEnd()}`);
        assert.deepEqual(changes(project, "convex/betterAuth/formatted.ts"), [], JSON.stringify(style));
      }
    } finally {
      fs.rmSync(project, { recursive: true, force: true });
    }
  });
}

function changes(project, against) {
  const run = execFileSync(binary, ["diff", "--against", against, "--format", "json"], { cwd: project, encoding: "utf8" });
  return JSON.parse(run).changes;
}
