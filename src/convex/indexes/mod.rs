//! The indexes of a generated table: those of the official generator, custom ones, and those that lookups need. Never
//! decides how an index is printed.

mod added;
mod names;
mod requirement;
#[cfg(test)]
pub(super) mod samples;

pub use added::AddedIndexes;
pub use names::{NAME_LIMIT, free_name, locale_order};
pub use requirement::Coverage;
pub(super) use requirement::{IndexRequirement, Requirement};

use requirement::requirements;

use super::{Index, SearchIndex};
use crate::catalog::adapter::ListedIndex;
use crate::catalog::model::Lookup;
use crate::diagnostic::Span;
use crate::tables::assemble::{AuthField, AuthTable};

/// Which indexes are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexMode {
    /// Those of the official generator, and those that lookups need.
    #[default]
    Complete,
    /// Those of the official generator only.
    Upstream,
}

impl IndexMode {
    /// Both modes, the default first.
    pub const ALL: [Self; 2] = [Self::Complete, Self::Upstream];

    /// The word for it on the command line and in the config file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Upstream => "upstream",
        }
    }

    /// The mode with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// An index and the reason for it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedIndex {
    /// The index.
    pub index: Index,
    /// The reason for it.
    pub reason: Reason,
}

/// A table as Better Auth knows it, with its indexes.
#[derive(Clone, Debug)]
pub struct PlannedTable {
    /// The table.
    pub table: AuthTable,
    /// Its indexes, in order.
    pub indexes: Vec<PlannedIndex>,
}

/// The reason for an index.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The adapter lists it by hand.
    Listed,
    /// The adapter creates one for every field that is unique, sortable or a reference.
    Field(String),
    /// The app's config requests it, here.
    Custom(Span),
    /// A lookup needs it; this is the function upstream that calls the lookup.
    Lookup(String),
}

/// An index that the app's config requests.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomIndex {
    /// The name of the table.
    pub table: String,
    /// The index, by the names of fields.
    pub index: Index,
    /// Its location in the config.
    pub span: Span,
}

/// A search or vector index that the app's config requests.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomSearchIndex {
    /// The name of the table.
    pub table: String,
    /// The index, by the names of fields.
    pub index: SearchIndex,
    /// Its location in the config.
    pub span: Span,
}

/// The indexes that an app adds to its tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct Custom<'a> {
    /// Those of the config file.
    pub indexes: &'a [CustomIndex],
    /// The search and vector indexes of the config file.
    pub searches: &'a [CustomSearchIndex],
    /// Those of a split schema.ts.
    pub added: &'a [AddedIndexes],
}

/// The indexes of a table, in order: official ones, custom ones, then those that lookups still need.
///
/// A custom index with the fields of an official one renames it: Convex refuses two on the same fields. Indexes that a
/// split schema.ts adds to the table are left out.
pub fn plan_indexes(
    table: &AuthTable,
    listed: &[&ListedIndex],
    custom: Custom<'_>,
    mode: IndexMode,
) -> Vec<PlannedIndex> {
    let none = AddedIndexes::default();
    let added = custom.added.iter().find(|added| added.table == table.name).unwrap_or(&none);
    let mut planned = official(table, listed);
    planned.retain(|planned| added.clash(&planned.index).is_none());
    let officials = planned.len();
    for own in custom.indexes.iter().filter(|own| own.table == table.name && added.clash(&own.index).is_none()) {
        let index = PlannedIndex { index: own.index.clone(), reason: Reason::Custom(own.span.clone()) };
        match planned[..officials].iter_mut().find(|planned| planned.index.fields == own.index.fields) {
            Some(same) if same.index != own.index => *same = index,
            Some(_) => {}
            None => planned.push(index),
        }
    }
    if mode == IndexMode::Complete {
        let of_table = custom.searches.iter().filter(|own| own.table == table.name);
        let searches: Vec<&str> = of_table.map(|own| own.index.name.as_str()).collect();
        add_needed(table, &mut planned, added, &searches);
    }
    planned
}

/// The lookup in which the adapter would throw if the table had this index, if any.
pub fn breaks_lookup<'a>(table: &'a AuthTable, index: &Index) -> Option<&'a Lookup> {
    requirements(table)
        .find(|(required, _)| !required.is_indexable && required.is_covered_by(&index.fields))
        .map(|(_, lookup)| lookup)
}

/// The official list (`createSchema` in @convex-dev/better-auth, src/client/create-schema.ts), without indexes on fields
/// that the table does not have: Convex would refuse them.
fn official(table: &AuthTable, listed: &[&ListedIndex]) -> Vec<PlannedIndex> {
    let listed: Vec<Vec<&str>> = listed
        .iter()
        .filter(|index| index.table == table.key)
        .filter_map(|index| {
            index.fields.iter().map(|key| table.fields.get(key).map(|field| field.name.as_str())).collect()
        })
        .collect();
    let mut planned: Vec<PlannedIndex> = Vec::new();
    for fields in &listed {
        let mut sorted = fields.clone();
        sorted.sort_unstable();
        planned.push(PlannedIndex { index: index(&sorted), reason: Reason::Listed });
    }
    for (key, field) in table.fields.iter().filter(|(_, field)| is_special(field)) {
        // The adapter compares with the first field of a listed index as it was before sorting.
        let is_covered = listed.iter().any(|fields| fields.first() == Some(&field.name.as_str()));
        let candidate = index(&[&field.name]);
        if !is_covered && !planned.iter().any(|planned| planned.index == candidate) {
            planned.push(PlannedIndex { index: candidate, reason: Reason::Field(key.clone()) });
        }
    }
    planned
}

