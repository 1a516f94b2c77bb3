//! The items of an existing schema that a new one lacks: `gen` refuses to lose them, and `adopt` proves that they are
//! kept. Never decides about a file.

use crate::catalog::adapter::Stray;
use crate::convex::Schema;
use crate::convex::spanned::{SpannedSchema, SpannedTable};
use crate::convex::typescript::parse::SchemaFile;
use crate::diagnostic::Span;

/// An item that the new schema does not have as the old one had it.
#[derive(Clone, Debug, PartialEq)]
pub struct LostItem {
    /// A description, such as "the index `by_role` of `member`".
    pub what: String,
    /// Its location in the old schema.
    pub span: Span,
}

/// Items that a file may lose, because no person wrote them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exempt<'a> {
    /// The comments above the first statement: in the generated part of a split schema, the generator wrote them.
    pub is_head: bool,
    /// Tables that the official generator printed by mistake.
    pub strays: &'a [Stray],
}

/// Everything in a schema that the new one does not have as it was, table by table.
pub fn lost_items(old: &SpannedSchema, new: &Schema) -> Vec<LostItem> {
    let mut lost: Vec<LostItem> = old.tables.iter().flat_map(|table| lost_in_table(table, new)).collect();
    let others = old.other.iter().filter(|other| !new.other.contains(&other.value));
    lost.extend(others.map(|other| LostItem { what: format!("`{}`", other.code), span: other.span.clone() }));
    let options = old.options.iter().filter(|options| new.options.as_ref() != Some(&options.value));
    lost.extend(
        options.map(|code| LostItem { what: format!("the options `{}`", code.value), span: code.span.clone() }),
    );
    lost
}

/// Everything in an existing file that the new schema does not have, in the order of the file.
pub fn lost_from_file(existing: &SchemaFile, new: &Schema, exempt: Exempt<'_>) -> Vec<LostItem> {
    let mut lost: Vec<LostItem> = existing.tables.iter().flat_map(|table| lost_in_table(table, new)).collect();
    lost.extend(existing.other.iter().map(|other| LostItem { what: other.what.to_owned(), span: other.span.clone() }));
    lost.sort_by_key(|item| item.span.range.start);
    lost.retain(|item| !(exempt.is_head && item.span.range.start < existing.layout.head));
    lost.retain(|item| !is_stray(item, existing, exempt.strays));
    lost
}

/// Whether a lost item is a table that a generator printed by mistake, exactly as printed.
fn is_stray(item: &LostItem, existing: &SchemaFile, strays: &[Stray]) -> bool {
    let Some(spanned) = existing.tables.iter().find(|spanned| spanned.span == item.span) else { return false };
    let has_one =
        |stray: &Stray| stray.table == spanned.name && spanned.fields.iter().map(|field| &field.name).eq(&stray.fields);
    let is_plain = spanned.other.is_empty() && spanned.searches.is_empty() && spanned.document.is_none();
    is_plain && spanned.indexes.len() <= 1 && strays.iter().any(has_one)
}

fn lost_in_table(spanned: &SpannedTable, new: &Schema) -> Vec<LostItem> {
    let table = &spanned.name;
    let Some(kept) = new.table(table) else {
        return vec![LostItem { what: format!("the table `{table}`"), span: spanned.span.clone() }];
    };
    let fields = spanned.fields.iter().filter_map(|field| {
        let what = match kept.field(&field.name) {
            None => format!("the field `{}` of `{table}`", field.name),
            Some(other) if other.validator != field.validator => {
                format!("the validator of the field `{}` of `{table}`", field.name)
            }
            Some(_) => return None,
        };
        Some(LostItem { what, span: field.span.clone() })
    });
    let indexes = spanned.indexes.iter().filter_map(|index| {
        let what = match kept.index(&index.name) {
            None => format!("the index `{}` of `{table}`", index.name),
            Some(other) if *other != index.value => format!("the fields of the index `{}` of `{table}`", index.name),
            Some(_) => return None,
        };
        Some(LostItem { what, span: index.span.clone() })
    });
    let searches = spanned.searches.iter().filter_map(|index| {
        let what = match kept.search(&index.name) {
            None => format!("the search index `{}` of `{table}`", index.name),
            Some(other) if *other != index.value => {
                format!("the options of the search index `{}` of `{table}`", index.name)
            }
            Some(_) => return None,
        };
        Some(LostItem { what, span: index.span.clone() })
    });
    let document = spanned.document.iter().filter(|_| spanned.document != kept.document);
    let document =
        document.map(|_| LostItem { what: format!("the documents of `{table}`"), span: spanned.span.clone() });
    let calls = spanned
        .other
        .iter()
        .filter(|call| !kept.other.contains(&call.value))
        .map(|call| LostItem { what: format!("the call `{}` on `{table}`", call.value), span: call.span.clone() });
    fields.chain(document).chain(indexes).chain(searches).chain(calls).collect()
}
