//! The options that decide about tables: those that specs declare, read from a tree.
//!
//! An unknown value is an error of the option that it reaches. Where one of several possible values leads to every table
//! to which the others lead, that one is assumed, with a warning.

use super::read::{assume_present, fields, new_names, on_each_side, plain, shape_of_fields};
use super::unknown::{Assumptions, Strictness, because_of, unknown_value};
use crate::catalog::model::{OptionKind, OptionSpec, Spec};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::js::shape::Shape;
use crate::js::tree::{Tree, TreeCondition, TreeKind};
use crate::value::{Kind, Value};

/// An option that was read.
#[derive(Clone, Debug)]
pub struct ReadOption {
    /// Its dotted path.
    pub path: String,
    /// Its value, or the reason why that is unknown.
    pub value: Result<Value, Diagnostic>,
    /// Assumptions about unknown parts of it.
    pub assumptions: Vec<Diagnostic>,
}

impl ReadOption {
    /// Its diagnostics, each with the path of the option.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&str, &Diagnostic)> {
        self.assumptions.iter().chain(self.value.as_ref().err()).map(|diagnostic| (self.path.as_str(), diagnostic))
    }
}

/// The part of options that [`options`] reads, at this dotted path. The empty path is the value itself.
pub(super) fn shape_of_options(spec: &Spec, at: &str) -> Shape<'static> {
    let declared = spec.all_options();
    let prefix = if at.is_empty() { String::new() } else { format!("{at}.") };
    let mut paths: Vec<(String, Shape<'static>)> = declared
        .iter()
        .map(|option| {
            let shape = match option.kind {
                OptionKind::Boolean => Shape::Flat,
                OptionKind::String | OptionKind::OneOf(_) | OptionKind::FieldNames => Shape::Whole,
                OptionKind::AdditionalFields => shape_of_fields(),
            };
            (format!("{prefix}{}", option.path), shape)
        })
        .collect();
    if !at.is_empty() {
        paths.push((at.to_owned(), Shape::Flat));
    }
    Shape::of_paths(paths.iter().map(|(path, shape)| (path.as_str(), shape.clone())))
}

/// The declared options in a value.
pub(super) fn options(source: &Tree, spec: &Spec, owner: &str, strict: Strictness) -> Vec<ReadOption> {
    let mut all = Vec::new();
    for declared in &spec.all_options() {
        let value = source.at_path(&declared.path);
        if !value.is_nullish() {
            let mut assumed = Assumptions::of(owner, strict);
            if let Some(value) = option(&value, declared, spec, &mut assumed).transpose() {
                all.push(ReadOption { path: declared.path.clone(), value, assumptions: assumed.found });
            }
        }
    }
    all
}

/// The value of an option. None if it is absent.
fn option(
    value: &Tree,
    option: &OptionSpec,
    spec: &Spec,
    assumed: &mut Assumptions<'_>,
) -> Result<Option<Value>, Diagnostic> {
    let what = format!("`{}`", option.path);
    let owner = assumed.owner;
    match &option.kind {
        OptionKind::Boolean | OptionKind::OneOf(_) => enumerable_option(value, option, spec, assumed).map(Some),
        OptionKind::String => plain(value, &what, owner).map(Some),
        OptionKind::FieldNames => {
            let Some(value) = assume_present(value, &what, assumed) else { return Ok(None) };
            on_each_side(&value, &what, &spec.name, &mut |value| new_names(value, &what, owner)).map(Some)
        }
        OptionKind::AdditionalFields => {
            let Some(value) = assume_present(value, &what, assumed) else { return Ok(None) };
            fields(&value, &what, assumed).map(Some)
        }
    }
}

