//! What of an existing schema.ts would be lost if the new schema took its place.

use crate::report::Place;
use crate::schema::Schema;
use crate::schema::placed::PlacedTable;
use crate::typescript::parse::SchemaFile;

/// Something that the new schema does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What it is, such as "the index `by_role` of `member`".
    pub what: String,
    /// Where it stands in the existing file.
    pub place: Place,
}

/// Everything in the existing file that the new schema does not have, in the order of the file.
pub fn losses(existing: &SchemaFile, new: &Schema) -> Vec<Loss> {
    let mut losses: Vec<Loss> = existing.tables.iter().flat_map(|placed| table_losses(placed, new)).collect();
    losses.extend(existing.other.iter().map(|other| Loss { what: other.what.to_owned(), place: other.place.clone() }));
    losses.sort_by_key(|loss| loss.place.range.start);
    losses
}

/// What would be lost of the generated part of a split schema: the comments above its first statement are the words of
/// whatever generated it, and no edit.
pub fn losses_of_part(existing: &SchemaFile, new: &Schema) -> Vec<Loss> {
    let mut losses = losses(existing, new);
    losses.retain(|loss| loss.place.range.start >= existing.form.head);
    losses
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
