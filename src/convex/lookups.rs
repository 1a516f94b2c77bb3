//! The coverage of Better Auth's lookups by the indexes of a schema, generated or custom.

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
    /// Its coverage by the indexes.
    pub coverage: Coverage,
    /// The planned index that would cover it, if one is missing.
    pub missing: Option<&'t Index>,
}

/// The coverage of all lookups of a table by these indexes, except for lookups whose fields the caller chooses and
/// those that need no index. `planned` are the indexes that `gen` plans for the table.
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
    table.lookups.iter().filter(|lookup| !lookup.dynamic).filter_map(of_lookup).collect()
}

/// Whether one more index, an unknown one, may change the coverage of a table with these indexes: cover a lookup that
/// no index covers, or break one of many values, for which the adapter picks the first index that starts with its
/// fields.
pub fn depends_on_unknown<I: Deref<Target = Index>>(table: &AuthTable, indexes: &[I]) -> bool {
    let mut lookups = table.lookups.iter().filter(|lookup| !lookup.dynamic);
    lookups.any(|lookup| match IndexRequirement::of(lookup, table) {
        Requirement::Index(required) => {
            !matches!(required.coverage(indexes), Coverage::Covered(_)) || required.is_of_many()
        }
        Requirement::None | Requirement::Unindexable => false,
    })
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::convex::indexes::samples::{lookup, table};

    fn indexes(listed: &[&str]) -> Vec<Index> {
        let names = |fields: &str| fields.split(',').map(str::to_owned).collect();
        listed.iter().map(|fields| Index::new(*fields, names(fields))).collect()
    }

    #[test]
    fn lookups_over_indexes() {
        use Coverage::{Breaks, Covered, Missing, Unindexable};
        let cases: [(&str, &[&str], Option<Coverage>); 13] = [
            ("a", &["b", "a,b"], Some(Covered(1))),
            ("a b", &["b,a"], Some(Missing)),
            ("b a", &["a,b,c"], Some(Covered(0))),
            ("a sort:c", &["a,c"], Some(Covered(0))),
            // Without createdAt the index must be exact.
            ("a sort:createdAt", &["a,b"], Some(Missing)),
            ("a sort:createdAt", &["a,b", "a"], Some(Covered(1))),
            ("sort:createdAt", &[], None),
            // For many values, the adapter picks the first index with the fields.
            ("in:a", &["a", "a,b"], Some(Covered(0))),
            ("in:a", &["a,b", "a"], Some(Breaks(0))),
            // Of many values with a range, no index helps.
            ("in:a range:b", &["a"], Some(Unindexable)),
            ("in:a range:b", &["a,b"], Some(Breaks(0))),
            ("a range:createdAt", &["a"], Some(Unindexable)),
            ("missing", &["a"], None),
        ];
        for (text, listed, expected) in cases {
            let indexes = indexes(listed);
            let table = table("a b c createdAt", vec![lookup(text)]);
            let found = coverage(&table, &indexes.iter().collect::<Vec<_>>(), &[]);
            assert_eq!(found.first().map(|found| found.coverage), expected, "{text} over {listed:?}");
        }
    }

    #[test]
    fn what_one_more_index_may_decide() {
        let cases: [(&[&str], &[&str], bool); 7] = [
            (&[], &[], false),
            (&["a", "a b"], &["a,b"], false),
            (&["a", "b"], &["a"], true),
            // No index covers it, and none breaks it.
            (&["a range:createdAt"], &[], false),
            (&["sort:createdAt"], &[], false),
            // One more index may come before the exact one, or break the lookup.
            (&["in:a"], &["a"], true),
            (&["in:a range:b"], &[], true),
        ];
        for (lookups, listed, expected) in cases {
            let table = table("a b createdAt", lookups.iter().map(|text| lookup(text)).collect());
            let indexes = indexes(listed);
            let found = depends_on_unknown(&table, &indexes.iter().collect::<Vec<_>>());
            assert_eq!(found, expected, "{lookups:?} over {listed:?}");
        }
    }
}
