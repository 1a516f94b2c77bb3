// Owns a look at a pair of versions that the suite does not have: `node upstream.mjs VERSION ADAPTER` installs it and prints
// as JSON what its plugins declare, alone and with each flag that changes tables. `cargo xtask upstream` reads that.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { forEach, inWorker, moduleExports } from "./workers.mjs";
import { MODULES, PLUGINS } from "./plugins.mjs";
import { isIn } from "./pairs.mjs";

const [betterAuth, adapter] = process.argv.slice(2);
if (!betterAuth || !adapter) {
  console.error("usage: node tests/conformance/upstream.mjs VERSION ADAPTER, such as 1.6.34 0.12.5");
  process.exit(2);
}
const modules = [...new Set(MODULES.map(({ from }) => from))];
const folder = install();
const packages = path.join(folder, "packages.mjs");
fs.writeFileSync(packages, "export const load = (specifier) => import(specifier);\n");

// A newer version may have what an entry's `until` says is gone, and the other way round: the packages decide.
const { result: exported, error } = await moduleExports({ asTheyAre: packages }, modules);
if (error) throw new Error(error);
const has = ({ from, export: name }) => exported[from].names?.includes(name);
const expected = PLUGINS.filter((plugin) => isIn(betterAuth, plugin));
const there = expected.filter(has);
const cases = there.flatMap((plugin) => [{}, ...(plugin.flags ?? []).map(nested)].map((options) => ({ plugin, options })));
const plugins = await forEach(cases, async ({ plugin, options }) => {
  const answer = await look({ plugin: PLUGINS.indexOf(plugin), options });
  return { export: plugin.export, options, ...answer };
});
const core = await look({});
if (core.error) throw new Error(core.error);
const others = (module) => MODULES.filter(({ from }) => from === module).flatMap((one) => one.others);
const known = (module) => [...others(module), ...PLUGINS.filter(({ from }) => from === module).map((one) => one.export)];
const perModule = (names) => Object.fromEntries(modules.map((module) => [module, names(module)]));
console.log(
  JSON.stringify({
    core: core.tables,
    plugins,
    unknown: perModule((module) =>
      (exported[module].names ?? []).filter((name) => !known(module).includes(name) && /^[a-z]/.test(name)),
    ),
    gone: perModule((module) =>
      exported[module].error ? [] : expected.filter((one) => one.from === module && !has(one)).map((one) => one.export),
    ),
    broken: perModule((module) => exported[module].error),
  }),
);

// Installed once, for good. The separate packages are released with Better Auth: of each the newest up to this version.
function install() {
  const cache = process.env.SIGMA_SCHEMA_CACHE || path.join(os.homedir(), ".cache", "sigma-schema");
  const target = path.resolve(cache, `upstream-${betterAuth}-${adapter}`);
  if (fs.existsSync(target)) return target;
  const separate = modules.map((module) => module.split("/").slice(0, 2).join("/")).filter((name) => name.startsWith("@better-auth/"));
  const dependencies = { "better-auth": betterAuth, "@convex-dev/better-auth": adapter, convex: "*", stripe: "*" };
  for (const name of ["@sigma-auth/better-auth-plugin", "@bsv/sdk"]) dependencies[name] = "*";
  for (const name of new Set(separate)) if (published(name)) dependencies[name] = `<=${betterAuth}`;
  const work = `${target}-${process.pid}`;
  fs.mkdirSync(work, { recursive: true });
  fs.writeFileSync(path.join(work, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--silent"], work);
  fs.renameSync(work, target);
  return target;
}

function published(name) {
  return spawnSync("npm", ["view", `${name}@<=${betterAuth}`, "version", "--json"], { encoding: "utf8" }).stdout.trim() !== "";
}

function npm(args, cwd) {
  const { status } = spawnSync("npm", args, { cwd, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`npm ${args[0]} failed for better-auth ${betterAuth} and the adapter ${adapter}`);
}

function nested(flag) {
  return flag.split(".").reduceRight((value, key) => ({ [key]: value }), true);
}

function look(at) {
  return inWorker({ ...at, packages }, new URL("./upstream-worker.mjs", import.meta.url));
}
