// Owns the proof that sigma-schema, with `--indexes upstream`, makes the tables that Better Auth and the Convex adapter
// make: `getAuthTables` and `createSchema` of the published packages are run on every case, each in a fresh worker.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { goldenCases } from "../packages/golden-cases.mjs";
import { describe, loadSchema } from "../packages/load-schema.mjs";
import { firstDifference } from "../packages/first-difference.mjs";
import { aloneCases, optionCases } from "./cases.mjs";
import { compare } from "./compare.mjs";
import { DIFFERENCES, REFUSALS, WARNINGS } from "./differences.mjs";
import { evaluate } from "./evaluate.mjs";
import { at } from "./options.mjs";
import { PAIRS } from "./pairs.mjs";
import { modulesAt, pluginsAt } from "./plugins.mjs";
import { RANDOM_PER_PAIR, randomCases } from "./random-cases.mjs";
import { forEach, moduleExports, officialSchema, prepare } from "./workers.mjs";

const SHOWN = 20;
const DIFFERENCES_DOC = path.resolve(import.meta.dirname, "..", "..", "docs", "differences.md");
const KINDS = [
  ["alone", aloneCases],
  ["options", optionCases],
  ["random", (betterAuth) => randomCases(betterAuth, RANDOM_PER_PAIR)],
];

const binary = process.env.SIGMA_SCHEMA_BIN;
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-conformance-")));
const pairs = [];
for (const pair of PAIRS) pairs.push(await prepare(root, pair));
const uses = new Map(
  [...DIFFERENCES.map(({ name }) => name), ...Object.keys(REFUSALS), ...Object.keys(WARNINGS)].map((name) => [name, 0]),
);
const counts = [];

// From here on nothing is awaited at the top: the runner takes an empty queue for the end.
after(() => {
  fs.rmSync(root, { recursive: true, force: true });
  console.log(summary());
});

test("SIGMA_SCHEMA_BIN is the absolute path of the binary under test", () => {
  assert.ok(binary && path.isAbsolute(binary) && fs.existsSync(binary), `SIGMA_SCHEMA_BIN is ${binary ?? "not set"}`);
});

test("the recording stand-in of convex/server reads the golden schemas as Convex does", async () => {
  const files = goldenCases().flatMap(({ source, generated }) =>
    generated.map((file) => path.join(source, "expected", file)),
  );
  const texts = files.map((file) => fs.readFileSync(file, "utf8")).filter((text) => text.includes("defineSchema("));
  assert.notEqual(texts.length, 0, "there is no golden schema");
  const { folder } = pairs.at(-1);
  for (const text of texts) {
    const file = path.join(folder, "golden.ts");
    fs.writeFileSync(file, text);
    const difference = firstDifference(describe(evaluate(text)), describe(await loadSchema(file, folder)));
    if (difference) assert.fail(`(- the stand-in, + convex/server)\n${difference}\n${text}`);
  }
});

test("a worker has module state of its own", async () => {
  const renamed = { plugins: [["jwt", at({ "schema.jwks.modelName": "renamed" })]] };
  const plain = { plugins: [["jwt"]] };
  for (const pair of pairs) {
    const names = [];
    for (const one of [renamed, plain]) names.push(tableNames(await officialSchema(pair, one)));
    assert.deepEqual(
      names.map((list) => list.includes("jwks")),
      [false, true],
      `${pair.name}: a rename has leaked`,
    );
  }
});

test("the bundle of the packages does what the packages do", async () => {
  const telling = /^(every plugin.*|jwt renamed before convex|both renamed, mcp last)$/;
  for (const pair of pairs) {
    const cases = optionCases(pair.betterAuth).filter(({ name }) => telling.test(name));
    assert.equal(cases.length, 4, `${pair.name}: a telling case has another name now`);
    for (const one of cases) {
      const [bundled, asTheyAre] = await Promise.all([
        officialSchema(pair, one),
        officialSchema(pair, one, pair.asTheyAre),
      ]);
      assert.deepEqual(bundled, asTheyAre, `${pair.name}: ${one.name}`);
      assert.ok(bundled.result, bundled.error);
    }
  }
});

