//! Better Auth's lookups over the indexes of a schema, whoever wrote it: which are served, and what becomes of the others.

use std::ops::Deref;

use super::Index;
use super::indexes::{Coverage, IndexRequirement, PlannedIndex, Requirement};
use crate::catalog::model::Lookup;
use crate::tables::assemble::AuthTable;

/// A lookup over the indexes of its table.
#[derive(Clone, Debug)]
pub struct LookupCoverage<'t> {
    /// The lookup.
    pub lookup: &'t Lookup,
    /// What the indexes do for it.
    pub coverage: Coverage,
    /// The planned index that would serve it, if one is missing.
    pub missing: Option<&'t Index>,
}

/// The coverage of all lookups of a table by these indexes, except for lookups of which the caller chooses the fields and
/// those that need no index. `planned` are the indexes that `gen` gives to the table.
pub fn coverage<'t, I: Deref<Target = Index>>(
    table: &'t AuthTable,
    indexes: &[I],
    planned: &'t [PlannedIndex],
) -> Vec<LookupCoverage<'t>> {
    let of_lookup = |lookup: &'t Lookup| {
        let required = match IndexRequirement::of(lookup, table) {
            Requirement::Index(required) => required,
            Requirement::None => return None,
            Requirement::Unindexable => {
                return Some(LookupCoverage { lookup, coverage: Coverage::Unindexable, missing: None });
            }
        };
        let coverage = required.coverage(indexes);
        let ours: Vec<&Index> = planned.iter().map(|planned| &planned.index).collect();
        let missing = match (coverage, required.coverage(&ours)) {
            (Coverage::Missing, Coverage::Covered(index)) => planned.get(index).map(|planned| &planned.index),
            _ => None,
        };
        Some(LookupCoverage { lookup, coverage, missing })
    };
    table.lookups.iter().filter(|lookup| !lookup.by_caller).filter_map(of_lookup).collect()
}

/// Whether one more index, of which nothing is known, may decide about a lookup of a table with these indexes: serve one
/// that no index serves, or break one of many values, for which the adapter takes the first index that starts with its
/// fields.
pub fn depends_on_unknown<I: Deref<Target = Index>>(table: &AuthTable, indexes: &[I]) -> bool {
    let mut lookups = table.lookups.iter().filter(|lookup| !lookup.by_caller);
    lookups.any(|lookup| match IndexRequirement::of(lookup, table) {
        Requirement::Index(required) => {
            !matches!(required.coverage(indexes), Coverage::Covered(_)) || required.is_of_many()
        }
        Requirement::None | Requirement::Unindexable => false,
    })
}
