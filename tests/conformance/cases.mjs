// Owns the cases that are the same in every run: each plugin alone, each option that changes tables, and what plugins and
// options do to each other. `plugins` are `[export, options, form]` after `convex`, in order, or with `convex` among them.
import { at, inOrder } from "./options.mjs";
import { isIn } from "./pairs.mjs";
import { CORE_TABLES, pluginsAt } from "./plugins.mjs";
import { REFUSED } from "./refused-cases.mjs";
import { TOGETHER } from "./together-cases.mjs";

/** A field of every type, and every attribute that changes a table. */
export const EVERY_FIELD = inOrder(
  ["nickname", { type: "string", required: false }],
  ["visits", { type: "number", required: true }],
  ["isTester", { type: "boolean", required: true, defaultValue: false }],
  ["bornAt", { type: "date" }],
  ["preferences", { type: "json" }],
  ["tags", { type: "string[]", required: true }],
  ["scores", { type: "number[]", required: false }],
  ["handle", { type: "string", required: true, unique: true }],
  ["ranking", { type: "number", sortable: true }],
  ["manager", { type: "string", references: { model: "user", field: "id", onDelete: "set null" } }],
  ["language", { type: "string", fieldName: "locale", index: true, returned: false, input: false }],
  ["plan", { type: ["free", "pro"], required: true }],
  ["theme", { type: ["light", "dark"], required: false, sortable: true }],
  ["only", { type: ["one"], required: true }],
  // Integer-like keys come first in a JavaScript object, before the built-in fields, in the order of their numbers.
  ["10", { type: "string", fieldName: "ten", unique: true }],
  ["9", { type: "number", required: true, fieldName: "nine" }],
  // What every object has of itself.
  ["constructor", { type: "string" }],
  ["toString", { type: "boolean", unique: true }],
);

/** Each plugin of a version alone, as it stands. */
export function aloneCases(betterAuth) {
  return pluginsAt(betterAuth).map((plugin) => ({ name: plugin.export, plugins: [[plugin.export]] }));
}

/** Every option that changes tables. */
export function optionCases(betterAuth) {
  const plugins = pluginsAt(betterAuth);
  const isThere = ([name]) => plugins.some((plugin) => plugin.export === name);
  return [
    ...plugins.flatMap((plugin) => pluginCases(betterAuth, plugin)),
    ...CORE_TABLES.flatMap(tableCases).map(([name, paths]) => ({ name, plugins: [], options: at(paths) })),
    ...[...TOGETHER, ...REFUSED].filter((one) => isIn(betterAuth, one) && one.plugins.every(isThere)),
    ...everyPlugin(plugins),
  ];
}

function pluginCases(betterAuth, { export: name, flags = [], texts = [], tables = [], forms = {} }) {
  const accepted = tables.filter((table) => isIn(betterAuth, table));
  const on = Object.fromEntries(flags.map((flag) => [flag, true]));
  const everything = { ...on, ...allRenamed(accepted), ...allExtended(accepted) };
  const cases = [
    ...flags.map((flag) => [flag, { [flag]: true }]),
    ...(flags.length > 0 ? [["nothing on", Object.fromEntries(flags.map((flag) => [flag, false]))]] : []),
    ...(flags.length > 1 ? [["everything on", on]] : []),
    ...texts.map((text) => [text, { [text]: newName(text) }]),
    ...accepted.flatMap(tableCases).map(([what, paths]) => [what, { ...on, ...paths }]),
    ...(accepted.length > 0 ? [["everything renamed and extended", everything]] : []),
    ...(flags.length > 0 && accepted.length > 0 ? [["everything renamed, nothing on", withoutFlags(accepted)]] : []),
  ];
  return [
    ...cases.map(([what, paths]) => ({ name: `${name}: ${what}`, plugins: [[name, at(paths)]] })),
    ...Object.keys(forms).map((form) => ({ name: `${name}: ${form}`, plugins: [[name, at(everything), form]] })),
  ];
}

/** For one table: `[what, options by path]`. */
function tableCases(table) {
  const { model, fields, additional, names, on } = table;
  const one = `${fields}.${names.at(-1)}`;
  const cases = [
    ...(model ? [[model, { [model]: newName(model) }]] : []),
    [one, { [one]: newName(one) }],
    [`every name in ${fields}`, allRenamed([{ fields, names }])],
    ...(additional
      ? [
          [`${additional} of every type`, { [additional]: EVERY_FIELD }],
          [`${additional} in place of built-in ones`, { [additional]: replacements(names) }],
          [`${additional} in place of renamed ones`, { ...allRenamed([table]), [additional]: replacements(names) }],
        ]
      : []),
  ];
  return cases.map(([what, paths]) => [what, { ...on, ...paths }]);
}

function everyPlugin(plugins) {
  // One OAuth server: together they make a hybrid of two tables. That has cases of its own.
  const names = plugins.map((plugin) => plugin.export).filter((name) => name !== "convex" && name !== "oauthProvider");
  return [
    { name: "every plugin", plugins: names.map((name) => [name]) },
    { name: "every plugin, in reverse", plugins: names.toReversed().map((name) => [name]) },
  ];
}

const newName = (path) => `${path.split(".").findLast((key) => key !== "modelName") ?? "table"}Renamed`;

// Names that sort the other way round: the members of an index are sorted after they are renamed.
function allRenamed(tables) {
  return Object.fromEntries(
    tables.flatMap(({ model, fields, names }) => [
      ...(model ? [[model, newName(model)]] : []),
      ...names.map((name, position) => [`${fields}.${name}`, `${"zyxwvutsrq"[position % 10]}_${name}`]),
    ]),
  );
}

function allExtended(tables) {
  return Object.fromEntries(
    tables.filter(({ additional }) => additional).map(({ additional }) => [additional, EVERY_FIELD]),
  );
}

function withoutFlags(tables) {
  const always = tables.filter((table) => !table.flag);
  return { ...allRenamed(always), ...allExtended(always) };
}

// A field given again is replaced whole and keeps its place.
function replacements(names) {
  return {
    fresh: { type: "string", required: false },
    [names[0]]: { type: "number", fieldName: "replaced", sortable: true },
    [names.at(-1)]: { type: "string", required: true, unique: true },
  };
}
