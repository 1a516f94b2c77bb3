// Owns one run of the published packages, in a worker of its own: plugins change the state of their modules, so nothing
// is ever built twice in one worker. Posts what it found, or the message of what was thrown.
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { asValue } from "./options.mjs";
import { CREATE_SCHEMA, GET_AUTH_TABLES, pluginsAt } from "./plugins.mjs";

// A module in a folder that has the package set as its node_modules: specifiers resolve as they do for an app.
const { load } = await import(pathToFileURL(workerData.packages).href);
const RUNS = { schema, moduleExports };

try {
  parentPort.postMessage({ result: await RUNS[workerData.run](workerData) });
} catch (error) {
  parentPort.postMessage({ error: String(error?.stack ?? error) });
}

/** The tables that Better Auth makes of the options, in brief, and the text that the Convex adapter makes of them. */
async function schema({ betterAuth, plugins, options }) {
  const built = [];
  for (const one of plugins) built.push(await build(betterAuth, one));
  const { getAuthTables } = await load(GET_AUTH_TABLES);
  const tables = getAuthTables({ ...coreOptions(options), plugins: built });
  const { createSchema } = await load(CREATE_SCHEMA);
  const { code } = await createSchema({ file: "schema.ts", tables });
  return { tables: brief(tables), code };
}

async function build(betterAuth, [name, options = {}, form]) {
  const plugin = pluginsAt(betterAuth).find((one) => one.export === name);
  if (!plugin) throw new Error(`a faulty case: no plugin ${name} with better-auth ${betterAuth}`);
  const make = (await load(plugin.from))[plugin.export];
  const how = form ? plugin.forms[form] : (plugin.build ?? ((factory, given) => factory(given)));
  return how(make, asValue(options));
}

// What sigma-schema.json has as `true` is an object with functions in an app.
function coreOptions(options) {
  const { secondaryStorage, ...rest } = asValue(options);
  return secondaryStorage ? { ...rest, secondaryStorage: { get() {}, set() {}, delete() {} } } : rest;
}

function brief(tables) {
  return Object.entries(tables).map(([key, { modelName, fields }]) => ({
    key,
    name: modelName,
    fields: Object.entries(fields).map(([field, { fieldName, type, required }]) => ({
      key: field,
      name: fieldName ?? field,
      type,
      required: Boolean(required),
    })),
  }));
}

/** The names that each module exports, or why it cannot be imported. */
async function moduleExports({ modules }) {
  const found = {};
  for (const from of modules) {
    found[from] = await load(from).then(
      (module) => ({ names: Object.keys(module).filter((name) => name !== "default") }),
      (error) => ({ error: error.message }),
    );
  }
  return found;
}
