//! The indexes that a split schema.ts adds to a generated table, and which generated ones Convex refuses beside them.

use crate::convex::limits::are_alike;
use crate::convex::{Index, SearchIndex};
use crate::diagnostic::{Span, Spanned};

/// The indexes that a split schema.ts adds to a generated table. Convex refuses a table with two indexes of one name, or
/// on the same fields, so the generated table gets neither.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddedIndexes {
    /// The name of the table.
    pub table: String,
    /// The indexes that are added, with their places.
    pub indexes: Vec<Spanned<Index>>,
    /// The search and vector indexes that are added, with their places.
    pub searches: Vec<Spanned<SearchIndex>>,
    /// The names of other added indexes, of which nothing else is known, with their spans.
    pub names: Vec<Spanned<String>>,
}

impl AddedIndexes {
    /// The span of the added index of this name, of any kind.
    pub fn named(&self, name: &str) -> Option<&Span> {
        let index = self.indexes.iter().find(|index| index.name == name).map(|index| &index.span);
        let search = || self.searches.iter().find(|search| search.name == name).map(|search| &search.span);
        let other = || self.names.iter().find(|other| other.value == name).map(|other| &other.span);
        index.or_else(search).or_else(other)
    }

    /// Whether an index is added on exactly these fields.
    pub fn has_fields(&self, fields: &[String]) -> bool {
        self.indexes.iter().any(|index| index.fields == fields)
    }

    /// The span of an added index beside which Convex refuses this one: one with its name or its fields.
    pub fn clash(&self, index: &Index) -> Option<&Span> {
        let same = self.indexes.iter().find(|added| added.fields == index.fields).map(|added| &added.span);
        same.or_else(|| self.named(&index.name))
    }

    /// The span of an added index beside which Convex refuses this search or vector index.
    pub fn clash_of_search(&self, index: &SearchIndex) -> Option<&Span> {
        let same = self.searches.iter().find(|added| are_alike(added, index)).map(|added| &added.span);
        same.or_else(|| self.named(&index.name))
    }
}
