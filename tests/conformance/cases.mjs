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
  const none = { name: "convex alone", plugins: [] };
  return [none, ...pluginsAt(betterAuth).map((plugin) => ({ name: plugin.export, plugins: [[plugin.export]] }))];
}

/** Every option that changes tables. */
export function optionCases(betterAuth) {
  const plugins = pluginsAt(betterAuth);
  const there = (one) => isIn(betterAuth, one) && one.plugins.every(([name]) => plugins.some((p) => p.export === name));
  return [
    ...plugins.flatMap((plugin) => pluginCases(betterAuth, plugin)),
    ...CORE_TABLES.flatMap((table) => tableCases(table).map(([what, options]) => ({ name: what, plugins: [], options }))),
    ...[...TOGETHER(plugins), ...REFUSED].filter(there),
  ];
}

function pluginCases(betterAuth, plugin) {
  const { export: name, flags = [], texts = [], forms = {} } = plugin;
  const tables = (plugin.tables ?? []).filter((table) => isIn(betterAuth, table));
  const on = Object.fromEntries(flags.map((flag) => [flag, true]));
  const off = Object.fromEntries(flags.map((flag) => [flag, false]));
  const whatever = tables.filter((table) => !table.flag);
  const sets = [
    ...flags.map((flag) => [flag, { [flag]: true }]),
    ...(flags.length > 1 ? [["everything on", on]] : []),
    ...(flags.length > 0 ? [["everything off", off]] : []),
    ...texts.map((text) => [text, { [text]: `${text}Renamed` }]),
    ...tables.flatMap((table) => tableCases(table).map(([what, options]) => [what, { ...on, ...flat(options) }])),
    ...(tables.length > 0 ? [["everything renamed", { ...on, ...all(tables, renamed) }]] : []),
    ...(flags.length > 0 && whatever.length > 0
      ? [["everything renamed, nothing on", { ...all(whatever, renamed), ...all(whatever, extendedBy) }]]
      : []),
    ...(tables.some((table) => table.additional)
      ? [["everything renamed and extended", { ...on, ...all(tables, renamed), ...all(tables, extendedBy) }]]
      : []),
  ];
  const everything = sets.at(-1)?.[1] ?? {};
  return [
    ...sets.map(([what, paths]) => ({ name: `${name}: ${what}`, plugins: [[name, at(paths)]] })),
    ...Object.keys(forms).map((form) => ({ name: `${name}: ${form}`, plugins: [[name, at(everything), form]] })),
  ];
}

/** For one table that can be renamed: `[what, options by path]`. */
function tableCases(table) {
  const { model, fields, additional, names } = table;
  const last = names.at(-1);
  return [
    ...(model ? [[model, { [model]: newName(model) }]] : []),
    [`${fields}, one`, { [`${fields}.${last}`]: newName(`${fields}.${last}`) }],
    [`${fields}, all`, renamed({ fields, names })],
    ...(additional
      ? [
          [`${additional} of every type`, { [additional]: EVERY_FIELD }],
          [`${additional} in place of built-in ones`, replaced(table)],
          [`${additional} in place of renamed ones`, { ...renamed(table), ...replaced(table) }],
        ]
      : []),
  ].map(([what, paths]) => [what, at(paths)]);
}
