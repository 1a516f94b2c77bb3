//! Whether a schema still has everything that another had: what `adopt` proves before anything is written.

use crate::convex::{Schema, Table};

/// What the new schema does not have as the old one had it, in words.
pub fn not_kept(old: &Schema, new: &Schema) -> Vec<String> {
    let mut lost = Vec::new();
    for table in &old.tables {
        match new.table(&table.name) {
            Some(kept) => not_kept_in(table, kept, &mut lost),
            None => lost.push(format!("the table `{}`", table.name)),
        }
    }
    let others = old.other.iter().filter(|other| !new.other.contains(other));
    lost.extend(others.map(|other| format!("`{}`", other.code)));
    if let Some(options) = old.options.as_ref().filter(|_| old.options != new.options) {
        lost.push(format!("the options `{options}`"));
    }
    lost
}

fn not_kept_in(table: &Table, kept: &Table, lost: &mut Vec<String>) {
    let name = &table.name;
    let is_gone = |field: &&crate::convex::Field| kept.field(&field.name) != Some(*field);
    lost.extend(table.fields.iter().filter(is_gone).map(|field| format!("the field `{}` of `{name}`", field.name)));
    if table.document.is_some() && table.document != kept.document {
        lost.push(format!("the documents of `{name}`"));
    }
    let indexes = table.indexes.iter().filter(|index| kept.index(&index.name) != Some(*index));
    lost.extend(indexes.map(|index| format!("the index `{}` of `{name}`", index.name)));
    let searches = table.searches.iter().filter(|index| kept.search(&index.name) != Some(*index));
    lost.extend(searches.map(|index| format!("the index for searching `{}` of `{name}`", index.name)));
    let calls = table.other.iter().filter(|code| !kept.other.contains(code));
    lost.extend(calls.map(|code| format!("the call `{code}` on `{name}`")));
}
