// Owns running the files of an app with stand-ins for all packages: the check that they give the options of their case, so
// that what differs afterwards is the reader's. TypeScript is taken out by the esbuild of the pair's packages.
import assert from "node:assert/strict";
import path from "node:path";
import { Code, PLUGINS } from "./app.mjs";
import { WORKSPACE } from "./styles-modules.mjs";

const ENV = new Proxy({}, { get: (_, name) => `https://${String(name).toLowerCase()}.example.com` });

/** Where the specifiers lead that are no paths. */
const TARGETS = {
  "@/lib/auth/options": "src/lib/auth/options.ts",
  "src/lib/auth/options": "src/lib/auth/options.ts",
  "$lib/auth/options": "src/lib/auth/options.ts",
  "~auth": "src/lib/auth/options.ts",
  [WORKSPACE]: "packages/auth-options/src/index.ts",
  [`${WORKSPACE}/options`]: "packages/auth-options/src/options.ts",
};

/** What is wrong with the files of an app, if anything is: they do not give its options when they are run. */
export async function faultOf(transform, app, files, { file, name }) {
  try {
    const load = await loader(transform, files, app.plugins.map((plugin) => plugin.name));
    const value = load(file)[name];
    const made = typeof value === "function" ? value({}) : value;
    says(made.isInstance ? made.options : made, app);
    return undefined;
  } catch (error) {
    return `the code does not give the options of its case: ${error.stack}`;
  }
}

async function loader(transform, files, names) {
  const code = {};
  for (const [file, text] of Object.entries(files)) {
    if (typeof text !== "string") continue;
    if (/\.[jt]s$/.test(file)) code[file] = (await transform(text, { loader: "ts", format: "cjs" })).code;
    else if (file.endsWith(".json") && !/(config|package)[\w.]*\.json$/.test(file)) code[file] = `module.exports = ${text}`;
  }
  const loaded = new Map();
  const load = (file) => {
    if (loaded.has(file)) return loaded.get(file).exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const require = (specifier) => {
      const found = resolve(specifier, file, code);
      if (!found) return packageOf(names);
      const exports = load(found);
      return found.endsWith(".json") ? { __esModule: true, default: exports, ...exports } : exports;
    };
    const run = new Function("module", "exports", "require", "process", "console", code[file]);
    run(module, module.exports, require, { env: ENV }, { log() {} });
    return module.exports;
  };
  return load;
}

function resolve(specifier, from, code) {
  const base = specifier.startsWith(".") ? path.posix.join(path.posix.dirname(from), specifier) : TARGETS[specifier];
  if (!base) return undefined;
  const stem = base.replace(/\.js$/, "");
  return [base, `${stem}.ts`, `${stem}/index.ts`].find((file) => Object.hasOwn(code, file));
}

// Whatever is asked of a package is there: a call of it remembers its name and what it was given. It stands in the
// prototype, where the code that esbuild makes of an import still finds it; `export * from` needs the names themselves.
function packageOf(names) {
  const get = (_, name) => {
    if (name === "__esModule") return true;
    if (name === "betterAuth") return (options) => ({ isInstance: true, options });
    return typeof name === "symbol" ? undefined : standIn(name);
  };
  const own = names.map((name) => [name, { value: standIn(name), enumerable: true }]);
  return Object.create(new Proxy({}, { get }), Object.fromEntries(own));
}

const property = (_, key) => (typeof key === "symbol" ? undefined : anything());
const standIn = (name) =>
  new Proxy(function () {}, { apply: (_, __, args) => record(name, args), construct: () => anything(), get: property });
const record = (name, args) =>
  new Proxy({ name, args }, { get: (target, key) => target[key] ?? property(target, key) });
const anything = () =>
  new Proxy(function () {}, { apply: () => anything(), construct: () => anything(), get: property });

/** What styles give beside the options of a case; it decides nothing. */
const OF_STYLES = ["logger", "telemetry"];

function says(options, app) {
  assert.ok(Array.isArray(options.plugins), "there is no list of plugins");
  const names = (list) => list.map(({ name }) => name);
  assert.deepEqual(names(options.plugins), names(app.plugins));
  app.plugins.forEach(({ name, args }, index) => {
    const given = options.plugins[index].args;
    const isEmpty = args.length === 0 && Object.keys(given[0] ?? {}).length === 0;
    if (!isEmpty) same(given, args, name);
  });
  same(options, app.options, "options");
}

// Codes are whatever they are. The order of keys decides only where fields are added.
function same(value, tree, where) {
  if (tree === PLUGINS || tree instanceof Code) return;
  if (tree instanceof Map) {
    const isOrdered = where.endsWith("additionalFields");
    const keys = (object) => {
      const all = Object.keys(object ?? {}).filter((key) => object[key] !== undefined && !OF_STYLES.includes(key));
      return isOrdered ? all : all.sort();
    };
    const wanted = Object.fromEntries([...tree].filter(([, one]) => !(one instanceof Code && one.text === "undefined")));
    assert.deepEqual(keys(value), keys(wanted), `the keys of ${where}`);
    for (const [key, one] of tree) same(value[key], one, `${where}.${key}`);
  } else if (Array.isArray(tree)) {
    assert.equal(value?.length, tree.length, `the length of ${where}`);
    tree.forEach((one, index) => same(value[index], one, `${where}[${index}]`));
  } else assert.equal(value, tree, where);
}
