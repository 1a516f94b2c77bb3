// Owns an app on disk: its project in a work folder, the files that the binary under test generates there, and one run
// of it by vitest on edge-runtime. Says what the run wrote, and judges nothing.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { writeRunningApi } from "../packages/convex-stubs.mjs";

const HERE = import.meta.dirname;
const LONGEST_MS = 300_000;
const ENVIRONMENT = {
  SITE_URL: "https://app.example.com",
  CONVEX_SITE_URL: "https://app.convex.site",
  BETTER_AUTH_SECRET: "a-secret-that-is-only-there-to-be-long-enough",
  BETTER_AUTH_TELEMETRY: "0",
};

const VITEST_CONFIG = `import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "edge-runtime",
    include: ["run.test.ts"],
    // One process, so that nothing is left behind when it is stopped.
    pool: "threads",
    server: { deps: { inline: ["convex-test"] } },
    env: ${JSON.stringify(ENVIRONMENT)},
  },
});
`;

const AUTH_CONFIG = `import { getAuthConfigProvider } from "@convex-dev/better-auth/auth-config";
import type { AuthConfig } from "convex/server";

export default { providers: [getAuthConfigProvider()] } satisfies AuthConfig;
`;

const COMPONENT_CONFIG = `import { defineComponent } from "convex/server";

export default defineComponent("betterAuth");
`;

/** Writes the app into `folder` and has the binary generate its files. `indexes` is the flag's value. */
export async function writeProject(folder, { set, app, binary, indexes }) {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(set, "package.json"), "utf8"));
  const convex = path.join(folder, "convex");
  const files = {
    "package.json": JSON.stringify({ name: "app", private: true, type: "module", dependencies }),
    "sigma-schema.json": JSON.stringify(app.config),
    "vitest.config.mjs": VITEST_CONFIG,
    "convex/auth.config.ts": AUTH_CONFIG,
    "convex/betterAuth/convex.config.ts": COMPONENT_CONFIG,
  };
  fs.mkdirSync(path.join(convex, "betterAuth"), { recursive: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  for (const each of [convex, path.join(convex, "betterAuth")]) writeRunningApi(each);
  fs.cpSync(path.join(HERE, "runtime"), folder, { recursive: true });
  // The app's code sends what the steps read.
  fs.renameSync(path.join(folder, "outbox.ts"), path.join(convex, "outbox.ts"));
  const steps = path.join(folder, "steps-of");
  fs.cpSync(path.join(HERE, "apps", app.source), steps, { recursive: true });
  for (const [from, to] of [
    ["auth.ts", "auth.ts"],
    [app.versions, "versions.ts"],
  ]) {
    if (fs.existsSync(path.join(steps, from))) fs.renameSync(path.join(steps, from), path.join(convex, to));
  }
  fs.symlinkSync(path.join(set, "node_modules"), path.join(folder, "node_modules"), "junction");
  const args = [
    "gen",
    "-C",
    folder,
    "--no-auth",
    "--plugins",
    Object.keys(app.config.plugins).join(","),
    "--indexes",
    indexes,
  ];
  const { code, output } = await run(binary, args, folder, {});
  if (code !== 0) throw new Error(`sigma-schema ${args.join(" ")} ended with ${code}:\n${output}`);
}

/** One run of the app in `folder`, with that many rows of others in each table; what run.test.ts wrote. */
export async function runApp(folder, { version, rows }) {
  const out = path.join(folder, "outcome.json");
  const vitest = path.join(folder, "node_modules", "vitest", "vitest.mjs");
  const environment = { SIGMA_APP: JSON.stringify({ rows, version, out }) };
  const { code, output } = await run(process.execPath, [vitest, "run"], folder, environment);
  if (code !== 0 || !fs.existsSync(out)) throw new Error(`vitest ended with ${code}:\n${output.slice(-6000)}`);
  return JSON.parse(fs.readFileSync(out, "utf8"));
}

function run(command, args, cwd, environment) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment, NO_COLOR: "1" };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: LONGEST_MS });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
