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
const BIOME_STYLES = [
  [],
  ["--indent-style=space", "--javascript-formatter-quote-style=single", "--semicolons=as-needed"],
  ["--line-width=160", "--trailing-commas=none", "--quote-properties=preserve"],
];
const AUTH = "export const createAuthOptions = () => ({ plugins: [] });\n";
const MANIFEST = { dependencies: { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } };

const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");
const set = await installed("better-auth-1.6.15", SETS);
const prettier = (await requireFrom("tools"))("prettier");
const biome = path.join(await installed("biome"), "node_modules/.bin/biome");

/** The text in every style: as it is, and as prettier and biome lay it out. */
async function* styled(text) {
  yield ["as it is", text];
  for (const style of STYLES) {
    yield [`prettier ${JSON.stringify(style)}`, await prettier.format(text, { parser: "typescript", ...style })];
  }
  for (const flags of BIOME_STYLES) {
    const args = ["format", "--stdin-file-path=schema.ts", ...flags];
    const options = { cwd: os.tmpdir(), input: text, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] };
    yield [`biome ${flags.join(" ")}`, execFileSync(biome, args, options)];
  }
}

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
      for await (const [style, formatted] of styled(text)) {
        fs.writeFileSync(path.join(component, "formatted.ts"), `\uFEFF${formatted.trimEnd()}`);
        assert.deepEqual(changes(project, "convex/betterAuth/formatted.ts"), [], style);
      }
    } finally {
      fs.rmSync(project, { recursive: true, force: true });
    }
  });
}

// What `createSchema` of each adapter prints, raw and formatted, is read as the tables that sigma-schema has for it. That
// of 0.8 and 0.9 is no module of its own: golden/gen/replaces-official-1.3 has what it printed.
const OFFICIAL = ["better-auth-1.4.9", "better-auth-1.4.18", "better-auth-1.5.6", "better-auth-1.6.15"];
const CODE = `import { getAuthTables } from "better-auth/db";
import { admin, organization } from "better-auth/plugins";
import { convex } from "@convex-dev/better-auth/plugins";
import { createSchema } from "./node_modules/@convex-dev/better-auth/dist/client/create-schema.js";

const authConfig = { providers: [{ applicationID: "convex", domain: "https://site.example.com" }] };
const tables = getAuthTables({ plugins: [convex({ authConfig }), admin(), organization({ teams: { enabled: true } })] });
process.stdout.write((await createSchema({ file: "schema.ts", tables })).code);
`;
const PLUGINS = `import { convex } from "@convex-dev/better-auth/plugins";
import { admin, organization } from "better-auth/plugins";

export const createAuthOptions = () => ({
  plugins: [convex(), admin(), organization({ teams: { enabled: true } })],
});
`;

for (const name of OFFICIAL) {
  test(`the official output of ${name}`, async () => {
    const folder = await installed(name);
    const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-existing-"));
    try {
      const component = path.join(project, "convex/betterAuth");
      fs.mkdirSync(component, { recursive: true });
      fs.mkdirSync(path.join(project, ".git"));
      fs.symlinkSync(path.join(folder, "node_modules"), path.join(project, "node_modules"));
      fs.copyFileSync(path.join(folder, "package.json"), path.join(project, "package.json"));
      fs.writeFileSync(path.join(project, "official.mjs"), CODE);
      fs.writeFileSync(path.join(project, "convex/auth.ts"), PLUGINS);
      const text = execFileSync("node", ["official.mjs"], { cwd: project, encoding: "utf8" });
      for await (const [style, written] of styled(text)) {
        fs.writeFileSync(path.join(component, "schema.ts"), written);
        assert.deepEqual(changes(project), [], style);
      }
    } finally {
      fs.rmSync(project, { recursive: true, force: true });
    }
  });
}

/** What `diff` says: against a file, or from the schema on disk to what the official generator would have. */
function changes(project, against) {
  const flags = against ? ["--against", against] : ["--indexes", "upstream"];
  const options = { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  const { components } = JSON.parse(execFileSync(binary, ["diff", ...flags, "--format", "json"], options));
  return components.flatMap((component) => component.changes);
}
