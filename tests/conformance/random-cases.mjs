// Owns the random cases: combinations of plugins, their options, renames and additional fields, the same ones in every run.
// None that upstream would refuse is made: a rename only of what is there to be renamed, and no name twice.
import { randomFrom } from "../support/random.mjs";
import { inOrder, set } from "./options.mjs";
import { isIn } from "./pairs.mjs";
import { CORE_TABLES, pluginsAt } from "./plugins.mjs";

/** How many of them the suites take of each pair. */
export const RANDOM_PER_PAIR = 100;

const SEED = 20_250_301;
const TYPES = ["string", "number", "boolean", "date", "json", "string[]", "number[]"];
// Upper case sorts before lower case, and after nothing else.
const STEMS = ["alpha", "Zed", "m_", "userOf", "Q", "x", "emailAddress", "a1_"];

/** The random cases of a version. */
export function randomCases(betterAuth, count) {
  const numbers = betterAuth.split(".").reduce((all, part) => all * 100 + Number(part), SEED);
  return Array.from({ length: count }, (_, position) => randomCase(betterAuth, position, chances(numbers + position)));
}

function randomCase(betterAuth, position, chance) {
  const all = pluginsAt(betterAuth).filter((plugin) => plugin.export !== "convex");
  const chosen = chance.some(all, chance.below(8));
  const plugins = chosen.map((plugin) => [plugin.export, pluginOptions(betterAuth, plugin, chance)]);
  if (chance.is(0.15)) plugins.splice(chance.below(plugins.length + 1), 0, ["convex"]);
  const named = plugins.map(([name, given]) => (given ? [name, given] : [name]));
  const shown = chosen.map((plugin) => plugin.export).join(", ") || "no plugins";
  return { name: `random ${position + 1}: ${shown}`, plugins: named, options: coreOptions(chosen, chance) };
}

function pluginOptions(betterAuth, { flags = [], texts = [], tables = [] }, chance) {
  const options = {};
  for (const flag of flags) if (chance.is(0.6)) set(options, flag, chance.is(0.85));
  for (const text of texts) if (chance.is(0.3)) set(options, text, chance.name());
  const isOn = (flag) => flag.split(".").reduce((value, key) => value?.[key], options) === true;
  for (const table of tables) {
    if (isIn(betterAuth, table) && (!table.flag || isOn(table.flag))) change(options, table, table.names, chance);
  }
  return Object.keys(options).length > 0 ? options : undefined;
}

function coreOptions(plugins, chance) {
  const options = {};
  if (chance.is(0.2)) options.secondaryStorage = chance.is(0.8);
  if (chance.is(0.2)) set(options, "session.storeSessionInDatabase", chance.is(0.7));
  if (chance.is(0.2)) set(options, "verification.storeInDatabase", chance.is(0.7));
  if (chance.is(0.3))
    set(options, "rateLimit.storage", chance.one(["database", "database", "memory", "secondary-storage"]));
  for (const table of CORE_TABLES) {
    const schema = `schema.${table.fields}`;
    const ofPlugins = plugins.flatMap(({ tables = [] }) => tables.filter(({ fields }) => fields === schema));
    change(options, table, [...table.names, ...ofPlugins.flatMap(({ names }) => names)], chance);
  }
  return options;
}

// `known` are the fields that an additional field can take the place of.
function change(options, { model, fields, additional, names }, known, chance) {
  if (model && chance.is(0.25)) set(options, model, chance.name());
  if (chance.is(0.35))
    for (const name of chance.some(names, 1 + chance.below(3))) set(options, `${fields}.${name}`, chance.name());
  if (additional && chance.is(0.3)) set(options, additional, additionalFields(known, chance));
}

function additionalFields(known, chance) {
  const entries = new Map();
  for (let left = 1 + chance.below(4); left > 0; left -= 1) {
    const integerLike = chance.is(0.1);
    const key = integerLike ? String(chance.below(500)) : chance.is(0.3) ? chance.one(known) : chance.name();
    entries.set(key, additionalField(integerLike, chance));
  }
  return inOrder(...entries);
}

function additionalField(mustBeNamed, chance) {
  const field = {
    type: chance.is(0.1) ? chance.some(["free", "pro", "team", "one"], 1 + chance.below(3)) : chance.one(TYPES),
  };
  if (chance.is(0.7)) field.required = chance.is(0.5);
  if (chance.is(0.15)) field.unique = chance.is(0.8);
  if (chance.is(0.15)) field.sortable = true;
  if (chance.is(0.1)) field.references = { model: chance.one(["user", "organization", "nothing"]), field: "id" };
  if (mustBeNamed || chance.is(0.25)) field.fieldName = chance.name();
  return field;
}

// What is drawn from random numbers. `name` never gives one twice, so that no two things get the same.
function chances(seed) {
  let names = 0;
  const next = randomFrom(seed);
  const below = (limit) => Math.floor(next() * limit);
  const one = (list) => list[below(list.length)];
  return {
    below,
    one,
    is: (probability) => next() < probability,
    name: () => `${one(STEMS)}${(names += 1)}`,
    some: (list, count) => {
      const rest = [...list];
      return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(below(rest.length), 1)[0]);
    },
  };
}
