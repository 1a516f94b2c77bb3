// Owns Convex's rules for a schema that its library does not check and its backend does: names, limits, indexes.
// Source: convex-backend's code where it is stricter or looser than the documentation. Each message starts with the table.

const MOST = { tables: 10_000, fields: 1_024, indexes: 64, indexFields: 16 };
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const RESERVED_INDEX_NAMES = ["by_id", "by_creation_time"];
const SYSTEM_FIELD = /^[_$]/;

/** What a push would refuse in the tables that `loadSchema` returns; an empty list for a good schema. */
export function ruleViolations(tables) {
  const names = tables.map((table) => table.tableName);
  return [
    ...overLimit("the schema", "tables", names),
    ...repeated(names).map((name) => `${name}: the table is defined twice`),
    ...tables.flatMap(tableViolations),
  ];
}

function tableViolations(table) {
  const at = table.tableName;
  const fields = topLevelFields(table.documentType);
  const indexes = [...table.indexes, ...(table.stagedDbIndexes ?? [])];
  const others = ["searchIndexes", "stagedSearchIndexes", "vectorIndexes", "stagedVectorIndexes"].flatMap(
    (kind) => table[kind] ?? [],
  );
  const indexNames = [...indexes, ...others].map((index) => index.indexDescriptor);
  const fieldLists = indexes.map((index) => index.fields.join(", "));
  return [
    ...badNames(at, "table", [at]),
    ...badNames(at, "field", fields ?? []),
    ...badNames(at, "index", indexNames),
    ...overLimit(at, "fields", fields ?? []),
    ...overLimit(at, "indexes", indexNames),
    ...repeated(indexNames).map((name) => `${at}: two indexes have the name ${name}`),
    ...repeated(fieldLists).map((list) => `${at}: two indexes have the fields [${list}]`),
    ...indexNames
      .filter((name) => RESERVED_INDEX_NAMES.includes(name))
      .map((name) => `${at}: the index name ${name} is reserved`),
    ...indexes.flatMap((index) => indexViolations(at, fields, index)),
  ];
}

function indexViolations(table, fields, { indexDescriptor, fields: members }) {
  const at = `${table}, index ${indexDescriptor}`;
  return [
    ...(members.length === 0 ? [`${at}: an index needs a field`] : []),
    ...overLimit(at, "indexFields", members),
    ...repeated(members).map((name) => `${at}: the field ${name} is listed twice`),
    ...members.filter((name) => SYSTEM_FIELD.test(name)).map((name) => `${at}: the field ${name} cannot be listed`),
    ...members
      .filter((name) => fields && !fields.includes(name.split(".")[0]))
      .map((name) => `${at}: the table has no field ${name}`),
  ];
}

// The fields that a document of the table can have; `undefined` where it can have any.
function topLevelFields(documentType) {
  if (documentType.type === "object") return Object.keys(documentType.value);
  if (documentType.type !== "union") return undefined;
  const members = documentType.value.map(topLevelFields);
  return members.includes(undefined) ? undefined : [...new Set(members.flat())];
}

function badNames(at, kind, names) {
  return names
    .filter((name) => !NAME.test(name))
    .map((name) => `${at}: the ${kind} name ${JSON.stringify(name)} is not allowed`);
}

function overLimit(at, kind, list) {
  return list.length > MOST[kind] ? [`${at}: ${list.length} ${kind}, ${MOST[kind]} are allowed`] : [];
}

function repeated(list) {
  return [...new Set(list.filter((item, position) => list.indexOf(item) !== position))];
}
