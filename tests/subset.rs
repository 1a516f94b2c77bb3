//! Laws of what `diff` calls safe, over random validators and values: a value of the old validator is one of the new, by a
//! second judge that looks at values; and what Convex sees is never more than what is so.
#![allow(clippy::unwrap_used, missing_docs)]

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use sigma_schema::convex::subset::{is_subset, is_wider};
use sigma_schema::convex::{Field, Literal, Plain, Validator};

/// A value of Convex, as far as validators tell values apart.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Boolean(bool),
    /// By its bits: -0 is not 0.
    Number(u64),
    Int(i64),
    Bytes,
    String(String),
    /// An id of this table, which is a string as well.
    Id(&'static str),
    Array(Vec<Self>),
    /// By name, sorted.
    Object(Vec<(String, Self)>),
}

/// Whether a validator takes a value: `check_value` of convex-backend (crates/common/src/schemas/validator.rs).
fn takes(validator: &Validator, value: &Value) -> bool {
    match (validator, value) {
        // Where it stands inside another one, it makes no difference.
        (Validator::Optional(inner), _) => takes(inner, value),
        (Validator::Plain(Plain::Any), _)
        | (Validator::Plain(Plain::Null), Value::Null)
        | (Validator::Plain(Plain::Boolean), Value::Boolean(_))
        | (Validator::Plain(Plain::Number), Value::Number(_))
        | (Validator::Plain(Plain::Int64 | Plain::CommitTs), Value::Int(_))
        | (Validator::Plain(Plain::Bytes), Value::Bytes)
        | (Validator::Plain(Plain::String), Value::String(_) | Value::Id(_)) => true,
        (Validator::Id(table), Value::Id(found)) => table == found,
        (Validator::Literal(Literal::String(one)), Value::String(other)) => one == other,
        (Validator::Literal(Literal::Number(one)), Value::Number(other)) => one.to_bits() == *other,
        (Validator::Literal(Literal::BigInt(one)), Value::Int(other)) => one == other,
        (Validator::Literal(Literal::Boolean(one)), Value::Boolean(other)) => one == other,
        (Validator::Array(element), Value::Array(items)) => items.iter().all(|item| takes(element, item)),
        (Validator::Union(members), _) => members.iter().any(|member| takes(member, value)),
        (Validator::Record(keys, values), Value::Object(entries)) => entries.iter().all(|(key, value)| {
            let key = if key == "user" { Value::Id("user") } else { Value::String(key.clone()) };
            takes(keys, &key) && takes(values, value)
        }),
        (Validator::Object(fields), Value::Object(entries)) => {
            let is_known = |(name, value): &(String, Value)| {
                fields.iter().any(|field| field.name == *name && takes(&field.validator, value))
            };
            let is_there = |field: &Field| {
                matches!(field.validator, Validator::Optional(_)) || entries.iter().any(|(name, _)| *name == field.name)
            };
            entries.iter().all(is_known) && fields.iter().all(is_there)
        }
        _ => false,
    }
}

/// Validators of few kinds, so that two of them often have values in common.
fn validator() -> impl Strategy<Value = Validator> {
    use Validator::{Id, Literal as L, Plain as P};
    let leaf = select(vec![
        P(Plain::Any),
        P(Plain::Boolean),
        P(Plain::Null),
        P(Plain::Number),
        P(Plain::Int64),
        P(Plain::CommitTs),
        P(Plain::String),
        P(Plain::Bytes),
        Id("user".to_owned()),
        L(Literal::Boolean(true)),
        L(Literal::Boolean(false)),
        L(Literal::Number(0.0)),
        L(Literal::Number(-0.0)),
        L(Literal::BigInt(0)),
        L(Literal::String("a".to_owned())),
    ]);
    leaf.prop_recursive(3, 10, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let names = proptest::sample::subsequence(vec!["a", "user", "b"], 0..=3).prop_shuffle();
        let object = names.prop_flat_map({
            let inner = inner.clone();
            move |names| {
                let fields: Vec<_> = names
                    .into_iter()
                    .map(|name| inner.clone().prop_map(move |validator| Field { name: name.to_owned(), validator }))
                    .collect();
                fields.prop_map(Validator::Object)
            }
        });
        let keys = select(vec![
            Validator::Plain(Plain::String),
            Validator::Id("user".to_owned()),
            Validator::Union(vec![Validator::Id("user".to_owned()), Validator::Plain(Plain::String)]),
        ]);
        prop_oneof![
            3 => boxed().prop_map(Validator::Optional),
            4 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Validator::Union),
            2 => boxed().prop_map(Validator::Array),
            2 => (keys.prop_map(Box::new), boxed()).prop_map(|(keys, values)| Validator::Record(keys, values)),
            4 => object,
        ]
    })
}

