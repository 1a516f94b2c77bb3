// Owns how the published packages are run: each time in a fresh worker, which has module instances of its own, and never
// more at once than there are processors.
//
// They are bundled first, by the esbuild that Convex bundles an app with: loading hundreds of files is three quarters of
// the time otherwise. The suite holds the bundle against the packages as they are.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { installed } from "../packages/install.mjs";
import { CREATE_SCHEMA, GET_AUTH_TABLES, modulesAt } from "./plugins.mjs";

const WORKER = new URL("./official-worker.mjs", import.meta.url);
const AS_THEY_ARE = "export const load = (specifier) => import(specifier);\n";
// For what is CommonJS and requires a module of Node.
const REQUIRE = `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);`;
// What a package that reads it at once must find; sigma-schema gets none of it.
const ENVIRONMENT = { CONVEX_SITE_URL: "https://site.example.com", BETTER_AUTH_TELEMETRY: "0" };

// Frameworks that plugins for their cookies import when a request comes; none is installed.
const FRAMEWORKS = ["next/*", "@tanstack/*"];

/** A pair with its packages installed, and a `folder` under `root` in which they resolve. Each module of it has a `load`. */
export async function prepare(root, pair) {
  const packages = await installed(pair.set);
  const folder = path.join(root, pair.set);
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(path.join(packages, "node_modules"), path.join(folder, "node_modules"), "junction");
  fs.copyFileSync(path.join(packages, "package.json"), path.join(folder, "package.json"));
  fs.writeFileSync(path.join(folder, "packages.mjs"), AS_THEY_ARE);
  return { ...pair, folder, asTheyAre: path.join(folder, "packages.mjs"), bundled: bundle(pair, folder) };
}

function bundle({ betterAuth }, folder) {
  const modules = [...modulesAt(betterAuth).map(({ from }) => from), GET_AUTH_TABLES, CREATE_SCHEMA];
  const imports = modules.map((name) => `  ${JSON.stringify(name)}: () => import(${JSON.stringify(name)}),\n`);
  const contents = `const modules = {\n${imports.join("")}};\nexport const load = (specifier) => modules[specifier]();\n`;
  const { buildSync } = createRequire(createRequire(`${folder}/`).resolve("convex/server"))("esbuild");
  buildSync({
    stdin: { contents, resolveDir: folder, sourcefile: "bundled.mjs" },
    outdir: path.join(folder, "bundle"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    external: FRAMEWORKS,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: REQUIRE },
    logLevel: "error",
  });
  return path.join(folder, "bundle", "stdin.mjs");
}

/** What a case makes of the packages: `{ result: { tables, code } }`, or `{ error }`. */
export function officialSchema(pair, { plugins, options = {} }, packages = pair.bundled) {
  const withConvex = plugins.some(([name]) => name === "convex") ? plugins : [["convex"], ...plugins];
  return inWorker({ run: "schema", packages, betterAuth: pair.betterAuth, plugins: withConvex, options });
}

/** What modules export: `{ result: { [module]: { names } or { error } } }`. */
export function moduleExports(pair, modules) {
  return inWorker({ run: "moduleExports", packages: pair.asTheyAre, modules });
}

/** What a worker of its own posts: by default, one that runs a case. */
export function inWorker(data, file = WORKER) {
  return new Promise((resolve) => {
    // The packages talk about missing base URLs and deprecated plugins: that is not for this suite's output.
    const worker = new Worker(file, {
      workerData: data,
      env: { ...process.env, ...ENVIRONMENT },
      stdout: true,
      stderr: true,
    });
    let answer = { error: "the worker ended without an answer" };
    worker.on("message", (message) => {
      answer = message;
      // Some packages keep timers.
      worker.terminate();
    });
    worker.on("error", (error) => (answer = { error: String(error.stack ?? error) }));
    worker.on("exit", () => resolve(answer));
  });
}

/** The results of `work` for each item, in order; as many at once as there are processors. */
export async function forEach(items, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const position = next++;
      results[position] = await work(items[position], position);
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, lane));
  return results;
}
