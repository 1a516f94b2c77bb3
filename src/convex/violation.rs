//! The violations of Convex's rules, and their diagnostics.

use thiserror::Error;

use super::Search;
use crate::diagnostic::codes::coverage::LOOKUP_BREAKS;
use crate::diagnostic::codes::limits as codes;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// Fields that an index may have: Convex appends `_creationTime`, and then allows 16 (`MAX_INDEX_FIELDS_SIZE` in
/// convex-backend, crates/common/src/bootstrap_model/index/mod.rs).
pub(super) const INDEX_FIELDS: usize = 15;
/// Filter fields of a search index (`MAX_TEXT_INDEX_FILTER_FIELDS_SIZE` beside it, and the same for vectors).
pub(super) const FILTER_FIELDS: usize = 16;
/// Indexes of all kinds that a table may have by the documentation.
pub(super) const INDEXES_DOCUMENTED: usize = 32;
/// Indexes of all kinds that a table may have before the backend refuses the push (`MAX_INDEXES_PER_TABLE` in
/// crates/common/src/schemas/mod.rs).
pub(super) const INDEXES_ENFORCED: usize = 64;
/// Fields that a document may have.
pub(super) const FIELDS: usize = 1024;
/// Tables that a deployment may have (`MAX_USER_TABLES` in crates/database/src/bootstrap_model/table.rs).
pub(super) const TABLES: usize = 10_000;
/// Dimensions that a vector may have (crates/common/src/bootstrap_model/index/vector_index/dimensions.rs).
pub const DIMENSIONS: std::ops::RangeInclusive<u32> = 2..=4096;

