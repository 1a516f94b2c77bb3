// Owns how the published packages are run: each time in a fresh worker, which has module instances of its own, and never
// more at once than there are processors.
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { installed } from "../packages/install.mjs";

const WORKER = new URL("./official-worker.mjs", import.meta.url);
const PACKAGES = "export const load = (specifier) => import(specifier);\n";
// What a package that reads it at once must find; sigma-schema gets none of it.
const ENVIRONMENT = { CONVEX_SITE_URL: "https://site.example.com", BETTER_AUTH_TELEMETRY: "0" };

/** A pair with its packages installed, and a `folder` under `root` in which they resolve. */
export async function prepare(root, pair) {
  const packages = await installed(pair.set);
  const folder = path.join(root, pair.set);
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(path.join(packages, "node_modules"), path.join(folder, "node_modules"), "junction");
  fs.copyFileSync(path.join(packages, "package.json"), path.join(folder, "package.json"));
  fs.writeFileSync(path.join(folder, "packages.mjs"), PACKAGES);
  return { ...pair, folder };
}

/** What a case makes of the packages: `{ result: { tables, code } }`, or `{ error }`. */
export function officialSchema(pair, { plugins, options = {} }) {
  const withConvex = plugins.some(([name]) => name === "convex") ? plugins : [["convex"], ...plugins];
  return inWorker(pair, { run: "schema", betterAuth: pair.betterAuth, plugins: withConvex, options });
}

/** What modules export: `{ result: { [module]: { names } or { error } } }`. */
export function moduleExports(pair, modules) {
  return inWorker(pair, { run: "moduleExports", modules });
}

function inWorker(pair, data) {
  return new Promise((resolve) => {
    // The packages talk about missing base URLs and deprecated plugins: that is not for this suite's output.
    const worker = new Worker(WORKER, {
      workerData: { ...data, packages: path.join(pair.folder, "packages.mjs") },
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
