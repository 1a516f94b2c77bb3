//! A Convex schema as data and its construction: tables, planned indexes, Convex's rules. Never reads or writes a file.

pub mod digest;
pub mod generate;
pub mod header;
pub mod identifiers;
pub mod indexes;
pub mod limits;
pub mod lookups;
pub mod packages;
pub mod recorded;
pub mod rules;
pub mod spanned;
pub mod subset;
pub mod typescript;
pub mod unread;
pub mod validator;
mod validator_rules;
pub mod violation;

pub use validator::{Literal, Plain, Validator};

/// A schema: the arguments of `defineSchema`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Its tables, in order.
    pub tables: Vec<Table>,
    /// Tables in an unknown form.
    pub other: Vec<OtherTable>,
    /// The source text of the second argument of `defineSchema`, such as `{ schemaValidation: false }`.
    pub options: Option<String>,
    /// Whether Convex checks documents.
    pub enforced: Enforced,
}

/// Whether Convex checks documents by a schema: the option `schemaValidation`, which is on by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enforced {
    /// Every document must fit.
    #[default]
    Yes,
    /// No document is checked, and indexes may name fields that no document has (`tables_to_validate` and
    /// `check_index_references` in convex-backend, crates/common/src/schemas/mod.rs).
    No,
    /// Unknown without running the code.
    Unknown,
}

/// A table: the arguments of `defineTable`, and its indexes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// The validator of its documents, if it is not an object of fields.
    pub document: Option<Validator>,
    /// Its indexes, in order, without search and vector indexes.
    pub indexes: Vec<Index>,
    /// Its search and vector indexes, in order.
    pub searches: Vec<SearchIndex>,
    /// The source text of unknown calls on it, such as `index(name, fields)`, in order.
    pub other: Vec<String>,
}

/// A table, or any number of tables, in an unknown form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherTable {
    /// Its name; none for an expression that is spread into the tables.
    pub name: Option<String>,
    /// Its source text.
    pub code: String,
}

/// A field of a table or of a `v.object`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its validator.
    pub validator: Validator,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// The names of its fields, in order; `_creationTime` is appended by Convex.
    pub fields: Vec<String>,
    /// Whether it is only built so far: no query may use it yet.
    pub is_staged: bool,
}

/// A search or vector index.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    /// Its name.
    pub name: String,
    /// The kind of search.
    pub kind: Search,
    /// The field that is searched.
    pub field: String,
    /// Fields by which a search can be narrowed.
    pub filters: Vec<String>,
    /// Whether it is only built so far: no query may use it yet.
    pub is_staged: bool,
}

/// The kind of a search: by text or by vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// Words: `.searchIndex(...)`.
    Text,
    /// Vectors of so many numbers: `.vectorIndex(...)`.
    Vector(u32),
}

/// To Convex the filter fields of a search are a set: another order is the same index.
impl PartialEq for SearchIndex {
    fn eq(&self, other: &Self) -> bool {
        let of = |index: &Self| (index.kind, index.is_staged);
        of(self) == of(other)
            && self.name == other.name
            && self.field == other.field
            && self.filter_set() == other.filter_set()
    }
}

impl Eq for SearchIndex {}

impl SearchIndex {
    /// The fields by which a search can be narrowed, each once and in the order of their names.
    pub fn filter_set(&self) -> Vec<&str> {
        let mut filters: Vec<&str> = self.filters.iter().map(String::as_str).collect();
        filters.sort_unstable();
        filters.dedup();
        filters
    }
}

impl Index {
    /// An index that queries may use.
    pub fn new(name: impl Into<String>, fields: Vec<String>) -> Self {
        Self { name: name.into(), fields, is_staged: false }
    }
}

impl Search {
    /// The method of a table that adds it.
    pub fn method(self) -> &'static str {
        match self {
            Self::Text => "searchIndex",
            Self::Vector(_) => "vectorIndex",
        }
    }

    /// The option that names the field.
    pub fn field_option(self) -> &'static str {
        match self {
            Self::Text => "searchField",
            Self::Vector(_) => "vectorField",
        }
    }
}

impl Schema {
    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl Table {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The index of this name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// The search or vector index of this name.
    pub fn search(&self, name: &str) -> Option<&SearchIndex> {
        self.searches.iter().find(|index| index.name == name)
    }
}
