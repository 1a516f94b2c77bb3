//! The digest of a schema: over tables, fields, validators and indexes, not over text.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use super::{Schema, Search, Validator};

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
        if let Some(document) = &table.document {
            text.push_str("document ");
            describe(document, &mut text);
            text.push('\n');
        }
        for index in &table.indexes {
            let staged = if index.is_staged { " staged" } else { "" };
            let _ = writeln!(text, "index {} {}{staged}", index.name, index.fields.join(","));
        }
        for index in &table.searches {
            let kind = match index.kind {
                Search::Text => "text".to_owned(),
                Search::Vector(dimensions) => format!("vector {dimensions}"),
            };
            let staged = if index.is_staged { " staged" } else { "" };
            let _ =
                writeln!(text, "search {} {kind} {} {}{staged}", index.name, index.field, index.filter_set().join(","));
        }
        for code in &table.other {
            let _ = writeln!(text, "call {code:?}");
        }
    }
    for other in &schema.other {
        let _ = writeln!(text, "other {:?} {:?}", other.name, other.code);
    }
    if let Some(options) = &schema.options {
        let _ = writeln!(text, "options {options:?}");
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
        Validator::Literal(literal) => {
            let _ = write!(text, "{literal}");
        }
        Validator::Opaque(code) => {
            let _ = write!(text, "code({code:?})");
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
