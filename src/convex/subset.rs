//! Whether every value that one validator accepts is accepted by another.
//!
//! There are two answers: that of Convex, which then skips the documents of a table in a push (`is_subset` in
//! convex-backend, crates/common/src/schemas/validator.rs), and the exact one. Convex compares records by equality
//! only: if one is wider than the other, it reads the documents, and all of them fit.

use super::{Field, Literal, Plain, Validator};

/// The comparison of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Records {
    /// As Convex does it.
    ByEquality,
    /// By what is in them.
    ByValues,
}

/// Whether Convex treats all values of the first validator as values of the second. A validator that could not be read
/// fits only an equal one.
///
/// The validator of a field: an optional one also accepts a missing field. Elsewhere Convex ignores whether a validator
/// is optional.
pub fn is_subset(old: &Validator, new: &Validator) -> bool {
    fits(old, new, Records::ByEquality)
}

/// Whether all values of the first validator are values of the second, even if Convex has to read the documents.
pub fn is_wider(old: &Validator, new: &Validator) -> bool {
    fits(old, new, Records::ByValues)
}

/// A field with the old validator is one with the new one.
fn fits(old: &Validator, new: &Validator, records: Records) -> bool {
    let ((old_value, was_optional), (new_value, is_optional)) = (old.required(), new.required());
    // A validator that could not be read may be optional.
    let may_miss = was_optional || (matches!(old_value, Validator::Opaque(_)) && old_value != new_value);
    (!may_miss || is_optional) && values_fit(old_value, new_value, records)
}

/// The same for a value that is present.
fn values_fit(old: &Validator, new: &Validator, records: Records) -> bool {
    let within = |old: &Validator, new: &Validator| values_fit(old, new, records);
    let (old, new) = (old.required().0, new.required().0);
    match (old, new) {
        (_, Validator::Plain(Plain::Any)) => true,
        (Validator::Array(old), Validator::Array(new)) => within(old, new),
        (Validator::Object(old), Validator::Object(new)) => fields_fit(old, new, records),
        (Validator::Record(old_keys, old_values), Validator::Record(new_keys, new_values)) => match records {
            Records::ByEquality => is_same(old, new),
            Records::ByValues => within(old_keys, new_keys) && within(old_values, new_values),
        },
        (Validator::Union(members), _) => members.iter().all(|member| within(member, new)),
        (_, Validator::Union(members)) => {
            let is_boolean = *old == Validator::Plain(Plain::Boolean);
            let each = [true, false].map(|value| Validator::Literal(Literal::Boolean(value)));
            members.iter().any(|member| within(old, member)) || (is_boolean && each.iter().all(|one| within(one, new)))
        }
        (Validator::Plain(Plain::CommitTs), Validator::Plain(Plain::Int64)) => true,
        (Validator::Plain(Plain::Int64), Validator::Plain(Plain::CommitTs)) => true,
        (Validator::Plain(old), Validator::Plain(new)) => old == new,
        (Validator::Id(_), Validator::Plain(Plain::String)) => true,
        (Validator::Id(old), Validator::Id(new)) => old == new,
        (Validator::Literal(old), Validator::Literal(new)) => old == new,
        (Validator::Literal(literal), plain @ Validator::Plain(_)) => within(&Validator::Plain(literal.plain()), plain),
        (Validator::Opaque(old), Validator::Opaque(new)) => old == new,
        _ => false,
    }
}

/// Whether every object with the old fields fits the new fields: none is removed, and a field that one of the two may
/// lack is optional in the new.
fn fields_fit(old: &[Field], new: &[Field], records: Records) -> bool {
    let find = |fields: &[Field], name: &str| fields.iter().position(|field| field.name == name);
    let fit = |field: &Field| {
        find(new, &field.name).is_some_and(|position| fits(&field.validator, &new[position].validator, records))
    };
    old.iter().all(fit) && new.iter().all(|field| field.validator.required().1 || find(old, &field.name).is_some())
}

