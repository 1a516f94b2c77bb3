//! Tables that the app's config adds: checked by the same rules as those of plugins.

use super::Table;
use super::assemble::{AuthField, AuthTable, Origin};
use super::indexes::{PlannedIndex, Reason};
use crate::report::Place;
use crate::spec::model::{FieldAttributes, FieldType};

/// A table that the app's config adds.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnTable {
    /// The table.
    pub table: Table,
    /// Where the config has it.
    pub place: Place,
}

impl OwnTable {
    /// The table as the rules for names and indexes take it: of its fields only the names count.
    pub fn for_rules(&self) -> (AuthTable, Vec<PlannedIndex>) {
        let (name, origin) = (&self.table.name, Origin::Option(self.place.clone()));
        let attributes = FieldAttributes {
            kind: FieldType::Json,
            required: false,
            unique: false,
            sortable: false,
            references: None,
        };
        let field =
            |name: &String| AuthField { name: name.clone(), origin: origin.clone(), attributes: attributes.clone() };
        let fields = self.table.fields.iter().map(|one| (one.name.clone(), field(&one.name))).collect();
        let indexes = self.table.indexes.iter();
        let planned =
            indexes.map(|index| PlannedIndex { index: index.clone(), reason: Reason::Own(self.place.clone()) });
        let (key, named_by) = (name.clone(), origin.clone());
        (AuthTable { key, name: name.clone(), named_by, fields, lookups: Vec::new() }, planned.collect())
    }
}
