//! Generated files and the lookups that indexes serve.

use crate::diagnostic::Severity;
use crate::diagnostic::code::Code;

/// No index serves a lookup of Better Auth.
pub static LOOKUP_UNINDEXED: Code = Code {
    steps: &["Add the index that the message names, or let `sigma-schema gen` write the schema"],
    ..Code::warning(
        "SS601",
        "lookup-unindexed",
        "no index serves a lookup of Better Auth",
        "Without an index, the adapter reads at most 200 rows and answers from those: beyond that, matching documents are missed.",
    )
};

/// An index makes a lookup of Better Auth throw.
pub static LOOKUP_BREAKS: Code = Code {
    steps: &["Remove the index, or begin it with other fields"],
    ..Code::warning(
        "SS602",
        "lookup-breaks",
        "an index makes a lookup of Better Auth throw",
        "The adapter picks an index by its first fields, and fails in this one.",
    )
};

/// The schema lacks tables or fields that Better Auth needs.
pub static TABLE_INCOMPLETE: Code = Code {
    steps: &["Spread the generated tables, or generate the schema again"],
    ..Code::warning(
        "SS603",
        "table-incomplete",
        "the schema lacks tables or fields that Better Auth needs",
        "Reading or writing them fails at run time.",
    )
};

/// A file was not found.
pub static NOT_GENERATED: Code = Code {
    steps: &["Run `sigma-schema gen`, and commit the file"],
    ..Code::error("SS611", "missing", "a file was not found", "It was never generated, or is not committed.")
};

/// A file is not what `gen` would write.
pub static STALE: Code = Code {
    steps: &["Run `sigma-schema gen`"],
    ..Code::error(
        "SS612",
        "stale",
        "a file is not what `gen` would write",
        "The plugins, options or versions changed since it was written.",
    )
};

/// A file has edits that `gen` would lose.
pub static MODIFIED: Code = Code {
    steps: &["Keep the edits: `sigma-schema adopt`", "Or drop them: `sigma-schema gen --force`"],
    ..Code::error("SS613", "modified", "a file has edits that `gen` would lose", "`gen` refuses to write it.")
};

/// Adapter.ts lacks exports that Better Auth calls.
pub static ADAPTER_INCOMPLETE: Code = Code {
    steps: &["Add the exports, or replace the file: `sigma-schema gen --force`"],
    ..Code::error(
        "SS614",
        "adapter-incomplete",
        "adapter.ts lacks exports that Better Auth calls",
        "The file is yours, so `gen` does not change it.",
    )
};

/// A schema lacks tables, fields or indexes that Better Auth needs.
pub static MISSING_INDEXES: Code = Code {
    steps: &["See the list"],
    ..Code::error(
        "SS615",
        "missing-indexes",
        "a schema lacks tables, fields or indexes that Better Auth needs",
        "Each of them is listed.",
    )
};

/// Convex refuses the schema.
pub static REFUSED_SCHEMA: Code = Code {
    steps: &["Correct what is listed"],
    ..Code::error("SS616", "refused", "Convex refuses the schema", "Each reason is listed.")
};

/// An edit would be lost.
pub static EDIT_LOST: Code = Code {
    steps: &["Keep all edits: `sigma-schema adopt`", "Or drop them: `sigma-schema gen --force`"],
    ..Code::error("SS621", "edit-lost", "an edit would be lost", "The generated file does not have it.")
};

/// Nothing was written.
pub static NOTHING_WRITTEN: Code = Code {
    steps: &["See the errors above"],
    ..Code::error("SS622", "nothing-written", "nothing was written", "The command stopped before it wrote any file.")
};

/// An edit cannot be kept this way.
pub static NOT_ADOPTABLE: Code = Code {
    steps: &["Keep everything in schema.ts: `sigma-schema adopt --split`"],
    ..Code::error(
        "SS623",
        "not-adoptable",
        "an edit cannot be kept this way",
        "The config file holds custom indexes and tables; anything else needs a split schema.ts.",
    )
};

/// A schema cannot be split automatically.
pub static NOT_SPLITTABLE: Code = Code {
    steps: &["Split it by hand: import `tables` from the generated file, and spread them"],
    ..Code::error(
        "SS624",
        "not-splittable",
        "a schema cannot be split automatically",
        "Something would be lost, or a file or an import is in the way.",
    )
};

/// The schema is a copy of the one that the adapter ships.
pub static PACKAGED_SCHEMA: Code = Code {
    steps: &["If no document uses them, drop them: `sigma-schema gen --force`"],
    ..Code::error(
        "SS625",
        "packaged-schema",
        "the schema is a copy of the one that the adapter ships",
        "It has tables that your plugins do not use.",
    )
};

/// A file with a merge conflict is written again.
pub static CONFLICT_REPLACED: Code = Code {
    steps: &["Nothing"],
    ..Code::warning(
        "SS626",
        "conflict-replaced",
        "a file with a merge conflict is written again",
        "None of its sides has an edit that would be lost.",
    )
};

