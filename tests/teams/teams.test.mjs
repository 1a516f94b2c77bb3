// What docs/workflow.md gives to teams, run for real: the Turborepo task on the real turbo, the GitHub Action's script and
// the hook in repositories of git.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { installed } from "../packages/install.mjs";

const ROOT = path.join(import.meta.dirname, "../..");
const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");

/** A folder that is gone after the work in it. */
async function inFolder(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-teams-"));
  try {
    await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function put(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), typeof text === "string" ? text : JSON.stringify(text, null, 2));
  }
}

function run(folder, command, args, env = {}) {
  const done = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } });
  if (done.error) throw done.error;
  return { status: done.status, said: done.stdout + done.stderr, stdout: done.stdout };
}

/** PATH with `sigma-schema`, and an `npx` that finds it as npm's does. */
function programs(folder) {
  const bin = path.join(folder, ".programs");
  put(bin, { npx: '#!/bin/sh\n[ "$1" = --no ] && shift\nexec "$@"\n' });
  fs.chmodSync(path.join(bin, "npx"), 0o755);
  fs.symlinkSync(binary, path.join(bin, "sigma-schema"));
  return { PATH: `${bin}${path.delimiter}${process.env.PATH}` };
}

const auth = (plugins) => `import { ${plugins.join(", ")} } from "better-auth/plugins";
import { convex } from "@convex-dev/better-auth/plugins";

export const createAuthOptions = () => ({ plugins: [convex(), ${plugins.map((name) => `${name}()`).join(", ")}] });
`;
const DEPENDENCIES = { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" };

test("turbo hits its cache on the second run, never over an edit", async () => {
  const turbo = path.join(await installed("turbo", import.meta.dirname), "node_modules/.bin/turbo");
  await inFolder((folder) => {
    const scripts = { "auth:schema": "sigma-schema gen", "auth:check": "sigma-schema check" };
    put(folder, {
      "package.json": { name: "all", private: true, packageManager: "npm@10.0.0", workspaces: ["apps/*"] },
      "package-lock.json": { name: "all", lockfileVersion: 3, packages: { "": { name: "all", workspaces: ["apps/*"] } } },
      "turbo.json": fs.readFileSync(path.join(ROOT, "docs/examples/turbo.json"), "utf8"),
    });
    for (const name of ["one", "two"]) {
      put(path.join(folder, "apps", name), {
        "package.json": { name, scripts, dependencies: DEPENDENCIES },
        "convex/auth.ts": auth(["admin"]),
      });
    }
    run(folder, "git", ["init", "-q"]);
    const env = { ...programs(folder), TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", CI: "1", NO_COLOR: "1" };
    const task = (name) => run(folder, turbo, ["run", name, "--no-daemon"], env);
    const cached = (done) => /Cached:\s+(\d+) cached, (\d+) total/.exec(done.said)?.slice(1).join("/") ?? done.said;
    assert.equal(cached(task("auth:schema")), "0/2");
    // The files are there now; this run is the first with them.
    assert.equal(cached(task("auth:schema")), "0/2");
    assert.equal(cached(task("auth:schema")), "2/2");
    assert.equal(cached(task("auth:check")), "0/2");
    assert.equal(cached(task("auth:check")), "2/2");
    const schema = path.join(folder, "apps/one/convex/betterAuth/schema.ts");
    const edited = fs.readFileSync(schema, "utf8").replace('.index("name"', '.index("mine", ["image"])\n    .index("name"');
    fs.writeFileSync(schema, edited);
    const refused = task("auth:schema");
    assert.notEqual(refused.status, 0, refused.said);
    assert.equal(fs.readFileSync(schema, "utf8"), edited);
    put(path.join(folder, "apps/two"), { "convex/auth.ts": auth(["username"]) });
    assert.notEqual(task("auth:check").status, 0);
  });
});

/** A repository with one commit of an app with generated files. */
function repository(folder) {
  const env = { ...programs(folder), GIT_CONFIG_GLOBAL: "/dev/null" };
  put(folder, {
    ".gitignore": ".programs\nsummary.md\n",
    "package.json": { name: "app", dependencies: DEPENDENCIES },
    "convex/auth.ts": auth(["admin", "username"]),
  });
  run(folder, "git", ["init", "-q", "-b", "main"]);
  assert.equal(run(folder, binary, ["gen"]).status, 0);
  run(folder, "git", ["add", "-A"]);
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
  assert.equal(run(folder, "git", [...who, "commit", "-qm", "before"]).status, 0);
  return env;
}

test("the action annotates, writes a summary, and fails where it should", async () => {
  await inFolder((folder) => {
    const env = { ...repository(folder), GITHUB_STEP_SUMMARY: path.join(folder, "summary.md") };
    const action = (more = {}) => {
      fs.rmSync(env.GITHUB_STEP_SUMMARY, { force: true });
      const done = run(folder, "bash", [path.join(ROOT, "action/run.sh")], { ...env, ...more });
      return { ...done, summary: fs.existsSync(env.GITHUB_STEP_SUMMARY) ? fs.readFileSync(env.GITHUB_STEP_SUMMARY, "utf8") : "" };
    };
    const against = { SIGMA_SCHEMA_AGAINST: "git:main" };
    const fresh = action(against);
    assert.equal(fresh.status, 0, fresh.said);
    assert.match(fresh.summary, /schema\.ts` is up to date[^]*no changes[^]*```mermaid\nerDiagram/);
    put(folder, { "convex/auth.ts": auth(["admin"]) });
    const stale = action(against);
    assert.equal(stale.status, 1, stale.said);
    assert.match(stale.said, /::error file=convex\/betterAuth\/schema\.ts[^\n]*stale/);
    assert.equal(run(folder, binary, ["gen"]).status, 0);
    const told = action(against);
    assert.equal(told.status, 0, told.said);
    assert.match(told.said, /::error file=convex\/betterAuth\/schema\.ts,line=\d+,col=\d+,title=SS203 field-removed::table `user`: field/);
    assert.match(told.summary, /SS203/);
    assert.equal(action({ ...against, SIGMA_SCHEMA_FAIL_ON: "data" }).status, 1);
    assert.equal(action({ SIGMA_SCHEMA_AGAINST: "git:nowhere" }).status, 2);
    assert.equal(action({ GITHUB_BASE_REF: "nowhere" }).status, 2);
    // A clone without some objects, as a partial one is: a schema that git cannot read is not one that is not there.
    const schema = "convex/betterAuth/schema.ts";
    const object = run(folder, "git", ["rev-parse", `main:${schema}`]).stdout.trim();
    fs.rmSync(path.join(folder, ".git/objects", object.slice(0, 2), object.slice(2)), { force: true });
    const unread = action(against);
    assert.equal(unread.status, 2, unread.said);
    assert.match(unread.said, /git cannot read main:convex\/betterAuth\/schema\.ts[^]*git says: /);
  });
});

test("the hook stops a commit whose schema is stale", async () => {
  await inFolder((folder) => {
    const env = repository(folder);
    const hook = path.join(folder, ".git/hooks/pre-commit");
    fs.copyFileSync(path.join(ROOT, "docs/examples/pre-commit.sh"), hook);
    fs.chmodSync(hook, 0o755);
    const commit = () => run(folder, "git", ["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-aqm", "next"], env);
    put(folder, { "convex/auth.ts": auth(["admin"]) });
    assert.equal(commit().status, 1);
    assert.equal(run(folder, binary, ["gen"]).status, 0);
    assert.equal(commit().status, 0);
  });
});
