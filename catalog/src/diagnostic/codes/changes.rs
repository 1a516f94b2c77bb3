//! Changes between two schemas, and what a push does about each.
//!
//! The rules are those of Convex (docs.convex.dev/database/schemas and /database/indexes; convex-backend,
//! crates/common/src/schemas): a push checks the documents of every table that the new schema lists, unless each existing
//! document is certain to fit.

use crate::diagnostic::code::{Code, Impact, MigrationKind};

/// The schema between the two, with which most migrations begin.
pub const WIDE: &str = "Push a schema that accepts both: `{field}` as v.optional(...), with the old and the new type in a union. For an additional field that is `required: false` in its option; for any other, redefine `{table}` in a split schema.ts (docs/workflow.md)";
/// The same where the documents of a table are not plain objects of fields.
pub const WIDE_DOCUMENT: &str = "Push a schema that accepts both: redefine `{table}` in a split schema.ts (docs/workflow.md) with the old and the new documents in a union";
const RUN: &str = "Run the migration to completion: npx convex run --component {component} migrations:run '{\"fn\": \"migrations:{migration}\"}'";
const PUSH: &str = "Push the new schema";
const READERS: &str = "Change the queries that name the index";
const STAGED: &str = "Stage an index only while it is new";
const NEW_NAME: &str = "Give the new index another name, and push both";
const REMOVE_OLD: &str = "Remove the old index";
const KEEP_INDEX: &str =
    "If one of your queries names it, keep it: under `indexes` in sigma-schema.json, or with `sigma-schema adopt`";

/// A table is added.
pub static TABLE_ADDED: Code = Code::change(Impact::Safe, "SS101", "table-added", "a table is added", "The new table is empty, unless a table had its name before: the documents of a removed table stay in the database, and the push checks them.", &[]).saying("table `{table}` is added ({change})");

/// A table is removed.
pub static TABLE_REMOVED: Code = Code::change(Impact::Removal, "SS102", "table-removed", "a table is removed", "The push passes. The documents stay in the database, unchecked, and no query can reach them.", &["If you no longer need the data, delete the documents of `{table}` before you push: the dashboard has a button for it", "If you need it, keep the table: keep its plugin in your options, or define the table in a split schema.ts"]).saying("table `{table}` is removed ({change})");

/// A table is renamed.
pub static TABLE_RENAMED: Code = Code::change(Impact::Removal, "SS103", "table-renamed", "a table is renamed", "For Convex, one table is removed and an empty one is added: Better Auth no longer finds the existing data.", &["If the name does not matter, keep the old one: `modelName` in the options", "Otherwise push both tables: define the old one beside the new one in a split schema.ts (docs/workflow.md)", "Run the migration to completion. The copies get new ids, and references to the old ones have to change too, so stop writing to these tables meanwhile", PUSH]).saying("table `{before}` is renamed to `{table}`").migrated(MigrationKind::Copy);

/// An optional field is added.
pub static OPTIONAL_FIELD_ADDED: Code = Code::change(
    Impact::Safe,
    "SS201",
    "optional-field-added",
    "an optional field is added",
    "Existing documents do not have it, and need not.",
    &[],
)
.saying("optional field `{member}` is added ({change})");

/// A required field is added.
pub static REQUIRED_FIELD_ADDED: Code = Code::change(Impact::Data, "SS202", "required-field-added", "a required field is added", "Existing documents do not have it: with one document in the table, the push fails.", &["Push it as optional first. For an additional field that is `required: false` in its option; for any other, redefine `{table}` in a split schema.ts (docs/workflow.md)", RUN, "Push it as required"]).saying("required field `{member}` is added ({change})").migrated(MigrationKind::Fill);

/// A field is removed.
pub static FIELD_REMOVED: Code = Code::change(Impact::Data, "SS203", "field-removed", "a field is removed", "A document that still has it does not fit, even if the field was optional: then the push fails.", &["Keep the field as v.optional(...): in its option, or by redefining `{table}` in a split schema.ts (docs/workflow.md)", RUN, "Push the schema without it"]).saying("{what} is removed ({change})").migrated(MigrationKind::Clear);

/// A field is renamed.
pub static FIELD_RENAMED: Code = Code::change(Impact::Data, "SS204", "field-renamed", "a field is renamed", "For Convex, one field is removed and another is added: documents with the old one do not fit, and Better Auth looks for the new one.", &["If the name does not matter, keep the old one: `fields` or `fieldName` in the options", "Otherwise push a schema that has both as v.optional(...) (docs/workflow.md)", RUN, PUSH]).saying("field `{before}` is renamed to `{member}`").migrated(MigrationKind::Move);

/// A field becomes optional.
pub static FIELD_OPTIONAL: Code = Code::change(
    Impact::Safe,
    "SS205",
    "field-optional",
    "a field becomes optional",
    "Existing documents have it, and fit.",
    &[],
)
.saying("{what} becomes optional ({change})");

