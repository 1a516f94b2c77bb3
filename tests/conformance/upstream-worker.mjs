// Owns one look at a published plugin, in a worker of its own: the tables that it declares, with every attribute that a spec
// has. Without a plugin, Better Auth's own tables.
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { GET_AUTH_TABLES, PLUGINS } from "./plugins.mjs";

const { load } = await import(pathToFileURL(workerData.packages).href);

try {
  parentPort.postMessage({ tables: workerData.plugin === undefined ? await core() : await plugin(workerData) });
} catch (error) {
  parentPort.postMessage({ error: String(error?.message ?? error) });
}

async function core() {
  const { getAuthTables } = await load(GET_AUTH_TABLES);
  return attributes(getAuthTables({ rateLimit: { storage: "database" } }));
}

async function plugin({ plugin: position, options }) {
  const { from, export: name, build } = PLUGINS[position];
  const make = (await load(from))[name];
  return attributes((build ?? ((factory, given) => factory(given)))(make, options).schema ?? {});
}

function attributes(tables) {
  const field = ({ type, required, unique, sortable, references }) => ({
    type,
    required: Boolean(required),
    unique: Boolean(unique),
    sortable: Boolean(sortable),
    ...(references ? { references: references.model } : {}),
  });
  const each = (object, one) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, one(value)]));
  return each(tables, (table) => each(table.fields ?? {}, field));
}
