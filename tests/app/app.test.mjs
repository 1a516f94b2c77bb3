// Owns the proof that Better Auth runs on what sigma-schema generates: each app of apps.mjs is written, generated, and
// run on Convex's test runtime with many rows of others; then once more over the official generator's indexes.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { installed } from "../packages/install.mjs";
import { BY_CALLER, IMPOSSIBLE, WHOLE_TABLES } from "./allowed.mjs";
import { APPS } from "./apps.mjs";
import { declaredLookups } from "./declared.mjs";
import { NOT_CALLED, NOT_SEEN } from "./gaps.mjs";
import { judge, lookupsOf } from "./judge.mjs";
import { runApp, writeProject } from "./project.mjs";
import { UPSTREAM_FAILURES } from "./upstream-failures.mjs";

const ROWS = 1_000;

const binary = process.env.SIGMA_SCHEMA_BIN;
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-app-")));
const sets = new Map();
for (const { set } of APPS) sets.set(set, await installed(set, import.meta.dirname));
const runs = [];
const needed = new Set();

// From here on nothing is awaited at the top: the runner takes an empty queue for the end.
after(() => {
  fs.rmSync(root, { recursive: true, force: true });
  console.log(summary());
});

test("SIGMA_SCHEMA_BIN is the absolute path of the binary under test", () => {
  assert.ok(binary && path.isAbsolute(binary) && fs.existsSync(binary), `SIGMA_SCHEMA_BIN is ${binary ?? "not set"}`);
});

for (const app of APPS) {
  const title = `${app.name}, better-auth ${app.betterAuth}`;

  test(`${title}: every call succeeds, every lookup is declared and has its index`, async () => {
    const run = await start(app, "complete");
    const declared = declaredLookups(binary, sets.get(app.set), app);
    const verdict = judge(run, declared);
    for (const row of verdict.needed) needed.add(row);
    runs.push({ app, run, declared });
    const failed = failures(run).map(({ name, how }) => `${name}: ${how}`);
    assert.deepEqual([...failed, ...verdict.problems], [], "see the list");
  });

  test(`${title}: over the official generator's indexes these calls fail, and no others`, async () => {
    const run = await start(app, "upstream");
    const failed = failures(run).map(({ name, how }) => [name, how]);
    assert.deepEqual(Object.fromEntries(failed), UPSTREAM_FAILURES[app.name] ?? {});
    runs.find((other) => other.app === app).upstream = run;
  });
}

for (const version of new Set(APPS.map(({ betterAuth }) => betterAuth))) {
  const those = () => runs.filter(({ app }) => app.betterAuth === version);

  test(`better-auth ${version}: every endpoint of the apps' plugins is called, or said not to be`, () => {
    const called = new Set(those().flatMap(({ run }) => run.outcomes.map(({ call }) => call)));
    const endpoints = those().flatMap(({ run }) => run.endpoints);
    const wasCalled = ({ name, method, path: at }) =>
      called.has(name) || [method].flat().some((one) => called.has(`${one} ${at}`));
    const isCalled = new Set(endpoints.filter(wasCalled).map(({ name }) => name));
    const not = [...new Set(endpoints.map(({ name }) => name))].filter((name) => !isCalled.has(name));
    assert.deepEqual(not.sort(), Object.keys(NOT_CALLED[version] ?? {}).sort());
  });

  test(`better-auth ${version}: every declared lookup was made, or is said not to be`, () => {
    const made = new Set(those().flatMap(({ run }) => lookupsOf(run)));
    const declared = those().flatMap((one) => one.declared);
    const not = declared.filter(({ text, byCaller }) => !byCaller && !made.has(text)).map(({ text }) => text);
    assert.deepEqual([...new Set(not)].sort(), Object.keys(NOT_SEEN[version] ?? {}).sort());
  });
}

test("every row of allowed.mjs is needed, and has a reason", () => {
  for (const row of [...IMPOSSIBLE, ...BY_CALLER, ...WHOLE_TABLES]) {
    assert.ok(row.reason, `${row.lookup}: no reason`);
    assert.ok(needed.has(row), `${row.lookup}: no run needs it`);
  }
});

async function start(app, indexes) {
  assert.ok(binary, "SIGMA_SCHEMA_BIN is not set: there is nothing to run");
  const folder = path.join(root, `${app.name}-${indexes}`.replaceAll(" ", "-"));
  fs.mkdirSync(folder);
  await writeProject(folder, { set: sets.get(app.set), app, binary, indexes });
  return runApp(folder, { version: app.betterAuth, rows: ROWS });
}

function failures({ outcomes }) {
  const unwanted = outcomes.filter(({ result }) => result !== "ok" && result !== "known");
  return unwanted.map(({ name, result, message }) => ({
    name,
    how: result === "failed" ? message.split("\n")[0] : result,
  }));
}

function summary() {
  const lines = runs.map(({ app, run, declared, upstream }) => {
    const lookups = new Set(lookupsOf(run));
    const seen = declared.filter(({ text }) => lookups.has(text));
    return [
      `${app.name}, better-auth ${app.betterAuth}: ${run.outcomes.length} calls, ${failures(run).length} failed; ` +
        `${run.filled.length} tables with ${ROWS} rows of others; ${run.reads} reads and writes by ${lookups.size} distinct lookups, ` +
        `${new Set(seen.map(({ text }) => text)).size} of them declared; ` +
        `${Math.round((run.milliseconds.seeding + run.milliseconds.calls) / 1_000)} s`,
      `  lookups without an index: ${run.warnings.map(({ table, fields }) => `${table} [${fields.join(", ")}]`).join("; ") || "none"}`,
      ...(run.endless.length > 0 ? [`  read on and on, and stopped: ${run.endless.join(", ")}`] : []),
      ...run.outcomes
        .filter(({ result }) => result === "known")
        .map(({ name, message }) => `  known: ${name}: ${message}`),
      ...(upstream
        ? [
            `  over the official indexes: ${failures(upstream).length} calls fail, ${upstream.warnings.length} lookups have no index`,
          ]
        : []),
    ].join("\n");
  });
  const calls = runs.reduce((sum, { run }) => sum + run.outcomes.length, 0);
  const distinct = new Set(runs.flatMap(({ run }) => lookupsOf(run)));
  return [...lines, `${calls} calls and ${distinct.size} distinct lookups in all`].join("\n");
}
