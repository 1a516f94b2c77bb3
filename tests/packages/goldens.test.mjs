// Owns the proof that the generated files of every golden case are good TypeScript and good Convex:
// prettier leaves them alone, the compiler accepts them beside the app's own auth.ts, and Convex accepts the schema.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { writeMissingDeclarations } from "./convex-stubs.mjs";
import { ruleViolations } from "./convex-rules.mjs";
import { formatProblem } from "./format.mjs";
import { goldenCases, prepare, sourcesOf, workRoot } from "./golden-cases.mjs";
import { loadSchema } from "./load-schema.mjs";
import { typeErrors } from "./typecheck.mjs";

const cases = goldenCases(process.env.SIGMA_SCHEMA_GOLDEN || undefined);
const root = workRoot();
const prepared = [];
const unprepared = [];
for (const one of cases) {
  await prepare(root, one).then(
    (ready) => prepared.push(ready),
    (error) => unprepared.push({ name: one.name, error }),
  );
}

const wrongTypes = new Map();
for (const setRoot of new Set(prepared.map((one) => one.root))) {
  const members = prepared.filter((one) => one.root === setRoot);
  for (const { folder } of members) writeMissingDeclarations(sourcesOf(folder));
  const untyped = [...new Set(members.flatMap((one) => one.untyped))];
  for (const [folder, errors] of typeErrors(setRoot, members, untyped)) wrongTypes.set(folder, errors);
}

// From here on nothing is awaited at the top: the runner takes an empty queue for the end.
after(() => fs.rmSync(root, { recursive: true, force: true }));

test("there are golden cases", () =>
  assert.notEqual(cases.length, 0, "no golden case with expected TypeScript was found"));

for (const { name, error } of unprepared) {
  test(name, () => assert.fail(`${name}: ${error.message}`));
}

for (const { name, folder, files, set, setName, untyped } of prepared) {
  test(`${name} (${setName})`, async (t) => {
    if (untyped.length > 0) t.diagnostic(`taken as any, not installed: ${untyped.join(", ")}`);
    for (const file of files) {
      const shown = path.relative(folder, file);
      const text = fs.readFileSync(file, "utf8");
      await t.test(`${shown} is prettier-clean`, async () => {
        const problem = await formatProblem(text);
        if (problem) assert.fail(`${name}: ${shown}\n${problem}`);
      });
      if (!text.includes("defineSchema(")) continue;
      await t.test(`Convex accepts ${shown}`, async () => {
        const tables = await loadSchema(file, set).catch((error) => assert.fail(`${name}: ${shown}: ${error.message}`));
        assert.notEqual(tables.length, 0, `${name}: ${shown} has no tables`);
        const violations = ruleViolations(tables);
        if (violations.length > 0) assert.fail(`${name}: ${shown}\n${violations.join("\n")}`);
      });
    }
    await t.test("the compiler accepts it", () => {
      const errors = wrongTypes.get(folder);
      if (errors.length > 0)
        assert.fail(`${name}: ${errors.length} errors, the first of them:\n${errors.slice(0, 5).join("\n")}`);
    });
  });
}
