//! A schema that somebody wrote, with the place of each of its parts.

use super::{Enforced, Index, OtherTable, Schema, Search, Table};
use crate::diagnostic::Span;

/// A schema and where its parts stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpannedSchema {
    /// Its tables, in order.
    pub tables: Vec<SpannedTable>,
    /// Tables in a form that is not known, with their places.
    pub other: Vec<(OtherTable, Span)>,
    /// The code of what `defineSchema` is given beside tables.
    pub options: Option<(String, Span)>,
    /// Whether Convex holds documents against it.
    pub enforced: Enforced,
}

/// A table and where its parts stand.
#[derive(Clone, Debug, PartialEq)]
pub struct SpannedTable {
    /// The table.
    pub table: Table,
    /// Where it stands.
    pub span: Span,
    /// Where its fields stand, in their order.
    pub fields: Vec<Span>,
    /// Where its indexes stand, in their order.
    pub indexes: Vec<Span>,
    /// Where its indexes for searching stand, in their order.
    pub searches: Vec<Span>,
    /// Where calls on it that are not known stand, in their order.
    pub other: Vec<Span>,
    /// What is known of those calls, and of validators that could not be read.
    pub unread: Vec<Unread>,
    /// Those of the calls that add an index of which at least the fields are known.
    pub possible: Vec<PossibleIndex>,
}

/// An index of which only the fields are certain.
#[derive(Clone, Debug, PartialEq)]
pub struct PossibleIndex {
    /// The index. An unknown name is `${code}`; one that may be absent, or that may be staged, is staged.
    pub index: Index,
    /// Where it is added.
    pub span: Span,
    /// How many of the table's certain indexes are added before it.
    pub position: usize,
    /// Whether it is added in every run. One that is not, such as one under a condition, may be absent.
    pub is_added: bool,
}

/// A part of a table that could not be read, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// What kind of part it is.
    pub kind: UnreadKind,
    /// The name of an index, if that is known.
    pub name: Option<String>,
    /// Why Convex refuses it, whatever the rest is. None if that depends on what is not known.
    pub fault: Option<String>,
    /// Its location.
    pub span: Span,
}

/// What kind of part could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadKind {
    /// An index.
    Index,
    /// A search index or a vector index; the dimensions mean nothing here.
    Search(Search),
    /// The validator of a field, by the field's name, or of whole documents.
    Validator(Option<String>),
    /// A call of another method.
    Call(String),
}

impl SpannedTable {
    /// A table of this name without any part.
    pub fn new(name: &str, span: Span) -> Self {
        let table = Table { name: name.to_owned(), ..Table::default() };
        let (fields, indexes, searches, other) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { table, span, fields, indexes, searches, other, unread: Vec::new(), possible: Vec::new() }
    }

    /// Whether the index that is added at a place is known but for whether it is added.
    pub fn may_be_absent(&self, span: &Span) -> bool {
        self.possible.iter().any(|possible| !possible.is_added && possible.span == *span)
    }
}

impl SpannedSchema {
    /// The schema without places.
    pub fn schema(&self) -> Schema {
        Schema {
            tables: self.tables.iter().map(|spanned| spanned.table.clone()).collect(),
            other: self.other.iter().map(|(other, _)| other.clone()).collect(),
            options: self.options.as_ref().map(|(code, _)| code.clone()),
            enforced: self.enforced,
        }
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&SpannedTable> {
        self.tables.iter().find(|spanned| spanned.table.name == name)
    }
}