/// A field becomes required.
pub static FIELD_REQUIRED: Code = Code::change(
    Impact::Data,
    "SS206",
    "field-required",
    "a field becomes required",
    "A document without it does not fit: then the push fails.",
    &[RUN, "Push the schema in which it is required"],
)
.saying("{what} becomes required ({change})")
.migrated(MigrationKind::Fill);

/// A field accepts more values.
pub static FIELD_WIDER: Code = Code::change(
    Impact::Safe,
    "SS207",
    "field-wider",
    "a field accepts more values",
    "It still accepts every value that it accepted before.",
    &[],
)
.saying("{what} accepts more values ({change})");

/// A field accepts fewer values.
pub static FIELD_NARROWER: Code = Code::change(
    Impact::Data,
    "SS208",
    "field-narrower",
    "a field accepts fewer values",
    "A document with one of the other values does not fit: then the push fails.",
    &["Stop writing the other values to `{field}`", RUN, PUSH],
)
.saying("{what} accepts fewer values ({change})")
.migrated(MigrationKind::Convert);

/// A field has another type.
pub static FIELD_TYPE: Code = Code::change(
    Impact::Data,
    "SS209",
    "field-type",
    "a field has another type",
    "A document with a value of the old type does not fit: then the push fails.",
    &[WIDE, RUN, PUSH],
)
.saying("{what} has another type ({change})")
.migrated(MigrationKind::Convert);

/// A field changes while documents are not checked.
pub static FIELD_UNCHECKED: Code = Code::change(Impact::Safe, "SS210", "field-unchecked", "a field changes while documents are not checked", "With `schemaValidation: false`, a push checks no document. Existing ones stay as they are, and have to fit once it is on again.", &[]).saying("{what} changes while documents are not checked ({change})");

/// A field is renamed while documents are not checked.
pub static FIELD_RENAMED_UNCHECKED: Code = Code::change(Impact::Removal, "SS211", "field-renamed-unchecked", "a field is renamed while documents are not checked", "With `schemaValidation: false`, the push passes. The values of existing documents stay under the old name, and Better Auth looks for the new one.", &["If the name does not matter, keep the old one: `fields` or `fieldName` in the options", "Otherwise push the new schema, and run the migration to completion: npx convex run --component {component} migrations:run '{\"fn\": \"migrations:{migration}\"}'"]).saying("field `{before}` is renamed to `{member}` while documents are not checked").migrated(MigrationKind::Move);

/// An index is added.
pub static INDEX_ADDED: Code = Code::change(
    Impact::Safe,
    "SS301",
    "index-added",
    "an index is added",
    "The push waits until it is built; with `staged: true` it does not wait.",
    &[],
)
.saying("{what} on ({change}) is added");

/// An index is removed.
pub static INDEX_REMOVED: Code = Code::change(Impact::Lookups, "SS302", "index-removed", "an index is removed", "The push passes. A query that names the index throws. A lookup of Better Auth that no other index serves reads 200 rows and answers from those; each such lookup is listed.", &[KEEP_INDEX]).saying("{what} on ({change}) is removed");

/// An index has other fields.
pub static INDEX_FIELDS: Code = Code::change(
    Impact::Lookups,
    "SS303",
    "index-fields",
    "an index has other fields",
    "The push waits until it is built again. A query that names the index and a field that it lost throws.",
    &[NEW_NAME, READERS, REMOVE_OLD],
)
.saying("{what} has other fields ({change})");

/// An index is renamed.
pub static INDEX_RENAMED: Code = Code::change(
    Impact::Lookups,
    "SS304",
    "index-name",
    "an index is renamed",
    "Better Auth finds indexes by their fields, not by name. One of your queries that names it throws.",
    &[READERS, "To keep the old name, give it under `indexes` in sigma-schema.json"],
)
.saying("index `{before}` is renamed to `{member}`");

/// A staged index is enabled.
pub static INDEX_ENABLED: Code = Code::change(
    Impact::Safe,
    "SS305",
    "index-enabled",
    "a staged index is enabled",
    "It is not built again; if it is still being built, the push waits for the rest.",
    &[],
)
.saying("staged {what} on ({after}) is enabled");

/// An index is staged.
pub static INDEX_STAGED: Code = Code::change(
    Impact::Lookups,
    "SS306",
    "index-staged",
    "an index is staged",
    "No query may use it: one that names it throws.",
    &[STAGED],
)
.saying("{what} on ({before}) is staged");

/// A search or vector index is added.
pub static SEARCH_ADDED: Code = Code::change(
    Impact::Safe,
    "SS311",
    "search-index-added",
    "a search or vector index is added",
    "The push waits until it is built.",
    &[],
)
.saying("{what} on ({change}) is added");

/// A search or vector index is removed.
pub static SEARCH_REMOVED: Code = Code::change(
    Impact::Lookups,
    "SS312",
    "search-index-removed",
    "a search or vector index is removed",
    "The push passes. A search that names it throws.",
    &["If one of your searches names it, keep it: under `indexes` in sigma-schema.json, or with `sigma-schema adopt`"],
)
.saying("{what} on ({change}) is removed");