for (const pair of pairs) {
  test(`${pair.name}: the table of plugins has every plugin that the packages export`, async () => {
    const there = modulesAt(pair.betterAuth);
    const { result, error } = await moduleExports(
      pair,
      there.map(({ from }) => from),
    );
    assert.equal(error, undefined);
    const plugins = pluginsAt(pair.betterAuth);
    for (const { from, others } of there) {
      assert.equal(result[from].error, undefined, `${pair.name}: ${from} cannot be imported`);
      const known = plugins.filter((plugin) => plugin.from === from).map((plugin) => plugin.export);
      const exported = result[from].names;
      const unknown = exported.filter((name) => !known.includes(name) && !others.includes(name));
      assert.deepEqual(unknown, [], `${pair.name}: ${from} exports what plugins.mjs does not have`);
      const gone = known.filter((name) => !exported.includes(name));
      assert.deepEqual(gone, [], `${pair.name}: ${from} does not export these plugins`);
    }
    const absent = modulesAt(pair.betterAuth, false).map(({ from }) => from);
    const found = await moduleExports(pair, absent);
    for (const from of absent) {
      assert.ok(found.result[from].error, `${pair.name}: ${from} can be imported, so its plugins need cases`);
    }
  });
}

for (const pair of pairs) {
  for (const [kind, casesOf] of KINDS) {
    const cases = casesOf(pair.betterAuth);
    test(`${pair.name}: ${cases.length} cases, ${kind}`, async () => {
      assert.ok(binary, "SIGMA_SCHEMA_BIN is not set: there is nothing to compare");
      const names = cases.map(({ name }) => name);
      assert.deepEqual(
        names.filter((name, position) => names.indexOf(name) !== position),
        [],
        "two cases of one name",
      );
      const found = await forEach(cases, (one) => compare(binary, pair, one));
      const problems = found.flatMap(({ problem }) => (problem ? [problem] : []));
      counts.push({ pair: pair.name, kind, cases: cases.length, compared: found.length, differing: problems.length });
      for (const name of found.flatMap(({ used }) => used)) uses.set(name, uses.get(name) + 1);
      if (problems.length > 0) assert.fail(`${problems.length} of ${cases.length} differ\n\n${shown(problems)}`);
    });
  }
}

test("every documented difference is documented, and needed by a case", () => {
  const doc = fs.readFileSync(DIFFERENCES_DOC, "utf8");
  const all = [...DIFFERENCES.map((one) => [one.name, one]), ...Object.entries({ ...REFUSALS, ...WARNINGS })];
  for (const [name, { row, reason }] of all) {
    assert.ok(reason, `${name}: no reason`);
    assert.ok(doc.includes(row), `${name}: docs/differences.md has no entry ${row}`);
    assert.notEqual(uses.get(name), 0, `${name}: no case needs this difference`);
  }
});

function tableNames({ result, error }) {
  assert.equal(error, undefined);
  return result.tables.map(({ name }) => name);
}

function shown(problems) {
  const rest = problems.slice(SHOWN).map((problem) => problem.split("\n")[0]);
  return [problems.slice(0, SHOWN).join("\n\n"), ...(rest.length > 0 ? ["and", ...rest] : [])].join("\n");
}

function summary() {
  const lines = PAIRS.map(({ name }) => {
    const kinds = counts.filter(({ pair }) => pair === name);
    const sum = (what) => kinds.reduce((total, one) => total + one[what], 0);
    const each = kinds.map(({ kind, cases }) => `${cases} ${kind}`).join(", ");
    return `${name}: ${sum("cases")} cases (${each}), ${sum("compared")} compared, ${sum("differing")} differing`;
  });
  const total = counts.reduce((all, { compared }) => all + compared, 0);
  const needed = [...uses].map(([name, times]) => `  ${times} x ${name}`);
  return [...lines, `${total} cases compared in all; documented differences:`, ...needed].join("\n");
}