/// Values, of which validators take many.
fn value() -> impl Strategy<Value = Value> {
    let leaf = select(vec![
        Value::Null,
        Value::Boolean(true),
        Value::Boolean(false),
        Value::Number(0.0_f64.to_bits()),
        Value::Number((-0.0_f64).to_bits()),
        Value::Number(1.5_f64.to_bits()),
        Value::Int(0),
        Value::Int(7),
        Value::Bytes,
        Value::String("a".to_owned()),
        Value::String("zzz".to_owned()),
        Value::Id("user"),
    ]);
    leaf.prop_recursive(3, 8, 3, |inner| {
        let names = proptest::sample::subsequence(vec!["a", "b", "user"], 0..=3);
        let entries = (names, proptest::collection::vec(inner.clone(), 3))
            .prop_map(|(names, values)| names.into_iter().map(str::to_owned).zip(values).collect());
        prop_oneof![
            1 => proptest::collection::vec(inner, 0..3).prop_map(Value::Array),
            2 => entries.prop_map(Value::Object),
        ]
    })
}

/// A change of a validator that people make: then one is often wider than the other.
fn near(validator: &Validator, choice: usize) -> Validator {
    match (choice, validator) {
        (0, _) => Validator::Union(vec![validator.clone(), Validator::Plain(Plain::Null)]),
        (1, _) => Validator::Optional(Box::new(validator.clone())),
        (2, Validator::Optional(inner)) => (**inner).clone(),
        (_, Validator::Object(fields)) => {
            let mut fields = fields.clone();
            match fields.first_mut() {
                Some(first) => first.validator = near(&first.validator, choice / 2),
                None => {
                    let validator = Validator::Optional(Box::new(Validator::Plain(Plain::Any)));
                    fields.push(Field { name: "b".to_owned(), validator });
                }
            }
            Validator::Object(fields)
        }
        (_, Validator::Union(members)) => {
            let mut members = members.clone();
            if choice.is_multiple_of(2) {
                members.reverse()
            } else {
                members.truncate(1)
            }
            Validator::Union(members)
        }
        (_, Validator::Record(keys, values)) => Validator::Record(keys.clone(), Box::new(near(values, choice / 2))),
        (_, Validator::Array(element)) => Validator::Array(Box::new(near(element, choice / 2))),
        (_, Validator::Plain(Plain::Boolean)) => {
            Validator::Union([true, false].map(|value| Validator::Literal(Literal::Boolean(value))).to_vec())
        }
        _ => Validator::Plain(Plain::Any),
    }
}

/// Whether a field with this validator takes a value, or none.
fn field_takes(validator: &Validator, value: Option<&Value>) -> bool {
    match value {
        Some(value) => takes(validator, value),
        None => matches!(validator, Validator::Optional(_)),
    }
}

#[test]
fn what_is_called_wider_takes_every_value() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let (validators, pool) = (validator(), proptest::collection::vec(value(), 400));
    let values = pool.new_tree(&mut runner).unwrap().current();
    let (mut wider, mut narrower, mut unsettled) = (0, 0, 0);
    for round in 0..20_000_usize {
        let old = validators.new_tree(&mut runner).unwrap().current();
        let new = match round % 3 {
            0 => validators.new_tree(&mut runner).unwrap().current(),
            _ => near(&old, round % 7),
        };
        let (seen, so) = (is_subset(&old, &new), is_wider(&old, &new));
        assert!(so || !seen, "Convex sees more than is so: {old:?} in {new:?}");
        let mut all = values.iter().map(Some).chain([None]);
        let lost = all.find(|value| field_takes(&old, *value) && !field_takes(&new, *value));
        match (so, lost) {
            (true, Some(lost)) => panic!("{old:?}\nis called a subset of\n{new:?}\nwhich does not take\n{lost:?}"),
            (true, None) => wider += 1,
            (false, Some(_)) => narrower += 1,
            (false, None) => unsettled += 1,
        }
    }
    // What is told as a change of data is one, but for what the values do not show.
    assert!(wider > 4_000 && narrower > 4_000 && unsettled < 2_000, "{wider} {narrower} {unsettled}");
}

#[test]
fn every_validator_is_a_subset_of_itself_and_of_anything() {
    let mut runner = TestRunner::deterministic();
    let any = Validator::Optional(Box::new(Validator::Plain(Plain::Any)));
    for _ in 0..5_000 {
        let validator = validator().new_tree(&mut runner).unwrap().current();
        assert!(is_subset(&validator, &validator), "{validator:?}");
        assert!(is_subset(&validator, &any), "{validator:?}");
    }
}
