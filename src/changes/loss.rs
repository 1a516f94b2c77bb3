//! What of an existing schema.ts would be lost if the new schema took its place.

use crate::catalog::adapter::Stray;
use crate::convex::Schema;
use crate::convex::spanned::SpannedTable;
use crate::convex::typescript::parse::SchemaFile;
use crate::diagnostic::Span;

/// Something that the new schema does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What it is, such as "the index `by_role` of `member`".
    pub what: String,
    /// Where it stands in the existing file.
    pub span: Span,
}

/// What a file may lose, because no person wrote it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exempt<'a> {
    /// The comments above the first statement: in the generated part of a split schema they are the words of whatever
    /// generated it.
    pub is_head: bool,
    /// Tables that the official generator printed by mistake.
    pub strays: &'a [Stray],
}

/// Everything in the existing file that the new schema does not have, in the order of the file.
pub fn losses(existing: &SchemaFile, new: &Schema, exempt: Exempt<'_>) -> Vec<Loss> {
    let mut losses: Vec<Loss> = existing.tables.iter().flat_map(|spanned| table_losses(spanned, new)).collect();
    losses.extend(existing.other.iter().map(|other| Loss { what: other.what.to_owned(), span: other.span.clone() }));
    losses.sort_by_key(|loss| loss.span.range.start);
    losses.retain(|loss| !(exempt.is_head && loss.span.range.start < existing.layout.head));
    losses.retain(|loss| !is_stray(loss, existing, exempt.strays));
    losses
}

/// Whether a loss is a table that a generator printed by mistake, just as it printed it.
fn is_stray(loss: &Loss, existing: &SchemaFile, strays: &[Stray]) -> bool {
    let Some(spanned) = existing.tables.iter().find(|spanned| spanned.span == loss.span) else { return false };
    let has_one =
        |stray: &Stray| stray.table == spanned.name && spanned.fields.iter().map(|field| &field.name).eq(&stray.fields);
    let is_plain = spanned.other.is_empty() && spanned.searches.is_empty() && spanned.document.is_none();
    is_plain && spanned.indexes.len() <= 1 && strays.iter().any(has_one)
}

fn table_losses(spanned: &SpannedTable, new: &Schema) -> Vec<Loss> {
    let table = &spanned.name;
    let Some(kept) = new.table(table) else {
        return vec![Loss { what: format!("the table `{table}`"), span: spanned.span.clone() }];
    };
    let fields = spanned.fields.iter().filter_map(|field| {
        let what = match kept.field(&field.name) {
            None => format!("the field `{}` of `{table}`", field.name),
            Some(other) if other.validator != field.validator => {
                format!("the validator of the field `{}` of `{table}`", field.name)
            }
            Some(_) => return None,
        };
        Some(Loss { what, span: field.span.clone() })
    });
    let indexes = spanned.indexes.iter().filter_map(|index| {
        let what = match kept.index(&index.name) {
            None => format!("the index `{}` of `{table}`", index.name),
            Some(other) if *other != index.value => format!("the fields of the index `{}` of `{table}`", index.name),
            Some(_) => return None,
        };
        Some(Loss { what, span: index.span.clone() })
    });
    let searches = spanned.searches.iter().filter_map(|index| {
        let what = match kept.search(&index.name) {
            None => format!("the index for searching `{}` of `{table}`", index.name),
            Some(other) if *other != index.value => {
                format!("the options of the index for searching `{}` of `{table}`", index.name)
            }
            Some(_) => return None,
        };
        Some(Loss { what, span: index.span.clone() })
    });
    fields.chain(indexes).chain(searches).collect()
}
