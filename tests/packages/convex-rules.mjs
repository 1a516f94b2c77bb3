// Owns Convex's rules for a schema that its library does not check and its backend does: names, limits, indexes, validators.
// Source: convex-backend's code where it is stricter or looser than the documentation (crates/common/src/schemas,
// crates/common/src/bootstrap_model/index, crates/application/src/lib.rs, crates/value/src). A second implementation of
// src/schema/limits.rs, over what `export()` of a schema gives. Each message starts with the table.

const MOST = { tables: 10_000, fields: 1_024, indexes: 64, indexFields: 15, filterFields: 16, dimensions: 4_096 };
const IDENTIFIER = /^(?=.*[A-Za-z0-9])[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const RESERVED_INDEX_NAMES = ["by_id", "by_creation_time"];
const isSystem = (name) => name.startsWith("_");

/**
 * What a push would refuse in the generated tables that `loadSchema` returns, and fields that it accepts and no document can
 * have; an empty list for a good schema.
 */
export function ruleViolations(tables) {
  const names = tables.map((table) => table.tableName);
  return [
    ...overLimit("the schema", "tables", names),
    ...repeated(names).map((name) => `${name}: the table is defined twice`),
    ...tables.flatMap((table) => tableViolations(table)),
    ...tables.flatMap(ignoredFields),
  ];
}

function ignoredFields({ tableName, documentType }) {
  const fields = documentType.type === "object" ? Object.entries(documentType.value) : [];
  return [
    ...fields.filter(([name]) => isSystem(name)).map(([name]) => `${tableName}: Convex ignores the field ${name}`),
    ...overLimit(tableName, "fields", fields),
  ];
}

/** What a push would refuse in one table, whoever wrote it. */
export function tableViolations(table, schemaValidation = true) {
  const at = table.tableName;
  const of = (...kinds) => kinds.flatMap((kind) => table[kind] ?? []);
  const plain = of("indexes", "stagedDbIndexes");
  const text = of("searchIndexes", "stagedSearchIndexes");
  const vector = of("vectorIndexes", "stagedVectorIndexes");
  const all = [...plain, ...text, ...vector];
  const names = all.map((index) => index.indexDescriptor);
  const document = documentOf(table.documentType);
  const found = [
    ...(IDENTIFIER.test(at) && !isSystem(at) ? [] : [`${at}: the table's name is not allowed`]),
    ...(document === undefined ? [`${at}: documents are no objects`] : []),
    ...validatorViolations(at, table.documentType),
    ...overLimit(at, "indexes", all),
    ...names.filter((name) => !isIndexName(name)).map((name) => `${at}: the index name ${name} is not allowed`),
    ...repeated(names).map((name) => `${at}: two indexes have the name ${name}`),
    ...repeated(plain.map((index) => index.fields.map(trimmed).join())).map((list) => `${at}: two indexes on [${list}]`),
    ...repeated(text.map((index) => [trimmed(index.searchField), ...filters(index)].join())).map(
      (list) => `${at}: two search indexes on [${list}]`,
    ),
    ...repeated(vector.map((index) => [trimmed(index.vectorField), index.dimensions].join())).map(
      (list) => `${at}: two vector indexes on [${list}]`,
    ),
    ...plain.flatMap((index) => indexViolations(`${at}, index ${index.indexDescriptor}`, index)),
    ...[...text, ...vector].flatMap((index) => searchViolations(`${at}, index ${index.indexDescriptor}`, index)),
  ];
  // A path that is none has been told; the rest is about what documents can have.
  if (!schemaValidation || document === undefined || document === "any") return found;
  const has = (field) => !isPath(field) || isSystemField(field) || canContain(document, trimmed(field).split("."));
  const referenced = [
    ...plain.flatMap((index) => index.fields.filter((field) => !isSystemField(field))),
    ...text.flatMap((index) => [index.searchField, ...index.filterFields]),
    ...vector.map((index) => index.vectorField),
  ];
  found.push(...referenced.filter((field) => !has(field)).map((field) => `${at}: no document has ${field}`));
  for (const { vectorField: field } of vector) {
    if (isPath(field) && has(field) && !canBeVector(document, trimmed(field).split("."))) {
      found.push(`${at}: ${field} is no vector`);
    }
  }
  return found;
}

/** What the backend cannot even read in one table that `export()` gives. */
export function unreadable(table) {
  const of = (...kinds) => kinds.flatMap((kind) => table[kind] ?? []);
  const isText = (value) => typeof value === "string";
  const areTexts = (value) => Array.isArray(value) && value.every(isText);
  const isCount = (value) => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
  const text = of("searchIndexes", "stagedSearchIndexes");
  const vector = of("vectorIndexes", "stagedVectorIndexes");
  const plain = of("indexes", "stagedDbIndexes");
  const isBad =
    [...plain, ...text, ...vector].some((index) => !isText(index.indexDescriptor)) ||
    plain.some((index) => !areTexts(index.fields)) ||
    text.some((index) => !isText(index.searchField) || !areTexts(index.filterFields)) ||
    vector.some((index) => !isText(index.vectorField) || !areTexts(index.filterFields) || !isCount(index.dimensions));
  return isBad || !isReadable(table.documentType);
}

function isReadable(validator) {
  switch (validator?.type) {
    case undefined:
      return false;
    case "literal":
      // A number that JSON has no form for is sent in eight bytes, and only -0 of those is accepted.
      return !validator.value?.$float || Object.is(Buffer.from(validator.value.$float, "base64").readDoubleLE(), -0);
    case "array":
      return isReadable(validator.value);
    case "union":
      return validator.value.every(isReadable);
    case "record":
      return isReadable(validator.keys) && isReadable(validator.values?.fieldType);
    case "object":
      return Object.values(validator.value).every((field) => isReadable(field.fieldType));
    default:
      return true;
  }
}

function indexViolations(at, { fields }) {
  return [
    ...(fields.length === 0 ? [`${at}: an index needs a field`] : []),
    ...overLimit(at, "indexFields", fields),
    ...repeated(fields.map(trimmed)).map((name) => `${at}: the field ${name} is listed twice`),
    ...fields
      .filter((field) => !isPath(field) || trimmed(field).split(".").some(isSystem))
      .map((field) => `${at}: the field ${field} cannot be listed`),
  ];
}

function searchViolations(at, index) {
  const { dimensions, filterFields } = index;
  const paths = [index.searchField ?? index.vectorField, ...filterFields];
  return [
    ...overLimit(at, "filterFields", filters(index)),
    ...paths.filter((field) => !isPath(field)).map((field) => `${at}: ${field} is no path`),
    ...("dimensions" in index && !(Number.isInteger(dimensions) && dimensions >= 2 && dimensions <= MOST.dimensions)
      ? [`${at}: ${dimensions} dimensions`]
      : []),
  ];
}

function validatorViolations(at, validator) {
  const within = (inner) => validatorViolations(at, inner);
  switch (validator.type) {
    case "id":
      return IDENTIFIER.test(validator.tableName) ? [] : [`${at}: no table can be named ${validator.tableName}`];
    case "array":
      return within(validator.value);
    case "union":
      return validator.value.flatMap(within);
    case "record":
      return [
        ...(isKey(validator.keys) ? [] : [`${at}: the keys of a record are ${JSON.stringify(validator.keys)}`]),
        ...within(validator.keys),
        ...within(validator.values.fieldType),
      ];
    case "object":
      return Object.entries(validator.value).flatMap(([name, field]) => [
        ...(IDENTIFIER.test(name) ? [] : [`${at}: the field name ${JSON.stringify(name)} is not allowed`]),
        ...within(field.fieldType),
      ]);
    default:
      return [];
  }
}

// A record's keys are a subset of strings without literals.
function isKey(validator) {
  if (validator.type === "union") return validator.value.every(isKey);
  return validator.type === "string" || validator.type === "id";
}

// The objects that documents can be, without their system fields; "any"; `undefined` for what documents cannot be.
function documentOf(type) {
  if (type.type === "any") return "any";
  const objects = type.type === "union" ? type.value : [type];
  if (objects.some((object) => object.type !== "object")) return undefined;
  const own = ({ value }) => Object.fromEntries(Object.entries(value).filter(([name]) => !isSystem(name)));
  return { type: "union", value: objects.map((object) => ({ type: "object", value: own(object) })) };
}

function canContain(validator, path) {
  if (path.length === 0 || validator.type === "any") return true;
  if (validator.type === "union") return validator.value.some((member) => canContain(member, path));
  const field = validator.type === "object" && Object.hasOwn(validator.value, path[0]) && validator.value[path[0]];
  return field ? canContain(field.fieldType, path.slice(1)) : false;
}

function canBeVector(validator, path) {
  if (validator.type === "any") return true;
  if (validator.type === "union") return validator.value.some((member) => canBeVector(member, path));
  if (path.length === 0) return validator.type === "array" && ["number", "any"].includes(validator.value.type);
  if (validator.type !== "object") return false;
  return !Object.hasOwn(validator.value, path[0]) || canBeVector(validator.value[path[0]].fieldType, path.slice(1));
}

function isIndexName(name) {
  if (RESERVED_INDEX_NAMES.includes(name) || !IDENTIFIER.test(name)) return false;
  return !isSystem(name) || name.startsWith("_fivetran");
}

const trimmed = (path) => path.replace(/^\.+|\.+$/g, "");
const isPath = (path) => trimmed(path).split(".").every((name) => IDENTIFIER.test(name));
const isSystemField = (path) => isSystem(trimmed(path)) && !trimmed(path).includes(".");
const filters = (index) => [...new Set(index.filterFields.map(trimmed))].sort();

function overLimit(at, kind, list) {
  return list.length > MOST[kind] ? [`${at}: ${list.length} ${kind}, ${MOST[kind]} are allowed`] : [];
}

function repeated(list) {
  return [...new Set(list.filter((item, position) => list.indexOf(item) !== position))];
}
