//! TOML text to a [`Value`].

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Key, Kind, Value};
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};

/// Parses a whole TOML file. Fails at the first syntax error, with its span.
pub fn parse(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    let table = DeTable::parse(&source.text).map_err(|error| {
        let span = source.span(error.span().unwrap_or_default());
        Diagnostic::new(&codes::INVALID_TOML, "this is not valid TOML").at(&span, error.message().replace('\n', ", "))
    })?;
    let span = source.span(table.span());
    Ok(Value { kind: Kind::Object(entries(source, table.into_inner())), span })
}

fn entries(source: &Arc<Source>, table: DeTable<'_>) -> Vec<(Key, Value)> {
    table
        .into_iter()
        .map(|(name, value)| {
            let key = Key { span: source.span(name.span()), name: name.into_inner().into_owned() };
            (key, convert(source, value))
        })
        .collect()
}

fn convert(source: &Arc<Source>, value: Spanned<DeValue<'_>>) -> Value {
    let span = source.span(value.span());
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::String(text.into_owned()),
        DeValue::Boolean(value) => Kind::Boolean(value),
        DeValue::Integer(number) => Kind::Number(number.to_string().parse().unwrap_or(f64::NAN)),
        DeValue::Float(number) => Kind::Number(number.to_string().parse().unwrap_or(f64::NAN)),
        DeValue::Datetime(moment) => Kind::String(moment.to_string()),
        DeValue::Array(items) => Kind::Array(items.into_iter().map(|item| convert(source, item)).collect()),
        DeValue::Table(table) => Kind::Object(entries(source, table)),
    };
    Value { kind, span }
}
