// Owns which lookups the specs declare for an app: what `sigma-schema explain` says of its plugins, for its versions
// and options. A lookup is written as `table: field =, other in, third <>, by fourth`.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";

/** Each lookup that holds for the app: its text, whether the caller chooses the fields, and who makes it. */
export function declaredLookups(binary, set, { config }) {
  const { plugins, ...options } = config;
  const specs = [["core", options], ["convex", {}], ...Object.entries(plugins)];
  return specs.flatMap(([name, given]) => {
    const { plugin: spec } = JSON.parse(
      execFileSync(binary, ["explain", name, "--format", "json"], { encoding: "utf8" }),
    );
    const version = installedVersion(set, spec.package);
    const holds = ({ when }) => conditionHolds(when, version, given);
    return spec.tables.filter(holds).flatMap((table) =>
      table.lookups.filter(holds).map(({ fields, dynamic, calledFrom }) => {
        const text = lookupText(parsed(table.name, fields));
        return { text, byCaller: dynamic, spec: name, madeBy: calledFrom };
      }),
    );
  });
}

/** A lookup in words; fields that are compared stand in the order of the alphabet, as their order says nothing. */
export function lookupText({ table, equal, in: within, range, sort }) {
  const parts = [
    ...[...equal].sort().map((field) => `${field} =`),
    ...[...within].sort().map((field) => `${field} in`),
    ...range.map((field) => `${field} <>`),
    ...(sort ? [`by ${sort}`] : []),
  ];
  return `${table}: ${parts.join(", ")}`;
}

/** A lookup as `explain` words it: "`a`, `b`, a list of `c` and the order of `d`". */
function parsed(table, words) {
  const lookup = { table, equal: [], in: [], range: [], sort: undefined };
  for (const part of words.split(/, | and /)) {
    const [, how, field] = /^(a list of |a range of |the order of )?`(\w+)`$/.exec(part) ?? [];
    if (!field) throw new Error(`${table}: explain says ${JSON.stringify(part)}, which is no lookup`);
    if (how === "the order of ") lookup.sort = field;
    else lookup[{ "a list of ": "in", "a range of ": "range" }[how] ?? "equal"].push(field);
  }
  return lookup;
}

function installedVersion(set, name) {
  return JSON.parse(fs.readFileSync(path.join(set, "node_modules", name, "package.json"), "utf8")).version;
}

function conditionHolds(when, version, options) {
  return (
    !when || when.split(" or ").some((all) => all.split(" and ").every((term) => termHolds(term, version, options)))
  );
}

function termHolds(term, version, options) {
  const [left, operator, right] = term.split(" ");
  if (left === "version") return operator === "<" ? older(version, right) : !older(version, right);
  const value = left
    .replace(/^!/, "")
    .split(".")
    .reduce((at, key) => at?.[key], options);
  if (operator) return value === JSON.parse(right);
  return left.startsWith("!") ? !value : Boolean(value);
}

/** Whether a version comes before another. */
export function older(version, than) {
  const [one, other] = [version, than].map((text) => text.split("-")[0].split(".").map(Number));
  const at = one.findIndex((part, position) => part !== other[position]);
  return at >= 0 && one[at] < other[at];
}
