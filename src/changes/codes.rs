//! The kinds of changes: a stable code each, what a push does about it, and the way to do it without losing data.
//!
//! The rules are Convex's (docs.convex.dev/database/schemas and /database/indexes; convex-backend,
//! crates/common/src/schemas): a push checks the documents of every table that the new schema lists, unless each old
//! document must fit.

/// What a push does about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Every document fits, and every query goes on.
    Safe,
    /// Queries that use an index lose it.
    Lookups,
    /// Data stays in the database, and nothing can read it any more.
    Removal,
    /// The push fails if there is a document that does not fit.
    Data,
    /// The push fails, whatever the documents are.
    Refused,
    /// It cannot be told without running the code.
    Unknown,
}

impl Class {
    /// All of them, the mildest first.
    pub const ALL: [Self; 6] = [Self::Safe, Self::Lookups, Self::Removal, Self::Data, Self::Refused, Self::Unknown];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Lookups => "lookups",
            Self::Removal => "removal",
            Self::Data => "data",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// What it means, in a sentence without its end.
    pub fn means(self) -> &'static str {
        match self {
            Self::Safe => "every document fits, and every query goes on",
            Self::Lookups => "the push passes; queries that use the index become slow, wrong past 200 rows, or throw",
            Self::Removal => "the push passes; data stays in the database, and nothing can read it any more",
            Self::Data => "the push fails if one document does not fit: data must be migrated first",
            Self::Refused => "the push fails, whatever the data: Convex refuses the schema",
            Self::Unknown => "it cannot be told without running your code",
        }
    }
}

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Its code, which never changes its meaning.
    pub id: &'static str,
    /// What a push does about it.
    pub class: Class,
    /// What it is, in a few words.
    pub title: &'static str,
    /// What the change does, in a sentence or two.
    pub effect: &'static str,
    /// The steps that work, in order. `{field}` and `{table}` stand for the names.
    pub steps: &'static [&'static str],
    /// What a migration does with each document, if one is needed.
    pub outline: Option<Outline>,
}

/// What a migration does with each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// Gives a field a value where it has none.
    Fill,
    /// Takes a field away.
    Clear,
    /// Puts what one field holds into another.
    Move,
    /// Makes another value of what a field holds.
    Convert,
    /// Makes a document in another table.
    Copy,
}

const fn safe(id: &'static str, title: &'static str, effect: &'static str) -> Code {
    Code { id, class: Class::Safe, title, effect, steps: &[], outline: None }
}

/// A step that most migrations begin with: the schema between the two.
pub(super) const WIDE: &str = "Push a schema that takes both: `{field}` as v.optional(...), with the old and the new type in a union. For a field of your own that is `required: false` in its option; for any other, redefine `{table}` in a split schema.ts (docs/workflow.md)";
/// The same where the documents of a table are no plain objects of fields.
pub(super) const WIDE_DOCUMENT: &str = "Push a schema that takes both: redefine `{table}` in a split schema.ts (docs/workflow.md) with the old and the new documents in a union";
const RUN: &str = "Run the migration to its end: npx convex run --component {component} migrations:run '{\"fn\": \"migrations:{migration}\"}'";
const THEN: &str = "Push the new schema";
const NEW_READERS: &str = "Change the queries that name the index";

