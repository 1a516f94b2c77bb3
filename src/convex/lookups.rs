//! Better Auth's lookups over the indexes of a schema, whoever wrote it: which are served, and what becomes of the others.

use std::ops::Deref;

use super::Index;
use super::indexes::{PlannedIndex, Verdict, Want, Wish};
use crate::catalog::model::Lookup;
use crate::tables::assemble::AuthTable;

/// A lookup over the indexes of its table.
#[derive(Clone, Debug)]
pub struct Judged<'t> {
    /// The lookup.
    pub lookup: &'t Lookup,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The index that would serve it, if one is missing.
    pub missing: Option<&'t Index>,
}

/// Whether one more index, of which nothing is known, may decide about a lookup of a table with these indexes: serve one
/// that no index serves, or break one of many values, for which the adapter takes the first index that starts with its
/// fields.
pub fn depends_on_more<I: Deref<Target = Index>>(table: &AuthTable, indexes: &[I]) -> bool {
    let mut lookups = table.lookups.iter().filter(|lookup| !lookup.by_caller);
    lookups.any(|lookup| match Wish::of(lookup, table) {
        Want::Index(wish) => !matches!(wish.verdict(indexes), Verdict::Served(_)) || wish.is_of_many(),
        Want::Nothing | Want::Hopeless => false,
    })
}

/// All lookups of a table over these indexes, but for those of which the caller chooses the fields, and those that need
/// none. `planned` are the indexes that the table gets from us.
pub fn judged<'t, I: Deref<Target = Index>>(
    table: &'t AuthTable,
    indexes: &[I],
    planned: &'t [PlannedIndex],
) -> Vec<Judged<'t>> {
    let judge = |lookup: &'t Lookup| {
        let wish = match Wish::of(lookup, table) {
            Want::Index(wish) => wish,
            Want::Nothing => return None,
            Want::Hopeless => return Some(Judged { lookup, verdict: Verdict::Impossible, missing: None }),
        };
        let verdict = wish.verdict(indexes);
        let ours: Vec<&Index> = planned.iter().map(|planned| &planned.index).collect();
        let missing = match (verdict, wish.verdict(&ours)) {
            (Verdict::Unserved, Verdict::Served(index)) => planned.get(index).map(|planned| &planned.index),
            _ => None,
        };
        Some(Judged { lookup, verdict, missing })
    };
    table.lookups.iter().filter(|lookup| !lookup.by_caller).filter_map(judge).collect()
}
