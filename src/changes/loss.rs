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
    losses.retain(|loss| !(exempt.is_head && loss.span.range.start < existing.form.head));
    losses.retain(|loss| !is_stray(loss, existing, exempt.strays));
    losses
}

/// Whether a loss is a table that a generator printed by mistake, just as it printed it.
fn is_stray(loss: &Loss, existing: &SchemaFile, strays: &[Stray]) -> bool {
    let Some(spanned) = existing.tables.iter().find(|spanned| spanned.span == loss.span) else { return false };
    let table = &spanned.table;
    let has_one =
        |stray: &Stray| stray.table == table.name && table.fields.iter().map(|field| &field.name).eq(&stray.fields);
    let is_plain = table.other.is_empty() && table.searches.is_empty() && table.document.is_none();
    is_plain && table.indexes.len() <= 1 && strays.iter().any(has_one)
}

fn table_losses(spanned: &SpannedTable, new: &Schema) -> Vec<Loss> {
    let table = &spanned.table;
    let Some(kept) = new.table(&table.name) else {
        return vec![Loss { what: format!("the table `{}`", table.name), span: spanned.span.clone() }];
    };
    let fields = table.fields.iter().zip(&spanned.fields).filter_map(|(field, span)| {
        let what = match kept.field(&field.name) {
            None => format!("the field `{}` of `{}`", field.name, table.name),
            Some(other) if other.validator != field.validator => {
                format!("the validator of the field `{}` of `{}`", field.name, table.name)
            }
            Some(_) => return None,
        };
        Some(Loss { what, span: span.clone() })
    });
    let indexes = table.indexes.iter().zip(&spanned.indexes).filter_map(|(index, span)| {
        let what = match kept.index(&index.name) {
            None => format!("the index `{}` of `{}`", index.name, table.name),
            Some(other) if other != index => format!("the fields of the index `{}` of `{}`", index.name, table.name),
            Some(_) => return None,
        };
        Some(Loss { what, span: span.clone() })
    });
    let searches = table.searches.iter().zip(&spanned.searches).filter_map(|(index, span)| {
        let what = match kept.search(&index.name) {
            None => format!("the index for searching `{}` of `{}`", index.name, table.name),
            Some(other) if other != index => {
                format!("the options of the index for searching `{}` of `{}`", index.name, table.name)
            }
            Some(_) => return None,
        };
        Some(Loss { what, span: span.clone() })
    });
    fields.chain(indexes).chain(searches).collect()
}
