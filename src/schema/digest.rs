//! The digest of a schema: over tables, fields, validators and indexes, not over text.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use super::{Literal, Schema, Validator};

/// Sixteen hexadecimal digits that change when the schema does, and do not when only its layout does.
pub fn digest(schema: &Schema) -> String {
    let mut text = String::new();
    for table in &schema.tables {
        let _ = writeln!(text, "table {}", table.name);
        for field in &table.fields {
            let _ = write!(text, "field {} ", field.name);
            describe(&field.validator, &mut text);
            text.push('\n');
        }
        for index in &table.indexes {
            let _ = writeln!(text, "index {} {}", index.name, index.fields.join(","));
        }
    }
    format!("{:016x}", xxh3_64(text.as_bytes()))
}

/// Appends a validator in one canonical form.
fn describe(validator: &Validator, text: &mut String) {
    let mut call = |name: &str, members: &[&Validator]| {
        text.push_str(name);
        text.push('(');
        for member in members {
            describe(member, text);
            text.push(',');
        }
        text.push(')');
    };
    match validator {
        Validator::Plain(plain) => text.push_str(plain.method()),
        Validator::Id(table) => {
            let _ = write!(text, "id({table})");
        }
        Validator::Literal(Literal::String(value)) => {
            let _ = write!(text, "{value:?}");
        }
        Validator::Literal(Literal::Number(value)) => {
            let _ = write!(text, "{value}");
        }
        Validator::Literal(Literal::Boolean(value)) => {
            let _ = write!(text, "{value}");
        }
        Validator::Array(element) => call("array", &[element]),
        Validator::Record(keys, values) => call("record", &[keys, values]),
        Validator::Union(members) => call("union", &members.iter().collect::<Vec<_>>()),
        Validator::Optional(inner) => call("optional", &[inner]),
        Validator::Object(fields) => {
            text.push('{');
            for field in fields {
                let _ = write!(text, "{}:", field.name);
                describe(&field.validator, text);
                text.push(',');
            }
            text.push('}');
        }
    }
}