fn is_special(field: &AuthField) -> bool {
    field.attributes.sortable || field.attributes.unique || field.attributes.references.is_some()
}

fn index(fields: &[&str]) -> Index {
    Index::new(fields.join("_"), fields.iter().map(|field| (*field).to_owned()).collect())
}

/// Adds the fewest indexes that cover every lookup that an index can cover.
fn add_needed(table: &AuthTable, planned: &mut Vec<PlannedIndex>, added: &AddedIndexes, searches: &[&str]) {
    let (needed, harmed): (Vec<_>, Vec<_>) = requirements(table).partition(|(required, _)| required.is_indexable);
    let harms = |fields: &[String]| harmed.iter().any(|(required, _)| required.is_covered_by(fields));
    let needed: Vec<_> = needed.into_iter().filter(|(required, _)| !harms(&required.fields)).collect();
    for (required, lookup) in &needed {
        let indexes =
            planned.iter().map(|planned| &planned.index).chain(added.indexes.iter().map(|index| &index.value));
        let is_served = indexes.filter(|index| !index.is_staged).any(|index| required.is_covered_by(&index.fields));
        // A staged index cannot be added once more.
        let is_served = is_served || added.has_fields(&required.fields);
        // An index is not added if a longer one will cover its lookup.
        let is_served_later = needed
            .iter()
            .any(|(other, _)| other.fields.len() > required.fields.len() && required.is_covered_by(&other.fields));
        if is_served || is_served_later {
            continue;
        }
        let is_taken =
            |name: &str| planned.iter().any(|planned| planned.index.name == name) || searches.contains(&name);
        let name = free_name(&required.fields, |name| is_taken(name) || added.named(name).is_some());
        let index = Index::new(name, required.fields.clone());
        let planned_index = PlannedIndex { index, reason: Reason::Lookup(lookup.called_from.clone()) };
        // The adapter picks the first index that starts with the fields: an index that must be exact comes before
        // longer ones. The order of official ones is that of upstream.
        let longer = planned.iter().position(|planned| {
            matches!(planned.reason, Reason::Lookup(_) | Reason::Custom(_))
                && planned.index.fields.starts_with(&required.fields)
        });
        planned.insert(longer.unwrap_or(planned.len()), planned_index);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::samples::{lookup, table};
    use super::*;
    use crate::catalog::condition::Condition;

    fn planned(fields: &str, listed: &[&str], lookups: &[&str]) -> Vec<String> {
        let table = table(fields, lookups.iter().map(|text| lookup(text)).collect());
        let listed: Vec<ListedIndex> = listed
            .iter()
            .map(|fields| ListedIndex {
                table: "t".to_owned(),
                fields: fields.split(',').map(str::to_owned).collect(),
                when: Condition::default(),
            })
            .collect();
        let planned = plan_indexes(&table, &listed.iter().collect::<Vec<_>>(), Custom::default(), IndexMode::Complete);
        planned.into_iter().map(|planned| planned.index.fields.join(",")).collect()
    }

    #[test]
    fn the_official_list() {
        let cases: [(&str, &[&str], &[&str]); 6] = [
            ("a b", &["a"], &["a"]),
            // Members are sorted by name, after renaming.
            ("b a", &["b,a"], &["a,b"]),
            ("a=z b", &["a,b"], &["b,z"]),
            // A lookup that is listed first, before sorting, gets no separate index.
            ("b! a", &["b,a"], &["a,b"]),
            ("b a!", &["b,a"], &["a,b", "a"]),
            // A missing field.
            ("a", &["a,b", "b"], &[]),
        ];
        for (fields, listed, expected) in cases {
            assert_eq!(planned(fields, listed, &[]), expected, "{fields} with {listed:?}");
        }
    }

    #[test]
    fn what_lookups_need() {
        let cases: [(&str, &[&str], &[&str]); 19] = [
            ("a b", &["a"], &["a"]),
            ("a!", &["a"], &["a"]),
            // Equality in the order of localeCompare, then the range, then the sort.
            ("B a c d", &["B a range:d sort:c"], &["a,B,d,c"]),
            ("a r", &["a range:r sort:r"], &["a,r"]),
            // createdAt is left out, and then the index must be exact.
            ("a b createdAt", &["a b", "a sort:createdAt"], &["a", "a,b"]),
            ("a createdAt", &["sort:createdAt", "range:createdAt"], &[]),
            // No index is added for a lookup that a longer one covers, in any order.
            ("a b", &["a", "a b"], &["a,b"]),
            ("a b", &["a b", "a"], &["a,b"]),
            ("a b", &["a b", "b a"], &["a,b"]),
            // Many values: exact, and before a longer one, which would disturb the order of the streams.
            ("a b", &["a b", "in:a"], &["a", "a,b"]),
            ("a b", &["a in:b"], &["a,b"]),
            // With a range an index makes the adapter throw: none, and none by accident.
            ("a b", &["in:a range:b"], &[]),
            ("a b", &["in:a range:b", "a range:b"], &[]),
            ("a b", &["a", "in:a range:b", "a range:b"], &["a"]),
            // By a unique field, but not where it has another name.
            ("u! a", &["a u"], &["u"]),
            ("u=v! a", &["a u"], &["v", "a,v"]),
            // createdAt as a range beside equality: an index makes the adapter throw.
            ("a createdAt", &["a range:createdAt"], &[]),
            // Renames, and the sort that the adapter is given by its key.
            ("a=z b", &["a b"], &["b,z"]),
            ("a b=z", &["a sort:b"], &[]),
        ];
        for (fields, lookups, expected) in cases {
            assert_eq!(planned(fields, &[], lookups), expected, "{fields} with {lookups:?}");
        }
    }
}
