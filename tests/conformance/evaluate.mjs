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
    vectorIndexes: table.vectorIndexes,
    stagedVectorIndexes: table.stagedVectorIndexes,
    documentType: { type: "object", value: table.fields },
  }));
}

const defineSchema = (tables) => tables;

function defineTable(fields) {
  const kinds = ["indexes", "stagedDbIndexes", "searchIndexes", "stagedSearchIndexes", "vectorIndexes", "stagedVectorIndexes"];
  const lists = Object.fromEntries(kinds.map((kind) => [kind, []]));
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
  table.vectorIndex = (indexDescriptor, { vectorField, dimensions, filterFields = [], staged }) => {
    const list = staged ? lists.stagedVectorIndexes : lists.vectorIndexes;
    list.push({ indexDescriptor, vectorField, dimensions, filterFields: [...filterFields] });
    return table;
  };
  return table;
}

// Eight bytes, the lowest first, as Convex writes what JSON has no form for.
function bytes(write) {
  const view = new DataView(new ArrayBuffer(8));
  write(view);
  return Buffer.from(view.buffer).toString("base64");
}

function literal(value) {
  if (typeof value === "bigint") return { $integer: bytes((view) => view.setBigInt64(0, value, true)) };
  if (Object.is(value, -0)) return { $float: bytes((view) => view.setFloat64(0, value, true)) };
  return value;
}

const plain = (type) => () => ({ type });

const v = {
  any: plain("any"),
  boolean: plain("boolean"),
  bytes: plain("bytes"),
  commitTs: plain("commitTs"),
  float64: plain("number"),
  int64: plain("bigint"),
  null: plain("null"),
  number: plain("number"),
  string: plain("string"),
  array: (value) => ({ type: "array", value: json(value) }),
  id: (tableName) => ({ type: "id", tableName }),
  literal: (value) => ({ type: "literal", value: literal(value) }),
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
