//! Each rule of Convex beside what is next to it and accepted.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::convex::typescript::parse::schema_file;
use crate::diagnostic::Source;

/// The violations of `defineTable(...)` as code, in short: each one up to its first blank or parenthesis.
fn refused(code: &str) -> String {
    let source = Source::new("schema.ts", format!("export default defineSchema({{ t: defineTable({code}) }});"));
    let file = schema_file(&source).unwrap();
    assert!(file.other.is_empty(), "{code}: {:?}", file.other);
    let found = violations(&file.tables[0].table(), Enforced::Yes, Author::Written);
    let short = |(part, violation): (Part, Violation)| {
        let violation = format!("{violation:?}");
        let name = violation.split([' ', '{']).next().unwrap_or_default().to_owned();
        format!("{part:?} {name}")
    };
    found.into_iter().map(short).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_convex_refuses_and_what_it_accepts() {
    let cases = [
        // Fields of indexes: nested, through optional and union.
        ("{ a: v.object({ b: v.string() }) }).index('i', ['a.b']", ""),
        ("{ a: v.optional(v.object({ b: v.string() })) }).index('i', ['a.b']", ""),
        ("{ a: v.object({ b: v.string() }).optional() }).index('i', ['a.b']", ""),
        ("{ a: v.union(v.null(), v.object({ b: v.string() })) }).index('i', ['a.b']", ""),
        ("{ a: v.any() }).index('i', ['a.b.c']", ""),
        ("{ a: v.object({ b: v.string() }) }).index('i', ['.a.b.']", ""),
        ("{ a: v.object({ b: v.string() }) }).index('i', ['a.c']", "Index(0) NoSuchField"),
        ("{ a: v.string() }).index('i', ['a.b']", "Index(0) NoSuchField"),
        ("{ a: v.array(v.object({ b: v.string() })) }).index('i', ['a.b']", "Index(0) NoSuchField"),
        ("{ a: v.record(v.string(), v.string()) }).index('i', ['a.b']", "Index(0) NoSuchField"),
        ("{ a: v.string() }).index('i', ['a', '.a']", "Index(0) FieldTwice"),
        ("{ a: v.string() }).index('i', []", "Index(0) IndexFields"),
        // System fields.
        ("{ a: v.string() }).index('i', ['_id']", "Index(0) NotIndexable"),
        ("{ a: v.string() }).index('i', ['a', '_creationTime']", "Index(0) NotIndexable"),
        ("{ a: v.object({ _b: v.string() }) }).index('i', ['a._b']", "Index(0) NotIndexable"),
        ("{ a: v.string() }).searchIndex('i', { searchField: '_id' }", ""),
        ("{ a: v.string() }).searchIndex('i', { searchField: 'a', filterFields: ['_creationTime', '_id'] }", ""),
        ("{ a: v.string() }).searchIndex('i', { searchField: 'a', filterFields: ['_id.x'] }", "Search(0) NoSuchField"),
        ("{ _id: v.id('t'), _creationTime: v.number(), a: v.string() }", ""),
        ("{ _a: v.string() }", "Field(0) IgnoredField"),
        // Names.
        ("{ a: v.string() }).index('_i', ['a']", "Index(0) Name"),
        ("{ a: v.string() }).index('_fivetran_a', ['a']", ""),
        ("{ a: v.string() }).index('by_id', ['a']", "Index(0) Name"),
        ("{ a: v.string() }).searchIndex('by_creation_time', { searchField: 'a' }", "Search(0) Name"),
        (
            "{ a: v.string() }).vectorIndex('1', { vectorField: 'a', dimensions: 2 }",
            "Search(0) Name, Search(0) NoVector",
        ),
        ("{ 'a-b': v.string() }", "Field(0) Name"),
        // Two of a kind, staged or not.
        ("{ a: v.string() }).index('i', ['a']).index('j', { fields: ['a'], staged: true }", "Index(1) SameIndexes"),
        ("{ a: v.string(), b: v.string() }).index('i', ['a', 'b']).index('j', ['b', 'a']", ""),
        ("{ a: v.string(), b: v.string() }).index('i', ['a']).index('i', ['b']", "Index(1) TwoIndexes"),
        ("{ a: v.string() }).index('i', ['a']).searchIndex('i', { searchField: 'a' }", "Search(0) TwoIndexes"),
        (
            "{ a: v.string() }).searchIndex('i', { searchField: 'a' }).searchIndex('j', { searchField: 'a' }",
            "Search(1) SameIndexes",
        ),
        (
            "{ a: v.string(), b: v.string() }).searchIndex('i', { searchField: 'a', filterFields: ['a', 'b'] }).searchIndex('j', { searchField: 'a', filterFields: ['b', 'a', 'b'] }",
            "Search(1) SameIndexes",
        ),
        (
            "{ a: v.string(), b: v.string() }).searchIndex('i', { searchField: 'a', filterFields: ['b'] }).searchIndex('j', { searchField: 'a' }",
            "",
        ),
        (
            "{ a: v.any(), b: v.any() }).vectorIndex('i', { vectorField: 'a', dimensions: 2 }).vectorIndex('j', { vectorField: 'a', dimensions: 2, filterFields: ['b'] }",
            "Search(1) SameIndexes",
        ),
        (
            "{ a: v.any() }).vectorIndex('i', { vectorField: 'a', dimensions: 2 }).vectorIndex('j', { vectorField: 'a', dimensions: 3 }).searchIndex('k', { searchField: 'a' }",
            "",
        ),
        // Vectors.
        ("{ a: v.array(v.float64()) }).vectorIndex('i', { vectorField: 'a', dimensions: 1 }", "Search(0) Dimensions"),
        (
            "{ a: v.array(v.float64()) }).vectorIndex('i', { vectorField: 'a', dimensions: 4097 }",
            "Search(0) Dimensions",
        ),
        (
            "{ a: v.array(v.float64()) }).vectorIndex('i', { vectorField: 'a', dimensions: 4096, filterFields: ['_id'] }",
            "",
        ),
        ("{ a: v.optional(v.array(v.number())) }).vectorIndex('i', { vectorField: 'a', dimensions: 2 }", ""),
        ("{ a: v.union(v.null(), v.array(v.any())) }).vectorIndex('i', { vectorField: 'a', dimensions: 2 }", ""),
        ("{ a: v.object({ b: v.array(v.number()) }) }).vectorIndex('i', { vectorField: 'a.b', dimensions: 2 }", ""),
        ("{ a: v.array(v.string()) }).vectorIndex('i', { vectorField: 'a', dimensions: 2 }", "Search(0) NoVector"),
        ("{ a: v.array(v.int64()) }).vectorIndex('i', { vectorField: 'a', dimensions: 2 }", "Search(0) NoVector"),
        ("{ a: v.string() }).vectorIndex('i', { vectorField: 'b', dimensions: 2 }", "Search(0) NoSuchField"),
        // A filter that no document has is accepted, and is a warning.
        (
            "{ a: v.any() }).vectorIndex('i', { vectorField: 'a', dimensions: 2, filterFields: ['b'] }",
            "Search(0) NoSuchFilter",
        ),
        // Validators.
        ("{ a: v.object({ _b: v.string() }), c: v.id('_storage') }", ""),
        ("{ a: v.object({ 'b-c': v.string() }) }", "Field(0) Validator"),
        ("{ a: v.object({ __: v.string() }) }", "Field(0) Validator"),
        ("{ a: v.array(v.union(v.id('b c'), v.null())) }", "Field(0) Validator"),
        ("{ a: v.record(v.id('t'), v.any()), b: v.record(v.union(v.string(), v.id('t')), v.any()) }", ""),
        ("{ a: v.record(v.union(), v.any()) }", ""),
        ("{ a: v.record(v.literal('a'), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.union(v.string(), v.literal('a')), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.number(), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.any(), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.null(), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.boolean(), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.optional(v.string()), v.any()) }", "Field(0) Validator"),
        ("{ a: v.record(v.string(), v.optional(v.any())) }", "Field(0) Validator"),
        ("{ a: v.record(v.string(), v.any().optional()) }", "Field(0) Validator"),
        ("{ a: v.array(v.optional(v.any())) }", ""),
        ("{ a: v.literal(1n), b: v.literal(-9223372036854775808n), c: v.literal(-0), d: v.commitTs() }", ""),
    ];
    for (code, expected) in cases {
        assert_eq!(refused(code), expected, "{code}");
    }
}

#[test]
fn documents_that_are_no_objects() {
    let of = |code: &str| {
        let document = crate::convex::typescript::parse::validator_text(code).unwrap();
        let table = Table { name: "t".to_owned(), document: Some(document), ..Table::default() };
        !violations(&table, Enforced::Yes, Author::Written).is_empty()
    };
    let cases = [
        ("v.any()", false),
        ("v.object({})", false),
        ("v.union()", false),
        ("v.union(v.object({}), v.object({ a: v.string() }))", false),
        ("v.union(v.object({}), v.union(v.object({})))", true),
        ("v.union(v.object({}), v.any())", true),
        ("v.string()", true),
        ("v.record(v.string(), v.any())", true),
    ];
    for (code, expected) in cases {
        assert_eq!(of(code), expected, "{code}");
    }
}

#[test]
fn counts() {
    let fields = |count: usize| -> Vec<Field> {
        let field = |number| Field { name: format!("f{number}"), validator: Validator::Plain(Plain::String) };
        (0..count).map(field).collect()
    };
    let names = |count: usize| -> Vec<String> { (0..count).map(|number| format!("f{number}")).collect() };
    let of = |table: Table, enforced| violations(&table, enforced, Author::Written).len();
    let index = |number: usize, fields| Index {
        is_staged: number.is_multiple_of(2),
        ..Index::new(format!("i{number}"), fields)
    };
    for (count, refused) in [(15, 0), (16, 1)] {
        let table = Table {
            name: "t".to_owned(),
            fields: fields(20),
            indexes: vec![index(0, names(count))],
            ..Table::default()
        };
        assert_eq!(of(table, Enforced::Yes), refused, "{count} fields");
    }
    for (count, refused) in [(16, 0), (17, 1)] {
        let filters = names(count).into_iter().chain(["f0".to_owned()]).collect();
        let search =
            SearchIndex { name: "s".to_owned(), kind: Search::Text, field: "f0".to_owned(), filters, is_staged: false };
        let table = Table { name: "t".to_owned(), fields: fields(20), searches: vec![search], ..Table::default() };
        assert_eq!(of(table, Enforced::Yes), refused, "{count} filters");
    }
    // Indexes of all kinds: a warning from 33 on, an error from 65 on.
    for (count, expected) in [(31, None), (32, Some(None)), (63, Some(None)), (64, Some(Some(())))] {
        let search = SearchIndex {
            name: "s".to_owned(),
            kind: Search::Text,
            field: "f0".to_owned(),
            filters: Vec::new(),
            is_staged: true,
        };
        let indexes = (0..count).map(|number| index(number, vec![format!("f{number}")])).collect();
        let table =
            Table { name: "t".to_owned(), fields: fields(70), indexes, searches: vec![search], ..Table::default() };
        let found = violations(&table, Enforced::Yes, Author::Written);
        let found = found.first().map(|(_, violation)| violation.code().impact.map(|_| ()));
        assert_eq!(found, expected, "{count} indexes and one more");
    }
    // Without validation an index may name anything.
    let table = Table { name: "t".to_owned(), indexes: vec![index(0, names(2))], ..Table::default() };
    assert_eq!((of(table.clone(), Enforced::Yes), of(table, Enforced::No)), (2, 0));
}
