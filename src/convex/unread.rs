//! Diagnostics about parts of a table that could not be read: an error if Convex refuses the part regardless of the
//! rest, and otherwise a warning that it cannot be determined. Nothing is left out silently.

use super::Search;
use super::identifiers::invalid_index_name_reason;
use super::spanned::{SpannedTable, Unread, UnreadKind};
use super::violation::Violation;
use crate::diagnostic::Diagnostic;

/// The violations in the parts of a table that could not be read, and the parts that cannot be determined.
pub(super) fn violations(spanned: &SpannedTable) -> Vec<(&Unread, Violation)> {
    let mut found = Vec::new();
    for (position, unread) in spanned.unread.iter().enumerate() {
        if let Some(name) = &unread.name {
            if let Some(why) = invalid_index_name_reason(name) {
                found.push((unread, Violation::Name { what: "the index", name: name.clone(), why }));
            }
            let earlier = spanned.unread[..position].iter().filter_map(|other| other.name.as_ref());
            let indexes = spanned.indexes.iter().map(|index| &index.name);
            let searches = spanned.searches.iter().map(|index| &index.name);
            if indexes.chain(searches).chain(earlier).any(|other| other == name) {
                found.push((unread, Violation::TwoIndexes { table: spanned.name.clone(), name: name.clone() }));
            }
        }
        found.push((unread, unread.violation(&spanned.name)));
    }
    found
}

/// Warnings about the indexes of a table that cannot be determined: another index may have their name or their fields.
pub fn undetermined_indexes(spanned: &SpannedTable) -> Vec<Diagnostic> {
    let is_index = |unread: &&Unread| matches!(unread.kind, UnreadKind::Index | UnreadKind::Search(_));
    let found = spanned.unread.iter().filter(is_index).filter(|unread| unread.fault.is_none());
    found
        .map(|unread| {
            let diagnostic = unread.violation(&spanned.name).diagnostic().at(&unread.span.first_line(), "");
            diagnostic.note("Convex refuses a table with two indexes of one name or on the same fields")
        })
        .collect()
}

impl Unread {
    /// Whether it is an index that may or may not cover a lookup: its fields are unknown, or it may be absent or
    /// staged. A query needs the fields of an index, not its name.
    pub fn may_cover(&self) -> bool {
        let is_open = self.possible.as_ref().is_none_or(|possible| possible.index.is_staged);
        self.kind == UnreadKind::Index && self.fault.is_none() && is_open
    }

    fn violation(&self, table: &str) -> Violation {
        let table = table.to_owned();
        match (&self.fault, &self.kind) {
            (Some(why), UnreadKind::Validator(field)) => {
                let part = match field {
                    Some(field) => format!("the field `{field}` of the table `{table}`"),
                    None => format!("the table `{table}`"),
                };
                Violation::Validator { part, why: why.clone() }
            }
            (Some(why), _) => Violation::IndexForm { what: self.what(), table, why: why.clone() },
            (None, _) => Violation::Undetermined { what: self.what(), table },
        }
    }

    fn what(&self) -> String {
        let kind = match &self.kind {
            UnreadKind::Index => "index",
            UnreadKind::Search(Search::Text) => "search index",
            UnreadKind::Search(Search::Vector(_)) => "vector index",
            UnreadKind::Validator(Some(field)) => return format!("the validator of the field `{field}`"),
            UnreadKind::Validator(None) => return "the documents".to_owned(),
            UnreadKind::Call(method) => return format!("the call of `{method}`"),
        };
        match (&self.name, &self.kind) {
            (Some(name), _) => format!("the {kind} `{name}`"),
            (None, UnreadKind::Index) => format!("an {kind}"),
            (None, _) => format!("a {kind}"),
        }
    }
}
