//! Tables and lookups for unit tests, as words.

use indexmap::IndexMap;

use crate::catalog::model::{FieldAttributes, FieldType, Lookup};
use crate::tables::assemble::{AuthField, AuthTable, Origin};

/// A table of fields as `key`, `key=name` or `key!` for one that is unique.
pub(in crate::convex) fn table(fields: &str, lookups: Vec<Lookup>) -> AuthTable {
    let origin = || Origin::Spec("test".to_owned());
    let field = |text: &str| {
        let unique = text.ends_with('!');
        let text = text.trim_end_matches('!');
        let (key, name) = text.split_once('=').unwrap_or((text, text));
        let attributes =
            FieldAttributes { kind: FieldType::String, required: true, unique, sortable: false, references: None };
        (key.to_owned(), AuthField { name: name.to_owned(), origin: origin(), attributes })
    };
    let fields: IndexMap<_, _> = fields.split_whitespace().map(field).collect();
    AuthTable { key: "t".to_owned(), name: "t".to_owned(), named_by: origin(), fields, lookups }
}

/// A lookup as `a b in:c range:d sort:e`.
pub(in crate::convex) fn lookup(text: &str) -> Lookup {
    let mut lookup = Lookup { called_from: text.to_owned(), ..Lookup::default() };
    for word in text.split_whitespace() {
        match word.split_once(':') {
            Some(("in", key)) => lookup.one_of = Some(key.to_owned()),
            Some(("range", key)) => lookup.range = Some(key.to_owned()),
            Some(("sort", key)) => lookup.sort = Some(key.to_owned()),
            _ => lookup.equal.push(word.to_owned()),
        }
    }
    lookup
}