/// All of them, in the order of their codes.
pub static CODES: [Code; 37] = [
    safe(
        "SS101",
        "a table is added",
        "The new table is empty, unless there was a table of its name before: the documents of a removed table stay in the database, and the push checks them.",
    ),
    Code {
        id: "SS102",
        class: Class::Removal,
        title: "a table is removed",
        effect: "The push passes. The documents stay in the database, unchecked, and no query can reach them.",
        steps: &[
            "If the data is no longer wanted, delete the documents of `{table}` before you push: the dashboard has a button for it",
            "If it is wanted, keep the table: the plugin that gives it has to stay in your options, or define it in a split schema.ts",
        ],
        outline: None,
    },
    Code {
        id: "SS103",
        class: Class::Removal,
        title: "a table is renamed",
        effect: "To Convex this is one table removed and an empty one added: Better Auth no longer finds what is in the old one.",
        steps: &[
            "If the name does not matter, keep the old one: `modelName` in the options",
            "Otherwise push both tables: define the old one beside the new one in a split schema.ts (docs/workflow.md)",
            "Run the migration to its end. The copies get new ids: what refers to an old one must be changed too, so stop writing to these tables meanwhile",
            THEN,
        ],
        outline: Some(Outline::Copy),
    },
    safe("SS201", "an optional field is added", "Old documents do not have it, and need not."),
    Code {
        id: "SS202",
        class: Class::Data,
        title: "a required field is added",
        effect: "Old documents do not have it: with one document in the table the push fails.",
        steps: &[
            "Push it as optional first. For a field of your own that is `required: false` in its option; for any other, redefine `{table}` in a split schema.ts (docs/workflow.md)",
            RUN,
            "Push it as required",
        ],
        outline: Some(Outline::Fill),
    },
    Code {
        id: "SS203",
        class: Class::Data,
        title: "a field is removed",
        effect: "A document that still has it does not fit, also if the field was optional: then the push fails.",
        steps: &[
            "Keep the field, as v.optional(...): in its option, or by redefining `{table}` in a split schema.ts (docs/workflow.md)",
            RUN,
            "Push the schema without it",
        ],
        outline: Some(Outline::Clear),
    },
    Code {
        id: "SS204",
        class: Class::Data,
        title: "a field is renamed",
        effect: "To Convex this is one field removed and another added: documents with the old one do not fit, and Better Auth looks for the new one.",
        steps: &[
            "If the name does not matter, keep the old one: `fields` or `fieldName` in the options",
            "Otherwise push a schema that has both as v.optional(...) (docs/workflow.md)",
            RUN,
            THEN,
        ],
        outline: Some(Outline::Move),
    },
    safe("SS205", "a field becomes optional", "Old documents have it, and fit."),
    Code {
        id: "SS206",
        class: Class::Data,
        title: "a field becomes required",
        effect: "A document without it does not fit: then the push fails.",
        steps: &[RUN, "Push the schema in which it is required"],
        outline: Some(Outline::Fill),
    },
    safe("SS207", "a field takes more values", "What it took, it still takes."),
    Code {
        id: "SS208",
        class: Class::Data,
        title: "a field takes fewer values",
        effect: "A document with one of the others does not fit: then the push fails.",
        steps: &["Stop writing the other values to `{field}`", RUN, THEN],
        outline: Some(Outline::Convert),
    },
    Code {
        id: "SS209",
        class: Class::Data,
        title: "a field has another type",
        effect: "A document with a value of the old type does not fit: then the push fails.",
        steps: &[WIDE, RUN, THEN],
        outline: Some(Outline::Convert),
    },
    safe(
        "SS210",
        "a field changes while documents are not checked",
        "With `schemaValidation: false` a push checks no document. Old ones stay as they are, and have to fit once it is on again.",
    ),
    Code {
        id: "SS211",
        class: Class::Removal,
        title: "a field is renamed while documents are not checked",
        effect: "With `schemaValidation: false` the push passes. What old documents hold under the old name stays there, and Better Auth looks for the new one.",
        steps: &[
            "If the name does not matter, keep the old one: `fields` or `fieldName` in the options",
            "Otherwise push the new schema, and run the migration to its end: npx convex run --component {component} migrations:run '{\"fn\": \"migrations:{migration}\"}'",
        ],
        outline: Some(Outline::Move),
    },
    safe("SS301", "an index is added", "The push waits until it is built; with `staged: true` it does not wait."),
    Code {
        id: "SS302",
        class: Class::Lookups,
        title: "an index is removed",
        effect: "The push passes. A query that names the index throws. A lookup of Better Auth that no other index serves reads 200 rows and answers from those; each such lookup is listed.",
        steps: &[
            "If a query of yours names it, keep it: under `indexes` in sigma-schema.json, or by `sigma-schema adopt`",
        ],
        outline: None,
    },
    Code {
        id: "SS303",
        class: Class::Lookups,
        title: "an index has other fields",
        effect: "The push waits until it is built again. A query that names the index and a field that it lost, throws.",
        steps: &["Give the new index another name, and push both", NEW_READERS, "Remove the old index"],
        outline: None,
    },
    Code {
        id: "SS304",
        class: Class::Lookups,
        title: "an index is renamed",
        effect: "Better Auth goes by the fields of an index and not by its name. A query of yours that names it, throws.",
        steps: &[NEW_READERS, "To keep the old name, give it under `indexes` in sigma-schema.json"],
        outline: None,
    },
    safe(
        "SS305",
        "a staged index is put to use",
        "It is enabled and not built again; if it is still being built, the push waits for the rest.",
    ),
    Code {
        id: "SS306",
        class: Class::Lookups,
        title: "an index is staged",
        effect: "No query may use it: one that names it throws.",
        steps: &["Stage an index only while it is new"],
        outline: None,
    },
    safe("SS311", "an index for searching is added", "The push waits until it is built."),
    Code {
        id: "SS312",
        class: Class::Lookups,
        title: "an index for searching is removed",
        effect: "The push passes. A search that names it throws.",
        steps: &[
            "If a search of yours names it, keep it: under `indexes` in sigma-schema.json, or by `sigma-schema adopt`",
        ],
        outline: None,
    },
    Code {
        id: "SS313",
        class: Class::Lookups,
        title: "an index for searching is changed",
        effect: "The push waits until it is built again. A search by a filter that it lost, throws.",
        steps: &["Give the new index another name, and push both", "Change the searches", "Remove the old index"],
        outline: None,
    },
    safe(
        "SS314",
        "a staged index for searching is put to use",
        "It is enabled and not built again; if it is still being built, the push waits for the rest.",
    ),
    Code {
        id: "SS315",
        class: Class::Lookups,
        title: "an index for searching is staged",
        effect: "No search may use it: one that names it throws.",
        steps: &["Stage an index only while it is new"],
        outline: None,
    },
    Code {
        id: "SS401",
        class: Class::Unknown,
        title: "a table in a form that is not known",
        effect: "What it holds cannot be told without running your code.",
        steps: &["Write the table with defineTable and its fields"],
        outline: None,
    },
    Code {
        id: "SS402",
        class: Class::Unknown,
        title: "a validator in a form that is not known",
        effect: "What it takes cannot be told without running your code.",
        steps: &["Write the validator with the methods of `v`"],
        outline: None,
    },
    Code {
        id: "SS403",
        class: Class::Unknown,
        title: "a call on a table that is not known",
        effect: "What it does to the table cannot be told.",
        steps: &["Look at what the call does to documents and queries"],
        outline: None,
    },
    Code {
        id: "SS404",
        class: Class::Unknown,
        title: "the options of the schema change",
        effect: "What they do to checks and types cannot be told.",
        steps: &["Write the options out: schemaValidation and strictTableNameTypes are known"],
        outline: None,
    },
    Code {
        id: "SS405",
        class: Class::Data,
        title: "documents are checked again",
        effect: "Without `schemaValidation: false` the push checks every document of every table, also where the table does not change: one that does not fit fails it.",
        steps: &[
            "Find the documents that do not fit: push to a copy of the deployment, which names the first of them",
            "Correct them by a migration, and push the new schema",
        ],
        outline: None,
    },
    safe(
        "SS406",
        "documents are no longer checked",
        "With `schemaValidation: false` a push checks no document, and writes are not checked either.",
    ),
    safe("SS407", "the options of the schema change only types", "`strictTableNameTypes` is for TypeScript."),
    Code {
        id: "SS501",
        class: Class::Refused,
        title: "a name that Convex refuses",
        effect: "Names of tables, fields and indexes have 1 to 64 ASCII letters, digits and underscores, a letter first. `by_id` and `by_creation_time` are Convex's own indexes.",
        steps: &["Choose another name"],
        outline: None,
    },
    Code {
        id: "SS502",
        class: Class::Refused,
        title: "two of which Convex takes one",
        effect: "Within a table all indexes have different names, also those for searching. Convex takes one index on a list of fields, one search index on a field with the same set of filter fields, one vector index on a field with the same dimensions.",
        steps: &["Remove one of the two", "Change the queries that name it"],
        outline: None,
    },
    Code {
        id: "SS503",
        class: Class::Refused,
        title: "an index that Convex refuses",
        effect: "An index has 1 to 15 fields of its table, each once, and none that starts with an underscore; `a.b` is a field in an object. One for searching has up to 16 filter fields. Vectors are arrays of float64 with 2 to 4096 dimensions.",
        steps: &["Correct the index"],
        outline: None,
    },
    Code {
        id: "SS504",
        class: Class::Refused,
        title: "a validator that Convex refuses",
        effect: "Documents are objects, unions of objects or anything. Names of fields in objects and tables in ids are ASCII letters, digits and underscores. The keys of a record are strings or ids, and its values are not optional.",
        steps: &["Correct the validator"],
        outline: None,
    },
    Code {
        id: "SS505",
        class: Class::Refused,
        title: "more than Convex allows",
        effect: "A table has up to 64 indexes of all kinds and a document up to 1,024 fields; a deployment has up to 10,000 tables.",
        steps: &["Remove some"],
        outline: None,
    },
];

/// The row of a code.
pub fn code(id: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.id.eq_ignore_ascii_case(id))
}
