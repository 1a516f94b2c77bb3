// Owns the proof that sigma-schema, with `--indexes upstream`, makes the tables that the official command lines make:
// both are run on one app, both files are loaded by Convex's library, and what they export is compared.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { firstDifference } from "./first-difference.mjs";
import { installed } from "./install.mjs";
import { describe, fieldsOf, loadSchema } from "./load-schema.mjs";
import { runOfficial, writeApp } from "./official-project.mjs";
import { OPTION_SETS } from "./option-sets.mjs";

const PAIRS = [
  { set: "better-auth-1.4.9", command: ["@better-auth/cli", "generate", "-y"] },
  { set: "better-auth-1.6.15", command: ["auth", "generate", "-y"] },
];

// All that may differ. `apply` makes the official tables what sigma-schema's are meant to be.
const DIFFERENCES = [
  {
    name: "user index on a userId that is not there",
    reason:
      "the official list of indexes has user.userId whether a plugin adds the field or not; Convex refuses that schema",
    applies: () => true,
    apply: (tables) =>
      tables.map((table) => {
        const missing = ({ indexDescriptor, fields }) =>
          indexDescriptor === "userId" &&
          fields.length === 1 &&
          !Object.hasOwn(fieldsOf(table) ?? { userId: 0 }, "userId");
        return { ...table, indexes: table.indexes.filter((index) => !missing(index)) };
      }),
  },
  {
    name: "stray table ratelimit",
    reason:
      "better-auth 1.4.9 to 1.4.17 name the table once more, in lower case, when run by the command line; nothing reads it",
    applies: (set) => set === "better-auth-1.4.9",
    apply: (tables) => tables.filter((table) => table.tableName !== "ratelimit"),
  },
];

const binary = process.env.SIGMA_SCHEMA_BIN;
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-official-")));
const folders = new Map();
for (const { set } of PAIRS) folders.set(set, await installed(set));

// From here on nothing is awaited at the top: the runner takes an empty queue for the end.
after(() => fs.rmSync(root, { recursive: true, force: true }));

test("SIGMA_SCHEMA_BIN is the absolute path of the binary under test", () => {
  assert.ok(binary && path.isAbsolute(binary) && fs.existsSync(binary), `SIGMA_SCHEMA_BIN is ${binary ?? "not set"}`);
});

for (const { set, command } of PAIRS) {
  for (const options of OPTION_SETS.filter(({ only }) => only === undefined || only === set)) {
    test(`${set}: ${options.name}`, async () => compare(set, command, options));
  }
}

async function compare(set, command, options) {
  const at = `${set}: ${options.name}`;
  const folder = fs.mkdtempSync(path.join(root, "app-"));
  writeApp(folder, folders.get(set), options);
  const official = await loadSchema(runOfficial(folder, command), folders.get(set));
  const ours = path.join(folder, "convex", "ours.ts");
  fs.writeFileSync(ours, runSigmaSchema(at, folder, Object.keys(options.plugins)));
  const tables = await loadSchema(ours, folders.get(set)).catch((error) => assert.fail(`${at}: ${error.message}`));
  const { expected, applied } = withDifferences(set, official);
  const difference = firstDifference(describe(tables), describe(expected));
  if (difference) assert.fail(`${at} (- sigma-schema, + official)\n${difference}`);
  const noted = applied.map((name) => `, but for the ${name}`).join("");
  console.log(`compared ${at}: ${tables.length} tables equal those of npx ${command.join(" ")}${noted}`);
}

function runSigmaSchema(at, folder, plugins) {
  assert.ok(binary, "SIGMA_SCHEMA_BIN is not set: there is nothing to compare");
  const chosen = plugins.length > 0 ? plugins.join(",") : "convex";
  const args = ["gen", "--stdout", "--no-auth", "--plugins", chosen, "--indexes", "upstream", "-C", folder];
  const run = spawnSync(binary, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    timeout: 60_000,
  });
  const how = run.error?.message ?? `ended with ${run.status ?? run.signal}`;
  assert.equal(run.status, 0, `${at}: sigma-schema ${args.join(" ")}: ${how}\n${run.stderr}`);
  return run.stdout;
}

function withDifferences(set, official) {
  let expected = official;
  const applied = [];
  for (const { name, applies, apply } of DIFFERENCES) {
    if (!applies(set)) continue;
    const before = describe(expected);
    expected = apply(expected);
    if (describe(expected) !== before) applied.push(name);
  }
  return { expected, applied };
}
