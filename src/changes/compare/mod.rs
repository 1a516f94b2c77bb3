//! The comparison of two schemas: their tables, calls on tables and options. Fields and indexes have files below.
//! Never decides what a push does: that is in the code of each change.

mod fields;
mod indexes;
mod options;

use super::change::{Change, MemberKind};
use super::renames::Keys;
use crate::convex::{Enforced, Schema, Table};
use crate::diagnostic::Code;
use crate::diagnostic::codes::changes as codes;

/// All changes, table by table in the order of the new schema, then tables that are gone.
pub fn changes(old: &Schema, new: &Schema, keys: &Keys) -> Vec<Change> {
    let is_checked = new.enforced != Enforced::No;
    let mut comparison = Comparison { changes: Vec::new(), table: String::new(), is_checked };
    let mut renamed = Vec::new();
    for table in &new.tables {
        comparison.table.clone_from(&table.name);
        match old.table(&table.name) {
            Some(before) => comparison.in_table(before, table, keys),
            None => match keys.old_table(table, old, new).filter(|before| !renamed.contains(&before.name)) {
                Some(before) => {
                    renamed.push(before.name.clone());
                    comparison.add(
                        &codes::TABLE_RENAMED,
                        MemberKind::Table,
                        None,
                        Some(before.name.clone()),
                        Some(table.name.clone()),
                    );
                    differing_fields(before, table).iter().for_each(|note| comparison.note_if(true, note));
                }
                None => {
                    comparison.add(&codes::TABLE_ADDED, MemberKind::Table, None, None, Some(fields_in_words(table)));
                    comparison.note_if(is_checked, EARLIER_TABLE);
                }
            },
        }
    }
    for gone in old.tables.iter().filter(|gone| new.table(&gone.name).is_none() && !renamed.contains(&gone.name)) {
        comparison.table.clone_from(&gone.name);
        comparison.add(&codes::TABLE_REMOVED, MemberKind::Table, None, Some(fields_in_words(gone)), None);
    }
    for other in old.other.iter().filter(|other| !new.other.contains(other)) {
        comparison.table = other.name.clone().unwrap_or_default();
        comparison.add(&codes::TABLE_UNRECOGNIZED, MemberKind::Table, None, Some(one_line(&other.code)), None);
    }
    for other in new.other.iter().filter(|other| !old.other.contains(other)) {
        comparison.table = other.name.clone().unwrap_or_default();
        comparison.add(&codes::TABLE_UNRECOGNIZED, MemberKind::Table, None, None, Some(one_line(&other.code)));
    }
    comparison.table.clear();
    comparison.options(old, new);
    comparison.changes
}

/// The note for a push of a new table.
const EARLIER_TABLE: &str =
    "If a table of this name existed before, its documents are still in the database, and the push checks them.";

struct Comparison {
    changes: Vec<Change>,
    /// The current table.
    table: String,
    /// Whether a push of the new schema checks documents.
    is_checked: bool,
}

impl Comparison {
    /// Adds a note to the last change.
    fn note_if(&mut self, when: bool, note: &str) {
        if let Some(change) = self.changes.last_mut().filter(|_| when) {
            change.notes.push(note.to_owned());
        }
    }

    fn add(
        &mut self,
        code: &'static Code,
        kind: MemberKind,
        member: Option<&str>,
        before: Option<String>,
        after: Option<String>,
    ) {
        let code = if self.is_checked { code } else { unchecked(code) };
        let (table, member) = (self.table.clone(), member.map(str::to_owned));
        self.changes.push(Change { code, table, kind, member, before, after, notes: Vec::new(), span: None });
    }

    fn in_table(&mut self, old: &Table, new: &Table, keys: &Keys) {
        if old.document.is_some() || new.document.is_some() {
            self.document(old, new);
        } else {
            self.fields(old, new, keys);
        }
        self.indexes(old, new);
        self.searches(&old.searches, &new.searches);
        for code in old.other.iter().filter(|code| !new.other.contains(code)) {
            self.add(&codes::CALL_UNRECOGNIZED, MemberKind::Table, None, Some(one_line(code)), None);
        }
        for code in new.other.iter().filter(|code| !old.other.contains(code)) {
            self.add(&codes::CALL_UNRECOGNIZED, MemberKind::Table, None, None, Some(one_line(code)));
        }
    }
}

/// The code of a change of fields where a push checks no document.
fn unchecked(code: &'static Code) -> &'static Code {
    let is = |codes: &[&Code]| codes.contains(&code);
    if is(&[&codes::FIELD_RENAMED]) {
        &codes::FIELD_RENAMED_UNCHECKED
    } else if is(&[
        &codes::REQUIRED_FIELD_ADDED,
        &codes::FIELD_REMOVED,
        &codes::FIELD_REQUIRED,
        &codes::FIELD_NARROWER,
        &codes::FIELD_TYPE,
        &codes::VALIDATOR_UNRECOGNIZED,
    ]) {
        &codes::FIELD_UNCHECKED
    } else {
        code
    }
}

/// The fields that a copy from one table to another has to map.
fn differing_fields(old: &Table, new: &Table) -> Vec<String> {
    let only = |one: &Table, other: &Table| -> Vec<String> {
        let missing = one.fields.iter().filter(|field| other.field(&field.name).is_none());
        missing.map(|field| format!("`{}`", field.name)).collect()
    };
    let lists = [("only in the old table", only(old, new)), ("only in the new table", only(new, old))];
    let listed = lists.into_iter().filter(|(_, fields)| !fields.is_empty());
    listed.map(|(what, fields)| format!("{what}: {}", fields.join(", "))).collect()
}

fn fields_in_words(table: &Table) -> String {
    match &table.document {
        Some(document) => document.to_string(),
        None => table.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}

fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}
