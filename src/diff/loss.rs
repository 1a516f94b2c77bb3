//! What of an existing schema.ts would be lost if the new schema took its place.

use crate::report::Place;
use crate::schema::Schema;
use crate::schema::placed::PlacedTable;
use crate::spec::adapter::Stray;
use crate::typescript::parse::SchemaFile;

/// Something that the new schema does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What it is, such as "the index `by_role` of `member`".
    pub what: String,
    /// Where it stands in the existing file.
    pub place: Place,
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
    let mut losses: Vec<Loss> = existing.tables.iter().flat_map(|placed| table_losses(placed, new)).collect();
    losses.extend(existing.other.iter().map(|other| Loss { what: other.what.to_owned(), place: other.place.clone() }));
    losses.sort_by_key(|loss| loss.place.range.start);
    losses.retain(|loss| !(exempt.is_head && loss.place.range.start < existing.form.head));
    losses.retain(|loss| !is_stray(loss, existing, exempt.strays));
    losses
}

/// Whether a loss is a table that a generator printed by mistake, just as it printed it.
fn is_stray(loss: &Loss, existing: &SchemaFile, strays: &[Stray]) -> bool {
    let Some(placed) = existing.tables.iter().find(|placed| placed.place == loss.place) else { return false };
    let table = &placed.table;
    let has_one =
        |stray: &Stray| stray.table == table.name && table.fields.iter().map(|field| &field.name).eq(&stray.fields);
    let is_plain = table.other.is_empty() && table.searches.is_empty() && table.document.is_none();
    is_plain && table.indexes.len() <= 1 && strays.iter().any(has_one)
}

fn table_losses(placed: &PlacedTable, new: &Schema) -> Vec<Loss> {
    let table = &placed.table;
    let Some(kept) = new.table(&table.name) else {
        return vec![Loss { what: format!("the table `{}`", table.name), place: placed.place.clone() }];
    };
    let fields = table.fields.iter().zip(&placed.fields).filter_map(|(field, place)| {
        let what = match kept.field(&field.name) {
            None => format!("the field `{}` of `{}`", field.name, table.name),
            Some(other) if other.validator != field.validator => {
                format!("the validator of the field `{}` of `{}`", field.name, table.name)
            }
            Some(_) => return None,
        };
        Some(Loss { what, place: place.clone() })
    });
    let indexes = table.indexes.iter().zip(&placed.indexes).filter_map(|(index, place)| {
        let what = match kept.index(&index.name) {
            None => format!("the index `{}` of `{}`", index.name, table.name),
            Some(other) if other != index => format!("the fields of the index `{}` of `{}`", index.name, table.name),
            Some(_) => return None,
        };
        Some(Loss { what, place: place.clone() })
    });
    let searches = table.searches.iter().zip(&placed.searches).filter_map(|(index, place)| {
        let what = match kept.search(&index.name) {
            None => format!("the index for searching `{}` of `{}`", index.name, table.name),
            Some(other) if other != index => {
                format!("the options of the index for searching `{}` of `{}`", index.name, table.name)
            }
            Some(_) => return None,
        };
        Some(Loss { what, place: place.clone() })
    });
    fields.chain(indexes).chain(searches).collect()
}