/// A boolean, or one of a few strings: if it is unknown, the value that leads to the most tables.
fn enumerable_option(
    value: &Tree,
    option: &OptionSpec,
    spec: &Spec,
    assumed: &mut Assumptions<'_>,
) -> Result<Value, Diagnostic> {
    let span = value.span.clone();
    if matches!(option.kind, OptionKind::Boolean)
        && let Some(truth) = value.truth()
    {
        return Ok(Value { kind: Kind::Boolean(truth), span });
    }
    let what = format!("`{}`", option.path);
    if !matches!(value.kind, TreeKind::Either(_) | TreeKind::Unknown(_) | TreeKind::Call(_) | TreeKind::External(_)) {
        return plain(value, &what, assumed.owner);
    }
    let mut possible = Vec::new();
    add_possible(value, &option.kind, &mut possible);
    // For each value, which of the spec's conditions are met.
    let met = |kind: &Option<Kind>| -> Vec<bool> {
        let value = kind.clone().map(|kind| Value { kind, span: span.clone() });
        let conditions = spec.conditions();
        conditions.flat_map(|one| one.met_by(&option.path, value.as_ref()).collect::<Vec<_>>()).collect()
    };
    let all: Vec<Vec<bool>> = possible.iter().map(met).collect();
    let meets_all = |one: &Vec<bool>| all.iter().all(|other| other.iter().zip(one).all(|(other, one)| *one || !other));
    let Some(most) = all.iter().position(meets_all) else {
        return Err(unknown_value(value, "this", &what, assumed.owner));
    };
    let kind = possible[most].clone().unwrap_or(Kind::Null);
    let shown = match &kind {
        Kind::Boolean(value) => format!("`{value}`"),
        Kind::String(text) => format!("{text:?}"),
        _ => "absent".to_owned(),
    };
    let fact = format!("cannot determine {what} of `{}` statically", assumed.owner);
    let assumption = format!("assuming {shown} so that no table is missing");
    let diagnostic = assumed.strict.uncertain(assumed.strict.option(), &fact, &assumption);
    let condition = TreeCondition { span: span.clone(), origin: value.origin("this"), evaluation: 0 };
    assumed.found.push(because_of(diagnostic, &condition));
    Ok(Value { kind, span })
}

/// Adds the values that an option may have at run time. None is an absent option.
fn add_possible(value: &Tree, kind: &OptionKind, all: &mut Vec<Option<Kind>>) {
    let mut add = |kind: Option<Kind>| {
        if !all.contains(&kind) {
            all.push(kind);
        }
    };
    match (&value.kind, kind) {
        (TreeKind::Either(either), _) => {
            add_possible(&either.yes, kind, all);
            add_possible(&either.no, kind, all);
        }
        (_, OptionKind::Boolean) => match value.truth() {
            Some(truth) => add(Some(Kind::Boolean(truth))),
            None => [true, false].into_iter().for_each(|value| add(Some(Kind::Boolean(value)))),
        },
        (TreeKind::String(text), _) => add(Some(Kind::String(text.to_string()))),
        (TreeKind::Undefined | TreeKind::Null, _) => add(None),
        (_, OptionKind::OneOf(names)) => {
            names.iter().for_each(|name| add(Some(Kind::String(name.clone()))));
            add(None);
        }
        _ => add(None),
    }
}

/// The diagnostics of options, with those of one place as one: an unknown spread may set any option.
pub fn grouped<'p>(diagnostics: impl IntoIterator<Item = (&'p str, &'p Diagnostic)>) -> Vec<Diagnostic> {
    let mut groups = Vec::<(Vec<&str>, Diagnostic)>::new();
    for (path, diagnostic) in diagnostics {
        let same = |group: &&mut (Vec<&str>, Diagnostic)| {
            group.1.span == diagnostic.span
                && group.1.notes == diagnostic.notes
                && group.1.labels == diagnostic.labels
                && diagnostic.span.is_some()
        };
        match groups.iter_mut().find(same) {
            Some((paths, first)) => {
                paths.push(path);
                if diagnostic.severity == Severity::Error {
                    *first = diagnostic.clone();
                }
            }
            None => groups.push((vec![path], diagnostic.clone())),
        }
    }
    let one = |(paths, diagnostic): (Vec<&str>, Diagnostic)| match paths.as_slice() {
        [_] => diagnostic,
        several => {
            let title = format!("cannot determine {} options statically", several.len());
            Diagnostic { message: title, ..diagnostic.clone() }.note(first_of(several))
        }
    };
    groups.into_iter().map(one).collect()
}

/// The first three paths of options, and the number of the others.
fn first_of(paths: &[&str]) -> String {
    const SHOWN: usize = 3;
    match paths.len() {
        count if count > SHOWN + 1 => format!("{}, and {} more", paths[..SHOWN].join(", "), count - SHOWN),
        _ => paths.join(", "),
    }
}

/// The known options as one object, by their paths.
pub(super) fn as_object(options: &[ReadOption], span: &Span) -> Value {
    let mut object = Value { kind: Kind::Object(Vec::new()), span: span.clone() };
    insert_known(&mut object, options);
    object
}

/// Inserts those options that are known into an object.
pub(super) fn insert_known<'o>(object: &mut Value, options: impl IntoIterator<Item = &'o ReadOption>) {
    for option in options {
        if let Ok(value) = &option.value {
            object.insert(&option.path, value.clone());
        }
    }
}