/// A rule that is not met.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(super) enum Violation {
    #[error("{what} `{name}` is not a name that Convex accepts: {why}")]
    Name { what: &'static str, name: String, why: &'static str },
    #[error("Convex ignores the field `{name}` of the table `{table}`")]
    IgnoredField { table: String, name: String },
    #[error("two tables are named `{name}`")]
    TwoTables { name: String },
    #[error("two fields of the table `{table}` are named `{name}`")]
    TwoFields { table: String, name: String },
    #[error("two indexes of the table `{table}` are named `{name}`")]
    TwoIndexes { table: String, name: String },
    #[error("the indexes `{first}` and `{second}` of the table `{table}` have the same {what}")]
    SameIndexes { table: String, first: String, second: String, what: &'static str },
    #[error("the index `{index}` of the table `{table}` uses `{field}`, which is not a field of the table")]
    NoSuchField { table: String, index: String, field: String, near: Option<String> },
    #[error("the index `{index}` of the table `{table}` filters by `{field}`, which is not a field of the table")]
    NoSuchFilter { table: String, index: String, field: String, near: Option<String> },
    #[error("the index `{index}` of the table `{table}` uses `{field}`, which Convex does not index: {why}")]
    NotIndexable { table: String, index: String, field: String, why: &'static str },
    #[error("the index `{index}` of the table `{table}` has `{field}` twice")]
    FieldTwice { table: String, index: String, field: String },
    #[error("the index `{index}` of the table `{table}` has {count} fields; Convex allows 1 to {INDEX_FIELDS}")]
    IndexFields { table: String, index: String, count: usize },
    #[error("the index `{index}` of the table `{table}` has {count} filter fields; Convex allows {FILTER_FIELDS}")]
    Filters { table: String, index: String, count: usize },
    #[error("the index `{index}` of the table `{table}` has {count} dimensions; Convex allows 2 to 4096")]
    Dimensions { table: String, index: String, count: u32 },
    #[error("the index `{index}` of the table `{table}` searches for vectors in `{field}`, which is {found}")]
    NoVector { table: String, index: String, field: String, found: String },
    #[error("Convex refuses the validator of {part}: {why}")]
    Validator { part: String, why: String },
    #[error("Convex refuses {what} of the table `{table}`: {why}")]
    IndexForm { what: String, table: String, why: String },
    #[error("cannot determine {what} of the table `{table}` statically")]
    Undetermined { what: String, table: String },
    #[error("with the index `{index}` of the table `{table}`, the Convex adapter fails in a lookup of Better Auth")]
    BreaksLookup { table: String, index: String, called_from: String },
    #[error("the table `{table}` has {count} indexes; Convex refuses more than {INDEXES_ENFORCED}")]
    Indexes { table: String, count: usize },
    #[error("the table `{table}` has {count} indexes; Convex documents a limit of {INDEXES_DOCUMENTED}")]
    ManyIndexes { table: String, count: usize },
    #[error("the table `{table}` has {count} fields; Convex allows {FIELDS}")]
    Fields { table: String, count: usize },
    #[error("the schema has {count} tables; Convex allows {TABLES}")]
    Tables { count: usize },
}

impl Violation {
    /// The code of the rule that it breaks.
    pub(super) fn code(&self) -> &'static Code {
        match self {
            Self::Name { .. } => &codes::NAME,
            Self::TwoTables { .. } | Self::TwoFields { .. } | Self::TwoIndexes { .. } | Self::SameIndexes { .. } => {
                &codes::DUPLICATE
            }
            Self::NoSuchField { .. }
            | Self::NotIndexable { .. }
            | Self::FieldTwice { .. }
            | Self::IndexFields { .. }
            | Self::Filters { .. }
            | Self::Dimensions { .. }
            | Self::NoVector { .. }
            | Self::IndexForm { .. } => &codes::INDEX,
            Self::Validator { .. } => &codes::VALIDATOR,
            Self::Indexes { .. } | Self::Fields { .. } | Self::Tables { .. } => &codes::LIMIT,
            Self::IgnoredField { .. } => &codes::IGNORED_FIELD,
            Self::NoSuchFilter { .. } => &codes::FILTER_FIELD,
            Self::ManyIndexes { .. } => &codes::MANY_INDEXES,
            Self::Undetermined { .. } => &codes::UNDETERMINED,
            Self::BreaksLookup { .. } => &LOOKUP_BREAKS,
        }
    }

    /// Whether it is about the contents of documents, which `schemaValidation: false` does not restrict.
    pub(super) fn is_about_documents(&self) -> bool {
        matches!(self, Self::NoSuchField { .. } | Self::NoVector { .. })
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Name { .. } => {
                "choose another name: 1 to 64 ASCII letters, digits and underscores, starting with a letter"
            }
            Self::IgnoredField { .. } => {
                "rename it: a document with a custom field that starts with an underscore cannot be inserted"
            }
            Self::TwoTables { .. } => "rename one of them with the `modelName` option of its plugin",
            Self::TwoFields { .. } => "rename one of them with the `fields` option of its table, or `fieldName`",
            Self::TwoIndexes { .. } => {
                "give one of them another name: indexes of all kinds share the names of their table"
            }
            Self::FieldTwice { .. } => "list each field once",
            Self::SameIndexes { what, .. } => match *what {
                "fields" => "remove one of them: Convex refuses two indexes on the same fields",
                _ => "remove one of them, or combine both into one with all filter fields",
            },
            Self::NoSuchField { .. } => "use the name of a field in the database",
            Self::NoSuchFilter { .. } => "Convex accepts this, but a search by this field finds nothing",
            Self::NotIndexable { field, .. } => match field.as_str() {
                "_creationTime" => "leave it out: Convex appends it to every index",
                "_id" => "leave it out: ctx.db.get(id) needs no index",
                _ => "use the fields of the table, such as `address.city` for one in an object",
            },
            Self::IndexForm { .. } => "write its name and its options as shown in docs.convex.dev/database/schemas",
            Self::Undetermined { .. } => "write it out, without values that are known only at run time",
            Self::BreaksLookup { .. } => "begin the index with other fields",
            Self::IndexFields { .. } => "keep the fields that the lookup compares, and drop the rest",
            Self::Filters { .. } => "keep the fields that searches narrow by, and drop the rest",
            Self::Dimensions { .. } => "write the number of dimensions of your embeddings",
            Self::NoVector { .. } => "vectors are v.array(v.float64()), optional or not",
            Self::Validator { .. } => "write a validator that Convex accepts: docs.convex.dev/database/schemas",
            Self::Indexes { .. } | Self::ManyIndexes { .. } => {
                "remove custom indexes, or drop `unique`, `sortable` and `references` from additional fields that are not looked up"
            }
            Self::Fields { .. } | Self::Tables { .. } => "remove some",
        }
    }

    /// The violation as a diagnostic without a span.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.code(), self.to_string());
        // In a generated schema it is an error: the adapter certainly fails.
        let diagnostic = match self {
            Self::BreaksLookup { .. } => diagnostic.with_severity(Severity::Error),
            _ => diagnostic,
        };
        let diagnostic = match self {
            Self::Undetermined { .. } => diagnostic.note("Convex may refuse it: its rules are not checked here"),
            Self::BreaksLookup { called_from, .. } => diagnostic.note(format!("called from {called_from}")),
            _ => diagnostic,
        };
        match self {
            Self::NoSuchField { near: Some(near), .. } | Self::NoSuchFilter { near: Some(near), .. } => {
                diagnostic.help(format!("did you mean `{near}`?"))
            }
            _ => diagnostic.help(self.help()),
        }
    }
}

/// The properties that two search or vector indexes cannot share in Convex.
pub(super) fn sameness(kind: Search) -> &'static str {
    match kind {
        Search::Text => "search field and filter fields",
        Search::Vector(_) => "vector field and dimensions",
    }
}
