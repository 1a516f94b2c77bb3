//! Random schemas for property tests: names of every length, nested validators, none to many indexes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use sigma_schema::convex::{Field, Index, Literal, Plain, Schema, Search, SearchIndex, Table, Validator};

/// Schemas of up to six tables.
pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    vec(table(), 0..6).prop_map(|mut tables| {
        let mut names = Vec::new();
        tables.retain(|table| !names.contains(&table.name) && (names.push(table.name.clone()), true).1);
        Schema { tables, ..Schema::default() }
    })
}

/// Names that Convex accepts, of which some fill a line.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![6 => "[a-zA-Z][a-zA-Z0-9_]{0,14}", 2 => "[a-z][a-zA-Z0-9_]{15,40}", 1 => "[a-z][a-zA-Z0-9_]{41,63}"]
}

fn table() -> impl Strategy<Value = Table> {
    (name(), fields(0..9)).prop_flat_map(|(name, fields)| {
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let most = names.len();
        let index = (self::name(), subsequence(names.clone(), 0..=most).prop_shuffle());
        let search = (self::name(), subsequence(names, 0..=most).prop_shuffle(), 0_u32..4, any::<bool>());
        (Just(name), Just(fields), vec(index, 0..6), vec(search, 0..3)).prop_map(|(name, fields, indexes, searches)| {
            let indexes = indexes.into_iter().filter(|(_, fields)| !fields.is_empty());
            let indexes = indexes.map(|(name, fields)| Index::new(name, fields)).collect();
            let searches = searches.into_iter().filter_map(|(name, mut filters, dimensions, is_staged)| {
                let field = filters.pop()?;
                let kind = if dimensions == 0 { Search::Text } else { Search::Vector(dimensions) };
                Some(SearchIndex { name, kind, field, filters, is_staged })
            });
            Table { name, fields, indexes, searches: searches.collect(), ..Table::default() }
        })
    })
}

fn fields(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Field>> {
    vec((name(), validator()), count).prop_map(distinct)
}

fn distinct(fields: Vec<(String, Validator)>) -> Vec<Field> {
    let mut kept = Vec::<Field>::new();
    for (name, validator) in fields {
        if !kept.iter().any(|field| field.name == name) {
            kept.push(Field { name, validator });
        }
    }
    kept
}

fn validator() -> impl Strategy<Value = Validator> {
    let plain = select(Plain::METHODS.to_vec()).prop_map(|(_, plain)| Validator::Plain(plain));
    let leaf = prop_oneof![
        6 => plain,
        1 => name().prop_map(Validator::Id),
        2 => literal().prop_map(Validator::Literal),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let fields = vec((name(), inner.clone()), 0..4).prop_map(distinct);
        prop_oneof![
            4 => boxed().prop_map(Validator::Optional),
            4 => vec(inner.clone(), 0..5).prop_map(Validator::Union),
            2 => boxed().prop_map(Validator::Array),
            1 => (boxed(), boxed()).prop_map(|(keys, values)| Validator::Record(keys, values)),
            1 => fields.prop_map(Validator::Object),
        ]
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        4 => "[ -~]{0,30}".prop_map(Literal::String),
        1 => "[a-zé\u{4e00}\u{202e}\u{85}\n\t\\\\'\"]{0,8}".prop_map(Literal::String),
        1 => "[1-9]e[+-][1-9][0-9]?['\"n]?".prop_map(Literal::String),
        1 => (-100_000_i32..100_000).prop_map(|number| Literal::Number(f64::from(number))),
        1 => select(vec![-0.0, 0.5, -1e-7, 1e21]).prop_map(Literal::Number),
        1 => prop_oneof![any::<i64>(), select(vec![i64::MIN, i64::MAX, 0])].prop_map(Literal::BigInt),
        1 => any::<bool>().prop_map(Literal::Boolean),
    ]
}
