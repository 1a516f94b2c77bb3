//! What an app's options say about tables: the options that specs declare, taken out of a tree.
//!
//! What is unknown is an error of the option that it reaches. Where one of several possible values gives every table that
//! the others give, that one is assumed, with a warning.

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
    /// Its value, or why that is unknown.
    pub value: Result<Value, Diagnostic>,
    /// Assumptions about unknown parts of it.
    pub doubts: Vec<Diagnostic>,
}

impl ReadOption {
    /// What is wrong or doubtful in it, with its path.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&str, &Diagnostic)> {
        self.doubts.iter().chain(self.value.as_ref().err()).map(|diagnostic| (self.path.as_str(), diagnostic))
    }
}

/// The part of options that [`options`] reads, at this dotted path. An empty path is the options' own value.
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

/// The declared options that a value has.
pub(super) fn options(source: &Tree, spec: &Spec, owner: &str, strict: Strictness) -> Vec<ReadOption> {
    let mut all = Vec::new();
    for declared in &spec.all_options() {
        let value = source.at_path(&declared.path);
        if !value.is_nullish() {
            let mut assumed = Assumptions::of(owner, strict);
            if let Some(value) = option(&value, declared, spec, &mut assumed).transpose() {
                all.push(ReadOption { path: declared.path.clone(), value, doubts: assumed.found });
            }
        }
    }
    all
}

/// The value of an option. None if it is not given.
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

/// A boolean, or one of a few strings: if it is unknown, the value that gives the most tables.
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
    // Which of the spec's conditions are met by each value.
    let met = |kind: &Option<Kind>| -> Vec<bool> {
        let value = kind.clone().map(|kind| Value { kind, span: span.clone() });
        let conditions = spec.conditions();
        conditions.flat_map(|one| one.met_by(&option.path, value.as_ref()).collect::<Vec<_>>()).collect()
    };
    let all: Vec<Vec<bool>> = possible.iter().map(met).collect();
    let gives_all = |one: &Vec<bool>| all.iter().all(|other| other.iter().zip(one).all(|(other, one)| *one || !other));
    let Some(most) = all.iter().position(gives_all) else {
        return Err(unknown_value(value, "this", &what, assumed.owner));
    };
    let kind = possible[most].clone().unwrap_or(Kind::Null);
    let shown = match &kind {
        Kind::Boolean(value) => value.to_string(),
        Kind::String(text) => format!("{text:?}"),
        _ => "not given".to_owned(),
    };
    let fact = format!("{what} of `{}` cannot be known", assumed.owner);
    let diagnostic = assumed.strict.doubt(&fact, &format!("as {shown}: so no table is missing"));
    let condition = TreeCondition { span: span.clone(), origin: value.origin("this") };
    assumed.found.push(because_of(diagnostic, &condition));
    Ok(Value { kind, span })
}

/// Adds the values that an option may have at run time. None stands for an option that is not given.
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

/// Problems of options, those of one place as one: what is spread into options may have any of them.
pub fn grouped<'p>(diagnostics: impl IntoIterator<Item = (&'p str, &'p Diagnostic)>) -> Vec<Diagnostic> {
    let mut groups = Vec::<(Vec<&str>, Diagnostic)>::new();
    for (path, diagnostic) in diagnostics {
        let same = |group: &&mut (Vec<&str>, Diagnostic)| {
            group.1.span == diagnostic.span && group.1.notes == diagnostic.notes && diagnostic.span.is_some()
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
            let title = format!("{} options cannot be known without running your code", several.len());
            Diagnostic { message: title, ..diagnostic.clone() }.note(format!("they are {}", several.join(", ")))
        }
    };
    groups.into_iter().map(one).collect()
}

/// The known options as one object, by their paths.
pub(super) fn as_object(options: &[ReadOption], span: &Span) -> Value {
    let mut object = Value { kind: Kind::Object(Vec::new()), span: span.clone() };
    insert_known(&mut object, options);
    object
}

/// Inserts the known ones of some options into an object.
pub(super) fn insert_known<'o>(object: &mut Value, options: impl IntoIterator<Item = &'o ReadOption>) {
    for option in options {
        if let Ok(value) = &option.value {
            object.insert(&option.path, value.clone());
        }
    }
}
