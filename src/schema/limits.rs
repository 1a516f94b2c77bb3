//! What Convex refuses of one table, whoever wrote it: names, indexes, validators, limits.
//!
//! From convex-backend: `TableDefinition::try_from` and `Validator::try_from` (crates/common/src/schemas/json.rs),
//! `check_index_references` (crates/common/src/schemas/mod.rs), `_validate_user_defined_index_fields`
//! (crates/application/src/lib.rs).

use super::identifiers::{field_path, identifier_fault, index_name_fault, is_system, name_fault};
use super::violation::{
    DIMENSIONS, FIELDS, FILTER_FIELDS, INDEX_FIELDS, INDEXES_DOCUMENTED, INDEXES_ENFORCED, Violation, sameness,
};
use super::{Enforced, Field, Index, Literal, Plain, Search, SearchIndex, Table, Validator};
use crate::report::problem::nearest;

/// Who wrote a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// It is made from options: a field that documents cannot have is a mistake.
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

/// Everything in a table that Convex refuses, or accepts against its documentation.
pub(super) fn violations(table: &Table, enforced: Enforced, author: Author) -> Vec<(Part, Violation)> {
    let mut found = Found { table, is_enforced: enforced != Enforced::No, all: Vec::new() };
    if let Some(why) = name_fault(&table.name) {
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
                Author::Generated => name_fault(&field.name),
                Author::Written => identifier_fault(&field.name),
            };
            if let Some(why) = fault {
                self.add(part, Violation::Name { what: "the field", name: field.name.clone(), why });
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

    /// Indexes of all kinds count, also those in a form that is not known.
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

    /// What is wrong with the name of an index, alone and beside those of earlier ones.
    fn index_name<'n>(
        &mut self,
        part: Part,
        name: &str,
        fields: &[&String],
        earlier: impl Iterator<Item = &'n String>,
    ) {
        // A fault of a field's name has been told where the field has it.
        let is_of_a_field = fields.iter().any(|field| self.table.field(field).is_some() && name_fault(field).is_some());
        if let Some(why) = index_name_fault(name).filter(|_| !is_of_a_field) {
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
        for (nth, field) in fields.iter().enumerate() {
            self.index_field(part, name, field);
            if fields[..nth].iter().any(|other| normal(other) == normal(field)) {
                let (index, field) = (name.clone(), field.clone());
                self.add(part, Violation::FieldTwice { table: self.name(), index, field });
            }
        }
        let list = |fields: &[String]| fields.iter().map(|field| normal(field).to_owned()).collect::<Vec<_>>();
        if let Some(first) = earlier.iter().find(|earlier| list(&earlier.fields) == list(fields)) {
            self.same(part, &first.name, name, "fields");
        }
    }

    fn same(&mut self, part: Part, first: &str, second: &str, what: &'static str) {
        // That two have one name has been told.
        if first == second {
            return;
        }
        let (first, second) = (first.to_owned(), second.to_owned());
        self.add(part, Violation::SameIndexes { table: self.name(), first, second, what });
    }

    fn index_field(&mut self, part: Part, index: &str, field: &str) {
        let why = match field_path(field) {
            // It has been told where the field has it.
            Err(_) if self.table.field(field).is_some() => return,
            Err(fault) => Some(fault),
            Ok(names) if names == ["_id"] => Some("documents are found by their id without an index"),
            Ok(names) if names == ["_creationTime"] => Some("it is a part of every index"),
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
        let is_same = |other: &&SearchIndex| match (other.kind, index.kind) {
            (Search::Text, Search::Text) => filter_paths(other) == filters && is_same_path(other, index),
            (Search::Vector(a), Search::Vector(b)) => a == b && is_same_path(other, index),
            _ => false,
        };
        if let Some(first) = earlier.iter().find(is_same) {
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
            && !documents(table, |document| may_be_vector(document, &path))
        {
            let found = table.field(&index.field).map_or_else(
                || "not an array of numbers".to_owned(),
                |field| format!("of the type {}", field.validator.required().0),
            );
            let (index, field) = (name(), index.field.clone());
            self.add(part, Violation::NoVector { table: self.name(), index, field, found });
        }
        // Convex does not look for these.
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

fn is_same_path(one: &SearchIndex, other: &SearchIndex) -> bool {
    normal(&one.field) == normal(&other.field)
}

/// Whether it is so for one kind of the table's documents.
fn documents(table: &Table, is: impl Fn(&Validator) -> bool) -> bool {
    match &table.document {
        Some(document) => is(document),
        None => is(&Validator::Object(table.fields.clone())),
    }
}

/// Whether a document of the table can have something at this path (`can_contain_field`). Of code that could not be read
/// that is assumed.
fn has(table: &Table, path: &[&str]) -> bool {
    matches!(path, [name] if is_system(name)) || documents(table, |document| may_have(document, path))
}

fn may_have(validator: &Validator, path: &[&str]) -> bool {
    let [name, rest @ ..] = path else { return true };
    match validator.required().0 {
        Validator::Plain(Plain::Any) | Validator::Opaque(_) => true,
        Validator::Union(members) => members.iter().any(|member| may_have(member, path)),
        Validator::Object(fields) => {
            fields.iter().find(|field| field.name == *name).is_some_and(|field| may_have(&field.validator, rest))
        }
        _ => false,
    }
}

/// Whether there can be an array of numbers at this path (`overlaps_with_array_float64`).
fn may_be_vector(validator: &Validator, path: &[&str]) -> bool {
    let validator = validator.required().0;
    let [name, rest @ ..] = path else {
        return match validator {
            Validator::Array(element) => {
                matches!(element.required().0, Validator::Plain(Plain::Number | Plain::Any) | Validator::Opaque(_))
            }
            Validator::Plain(Plain::Any) | Validator::Opaque(_) => true,
            Validator::Union(members) => members.iter().any(|member| may_be_vector(member, path)),
            _ => false,
        };
    };
    match validator {
        Validator::Plain(Plain::Any) | Validator::Opaque(_) => true,
        Validator::Union(members) => members.iter().any(|member| may_be_vector(member, path)),
        Validator::Object(fields) => {
            fields.iter().find(|field| field.name == *name).is_none_or(|field| may_be_vector(&field.validator, rest))
        }
        _ => false,
    }
}

/// Why Convex does not take this validator for whole documents, if it does not: they are objects, one of several objects,
/// or anything.
fn document_fault(document: &Validator) -> Option<String> {
    let is_object = |one: &Validator| matches!(one.required().0, Validator::Object(_) | Validator::Opaque(_));
    let is_accepted = match document.required().0 {
        Validator::Plain(Plain::Any) => true,
        Validator::Union(members) => members.iter().all(is_object),
        one => is_object(one),
    };
    (!is_accepted).then(|| format!("documents are objects, a union of objects, or v.any(), and not {document}"))
}

/// Why Convex refuses a validator, if it does.
fn validator_fault(validator: &Validator) -> Option<String> {
    match validator {
        Validator::Plain(_) | Validator::Opaque(_) => None,
        Validator::Literal(Literal::Number(number)) if !number.is_finite() => {
            Some(format!("{number} cannot be a literal"))
        }
        Validator::Literal(_) => None,
        Validator::Id(table) => identifier_fault(table).map(|why| format!("`{table}` is no name of a table: {why}")),
        Validator::Array(inner) | Validator::Optional(inner) => validator_fault(inner),
        Validator::Union(members) => members.iter().find_map(validator_fault),
        Validator::Object(fields) => fields.iter().find_map(|field| {
            let name = identifier_fault(&field.name);
            name.map(|why| format!("`{}` is no name of a field: {why}", field.name))
                .or_else(|| validator_fault(&field.validator))
        }),
        Validator::Record(keys, values) => {
            record_fault(keys, values).or_else(|| validator_fault(keys)).or_else(|| validator_fault(values))
        }
    }
}

/// The keys of a record are strings or ids, but not some strings; its values are there.
fn record_fault(keys: &Validator, values: &Validator) -> Option<String> {
    if matches!(keys, Validator::Optional(_)) {
        return Some("the keys of a record cannot be optional".to_owned());
    }
    if matches!(values, Validator::Optional(_)) {
        return Some("the values of a record cannot be optional".to_owned());
    }
    key_fault(keys)
}

fn key_fault(keys: &Validator) -> Option<String> {
    match keys.required().0 {
        Validator::Plain(Plain::String) | Validator::Id(_) | Validator::Opaque(_) => None,
        Validator::Union(members) => members.iter().find_map(key_fault),
        Validator::Literal(Literal::String(_)) => Some("the keys of a record cannot be literals".to_owned()),
        other => Some(format!("the keys of a record are strings or ids, and not {other}")),
    }
}