/// A search or vector index is changed.
pub static SEARCH_CHANGED: Code = Code::change(
    Impact::Lookups,
    "SS313",
    "search-index-changed",
    "a search or vector index is changed",
    "The push waits until it is built again. A search by a filter that it lost throws.",
    &[NEW_NAME, "Change the searches", REMOVE_OLD],
)
.saying("{what} is changed ({change})");

/// A staged search or vector index is enabled.
pub static SEARCH_ENABLED: Code = Code::change(
    Impact::Safe,
    "SS314",
    "search-index-enabled",
    "a staged search or vector index is enabled",
    "It is not built again; if it is still being built, the push waits for the rest.",
    &[],
)
.saying("staged {what} on ({after}) is enabled");

/// A search or vector index is staged.
pub static SEARCH_STAGED: Code = Code::change(
    Impact::Lookups,
    "SS315",
    "search-index-staged",
    "a search or vector index is staged",
    "No search may use it: one that names it throws.",
    &[STAGED],
)
.saying("{what} on ({before}) is staged");

/// The definition of a table is not recognized.
pub static TABLE_UNRECOGNIZED: Code = Code::change(
    Impact::Unknown,
    "SS401",
    "table-unrecognized",
    "the definition of a table is not recognized",
    "Its contents cannot be determined without running your code.",
    &["Write the table with defineTable and its fields"],
)
.saying("the definition of {what} is not recognized ({change})");

/// A validator is not recognized.
pub static VALIDATOR_UNRECOGNIZED: Code = Code::change(
    Impact::Unknown,
    "SS402",
    "validator-unrecognized",
    "a validator is not recognized",
    "The values that it accepts cannot be determined without running your code.",
    &["Write the validator with the methods of `v`"],
)
.saying("the validator of {what} is not recognized ({change})");

/// A call on a table is not recognized.
pub static CALL_UNRECOGNIZED: Code = Code::change(
    Impact::Unknown,
    "SS403",
    "call-unrecognized",
    "a call on a table is not recognized",
    "Its effect on the table cannot be determined.",
    &["Check what the call does to documents and queries"],
)
.saying("a call on table `{table}` is not recognized ({change})");

/// The options of the schema change.
pub static OPTIONS_UNRECOGNIZED: Code = Code::change(
    Impact::Unknown,
    "SS404",
    "options-unrecognized",
    "the options of the schema change",
    "Their effect on checks and types cannot be determined.",
    &["Write the options out: schemaValidation and strictTableNameTypes are known"],
)
.saying("the options of the schema change ({change})");

/// Documents are checked again.
pub static VALIDATION_ON: Code = Code::change(Impact::Data, "SS405", "validation-on", "documents are checked again", "Without `schemaValidation: false`, the push checks every document of every table, even if the table does not change: one that does not fit fails it.", &["Find the documents that do not fit: push to a copy of the deployment, which names the first of them", "Correct them with a migration, and push the new schema"]).saying("documents are checked again ({change})");

/// Documents are no longer checked.
pub static VALIDATION_OFF: Code = Code::change(
    Impact::Safe,
    "SS406",
    "validation-off",
    "documents are no longer checked",
    "With `schemaValidation: false`, a push checks no document, and writes are not checked either.",
    &[],
)
.saying("documents are no longer checked ({change})");

/// The options of the schema change only types.
pub static OPTIONS_TYPES: Code = Code::change(
    Impact::Safe,
    "SS407",
    "options-types",
    "the options of the schema change only types",
    "`strictTableNameTypes` is for TypeScript.",
    &[],
)
.saying("the options of the schema change only types ({change})");

/// The codes of this group.
pub static ALL: &[&Code] = &[
    &TABLE_ADDED,
    &TABLE_REMOVED,
    &TABLE_RENAMED,
    &OPTIONAL_FIELD_ADDED,
    &REQUIRED_FIELD_ADDED,
    &FIELD_REMOVED,
    &FIELD_RENAMED,
    &FIELD_OPTIONAL,
    &FIELD_REQUIRED,
    &FIELD_WIDER,
    &FIELD_NARROWER,
    &FIELD_TYPE,
    &FIELD_UNCHECKED,
    &FIELD_RENAMED_UNCHECKED,
    &INDEX_ADDED,
    &INDEX_REMOVED,
    &INDEX_FIELDS,
    &INDEX_RENAMED,
    &INDEX_ENABLED,
    &INDEX_STAGED,
    &SEARCH_ADDED,
    &SEARCH_REMOVED,
    &SEARCH_CHANGED,
    &SEARCH_ENABLED,
    &SEARCH_STAGED,
    &TABLE_UNRECOGNIZED,
    &VALIDATOR_UNRECOGNIZED,
    &CALL_UNRECOGNIZED,
    &OPTIONS_UNRECOGNIZED,
    &VALIDATION_ON,
    &VALIDATION_OFF,
    &OPTIONS_TYPES,
];
