// Owns the proof that options which are read from code make what they make as a config: each case of the suite is written
// as the project of an app, in the styles of `auth/styles.mjs` by turns, and `gen` without a flag is held against the config.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { compareFiles, expected, fault, prepare, written } from "./auth/compare.mjs";
import { STYLES } from "./auth/styles.mjs";
import { aloneCases, optionCases } from "./cases.mjs";
import { PAIRS } from "./pairs.mjs";
import { RANDOM_PER_PAIR, randomCases } from "./random-cases.mjs";
import { forEach } from "./workers.mjs";

const STYLES_OF_A_RANDOM_CASE = 3;
const AT_LEAST = 20;
const SHOWN = 10;

const binary = process.env.SIGMA_SCHEMA_BIN;
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-auth-")));
const counts = new Map(STYLES.map((style) => [style, { compared: 0, differing: 0, warned: 0 }]));

after(() => {
  fs.rmSync(root, { recursive: true, force: true });
  for (const [{ name }, { compared, differing }] of counts) console.log(`${compared} compared, ${differing} differing: ${name}`);
  const total = [...counts.values()].reduce((sum, { compared }) => sum + compared, 0);
  console.log(`${total} projects compared in all, in ${STYLES.length} styles`);
});

test("SIGMA_SCHEMA_BIN is the absolute path of the binary under test", () => {
  assert.ok(binary && path.isAbsolute(binary) && fs.existsSync(binary), `SIGMA_SCHEMA_BIN is ${binary ?? "not set"}`);
});

// Styles go on where the last case has stopped, so that each is used as often as any other.
let turn = 0;

for (const pair of PAIRS) {
  const fixed = [...aloneCases(pair.betterAuth), ...optionCases(pair.betterAuth)];
  const rows = [
    ...randomCases(pair.betterAuth, RANDOM_PER_PAIR).map((one, position) => ({ one, position, times: STYLES_OF_A_RANDOM_CASE })),
    ...fixed.map((one, position) => ({ one, position, times: 1 })),
  ].map((row) => ({ ...row, styles: Array.from({ length: row.times }, () => STYLES[turn++ % STYLES.length]) }));

  test(`${pair.name}: ${rows.length} cases as the code of apps`, async () => {
    const prepared = await prepare(root, pair);
    const found = await forEach(rows, (row) => problemsOf(prepared, row));
    const problems = found.flat();
    assert.equal(problems.length, 0, `${problems.length} differ\n\n${problems.slice(0, SHOWN).join("\n\n")}`);
  });
}

test(`each style is used ${AT_LEAST} times or more, and says what it may say`, () => {
  for (const [{ name, warned }, count] of counts) {
    assert.ok(count.compared >= AT_LEAST, `${name}: ${count.compared} projects`);
    if (warned) assert.ok(count.warned > 0, `${name}: never said ${warned}`);
  }
});

let folders = 0;

async function problemsOf(pair, { one, position, styles }) {
  const wanted = await expected(binary, pair, one);
  const problems = [];
  for (const style of styles) {
    const folder = path.join(pair.folder, `app-${folders++}`);
    const code = written(pair, one, position, style);
    const faulty = await fault(pair, code, style);
    const { problem, warned } = await compareFiles(binary, folder, code, wanted, style);
    fs.rmSync(folder, { recursive: true, force: true });
    const count = counts.get(style);
    count.compared += 1;
    if (warned) count.warned += 1;
    if (!faulty && !problem) continue;
    count.differing += 1;
    const how = `node tests/conformance/auth/show.mjs ${pair.betterAuth} '${one.name}' '${style.name}' NEW_FOLDER`;
    problems.push(`${pair.name}: ${one.name}, ${style.name}\n${faulty ?? problem}\n${how}`);
  }
  return problems;
}
