//! Laws of printing: what is printed is parsed back to the same schema, and to nothing else.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/schemas.rs"]
mod schemas;

use proptest::prelude::*;
use sigma_schema::convex::digest::digest;
use sigma_schema::convex::header::Header;
use sigma_schema::convex::typescript::{parse, schema_file};
use sigma_schema::convex::{Field, Literal, Schema, Table, Validator};
use sigma_schema::diagnostic::Source;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_printed_is_parsed_back(schema in schemas::schema()) {
        let header = Header { command: "sigma-schema gen", packages: "a 1.0.0, b 2.0.0", plugins: &["x"] }.lines(&schema);
        let text = schema_file::print(&schema, &header);
        let source = Source::new("schema.ts", text);
        let parsed = parse::schema_file(&source).unwrap();
        prop_assert_eq!(parsed.schema(), schema.clone(), "{}", source.text);
        prop_assert_eq!(&parsed.other, &vec![], "{}", source.text);
        prop_assert!(parsed.is_generated() && parsed.has_header(&header), "{}", source.text);
        prop_assert_eq!(schema_file::print(&parsed.schema(), &header), source.text.clone());
        prop_assert!(source.text.ends_with(";\n") && !source.text.contains(" \n"));
    }

    #[test]
    fn the_digest_is_of_the_schema_and_not_of_its_layout(schema in schemas::schema(), other in schemas::schema()) {
        let text = schema_file::print(&schema, &[]).replace('\n', "\r\n").replace("  ", "\t");
        let parsed = parse::schema_file(&Source::new("schema.ts", text)).unwrap();
        prop_assert_eq!(digest(&parsed.schema()) == digest(&schema), parsed.schema() == schema);
        prop_assert_eq!(digest(&schema) == digest(&other), schema == other);
    }
}

#[test]
fn no_line_ends_the_header() {
    let text = schema_file::print(&Schema::default(), &["gen --out '*/ throw 1 /*'".to_owned()]);
    let parsed = parse::schema_file(&Source::new("schema.ts", text)).unwrap();
    assert_eq!(parsed.schema(), Schema::default());
}

#[test]
fn a_string_that_looks_like_a_number_is_printed_as_it_is() {
    for text in ["1e+5", "9e+m\"l", "9e+'", "1e+5n", "'", "1"] {
        let literals = [Literal::String(text.to_owned()), Literal::Number(1e21), Literal::String("2e+1".to_owned())];
        let validator = Validator::Union(literals.map(Validator::Literal).to_vec());
        let fields = vec![Field { name: "a".to_owned(), validator }];
        let schema =
            Schema { tables: vec![Table { name: "t".to_owned(), fields, ..Table::default() }], ..Schema::default() };
        let printed = schema_file::print(&schema, &[]);
        assert!(printed.contains("v.literal(1e21)"), "{printed}");
        let parsed = parse::schema_file(&Source::new("schema.ts", printed)).unwrap();
        assert_eq!(parsed.schema(), schema);
    }
}
