//! Tables and fields that an option renamed: the spec's key shows that both are the same.

use std::collections::HashMap;

use crate::convex::{Schema, Table};
use crate::tables::assemble::AuthTable;

/// The keys that Better Auth has for tables and fields, by their names in the database.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    tables: HashMap<String, String>,
    fields: HashMap<(String, String), String>,
}

impl Keys {
    /// The keys of these tables.
    pub fn of<'t>(tables: impl Iterator<Item = &'t AuthTable>) -> Self {
        let mut keys = Self::default();
        for table in tables {
            keys.tables.insert(table.name.clone(), table.key.clone());
            for (key, field) in &table.fields {
                keys.fields.insert((table.name.clone(), field.name.clone()), key.clone());
            }
        }
        keys
    }

    /// The old table of a new one: the removed table of its key, or else the removed one with most of its fields. An
    /// option does not rename a table that no plugin has.
    pub(super) fn old_table<'s>(&self, table: &Table, old: &'s Schema, new: &Schema) -> Option<&'s Table> {
        let key = self.tables.get(&table.name)?;
        let gone: Vec<&Table> = old.tables.iter().filter(|old| new.table(&old.name).is_none()).collect();
        let by_key = gone.iter().find(|gone| gone.name == *key);
        let alike = gone.iter().filter(|gone| is_alike(gone, table)).max_by_key(|gone| shared(gone, table));
        by_key.or(alike).copied()
    }

    /// The old name of a new field: its key, or the removed name at the same position with the same validator.
    pub(super) fn old_field<'s>(&self, table: &Table, position: usize, old: &'s Table) -> Option<&'s str> {
        let field = &table.fields[position];
        let key = self.fields.get(&(table.name.clone(), field.name.clone()))?;
        let is_gone = |name: &str| table.field(name).is_none();
        let by_key = old.fields.iter().find(|old| old.name == *key && is_gone(&old.name));
        let at_place = old.fields.get(position).filter(|old| is_gone(&old.name) && old.validator == field.validator);
        let has_as_many = old.fields.len() == table.fields.len();
        by_key.or(at_place.filter(|_| has_as_many)).map(|old| old.name.as_str())
    }
}

/// The number of fields that two tables share, by name.
fn shared(one: &Table, other: &Table) -> usize {
    one.fields.iter().filter(|field| other.field(&field.name).is_some()).count()
}

/// Whether two tables share most of their fields.
pub(crate) fn is_alike(one: &Table, other: &Table) -> bool {
    let fewer = one.fields.len().min(other.fields.len());
    fewer > 0 && 5 * shared(one, other) >= 3 * fewer
}
