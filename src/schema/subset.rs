//! Whether every value that one validator accepts is accepted by another: then Convex does not look at the documents of a
//! table when it is pushed (`is_subset` in convex-backend, crates/common/src/schemas/validator.rs).

use super::{Field, Literal, Plain, Validator};

/// Whether all values of the first validator are values of the second. What could not be read is a subset of itself only.
pub fn is_subset(old: &Validator, new: &Validator) -> bool {
    match (old, new) {
        (_, Validator::Plain(Plain::Any)) => !matches!(old, Validator::Opaque(_) | Validator::Optional(_)),
        (Validator::Union(members), _) => members.iter().all(|member| is_subset(member, new)),
        (_, Validator::Union(members)) => members.iter().any(|member| is_subset(old, member)),
        (Validator::Plain(old), Validator::Plain(new)) => old == new,
        (Validator::Id(old), Validator::Id(new)) => old == new,
        (Validator::Id(_), Validator::Plain(Plain::String)) => true,
        (Validator::Literal(old), Validator::Literal(new)) => old == new,
        (Validator::Literal(literal), Validator::Plain(plain)) => kind_of(literal) == *plain,
        (Validator::Array(old), Validator::Array(new)) => is_subset(old, new),
        (Validator::Record(old_keys, old_values), Validator::Record(new_keys, new_values)) => {
            is_subset(old_keys, new_keys) && is_subset(old_values, new_values)
        }
        (Validator::Object(old), Validator::Object(new)) => are_fields_subset(old, new),
        (Validator::Opaque(old), Validator::Opaque(new)) => old == new,
        (Validator::Optional(_), Validator::Optional(_)) | (_, Validator::Optional(_)) => {
            is_subset(old.required().0, new.required().0)
        }
        _ => false,
    }
}

/// Whether every object with the old fields is one with the new fields: none is gone, and what may be missing in one of
/// the two may be missing in the new.
pub fn are_fields_subset(old: &[Field], new: &[Field]) -> bool {
    let find = |fields: &[Field], name: &str| {
        fields.iter().find(|field| field.name == name).map(|field| field.validator.clone())
    };
    let fits = |field: &Field| find(new, &field.name).is_some_and(|validator| is_subset(&field.validator, &validator));
    let may_be_missing = |field: &Field| matches!(field.validator, Validator::Optional(_));
    old.iter().all(fits) && new.iter().all(|field| may_be_missing(field) || find(old, &field.name).is_some())
}

fn kind_of(literal: &Literal) -> Plain {
    match literal {
        Literal::String(_) => Plain::String,
        Literal::Number(_) => Plain::Number,
        Literal::Boolean(_) => Plain::Boolean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typescript::parse::validator_text;

    #[test]
    #[allow(clippy::unwrap_used)]
    fn what_fits_into_what() {
        let cases = [
            ("v.string()", "v.string()", true),
            ("v.string()", "v.number()", false),
            ("v.string()", "v.any()", true),
            ("v.any()", "v.string()", false),
            ("v.optional(v.string())", "v.any()", false),
            ("v.optional(v.string())", "v.optional(v.any())", true),
            ("v.string()", "v.optional(v.string())", true),
            ("v.optional(v.string())", "v.string()", false),
            ("v.id('user')", "v.string()", true),
            ("v.string()", "v.id('user')", false),
            ("v.id('user')", "v.id('team')", false),
            ("v.literal('a')", "v.string()", true),
            ("v.literal(1)", "v.number()", true),
            ("v.literal(1)", "v.int64()", false),
            ("v.literal(true)", "v.boolean()", true),
            ("v.boolean()", "v.union(v.literal(true), v.literal(false))", false),
            ("v.literal('a')", "v.union(v.literal('b'), v.literal('a'))", true),
            ("v.union(v.literal('b'), v.literal('a'))", "v.string()", true),
            ("v.union(v.literal('b'), v.null())", "v.string()", false),
            ("v.union()", "v.string()", true),
            ("v.array(v.literal('a'))", "v.array(v.string())", true),
            ("v.array(v.string())", "v.array(v.literal('a'))", false),
            ("v.record(v.id('user'), v.null())", "v.record(v.string(), v.any())", true),
            ("v.object({ a: v.string() })", "v.object({ a: v.string(), b: v.optional(v.null()) })", true),
            ("v.object({ a: v.string() })", "v.object({ a: v.string(), b: v.null() })", false),
            ("v.object({ a: v.optional(v.string()) })", "v.object({ a: v.string() })", false),
            ("v.object({ a: v.optional(v.string()) })", "v.object({})", false),
            ("v.object({ a: v.string() })", "v.record(v.string(), v.string())", false),
        ];
        for (old, new, expected) in cases {
            let (parsed_old, parsed_new) = (validator_text(old).unwrap(), validator_text(new).unwrap());
            assert_eq!(is_subset(&parsed_old, &parsed_new), expected, "{old} in {new}");
        }
    }
}
