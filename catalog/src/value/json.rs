//! JSON text to a [`Value`].

use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{Key, Kind, Value};
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};

/// The extensions of JSON that a file may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// JSON and nothing else, as package.json is read by npm.
    Strict,
    /// Comments and trailing commas too, as in tsconfig.json and bun.lock.
    WithComments,
}

/// Parses a whole JSON file. Fails at the first syntax error, with its span.
pub fn parse(source: &Arc<Source>, dialect: Dialect) -> Result<Value, Diagnostic> {
    let extras = dialect == Dialect::WithComments;
    let options = ParseOptions {
        allow_comments: extras,
        allow_trailing_commas: extras,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(&source.text, &CollectOptions::default(), &options).map_err(|error| {
        let range = error.range();
        Diagnostic::new(&codes::INVALID_JSON, "this is not valid JSON")
            .at(&source.span(range.start..range.end), error.kind().to_string())
    })?;
    match parsed.value {
        Some(value) => Ok(convert(source, value)),
        None => {
            Err(Diagnostic::new(&codes::INVALID_JSON, "this file is empty").at(&source.span(0..0), "expected JSON"))
        }
    }
}

fn convert(source: &Arc<Source>, value: ast::Value<'_>) -> Value {
    let range = value.range();
    let span = source.span(range.start..range.end);
    let kind = match value {
        ast::Value::NullKeyword(_) => Kind::Null,
        ast::Value::BooleanLit(literal) => Kind::Boolean(literal.value),
        ast::Value::NumberLit(literal) => Kind::Number(literal.value.parse().unwrap_or(f64::NAN)),
        ast::Value::StringLit(literal) => Kind::String(literal.value.into_owned()),
        ast::Value::Array(array) => Kind::Array(array.elements.into_iter().map(|item| convert(source, item)).collect()),
        ast::Value::Object(object) => Kind::Object(
            object
                .properties
                .into_iter()
                .map(|property| {
                    let range = property.name.range();
                    let key = Key { span: source.span(range.start..range.end), name: property.name.into_string() };
                    (key, convert(source, property.value))
                })
                .collect(),
        ),
    };
    Value { kind, span }
}