/// The changes cannot be shown.
pub static CHANGES_UNKNOWN: Code = Code {
    steps: &["Nothing, if the new file is right"],
    ..Code::warning(
        "SS627",
        "changes-unknown",
        "the changes cannot be shown",
        "The schema that is replaced, or the one to compare with, cannot be read.",
    )
};

/// A schema cannot be read.
pub static SCHEMA_UNREADABLE: Code = Code {
    steps: &["Export it by default: `export default defineSchema(tables)`"],
    ..Code::error(
        "SS628",
        "schema-unreadable",
        "a schema cannot be read",
        "The file does not export a schema of Convex, or takes too many steps to follow.",
    )
};

/// A table or index cannot be determined statically.
pub static SCHEMA_UNDETERMINED: Code = Code {
    steps: &["Write it out, outside of conditions and loops"],
    ..Code::error(
        "SS629",
        "schema-undetermined",
        "a table or index cannot be determined statically",
        "The lookups that depend on it cannot be checked.",
    )
};

/// The indexes that schema.ts adds cannot be determined.
pub static ADDED_INDEX_UNKNOWN: Code = Code {
    steps: &["Write the tables and their indexes out"],
    ..Code::warning(
        "SS630",
        "added-index-unknown",
        "the indexes that schema.ts adds cannot be determined",
        "Convex refuses a table with two indexes of one name or on the same fields.",
    )
};

/// An index of schema.ts takes the name of a generated one.
pub static INDEX_RENAMED: Code = Code {
    steps: &["Give your index another name"],
    ..Code::warning(
        "SS631",
        "index-renamed",
        "an index of schema.ts has the name of a generated one",
        "The generated index gets another name, or is left out.",
    )
};

/// There is no schema to compare with.
pub static NOTHING_TO_COMPARE: Code = Code {
    steps: &["Name a revision that has it"],
    ..Code::warning(
        "SS632",
        "nothing-to-compare",
        "no schema to compare with",
        "The revision has no schema, or lacks a part of it, so tables count as new.",
    )
};

/// The adapter is given the wrong function.
pub static ADAPTER_MISFIT: Code = Code {
    steps: &["Export the function that it needs"],
    ..Code::error(
        "SS641",
        "adapter-misfit",
        "the adapter is given the wrong function",
        "Depending on its version, `createApi` needs a function that returns options, or one that returns an instance.",
    )
};

/// Adapter.ts imports something that does not exist.
pub static ADAPTER_IMPORT: Code = Code {
    steps: &["Export it, or name the export that your app has: `--auth FILE#NAME`"],
    ..Code::warning(
        "SS642",
        "adapter-import",
        "adapter.ts imports something that does not exist",
        "A push fails until it exists.",
    )
};

/// The project has no such table.
pub static NO_SUCH_TABLE: Code = Code {
    steps: &["Run `sigma-schema gen --stdout` to see all tables"],
    ..Code::error(
        "SS643",
        "no-such-table",
        "the project has no such table",
        "The name is neither that of a table nor of a plugin.",
    )
};

/// Versions changed since the schema was generated.
pub static VERSIONS_CHANGED: Code = Code {
    severity: Severity::Notice,
    ..Code::warning(
        "SS617",
        "versions-changed",
        "versions changed since the schema was generated",
        "The header of schema.ts records the versions; tables may differ between them.",
    )
};

/// A push of the changes needs attention.
pub static PUSH_WARNING: Code = Code {
    steps: &["Run `sigma-schema diff` before the push, and `sigma-schema explain CODE` for each change"],
    ..Code::warning(
        "SS633",
        "push-warning",
        "a push of the changes needs attention",
        "It may fail for existing documents, or leave data behind that nothing can read; each change is listed with its code.",
    )
};

/// The codes of this group.
pub static ALL: &[&Code] = &[
    &LOOKUP_UNINDEXED,
    &LOOKUP_BREAKS,
    &TABLE_INCOMPLETE,
    &NOT_GENERATED,
    &STALE,
    &MODIFIED,
    &ADAPTER_INCOMPLETE,
    &MISSING_INDEXES,
    &REFUSED_SCHEMA,
    &VERSIONS_CHANGED,
    &EDIT_LOST,
    &NOTHING_WRITTEN,
    &NOT_ADOPTABLE,
    &NOT_SPLITTABLE,
    &PACKAGED_SCHEMA,
    &CONFLICT_REPLACED,
    &CHANGES_UNKNOWN,
    &SCHEMA_UNREADABLE,
    &SCHEMA_UNDETERMINED,
    &ADDED_INDEX_UNKNOWN,
    &INDEX_RENAMED,
    &NOTHING_TO_COMPARE,
    &PUSH_WARNING,
    &ADAPTER_MISFIT,
    &ADAPTER_IMPORT,
    &NO_SUCH_TABLE,
];
