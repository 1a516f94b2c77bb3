//! Convex's rules for a single table, generated or custom: names, indexes, validators, limits.
//!
//! From convex-backend: `TableDefinition::try_from` and `Validator::try_from` (crates/common/src/schemas/json.rs),
//! `check_index_references` (crates/common/src/schemas/mod.rs), `_validate_user_defined_index_fields`
//! (crates/application/src/lib.rs).

use super::identifiers::{
    field_path, invalid_identifier_reason, invalid_index_name_reason, invalid_name_reason, is_system,
};
use super::validator_rules::{document_fault, validator_fault};
use super::violation::{
    DIMENSIONS, FIELDS, FILTER_FIELDS, INDEX_FIELDS, INDEXES_DOCUMENTED, INDEXES_ENFORCED, Violation, sameness,
};
use super::{Enforced, Field, Index, Plain, Search, SearchIndex, Table, Validator};
use crate::diagnostic::model::nearest;

/// The origin of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// It is generated from options: a field that documents cannot have is a mistake.
    Generated,
    /// It is in a schema.ts: Convex accepts fields that start with an underscore, and ignores them.
    Written,
}

/// The part of a table that breaks a rule, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Table,
    Field(usize),
    Index(usize),
    Search(usize),
}

/// The parts of a table that Convex refuses, or accepts against its documentation.
pub(super) fn violations(table: &Table, enforced: Enforced, author: Author) -> Vec<(Part, Violation)> {
    let mut found = Found { table, is_enforced: enforced != Enforced::No, all: Vec::new() };
    if let Some(why) = invalid_name_reason(&table.name) {
        found.add(Part::Table, Violation::Name { what: "the table", name: table.name.clone(), why });
    }
    found.fields(author);
    found.count();
    (0..table.indexes.len()).for_each(|position| found.index(position));
    (0..table.searches.len()).for_each(|position| found.search(position));
    found.all
}

struct Found<'t> {
    table: &'t Table,
    is_enforced: bool,
    all: Vec<(Part, Violation)>,
}

