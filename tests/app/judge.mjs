// Owns the verdict on one run: which lookups it made that are declared, chosen by the caller or read on purpose, and
// which are none of these; which warnings of the adapter are not explained.
import { BY_CALLER, IMPOSSIBLE, WHOLE_TABLES } from "./allowed.mjs";
import { lookupText } from "./declared.mjs";

/** Problems of a run as texts, and which rows of allowed.mjs it needed. */
export function judge(run, declared) {
  const needed = new Set();
  const problems = [];
  const unindexed = new Set();
  for (const lookup of run.lookups) {
    const text = lookupText(lookup);
    const row = allowedRow(text, lookup);
    const entries = declared.filter((entry) => entry.text === text);
    if (row) needed.add(row);
    if (IMPOSSIBLE.includes(row) || BY_CALLER.includes(row) || entries.some(({ byCaller }) => byCaller)) {
      unindexed.add(`${lookup.table} ${indexFields(lookup).sort()}`);
    }
    if (entries.length === 0 && !BY_CALLER.includes(row) && !WHOLE_TABLES.includes(row)) {
      problems.push(`no spec declares the lookup ${text}\n    made at ${lookup.madeAt.join("\n            ")}`);
    }
  }
  for (const { table, fields } of run.warnings) {
    if (!unindexed.has(`${table} ${[...fields].sort()}`)) problems.push(`no index: ${table} [${fields.join(", ")}]`);
  }
  return { problems, needed };
}

/** The text of each lookup of a run. */
export const lookupsOf = (run) => run.lookups.map(lookupText);

function allowedRow(text, { madeAt }) {
  const fits = (row) => (row.lookup instanceof RegExp ? row.lookup.test(text) : row.lookup === text);
  const fitsAll = (row) => fits(row) && (!row.madeAt || madeAt.every((at) => row.madeAt.test(at)));
  return [...IMPOSSIBLE, ...BY_CALLER, ...WHOLE_TABLES].find(fitsAll);
}

// The fields that the adapter's warning shows (adapter-utils: findIndex); their order is that of the names in the database.
function indexFields({ equal, in: within, range, sort }) {
  const last = [...range, ...(sort && !range.includes(sort) ? [sort] : [])].filter((field) => field !== "createdAt");
  return [...equal, ...within, ...last];
}
