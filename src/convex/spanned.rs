//! A schema that a user wrote, with the span of each of its parts. Never decides what a schema should hold.

use super::{Enforced, Field, Index, OtherTable, Schema, Search, SearchIndex, Table, Validator};
use crate::diagnostic::{Span, Spanned};

/// A schema with the locations of its parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpannedSchema {
    /// Its tables, in order.
    pub tables: Vec<SpannedTable>,
    /// Tables in an unknown form.
    pub other: Vec<Spanned<OtherTable>>,
    /// The source text of the second argument of `defineSchema`.
    pub options: Option<Spanned<String>>,
    /// Whether Convex holds documents against it.
    pub enforced: Enforced,
    /// The specifiers of modules that do not exist and that tables in `other` come from, at what depends on them.
    pub missing_modules: Vec<Spanned<String>>,
}

/// A table with the locations of its parts; [`Table`] explains each of them.
#[derive(Clone, Debug, PartialEq)]
pub struct SpannedTable {
    /// Its name.
    pub name: String,
    /// The location of the table.
    pub span: Span,
    /// Its fields, in order.
    pub fields: Vec<Spanned<Field>>,
    /// The validator of its documents, if it is not an object of fields.
    pub document: Option<Validator>,
    /// Its indexes, in order.
    pub indexes: Vec<Spanned<Index>>,
    /// Its search and vector indexes, in order.
    pub searches: Vec<Spanned<SearchIndex>>,
    /// The source text of unknown calls on it, in order.
    pub other: Vec<Spanned<String>>,
    /// The known facts about those calls, and about validators that could not be read.
    pub unread: Vec<Unread>,
}

/// An index of which only the fields are certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleIndex {
    /// The index. An unknown name is `${code}`; one that may be absent, or that may be staged, is staged.
    pub index: Index,
    /// The number of the table's certain indexes that are added before it.
    pub position: usize,
    /// Whether it is added in every run. Otherwise, such as under a condition, it may be absent.
    pub is_added: bool,
}

/// A part of a table that could not be read, with the known facts about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its kind.
    pub kind: UnreadKind,
    /// The name of an index, if it is known.
    pub name: Option<String>,
    /// The reason for which Convex refuses it regardless of the rest. None if that depends on the unknown rest.
    pub fault: Option<String>,
    /// Its location.
    pub span: Span,
    /// The index that it adds, if at least its fields are known.
    pub possible: Option<PossibleIndex>,
}

/// The kind of a part that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadKind {
    /// An index.
    Index,
    /// A search index or a vector index; the dimensions have no meaning here.
    Search(Search),
    /// The validator of the named field, or of whole documents.
    Validator(Option<String>),
    /// A call of another method.
    Call(String),
}

impl Unread {
    /// Whether it is a known index that may not be added.
    pub fn may_be_absent(&self) -> bool {
        self.possible.as_ref().is_some_and(|possible| !possible.is_added)
    }
}

impl SpannedTable {
    /// A table of this name without any part.
    pub fn new(name: &str, span: Span) -> Self {
        let name = name.to_owned();
        let (fields, indexes, searches, other) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { name, span, fields, document: None, indexes, searches, other, unread: Vec::new() }
    }

    /// The table without locations.
    pub fn table(&self) -> Table {
        Table {
            name: self.name.clone(),
            fields: values(&self.fields),
            document: self.document.clone(),
            indexes: values(&self.indexes),
            searches: values(&self.searches),
            other: values(&self.other),
        }
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Spanned<Field>> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The indexes that a query may use, in the order in which they are added, which decides between those that start
    /// with the same fields. A query needs the fields of an index, not its name; a staged index cannot be used yet.
    pub fn usable_indexes(&self) -> Vec<Spanned<Index>> {
        let mut indexes = self.indexes.clone();
        let possible = self.unread.iter().filter_map(|unread| Some((unread.possible.as_ref()?, &unread.span)));
        for (passed, (possible, span)) in possible.filter(|(possible, _)| !possible.index.is_staged).enumerate() {
            indexes.insert(passed + possible.position, Spanned::new(possible.index.clone(), span.clone()));
        }
        indexes.retain(|index| !index.is_staged);
        indexes
    }
}

impl SpannedSchema {
    /// The schema without locations.
    pub fn schema(&self) -> Schema {
        Schema {
            tables: self.tables.iter().map(SpannedTable::table).collect(),
            other: values(&self.other),
            options: self.options.as_ref().map(|options| options.value.clone()),
            enforced: self.enforced,
        }
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&SpannedTable> {
        self.tables.iter().find(|table| table.name == name)
    }
}

fn values<T: Clone>(spanned: &[Spanned<T>]) -> Vec<T> {
    spanned.iter().map(|one| one.value.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    /// Certain indexes in order, and possible ones with the number of certain ones before them, as `position:name`; `?` is
    /// for one that may be absent, and `~` for one that is staged.
    #[test]
    fn indexes_that_a_query_may_use() {
        let cases: [(&[&str], &[&str], &[&str]); 5] = [
            (&["a", "b"], &[], &["a", "b"]),
            (&["a", "~b", "c"], &[], &["a", "c"]),
            (&["a", "b"], &["0:x", "1:y", "2:z"], &["x", "a", "y", "b", "z"]),
            (&["a", "~b"], &["2:x"], &["a", "x"]),
            (&["a"], &["0:?x", "1:y"], &["a", "y"]),
        ];
        let span = Source::new("schema.ts", "").span(0..0);
        let index = |text: &str| Index {
            is_staged: text.starts_with(['~', '?']),
            ..Index::new(text.trim_start_matches(['~', '?']), Vec::new())
        };
        for (certain, possible, expected) in cases {
            let mut table = SpannedTable::new("t", span.clone());
            table.indexes = certain.iter().map(|text| Spanned::new(index(text), span.clone())).collect();
            let unread = possible.iter().filter_map(|text| {
                let (position, name) = text.split_once(':')?;
                let (position, is_added) = (position.parse().ok()?, !name.starts_with('?'));
                let possible = Some(PossibleIndex { index: index(name), position, is_added });
                Some(Unread { kind: UnreadKind::Index, name: None, fault: None, span: span.clone(), possible })
            });
            table.unread = unread.collect();
            let usable = table.usable_indexes();
            let names: Vec<&str> = usable.iter().map(|index| index.name.as_str()).collect();
            assert_eq!(names, expected, "{certain:?} and {possible:?}");
        }
    }
}