impl Found<'_> {
    fn add(&mut self, part: Part, violation: Violation) {
        self.all.push((part, violation));
    }

    fn name(&self) -> String {
        self.table.name.clone()
    }

    fn fields(&mut self, author: Author) {
        let table = self.table;
        let is_required = |field: &&Field| !field.validator.required().1;
        // A schema of more optional fields is accepted; a document that has them all is not.
        let count = match author {
            Author::Generated => table.fields.len(),
            Author::Written => table.fields.iter().filter(is_required).count(),
        };
        if count > FIELDS {
            self.add(Part::Table, Violation::Fields { table: self.name(), count });
        }
        for (position, field) in table.fields.iter().enumerate() {
            let part = Part::Field(position);
            let fault = match author {
                Author::Generated => invalid_name_reason(&field.name),
                Author::Written => invalid_identifier_reason(&field.name),
            };
            if let Some(why) = fault {
                self.add(part, Violation::Name { what: "the field", name: field.name.clone(), why });
            }
            let is_reserved = is_system(&field.name) && !["_id", "_creationTime"].contains(&field.name.as_str());
            if fault.is_none() && is_reserved {
                self.add(part, Violation::IgnoredField { table: self.name(), name: field.name.clone() });
            }
            if table.fields[..position].iter().any(|earlier| earlier.name == field.name) {
                self.add(part, Violation::TwoFields { table: self.name(), name: field.name.clone() });
            }
            if let Some(why) = validator_fault(&field.validator) {
                let part_name = format!("the field `{}` of the table `{}`", field.name, table.name);
                self.add(part, Violation::Validator { part: part_name, why });
            }
        }
        let document = table.document.as_ref();
        if let Some(why) = document.and_then(|document| document_fault(document).or_else(|| validator_fault(document)))
        {
            self.add(Part::Table, Violation::Validator { part: format!("the table `{}`", table.name), why });
        }
    }

    /// Indexes of all kinds count, including those in an unknown form.
    fn count(&mut self) {
        let is_index =
            |code: &&String| ["index(", "searchIndex(", "vectorIndex("].iter().any(|call| code.starts_with(call));
        let unknown = self.table.other.iter().filter(is_index).count();
        let count = self.table.indexes.len() + self.table.searches.len() + unknown;
        if count > INDEXES_ENFORCED {
            self.add(Part::Table, Violation::Indexes { table: self.name(), count });
        } else if count > INDEXES_DOCUMENTED {
            self.add(Part::Table, Violation::ManyIndexes { table: self.name(), count });
        }
    }

    /// The violations in the name of an index, alone and beside the names of earlier ones.
    fn index_name<'n>(
        &mut self,
        part: Part,
        name: &str,
        fields: &[&String],
        earlier: impl Iterator<Item = &'n String>,
    ) {
        // An invalid name of a field is already reported at the field.
        let is_of_a_field =
            fields.iter().any(|field| self.table.field(field).is_some() && invalid_name_reason(field).is_some());
        if let Some(why) = invalid_index_name_reason(name).filter(|_| !is_of_a_field) {
            self.add(part, Violation::Name { what: "the index", name: name.to_owned(), why });
        }
        if earlier.into_iter().any(|earlier| earlier == name) {
            self.add(part, Violation::TwoIndexes { table: self.name(), name: name.to_owned() });
        }
    }

    fn index(&mut self, position: usize) {
        let (table, part) = (self.table, Part::Index(position));
        let Index { name, fields, .. } = &table.indexes[position];
        let earlier = &table.indexes[..position];
        self.index_name(part, name, &fields.iter().collect::<Vec<_>>(), earlier.iter().map(|index| &index.name));
        if fields.is_empty() || fields.len() > INDEX_FIELDS {
            self.add(part, Violation::IndexFields { table: self.name(), index: name.clone(), count: fields.len() });
        }
        // More fields than are allowed have no further faults of interest.
        for (nth, field) in fields.iter().enumerate().filter(|_| fields.len() <= INDEX_FIELDS) {
            self.index_field(part, name, field);
            if fields[..nth].iter().any(|other| normal(other) == normal(field)) {
                let (index, field) = (name.clone(), field.clone());
                self.add(part, Violation::FieldTwice { table: self.name(), index, field });
            }
        }
        let is_same = |other: &&Index| {
            other.fields.iter().map(|field| normal(field)).eq(fields.iter().map(|field| normal(field)))
        };
        if let Some(first) = earlier.iter().find(is_same) {
            self.same(part, &first.name, name, "fields");
        }
    }

    fn same(&mut self, part: Part, first: &str, second: &str, what: &'static str) {
        // The duplicate name is already reported.
        if first == second {
            return;
        }
        let (first, second) = (first.to_owned(), second.to_owned());
        self.add(part, Violation::SameIndexes { table: self.name(), first, second, what });
    }

    fn index_field(&mut self, part: Part, index: &str, field: &str) {
        let why = match field_path(field) {
            // It is already reported at the field.
            Err(_) if self.table.field(field).is_some() => return,
            Err(fault) => Some(fault),
            Ok(names) if names == ["_id"] => Some("documents are found by their id without an index"),
            Ok(names) if names == ["_creationTime"] => Some("it is part of every index"),
            Ok(names) if names.iter().any(|name| is_system(name)) => Some("its name starts with an underscore"),
            Ok(_) => None,
        };
        match why {
            Some(why) => {
                let (index, field) = (index.to_owned(), field.to_owned());
                self.add(part, Violation::NotIndexable { table: self.name(), index, field, why });
            }
            None => self.is_there(part, index, field),
        }
    }

    /// Whether a document can have a field at this path.
    fn is_there(&mut self, part: Part, index: &str, field: &str) {
        let Ok(path) = field_path(field) else { return };
        if self.is_enforced && !has(self.table, &path) {
            let (table, index, field, near) = (self.name(), index.to_owned(), field.to_owned(), self.near(field));
            self.add(part, Violation::NoSuchField { table, index, field, near });
        }
    }

    fn near(&self, field: &str) -> Option<String> {
        nearest(field, self.table.fields.iter().map(|field| field.name.as_str())).map(str::to_owned)
    }

    fn search(&mut self, position: usize) {
        let (table, part) = (self.table, Part::Search(position));
        let index = &table.searches[position];
        let earlier = &table.searches[..position];
        let names = table.indexes.iter().map(|index| &index.name).chain(earlier.iter().map(|index| &index.name));
        let fields: Vec<&String> = std::iter::once(&index.field).chain(&index.filters).collect();
        self.index_name(part, &index.name, &fields, names);
        for field in &fields {
            if let Err(why) = field_path(field)
                && table.field(field).is_none()
            {
                let (index, field) = (index.name.clone(), (*field).clone());
                self.add(part, Violation::NotIndexable { table: self.name(), index, field, why });
            }
        }
        self.is_there(part, &index.name, &index.field);
        let filters = filter_paths(index);
        if filters.len() > FILTER_FIELDS {
            let (index, count) = (index.name.clone(), filters.len());
            self.add(part, Violation::Filters { table: self.name(), index, count });
        }
        match index.kind {
            Search::Text => filters.iter().for_each(|filter| self.is_there(part, &index.name, filter)),
            Search::Vector(dimensions) => self.vector(part, index, dimensions, &filters),
        }
        if let Some(first) = earlier.iter().find(|other| are_alike(other, index)) {
            self.same(part, &first.name, &index.name, sameness(index.kind));
        }
    }

    fn vector(&mut self, part: Part, index: &SearchIndex, dimensions: u32, filters: &[&str]) {
        let (table, name) = (self.table, || index.name.clone());
        if !DIMENSIONS.contains(&dimensions) {
            self.add(part, Violation::Dimensions { table: self.name(), index: name(), count: dimensions });
        }
        if let Ok(path) = field_path(&index.field)
            && self.is_enforced
            && has(table, &path)
            && !has_vector(table, &path)
        {
            let found = table.field(&index.field).map_or_else(
                || "not an array of numbers".to_owned(),
                |field| format!("of the type {}", field.validator.required().0),
            );
            let (index, field) = (name(), index.field.clone());
            self.add(part, Violation::NoVector { table: self.name(), index, field, found });
        }
        // Convex does not check that these exist.
        for filter in filters {
            if let Ok(path) = field_path(filter)
                && self.is_enforced
                && !has(table, &path)
            {
                let (index, field, near) = (name(), (*filter).to_owned(), self.near(filter));
                self.add(part, Violation::NoSuchFilter { table: self.name(), index, field, near });
            }
        }
    }
}

