// Runs programs under all values of their environment variables, each time with fresh modules. A line of input is a
// program, `{ id, files: { path: text }, variables: [name] }`; a line of output is `{ id, answers: [null | [name]] }`.
// Null is a run that throws, or gives what is no list of plugins: it says nothing.
import { readFileSync, writeSync } from "node:fs";
import { SourceTextModule, SyntheticModule } from "node:vm";

process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

const { plugins, programs, timeout } = JSON.parse(readFileSync(0, "utf8"));

const append = (target, item) => {
  if (Array.isArray(target)) target.push(item);
  else if (Array.isArray(target?.plugins)) target.plugins.push(item);
  return target;
};
class Store {
  constructor(list) {
    this.list = list;
  }
  add(item) {
    this.list.push(item);
    return this;
  }
}
const somePackage = {
  append,
  merge(target, ...sources) {
    for (const source of sources) {
      if (Array.isArray(target)) target.push(...source);
      else Object.assign(target, source);
    }
    return target;
  },
  tap(value, callback) {
    callback(value);
    return value;
  },
  identity: (value) => value,
  runLater: (callback) => queueMicrotask(callback),
  never: () => undefined,
  twice(callback) {
    callback([]);
    return callback([]);
  },
  clear(target) {
    if (Array.isArray(target)) target.length = 0;
  },
  drop: (list) => list.shift(),
  fail(really) {
    if (really) throw new Error("failed");
  },
  isOn: (value) => !value,
  pick: (list) => list[0],
  Store,
  tagged: (_, ...values) => values.map((value) => (typeof value === "function" ? value() : value))[0],
};

const synthetic = async (exports) => {
  const names = Object.keys(exports);
  const module = new SyntheticModule(names, function () {
    for (const name of names) this.setExport(name, exports[name]);
  });
  await module.link(() => {});
  await module.evaluate();
  return module;
};

const standIns = {};
for (const [name, id] of plugins) standIns[name] = (options) => ({ id, ...(options ? { options } : {}) });
const packages = {
  "better-auth/plugins": await synthetic(standIns),
  "some-package": await synthetic(somePackage),
};
const known = new Set(plugins.map(([, id]) => id));

async function run(files, env) {
  const loaded = new Map();
  const process = await synthetic({ process: { env } });
  const load = async (specifier, from) => {
    if (specifier === "the-process") return process;
    if (packages[specifier]) return packages[specifier];
    const path = new URL(specifier, `file:///${from}`).pathname.slice(1);
    const found = [path, `${path}.ts`].find((one) => one in files);
    if (found === undefined) throw new Error(`no module ${specifier}`);
    if (!loaded.has(found)) loaded.set(found, found.endsWith(".json") ? synthetic({ default: JSON.parse(files[found]) }) : source(found, files[found]));
    return loaded.get(found);
  };
  const linker = (specifier, referencing) => load(specifier, referencing.identifier);
  const source = (identifier, text) =>
    new SourceTextModule(`import { process } from "the-process"; ${text}`, {
      identifier,
      importModuleDynamically: async (specifier, referencing) => {
        const module = await load(specifier, referencing.identifier);
        if (module.status === "unlinked") await module.link(linker);
        if (module.status === "linked") await module.evaluate({ timeout });
        return module;
      },
    });
  const entry = source(
    "main.ts",
    `import { createAuthOptions } from "./convex/auth";
    const made = createAuthOptions({});
    // Better Auth reads the list at once: a promise that somebody else waits for comes too late.
    const options = typeof made?.then === "function" ? await made : made;
    export const plugins = [...(options.plugins ?? [])];`,
  );
  await entry.link(linker);
  await entry.evaluate({ timeout });
  const answer = new Set();
  for (const plugin of entry.namespace.plugins) {
    if (!plugin) continue;
    if (typeof plugin !== "object" || !known.has(plugin.id)) return null;
    answer.add(plugin.id);
    if (plugin.options?.teams?.enabled === true) answer.add("organization: teams");
  }
  return [...answer].sort();
}

for (const { id, files, variables } of programs) {
  const answers = [];
  for (let bits = 0; bits < 1 << variables.length; bits++) {
    const env = {};
    variables.forEach((name, at) => bits & (1 << at) && (env[name] = "1"));
    try {
      answers.push(await run(files, env));
    } catch {
      answers.push(null);
    }
  }
  writeSync(1, `${JSON.stringify({ id, answers })}\n`);
}
process.exit(0);
