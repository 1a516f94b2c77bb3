//! Plain values out of trees: objects, fields and what decides about tables in them. Nothing here knows which option a value
//! belongs to.
//!
//! An unknown condition matters only where its two sides differ: a value that both sides agree on is known.

use super::unknown::{Assumptions, because_of, unknown_value};
use crate::diagnostic::Diagnostic;
use crate::js::tree::{Shape, Tree, TreeItem, TreeKind};
use crate::value::{Key, Kind, Value};

/// The attributes of a field that decide about tables.
const ATTRIBUTES: [&str; 6] = ["type", "required", "unique", "sortable", "references", "fieldName"];

/// The part of an object of fields that [`fields`] reads.
pub(super) fn shape_of_fields() -> Shape<'static> {
    let attributes = ATTRIBUTES.iter().map(|name| ((*name).to_owned(), Shape::Whole)).collect();
    Shape::Each(Box::new(Shape::Keys(attributes)))
}

/// An object of new names by field.
pub(super) fn new_names(value: &Tree, what: &str, owner: &str) -> Result<Value, Diagnostic> {
    let mut names = Vec::new();
    for (key, name) in entries(value, what, owner)? {
        if !name.is_nullish() {
            names.push((key.clone(), plain(name, &format!("{what}: the name of `{}`", key.name), owner)?));
        }
    }
    Ok(Value { kind: Kind::Object(names), span: value.span.clone() })
}

/// An object of fields: of each, what decides about tables.
pub(super) fn fields(value: &Tree, what: &str, assumed: &mut Assumptions<'_>) -> Result<Value, Diagnostic> {
    let owner = assumed.owner;
    on_each_side(value, what, owner, &mut |value| {
        let mut fields = Vec::new();
        for (key, field) in entries(value, what, owner)? {
            let what = format!("the field `{}`", key.name);
            let Some(field) = assume_present(field, &what, assumed) else { continue };
            let read = on_each_side(&field, &what, owner, &mut |field| attributes(field, &what, owner))?;
            fields.push((key.clone(), read));
        }
        Ok(Value { kind: Kind::Object(fields), span: value.span.clone() })
    })
}

/// What decides about tables in the description of a field.
fn attributes(field: &Tree, what: &str, owner: &str) -> Result<Value, Diagnostic> {
    let mut attributes = Vec::new();
    for (attribute, given) in entries(field, what, owner)? {
        if !given.is_nullish() {
            let what = format!("`{}` of {what}", attribute.name);
            attributes.push((attribute.clone(), plain(given, &what, owner)?));
        }
    }
    Ok(Value { kind: Kind::Object(attributes), span: field.span.clone() })
}

/// The entries of an object, all of which must be known by name.
pub(super) fn entries<'t>(value: &'t Tree, what: &str, owner: &str) -> Result<&'t [(Key, Tree)], Diagnostic> {
    let TreeKind::Object(object) = &value.kind else {
        return Err(unknown_value(value, "this as an object", what, owner));
    };
    match object.rest.first() {
        Some(rest) => Err(unknown_value(rest, "what is spread here", what, owner)),
        None => Ok(&object.entries),
    }
}

/// A value without the sides on which it is missing: if it may exist, it is assumed to. None if it never exists.
pub(super) fn assume_present(value: &Tree, what: &str, assumed: &mut Assumptions<'_>) -> Option<Tree> {
    let TreeKind::Either(either) = &value.kind else {
        return (!value.is_nullish() && value.truth() != Some(false)).then(|| value.clone());
    };
    match (assume_present(&either.yes, what, assumed), assume_present(&either.no, what, assumed)) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => {
            let fact = format!("{what} of `{}` is not always there", assumed.owner);
            let diagnostic = because_of(assumed.strict.doubt(&fact, "in"), &either.condition);
            assumed.found.push(diagnostic);
            Some(one)
        }
        _ => Some(value.clone()),
    }
}

/// A value that must be known as a whole.
pub(super) fn plain(value: &Tree, what: &str, owner: &str) -> Result<Value, Diagnostic> {
    on_each_side(value, what, owner, &mut |value| plain_of(value, what, owner))
}

fn plain_of(value: &Tree, what: &str, owner: &str) -> Result<Value, Diagnostic> {
    let kind = match &value.kind {
        TreeKind::Undefined | TreeKind::Null => Kind::Null,
        TreeKind::Boolean(value) => Kind::Boolean(*value),
        TreeKind::Number(number) => Kind::Number(*number),
        TreeKind::String(text) => Kind::String(text.to_string()),
        TreeKind::Array(items) => {
            let items = items.iter().map(|item| match item {
                TreeItem::One(one) => plain(one, what, owner),
                TreeItem::Rest(rest) => Err(unknown_value(rest, "this", what, owner)),
            });
            Kind::Array(items.collect::<Result<_, _>>()?)
        }
        TreeKind::Object(object) if object.rest.is_empty() => {
            // A function beside the rest says nothing about tables.
            let is_data = |value: &Tree| !matches!(value.kind, TreeKind::Function | TreeKind::Undefined);
            let entries = object.entries.iter().filter(|(_, value)| is_data(value));
            let entries = entries.map(|(key, value)| Ok((key.clone(), plain(value, what, owner)?)));
            Kind::Object(entries.collect::<Result<_, _>>()?)
        }
        _ => return Err(unknown_value(value, "this", what, owner)),
    };
    Ok(Value { kind, span: value.span.clone() })
}

/// The result of `read`, on both sides of each unknown condition. Fails as `read` does, or if the sides differ. `what` and
/// `owner` name the value in that error.
pub(super) fn on_each_side(
    value: &Tree,
    what: &str,
    owner: &str,
    read: &mut dyn FnMut(&Tree) -> Result<Value, Diagnostic>,
) -> Result<Value, Diagnostic> {
    let TreeKind::Either(either) = &value.kind else { return read(value) };
    let yes = on_each_side(&either.yes, what, owner, read)?;
    let no = on_each_side(&either.no, what, owner, read)?;
    // Spans may differ.
    if yes.to_string() == no.to_string() { Ok(yes) } else { Err(unknown_value(value, "this", what, owner)) }
}
