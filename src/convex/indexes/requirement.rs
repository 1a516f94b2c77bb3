//! The indexes that Better Auth's lookups require, and their coverage by existing indexes.
//!
//! The Convex adapter turns a lookup into one query and takes the first index that starts with exactly these fields:
//! those compared by equality in `localeCompare` order, the field with a range, the field sorted by; `createdAt` is left
//! out of range and sort, and then the index must have no further field (`findIndex` in @convex-dev/better-auth,
//! src/client/adapter-utils.ts). Without such an index it reads 200 rows at most and answers from those.

use std::ops::Deref;

use super::names::locale_order;
use crate::catalog::model::Lookup;
use crate::convex::Index;
use crate::tables::assemble::AuthTable;

/// The coverage of a lookup by indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// This index covers it.
    Covered(usize),
    /// It needs an index that is missing: past 200 rows, existing documents are not found.
    Missing,
    /// With this index the adapter throws.
    Breaks(usize),
    /// No index can cover it.
    Unindexable,
}

/// The index requirements of the lookups of a table, except for those of which the caller chooses the fields.
pub(super) fn requirements(table: &AuthTable) -> impl Iterator<Item = (IndexRequirement, &Lookup)> {
    let lookups = table.lookups.iter().filter(|lookup| !lookup.dynamic);
    lookups.filter_map(|lookup| match IndexRequirement::of(lookup, table) {
        Requirement::Index(required) => Some((required, lookup)),
        Requirement::None | Requirement::Unindexable => None,
    })
}

/// The requirement of a lookup.
#[derive(Debug, PartialEq)]
pub(in crate::convex) enum Requirement {
    /// An index.
    Index(IndexRequirement),
    /// Nothing: the table lacks one of the fields, or the order of creation is enough.
    None,
    /// A lookup that no index can cover.
    Unindexable,
}

/// The index that a lookup needs.
#[derive(Debug, PartialEq)]
pub(in crate::convex) struct IndexRequirement {
    pub(super) fields: Vec<String>,
    /// Whether the index must have no further field.
    exactly: bool,
    /// Whether it is a lookup of many values: then the adapter picks the first index with these fields, regardless of
    /// further ones.
    merges: bool,
    /// Whether an index helps. With one, the adapter throws on a lookup of many values with a range: it merges one
    /// stream per value by time of creation, but these streams are in the order of the range.
    pub(super) is_indexable: bool,
}

impl IndexRequirement {
    pub(in crate::convex) fn of(lookup: &Lookup, table: &AuthTable) -> Requirement {
        Self::try_of(lookup, table).unwrap_or(Requirement::None)
    }

    /// None if the table lacks one of the fields.
    fn try_of(lookup: &Lookup, table: &AuthTable) -> Option<Requirement> {
        let name = |key: &String| table.fields.get(key).map(|field| field.name.clone());
        let is_creation = |name: &Option<String>| name.as_deref() == Some("createdAt");
        // By a unique field the adapter finds the one document, and compares the rest itself. It recognizes the field
        // by its key (`uniqueWhere` in `paginate`), so not if the field is renamed.
        let is_unique =
            |key: &&String| table.fields.get(*key).is_some_and(|field| field.attributes.unique && field.name == **key);
        if let Some(unique) = lookup.equal.iter().find(is_unique) {
            let fields = vec![unique.clone()];
            return Some(Requirement::Index(Self { fields, exactly: false, merges: false, is_indexable: true }));
        }
        // The adapter receives the key of the field to sort by, even if the field is renamed.
        let sort = lookup.sort.clone();
        if let Some(key) = sort.as_ref().filter(|key| *key != "createdAt")
            && name(key)? != *key
        {
            return Some(Requirement::Unindexable);
        }
        let mut fields: Vec<String> = lookup.equal.iter().chain(&lookup.one_of).map(name).collect::<Option<_>>()?;
        fields.sort_by(|a, b| locale_order(a, b));
        let range = lookup.range.as_ref().map(name).map_or(Some(None), |name| name.map(Some))?;
        // With equality and a range on createdAt, an index makes the adapter use a field that the index does not have.
        if is_creation(&range) && !fields.is_empty() {
            return Some(Requirement::Unindexable);
        }
        // Streams that are merged must be in the requested order: a further field would change it.
        let exactly = is_creation(&range) || is_creation(&sort) || lookup.one_of.is_some();
        let is_indexable = lookup.one_of.is_none() || range.is_none();
        let range = range.filter(|name| name != "createdAt");
        let sort = sort.filter(|name| name != "createdAt" && Some(name) != range.as_ref());
        fields.extend(range.into_iter().chain(sort));
        // A longer index breaks the lookup like an exact one.
        let merges = lookup.one_of.is_some();
        let required = Self { fields, exactly: exactly && is_indexable, merges, is_indexable };
        Some(if required.fields.is_empty() { Requirement::None } else { Requirement::Index(required) })
    }

    /// The coverage of the lookup by these indexes.
    pub(in crate::convex) fn coverage<I: Deref<Target = Index>>(&self, indexes: &[I]) -> Coverage {
        // A staged index cannot be used yet.
        let first = indexes.iter().position(|index| !index.is_staged && index.fields.starts_with(&self.fields));
        match (self.is_indexable, first) {
            (false, None) => Coverage::Unindexable,
            (false, Some(index)) => Coverage::Breaks(index),
            (true, None) => Coverage::Missing,
            (true, Some(first)) if self.merges => match indexes[first].fields.len() == self.fields.len() {
                true => Coverage::Covered(first),
                false => Coverage::Breaks(first),
            },
            (true, Some(_)) => {
                let serving = indexes.iter().position(|index| !index.is_staged && self.is_covered_by(&index.fields));
                serving.map_or(Coverage::Missing, Coverage::Covered)
            }
        }
    }

    /// Whether it is a lookup of many values.
    pub(in crate::convex) fn is_of_many(&self) -> bool {
        self.merges
    }

    pub(super) fn is_covered_by(&self, fields: &[String]) -> bool {
        fields.starts_with(&self.fields) && (!self.exactly || fields.len() == self.fields.len())
    }
}
