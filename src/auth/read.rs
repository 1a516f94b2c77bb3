//! Plain values out of trees: objects, fields and their attributes that decide about tables. Nothing here knows the option
//! to which a value belongs.
//!
//! An unknown condition matters only where its two sides differ: a value on which both sides agree is known.

use super::unknown::{Assumptions, because_of, unknown_value};
use crate::diagnostic::Diagnostic;
use crate::js::shape::Shape;
use crate::js::tree::{Tree, TreeItem, TreeKind};
use crate::value::{Key, Kind, Value};

/// The attributes of a field that decide about tables.
const ATTRIBUTES: [&str; 6] = ["type", "required", "unique", "sortable", "references", "fieldName"];

/// The part of an object of fields that [`fields`] reads.
pub(super) fn shape_of_fields() -> Shape<'static> {
    let attributes = ATTRIBUTES.iter().map(|name| ((*name).to_owned(), Shape::Whole)).collect();
    Shape::Each(Box::new(Shape::Keys(attributes)))
}

/// An object of new names, by field.
pub(super) fn new_names(value: &Tree, what: &str, owner: &str) -> Result<Value, Diagnostic> {
    let mut names = Vec::new();
    for (key, name) in entries(value, what, owner)? {
        if !name.is_nullish() {
            names.push((key.clone(), plain(name, &format!("{what}: the name of `{}`", key.name), owner)?));
        }
    }
    Ok(Value { kind: Kind::Object(names), span: value.span.clone() })
}

/// An object of fields, each with the attributes that decide about tables.
pub(super) fn fields(value: &Tree, what: &str, assumed: &mut Assumptions<'_>) -> Result<Value, Diagnostic> {
    let owner = assumed.owner;
    on_each_side(value, what, owner, &mut |value| {
        let mut fields = Vec::new();
        for (key, field) in entries(value, what, owner)? {
            let what = format!("field `{}`", key.name);
            let Some(field) = assume_present(field, &what, assumed) else { continue };
            let read = on_each_side(&field, &what, owner, &mut |field| attributes(field, &what, owner))?;
            fields.push((key.clone(), read));
        }
        Ok(Value { kind: Kind::Object(fields), span: value.span.clone() })
    })
}

/// The attributes of a field that decide about tables.
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
        Some(rest) => Err(unknown_value(rest, "this spread", what, owner)),
        None => Ok(&object.entries),
    }
}

/// The value without the sides on which it is missing: if it may exist, it is assumed to. None if it never exists.
pub(super) fn assume_present(value: &Tree, what: &str, assumed: &mut Assumptions<'_>) -> Option<Tree> {
    let TreeKind::Either(either) = &value.kind else {
        return (!value.is_nullish() && value.truth() != Some(false)).then(|| value.clone());
    };
    match (assume_present(&either.yes, what, assumed), assume_present(&either.no, what, assumed)) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => {
            let fact = format!("{what} of `{}` exists conditionally", assumed.owner);
            let diagnostic = assumed.strict.uncertain(assumed.strict.option(), &fact, "it is included");
            let diagnostic = because_of(diagnostic, &either.condition);
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
            // Functions do not decide about tables.
            let is_data = |value: &Tree| !matches!(value.kind, TreeKind::Function | TreeKind::Undefined);
            let entries = object.entries.iter().filter(|(_, value)| is_data(value));
            let entries = entries.map(|(key, value)| Ok((key.clone(), plain(value, what, owner)?)));
            Kind::Object(entries.collect::<Result<_, _>>()?)
        }
        _ => return Err(unknown_value(value, "this", what, owner)),
    };
    Ok(Value { kind, span: value.span.clone() })
}

/// The common result of `read` on both sides of each unknown condition. Fails as `read` does, or if the sides differ. `what` and
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::auth::unknown::Strictness;
    use crate::diagnostic::{Source, Span};
    use crate::js::reason::Reason;
    use crate::js::tree::{Origin, TreeCondition, TreeObject};

    fn span() -> Span {
        Source::new("a.ts", "").span(0..0)
    }

    fn tree(kind: TreeKind) -> Tree {
        Tree { kind, span: span() }
    }

    fn unknown() -> Tree {
        Tree::unknown(Reason::Environment(Some("A".to_owned())), span())
    }

    fn object(entries: &[(&str, &Tree)]) -> Tree {
        let key = |name: &str| Key { name: name.to_owned(), span: span() };
        let entries = entries.iter().map(|(name, value)| (key(name), (*value).clone())).collect();
        tree(TreeKind::Object(Rc::new(TreeObject { entries, rest: Vec::new() })))
    }

    fn either(yes: &Tree, no: &Tree) -> Tree {
        let origin = Rc::new(Origin { reason: Reason::Environment(None), span: span() });
        Tree::either(&TreeCondition { span: span(), origin, evaluation: 1 }, yes.clone(), no.clone(), &span())
    }

    #[test]
    fn plain_values_are_known_on_both_sides() {
        let (one, two, function) = (tree(TreeKind::Number(1.0)), tree(TreeKind::Number(2.0)), tree(TreeKind::Function));
        let cases = [
            (one.clone(), Some("1")),
            (unknown(), None),
            (either(&one, &two), None),
            (object(&[("a", &one), ("f", &function)]), Some("{ a: 1 }")),
            (object(&[("a", &unknown())]), None),
            // The sides differ only in a function.
            (either(&object(&[("a", &one), ("f", &function)]), &object(&[("a", &one)])), Some("{ a: 1 }")),
            (either(&object(&[("a", &one)]), &object(&[("a", &two)])), None),
            (function.clone(), None),
        ];
        for (value, expected) in cases {
            let read = plain(&value, "`x`", "admin").ok().map(|value| value.to_string());
            assert_eq!(read.as_deref(), expected, "{value:?}");
        }
    }

    #[test]
    fn what_may_exist_is_assumed_to() {
        let (one, nothing) = (tree(TreeKind::Number(1.0)), tree(TreeKind::Undefined));
        let no = tree(TreeKind::Boolean(false));
        // A value, whether it is assumed to exist, and the number of assumptions.
        let cases = [
            (one.clone(), true, 0),
            (nothing.clone(), false, 0),
            (no.clone(), false, 0),
            (either(&one, &nothing), true, 1),
            (either(&no, &one), true, 1),
            (either(&nothing, &no), false, 0),
            (unknown(), true, 0),
        ];
        for (value, is_present, assumptions) in cases {
            let mut assumed = Assumptions::of("admin", Strictness(false));
            let present = assume_present(&value, "`x`", &mut assumed);
            assert_eq!((present.is_some(), assumed.found.len()), (is_present, assumptions), "{value:?}");
        }
    }

    #[test]
    fn unknown_spreads_are_errors() {
        let entries_of = |rest| {
            let value = tree(TreeKind::Object(Rc::new(TreeObject { entries: Vec::new(), rest })));
            entries(&value, "`schema`", "admin").map(<[_]>::len).map_err(|error| error.message)
        };
        assert_eq!(entries_of(Vec::new()), Ok(0));
        let title = "cannot determine `schema` of `admin` statically";
        assert_eq!(entries_of(vec![unknown()]), Err(title.to_owned()));
    }
}