/// A path without the dots that Convex cuts off.
fn normal(path: &str) -> &str {
    path.trim_matches('.')
}

fn filter_paths(index: &SearchIndex) -> Vec<&str> {
    let mut paths: Vec<&str> = index.filters.iter().map(|filter| normal(filter)).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Whether Convex refuses two such indexes in one table regardless of their names.
pub(super) fn are_alike(one: &SearchIndex, other: &SearchIndex) -> bool {
    match (one.kind, other.kind) {
        (Search::Text, Search::Text) => filter_paths(one) == filter_paths(other) && is_same_path(one, other),
        (Search::Vector(a), Search::Vector(b)) => a == b && is_same_path(one, other),
        _ => false,
    }
}

fn is_same_path(one: &SearchIndex, other: &SearchIndex) -> bool {
    normal(&one.field) == normal(&other.field)
}

/// Whether a document of the table can have a value at this path (`can_contain_field`). Assumed for code that could not
/// be read.
fn has(table: &Table, path: &[&str]) -> bool {
    matches!(path, [name] if is_system(name))
        || match &table.document {
            Some(document) => may_have(document, path),
            None => fields_may_have(&table.fields, path),
        }
}

fn may_have(validator: &Validator, path: &[&str]) -> bool {
    match validator.required().0 {
        _ if path.is_empty() => true,
        Validator::Plain(Plain::Any) | Validator::Opaque(_) => true,
        Validator::Union(members) => members.iter().any(|member| may_have(member, path)),
        Validator::Object(fields) => fields_may_have(fields, path),
        _ => false,
    }
}

fn fields_may_have(fields: &[Field], path: &[&str]) -> bool {
    let [name, rest @ ..] = path else { return true };
    fields.iter().find(|field| field.name == *name).is_some_and(|field| may_have(&field.validator, rest))
}

/// Whether the table's documents can have a vector at this path (`overlaps_with_array_float64`).
fn has_vector(table: &Table, path: &[&str]) -> bool {
    match &table.document {
        Some(document) => may_be_vector(document, path),
        None => fields_may_be_vector(&table.fields, path),
    }
}

fn may_be_vector(validator: &Validator, path: &[&str]) -> bool {
    match validator.required().0 {
        Validator::Plain(Plain::Any) | Validator::Opaque(_) => true,
        Validator::Union(members) => members.iter().any(|member| may_be_vector(member, path)),
        Validator::Array(element) if path.is_empty() => {
            matches!(element.required().0, Validator::Plain(Plain::Number | Plain::Any) | Validator::Opaque(_))
        }
        Validator::Object(fields) if !path.is_empty() => fields_may_be_vector(fields, path),
        _ => false,
    }
}

/// A member of a union that lacks the field is no obstacle.
fn fields_may_be_vector(fields: &[Field], path: &[&str]) -> bool {
    let [name, rest @ ..] = path else { return false };
    fields.iter().find(|field| field.name == *name).is_none_or(|field| may_be_vector(&field.validator, rest))
}

#[cfg(test)]
mod tests;