/// Whether Convex treats both as equal: with the fields of objects in any order, but the members of unions in the same
/// order.
fn is_same(one: &Validator, other: &Validator) -> bool {
    match (one.required().0, other.required().0) {
        (Validator::Array(one), Validator::Array(other)) => is_same(one, other),
        (Validator::Union(one), Validator::Union(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Validator::Record(keys, values), Validator::Record(other_keys, other_values)) => {
            is_same(keys, other_keys) && is_same(values, other_values)
        }
        (Validator::Object(one), Validator::Object(other)) => {
            let has_same = |field: &Field| {
                let found = other.iter().find(|other| other.name == field.name).map(|other| &other.validator);
                let is_optional = field.validator.required().1;
                found.is_some_and(|found| found.required().1 == is_optional && is_same(&field.validator, found))
            };
            one.len() == other.len() && one.iter().all(has_same)
        }
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convex::typescript::parse::validator_text;

    /// Whether Convex recognizes it, and whether it is true.
    const BOTH: (bool, bool) = (true, true);
    const READS: (bool, bool) = (false, true);
    const NEITHER: (bool, bool) = (false, false);

    #[test]
    #[allow(clippy::unwrap_used)]
    fn what_fits_into_what() {
        let cases = [
            ("v.string()", "v.string()", BOTH),
            ("v.string()", "v.number()", NEITHER),
            ("v.string()", "v.any()", BOTH),
            ("v.any()", "v.string()", NEITHER),
            ("v.any()", "v.union(v.string(), v.any())", BOTH),
            ("v.optional(v.string())", "v.any()", NEITHER),
            ("v.optional(v.string())", "v.optional(v.any())", BOTH),
            ("v.string()", "v.optional(v.string())", BOTH),
            ("v.string().optional()", "v.optional(v.string())", BOTH),
            ("v.optional(v.string())", "v.string()", NEITHER),
            ("v.id('user')", "v.string()", BOTH),
            ("v.string()", "v.id('user')", NEITHER),
            ("v.id('user')", "v.id('team')", NEITHER),
            ("v.literal('a')", "v.string()", BOTH),
            ("v.literal(1)", "v.number()", BOTH),
            ("v.literal(1)", "v.int64()", NEITHER),
            ("v.literal(1n)", "v.int64()", BOTH),
            ("v.literal(1n)", "v.commitTs()", BOTH),
            ("v.literal(1n)", "v.number()", NEITHER),
            ("v.literal(1n)", "v.literal(1)", NEITHER),
            ("v.literal(-0)", "v.literal(0)", NEITHER),
            ("v.literal(-0)", "v.literal(-0)", BOTH),
            ("v.literal(-0)", "v.number()", BOTH),
            ("v.commitTs()", "v.int64()", BOTH),
            ("v.bigint()", "v.commitTs()", BOTH),
            ("v.commitTs()", "v.number()", NEITHER),
            ("v.literal(true)", "v.boolean()", BOTH),
            ("v.boolean()", "v.literal(true)", NEITHER),
            ("v.boolean()", "v.union(v.literal(true), v.literal(false))", BOTH),
            ("v.boolean()", "v.union(v.literal(true), v.null())", NEITHER),
            ("v.boolean()", "v.union(v.literal(false), v.union(v.null(), v.literal(true)))", BOTH),
            ("v.array(v.boolean())", "v.array(v.union(v.literal(true), v.literal(false)))", BOTH),
            ("v.literal('a')", "v.union(v.literal('b'), v.literal('a'))", BOTH),
            ("v.union(v.literal('b'), v.literal('a'))", "v.string()", BOTH),
            ("v.union(v.literal('b'), v.literal('a'))", "v.union(v.literal('a'), v.literal('b'))", BOTH),
            ("v.union(v.literal('b'), v.null())", "v.string()", NEITHER),
            ("v.union()", "v.string()", BOTH),
            ("v.string()", "v.union()", NEITHER),
            ("v.array(v.literal('a'))", "v.array(v.string())", BOTH),
            ("v.array(v.string())", "v.array(v.literal('a'))", NEITHER),
            // Only a field can be missing.
            ("v.array(v.optional(v.string()))", "v.array(v.string())", BOTH),
            ("v.union(v.optional(v.string()), v.null())", "v.union(v.string(), v.null())", BOTH),
            ("v.record(v.id('user'), v.null())", "v.record(v.id('user'), v.null())", BOTH),
            ("v.record(v.id('user'), v.null())", "v.record(v.string(), v.any())", READS),
            ("v.record(v.string(), v.any())", "v.record(v.id('user'), v.null())", NEITHER),
            (
                "v.record(v.string(), v.union(v.null(), v.string()))",
                "v.record(v.string(), v.union(v.string(), v.null()))",
                READS,
            ),
            (
                "v.record(v.string(), v.object({ a: v.null(), b: v.string() }))",
                "v.record(v.string(), v.object({ b: v.string(), a: v.null() }))",
                BOTH,
            ),
            ("v.array(v.record(v.string(), v.null()))", "v.array(v.record(v.string(), v.any()))", READS),
            ("v.record(v.string(), v.null())", "v.any()", BOTH),
            ("v.object({ a: v.string() })", "v.object({ a: v.string(), b: v.optional(v.null()) })", BOTH),
            ("v.object({ a: v.string() })", "v.object({ a: v.string(), b: v.null() })", NEITHER),
            ("v.object({ a: v.optional(v.string()) })", "v.object({ a: v.string() })", NEITHER),
            ("v.object({ a: v.optional(v.string()) })", "v.object({})", NEITHER),
            ("v.object({ a: v.string(), b: v.null() })", "v.object({ b: v.null(), a: v.string() })", BOTH),
            ("v.object({ a: v.string() })", "v.record(v.string(), v.string())", NEITHER),
        ];
        for (old, new, expected) in cases {
            let (parsed_old, parsed_new) = (validator_text(old).unwrap(), validator_text(new).unwrap());
            let found = (is_subset(&parsed_old, &parsed_new), is_wider(&parsed_old, &parsed_new));
            assert_eq!(found, expected, "{old} in {new}");
        }
    }

    #[test]
    fn code_that_could_not_be_read_may_be_optional() {
        let (code, any) = (Validator::Opaque("x".to_owned()), Validator::Plain(Plain::Any));
        assert!(!is_subset(&code, &any) && is_subset(&code, &code));
        assert!(is_subset(&code, &Validator::Optional(Box::new(any))));
        assert!(!is_subset(&code, &Validator::Opaque("y".to_owned())));
    }
}
