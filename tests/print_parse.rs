//! Laws of printing: what is printed is parsed back to the same schema, and to nothing else.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/schemas.rs"]
mod schemas;

use proptest::prelude::*;
use sigma_schema::report::Source;
use sigma_schema::schema::Schema;
use sigma_schema::schema::digest::digest;
use sigma_schema::schema::header::Header;
use sigma_schema::typescript::{parse, schema_file};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_printed_is_parsed_back(schema in schemas::schema()) {
        let header = Header { command: "sigma-schema gen", packages: "a 1.0.0, b 2.0.0-beta.1", plugins: &["x"] }.lines(&schema);
        let text = schema_file::print(&schema, &header);
        let source = Source::new("schema.ts", text);
        let parsed = parse::schema_file(&source).unwrap();
        prop_assert_eq!(parsed.schema(), schema.clone(), "{}", source.text);
        prop_assert_eq!(&parsed.other, &vec![], "{}", source.text);
        prop_assert!(parsed.is_generated() && parsed.says(&header), "{}", source.text);
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
