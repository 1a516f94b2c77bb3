// Owns reading a schema.ts without Convex's library: the text is run with a small `defineSchema`, `defineTable` and `v`
// that record what they are called with, in the form in which Convex's own schema exports itself.
// The suite holds it against the library, on the golden files.
import vm from "node:vm";

/** The tables of a schema file's text, as `loadSchema` of `tests/packages` gives them. Fails as the text fails. */
export function evaluate(text) {
  const script = text
    .replace(/^import\s[^;]*;$/gm, "")
    .replace(/^export const /gm, "const ")
    .replace(/^export default (\w+);$/m, "exported = $1;");
  const scope = { defineSchema, defineTable, v, exported: undefined };
  vm.runInNewContext(script, scope);
  return Object.entries(scope.exported).map(([tableName, table]) => ({
    tableName,
    indexes: table.indexes,
    stagedDbIndexes: table.stagedDbIndexes,
    searchIndexes: table.searchIndexes,
    stagedSearchIndexes: table.stagedSearchIndexes,
    documentType: { type: "object", value: table.fields },
  }));
}

const defineSchema = (tables) => tables;

function defineTable(fields) {
  const lists = { indexes: [], stagedDbIndexes: [], searchIndexes: [], stagedSearchIndexes: [] };
  const table = { fields: members(fields), ...lists };
  table.index = (indexDescriptor, options) => {
    const { fields = options, staged } = options;
    (staged ? lists.stagedDbIndexes : lists.indexes).push({ indexDescriptor, fields: [...fields] });
    return table;
  };
  table.searchIndex = (indexDescriptor, { searchField, filterFields = [], staged }) => {
    const list = staged ? lists.stagedSearchIndexes : lists.searchIndexes;
    list.push({ indexDescriptor, searchField, filterFields: [...filterFields] });
    return table;
  };
  return table;
}

const plain = (type) => () => ({ type });

const v = {
  any: plain("any"),
  boolean: plain("boolean"),
  bytes: plain("bytes"),
  float64: plain("number"),
  int64: plain("bigint"),
  null: plain("null"),
  number: plain("number"),
  string: plain("string"),
  array: (value) => ({ type: "array", value: json(value) }),
  id: (tableName) => ({ type: "id", tableName }),
  literal: (value) => ({ type: "literal", value }),
  object: (fields) => ({ type: "object", value: members(fields) }),
  optional: (value) => ({ optional: true, value }),
  record: (keys, values) => ({
    type: "record",
    keys: json(keys),
    values: { fieldType: json(values), optional: false },
  }),
  union: (...members) => ({ type: "union", value: members.map(json) }),
};

function members(fields) {
  const member = ([name, value]) => [
    name,
    value?.optional ? { fieldType: json(value.value), optional: true } : { fieldType: json(value), optional: false },
  ];
  return Object.fromEntries(Object.entries(fields).map(member));
}

// The official generator prints the word `undefined` for some fields; it must be seen, not lost.
function json(validator) {
  return validator === undefined ? { type: "undefined" } : validator;
}
