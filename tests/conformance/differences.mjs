// Owns all that may differ between sigma-schema and the official generator, one by one. Anything else fails the suite,
// and so does an entry that no case needs. `row` is the start of the entry in docs/differences.md.

/** Differences in the tables: `apply` makes the official tables what sigma-schema's are meant to be. */
export const DIFFERENCES = [
  {
    name: "a field that is one of some strings",
    row: "| prints `undefined` for a field with a list of allowed strings | a union of literals |",
    reason: "the official printer knows seven types and prints the word undefined for the rest; Convex refuses that",
    apply: (tables, official) =>
      tables.map((table) =>
        withFields(table, (name, field) => {
          const { type, required } = attributes(official, table.tableName, name);
          return Array.isArray(type) ? oneOf(type, required) : field;
        }),
      ),
  },
  {
    name: "an index on a field that is not there",
    row: "| gives `user` an index on `userId` even if no plugin adds that field | no index on a missing field |",
    reason: "the official printer lists indexes without looking at the fields that it prints; Convex refuses that",
    apply: (tables) =>
      tables.map((table) => ({
        ...table,
        indexes: table.indexes.filter(({ fields }) => fields.every((name) => Object.hasOwn(fieldsOf(table), name))),
      })),
  },
];

/**
 * What sigma-schema refuses, with 2 as its exit code and these words, and the official generator prints. A case names the
 * one that it expects; the suite checks that Convex, or JavaScript, would refuse the official output or lose part of it.
 */
export const REFUSALS = {
  name: {
    row: "| prints names that Convex refuses, and lets a second table or field with the same name overwrite the first | an error",
    reason: "the push would fail, or the file would not even be JavaScript",
    says: /is not a name that Convex accepts/,
  },
  "two of one name": {
    row: "| prints names that Convex refuses, and lets a second table or field with the same name overwrite the first | an error",
    reason: "the first table or field would be lost without a word",
    says: /two (tables|fields of the table `\w+`) are named/,
  },
  limit: {
    row: "| checks no limits | an error if Convex would refuse the push",
    reason: "the push would fail",
    says: /Convex refuses more than/,
  },
};

/** What sigma-schema says with the same tables, where the official generator says nothing. */
export const WARNINGS = {
  "nothing to rename": {
    row: "| ignores a renamed field that does not exist | a warning |",
    reason: "it is a slip",
    says: /^warning\[SS846\]: `\w+` has no field `\w+` that could be renamed/m,
  },
};

/** The official tables as sigma-schema's should be, and the names of the differences that were needed for it. */
export function withDifferences(tables, official) {
  let expected = tables;
  const applied = [];
  for (const { name, apply } of DIFFERENCES) {
    const before = JSON.stringify(expected);
    expected = apply(expected, official);
    if (JSON.stringify(expected) !== before) applied.push(name);
  }
  return { expected, applied };
}

function withFields(table, change) {
  const fields = Object.entries(fieldsOf(table)).map(([name, field]) => [name, change(name, field)]);
  return { ...table, documentType: { type: "object", value: Object.fromEntries(fields) } };
}

function fieldsOf(table) {
  return table.documentType.value;
}

function attributes(official, tableName, fieldName) {
  return official
    .find(({ name }) => name === tableName)
    .fields.find(({ key, name }) => key !== "id" && name === fieldName);
}

function oneOf(values, required) {
  const literals = values.map((value) => ({ type: "literal", value }));
  if (!required) return { fieldType: { type: "union", value: [{ type: "null" }, ...literals] }, optional: true };
  return { fieldType: literals.length === 1 ? literals[0] : { type: "union", value: literals }, optional: false };
}
