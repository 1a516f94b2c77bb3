//! What an app's options say about tables: the options that specs declare, taken out of a value.
//!
//! What cannot be known is a problem of the option that it reaches. Where one of several possible values gives every
//! table that the others give, that one is taken and told.

use std::rc::Rc;

use crate::catalog::model::{OptionKind, OptionSpec, Spec};
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::js::evaluate::Evaluator;
use crate::js::value::{Item, JsKind, JsValue, Loc, Object, Reason, Unknown, UnknownCondition};
use crate::value::{Key, Kind as PlainKind, Value};

/// The attributes of a field that decide about tables.
const ATTRIBUTES: [&str; 6] = ["type", "required", "unique", "sortable", "references", "fieldName"];

/// An option that was read.
#[derive(Clone, Debug)]
pub struct ReadOption {
    /// Its dotted path.
    pub path: String,
    /// What it is, or why that cannot be known.
    pub value: Result<Value, Diagnostic>,
    /// What depends on something that cannot be known, and was taken in.
    pub doubts: Vec<Diagnostic>,
}

impl ReadOption {
    /// What is wrong or doubtful in it, with its path.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&str, &Diagnostic)> {
        self.doubts.iter().chain(self.value.as_ref().err()).map(|diagnostic| (self.path.as_str(), diagnostic))
    }
}

/// Whether a doubt stops the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strictness(pub(super) bool);

impl Strictness {
    /// The problem of something that is not certain, and what was done about it.
    pub(super) fn doubt(self, fact: &str, taken: &str) -> Diagnostic {
        match self.0 {
            true => Diagnostic::error(fact).help("make it the same in every deployment, or leave --strict out"),
            false => Diagnostic::warning(format!("{fact}, and is taken {taken}")),
        }
    }
}

impl<'a> Evaluator<'a> {
    /// The declared options that the value has.
    pub(super) fn options(
        &mut self,
        source: &JsValue<'a>,
        spec: &Spec,
        owner: &str,
        strict: Strictness,
    ) -> Vec<ReadOption> {
        let declared = spec.all_options();
        let mut read = Vec::new();
        for option in &declared {
            let value = self.at_path(source, &option.path);
            if !matches!(value.is_nullish(), Ok(true)) {
                let mut doubts = Assumptions { strict, owner, found: Vec::new() };
                let value = self.option(&value, option, spec, &mut doubts);
                if let Some(value) = value.transpose() {
                    read.push(ReadOption { path: option.path.clone(), value, doubts: doubts.found });
                }
            }
        }
        read
    }

    /// What a value has at a dotted path; `undefined` where a part of the way is not there.
    pub(super) fn at_path(&mut self, value: &JsValue<'a>, path: &str) -> JsValue<'a> {
        path.split('.').fold(value.clone(), |value, name| {
            let value = self.resolve_import(value);
            self.each(&value, &mut |this, value| match &value.kind {
                JsKind::Object(_)
                | JsKind::Unknown(_)
                | JsKind::ExternalCall(_)
                | JsKind::ExternalRef(_)
                | JsKind::Namespace(_) => {
                    let part = this.get(value, name, value.at);
                    this.resolve_import(part)
                }
                JsKind::Opaque => JsValue::unknown(Reason::Form("an object of a class"), value.at),
                _ => JsValue::undefined(value.at),
            })
        })
    }

    /// None where the option is not there.
    fn option(
        &mut self,
        value: &JsValue<'a>,
        option: &OptionSpec,
        spec: &Spec,
        doubts: &mut Assumptions<'_>,
    ) -> Result<Option<Value>, Diagnostic> {
        let what = format!("`{}`", option.path);
        match &option.kind {
            OptionKind::Boolean | OptionKind::OneOf(_) => self.enumerable_option(value, option, spec, doubts).map(Some),
            OptionKind::String => self.plain(value, &what, doubts.owner).map(Some),
            OptionKind::FieldNames => {
                let Some(value) = self.assume_present(value, &what, doubts) else { return Ok(None) };
                let names = &mut |this: &mut Self, value: &JsValue<'a>| this.new_names(value, &what, doubts);
                self.on_each_side(&value, &what, &spec.name, names).map(Some)
            }
            OptionKind::AdditionalFields => {
                let Some(value) = self.assume_present(value, &what, doubts) else { return Ok(None) };
                self.fields(&value, &what, doubts).map(Some)
            }
        }
    }

    /// An object of new names by field.
    fn new_names(&mut self, value: &JsValue<'a>, what: &str, doubts: &Assumptions<'_>) -> Result<Value, Diagnostic> {
        let mut names = Vec::new();
        for (key, name) in self.entries(value, what, doubts)? {
            if !matches!(name.is_nullish(), Ok(true)) {
                let what = format!("{what}: the name of `{}`", key.name);
                names.push((key, self.plain(&name, &what, doubts.owner)?));
            }
        }
        Ok(Value { kind: PlainKind::Object(names), span: self.modules.span(value.at) })
    }

    /// An object of fields: of each, what decides about tables.
    pub(super) fn fields(
        &mut self,
        value: &JsValue<'a>,
        what: &str,
        doubts: &mut Assumptions<'_>,
    ) -> Result<Value, Diagnostic> {
        let owner = doubts.owner;
        self.on_each_side(value, what, owner, &mut |this, value| this.fields_written(value, what, doubts))
    }

    fn fields_written(
        &mut self,
        value: &JsValue<'a>,
        what: &str,
        doubts: &mut Assumptions<'_>,
    ) -> Result<Value, Diagnostic> {
        let owner = doubts.owner;
        let mut fields = Vec::new();
        for (key, field) in self.entries(value, what, doubts)? {
            let what = format!("the field `{}`", key.name);
            let Some(field) = self.assume_present(&field, &what, doubts) else { continue };
            let attributes = &mut |this: &mut Self, field: &JsValue<'a>| this.attributes(field, &what, doubts);
            fields.push((key, self.on_each_side(&field, &what, owner, attributes)?));
        }
        Ok(Value { kind: PlainKind::Object(fields), span: self.modules.span(value.at) })
    }

    /// What decides about tables in the description of a field.
    fn attributes(&mut self, field: &JsValue<'a>, what: &str, doubts: &Assumptions<'_>) -> Result<Value, Diagnostic> {
        let mut attributes = Vec::new();
        let entries = self.entries(field, what, doubts)?;
        for (attribute, given) in entries.into_iter().filter(|(key, _)| ATTRIBUTES.contains(&key.name.as_str())) {
            if matches!(given.is_nullish(), Ok(true)) {
                continue;
            }
            let what = format!("`{}` of {what}", attribute.name);
            attributes.push((attribute, self.plain(&given, &what, doubts.owner)?));
        }
        Ok(Value { kind: PlainKind::Object(attributes), span: self.modules.span(field.at) })
    }

    /// The entries of an object, all of which must be known by name.
    pub(super) fn entries(
        &mut self,
        value: &JsValue<'a>,
        what: &str,
        doubts: &Assumptions<'_>,
    ) -> Result<Vec<(Key, JsValue<'a>)>, Diagnostic> {
        let object = match &value.kind {
            JsKind::Object(object) => Rc::clone(object),
            JsKind::Namespace(_) => {
                let object = Object::new(0);
                self.spread_into(&object, value);
                Rc::new(object)
            }
            _ => return Err(self.not_known(what, doubts.owner, value.at, &value.unknown_reason("this as an object"))),
        };
        if let Some(rest) = object.rest.borrow().first() {
            return Err(self.not_known(what, doubts.owner, rest.at, &rest.unknown_reason("what is spread here")));
        }
        let entries: Vec<_> = object.entries.borrow().iter().map(|(name, e)| (name.clone(), e.clone())).collect();
        Ok(entries
            .into_iter()
            .map(|(name, entry)| (Key { name, span: self.modules.span(entry.key) }, self.resolve_import(entry.value)))
            .collect())
    }

    /// A value without the sides on which it is not there: if it may be there, it is taken in. None if it is not there.
    pub(super) fn assume_present(
        &mut self,
        value: &JsValue<'a>,
        what: &str,
        doubts: &mut Assumptions<'_>,
    ) -> Option<JsValue<'a>> {
        let value = self.resolve_import(value.clone());
        let JsKind::Conditional(choice) = &value.kind else {
            return (!matches!(value.is_nullish(), Ok(true)) && !matches!(value.truth(), Ok(false))).then_some(value);
        };
        if !self.consume_fuel(1) {
            return Some(value);
        }
        let (yes, no) = (self.assume_present(&choice.yes, what, doubts), self.assume_present(&choice.no, what, doubts));
        match (yes, no) {
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => {
                let fact = format!("{what} of `{}` is not always there", doubts.owner);
                let diagnostic = doubts.strict.doubt(&fact, "in");
                doubts.found.push(self.because_of(diagnostic, &choice.condition));
                Some(one)
            }
            _ => Some(value),
        }
    }

    /// A boolean, or one of a few strings: where it cannot be known, the value that gives the most tables.
    fn enumerable_option(
        &mut self,
        value: &JsValue<'a>,
        option: &OptionSpec,
        spec: &Spec,
        doubts: &mut Assumptions<'_>,
    ) -> Result<Value, Diagnostic> {
        let span = self.modules.span(value.at);
        let is_boolean = matches!(option.kind, OptionKind::Boolean);
        if is_boolean && let Ok(truth) = value.truth() {
            return Ok(Value { kind: PlainKind::Boolean(truth), span });
        }
        let what = format!("`{}`", option.path);
        let unknown = match &value.kind {
            JsKind::Conditional(_) | JsKind::Unknown(_) | JsKind::ExternalCall(_) | JsKind::ExternalRef(_) => {
                value.unknown_reason("this")
            }
            _ => return self.plain(value, &what, doubts.owner),
        };
        let mut possible = Vec::new();
        self.possible(value, &option.kind, &mut possible);
        let value_of = |kind: &Option<PlainKind>| kind.clone().map(|kind| Value { kind, span: span.clone() });
        let met = |kind: &Option<PlainKind>| -> Vec<bool> {
            let value = value_of(kind);
            spec.conditions()
                .flat_map(|condition| condition.met_by(&option.path, value.as_ref()).collect::<Vec<_>>())
                .collect()
        };
        let all: Vec<Vec<bool>> = possible.iter().map(met).collect();
        let gives_all =
            |one: &Vec<bool>| all.iter().all(|other| other.iter().zip(one).all(|(other, one)| *one || !other));
        let Some(most) = all.iter().position(gives_all) else {
            return Err(self.not_known(&what, doubts.owner, value.at, &unknown));
        };
        let kind = possible[most].clone().unwrap_or(PlainKind::Null);
        let shown = match &kind {
            PlainKind::Boolean(value) => value.to_string(),
            PlainKind::String(text) => format!("{text:?}"),
            _ => "not given".to_owned(),
        };
        let fact = format!("{what} of `{}` cannot be known", doubts.owner);
        let condition = UnknownCondition { at: value.at, unknown };
        let diagnostic = doubts.strict.doubt(&fact, &format!("as {shown}: so no table is missing"));
        doubts.found.push(self.because_of(diagnostic, &condition));
        Ok(Value { kind, span })
    }

    /// The values that something may have at run time.
    fn possible(&mut self, value: &JsValue<'a>, kind: &OptionKind, all: &mut Vec<Option<PlainKind>>) {
        let mut add = |kind: Option<PlainKind>| {
            if !all.contains(&kind) {
                all.push(kind);
            }
        };
        match (&value.kind, kind) {
            (JsKind::Conditional(choice), _) if self.consume_fuel(1) => {
                self.possible(&choice.yes, kind, all);
                self.possible(&choice.no, kind, all);
            }
            (_, OptionKind::Boolean) => match value.truth() {
                Ok(truth) => add(Some(PlainKind::Boolean(truth))),
                Err(_) => [true, false].into_iter().for_each(|value| add(Some(PlainKind::Boolean(value)))),
            },
            (JsKind::String(text), _) => add(Some(PlainKind::String(text.to_string()))),
            (JsKind::Undefined | JsKind::Null | JsKind::Hole, _) => add(None),
            (_, OptionKind::OneOf(names)) => {
                names.iter().for_each(|name| add(Some(PlainKind::String(name.clone()))));
                add(None);
            }
            _ => add(None),
        }
    }

    /// A value that must be known as a whole.
    pub(super) fn plain(&mut self, value: &JsValue<'a>, what: &str, owner: &str) -> Result<Value, Diagnostic> {
        self.on_each_side(value, what, owner, &mut |this, value| this.plain_of(value, what, owner))
    }

    fn plain_of(&mut self, value: &JsValue<'a>, what: &str, owner: &str) -> Result<Value, Diagnostic> {
        let span = self.modules.span(value.at);
        let kind = match &value.kind {
            JsKind::Undefined | JsKind::Null | JsKind::Hole => PlainKind::Null,
            JsKind::Boolean(value) => PlainKind::Boolean(*value),
            JsKind::Number(number) => PlainKind::Number(*number),
            JsKind::String(text) => PlainKind::String(text.to_string()),
            _ if !self.consume_fuel(1) => {
                return Err(self.not_known(what, owner, value.at, &value.unknown_reason("this")));
            }
            JsKind::Array(array) => {
                let items = array.items.borrow().clone();
                let mut plain = Vec::new();
                for item in items {
                    match item {
                        Item::One(one) => plain.push(self.plain(&one, what, owner)?),
                        Item::Rest(rest) => {
                            return Err(self.not_known(what, owner, rest.at, &rest.unknown_reason("this")));
                        }
                    }
                }
                PlainKind::Array(plain)
            }
            JsKind::Object(object) if object.is_whole() => {
                let entries: Vec<_> = object.entries.borrow().iter().map(|(k, e)| (k.clone(), e.clone())).collect();
                let mut plain = Vec::new();
                for (name, entry) in entries {
                    // A function beside the rest says nothing about tables.
                    let value = self.resolve_import(entry.value);
                    if matches!(value.kind, JsKind::Function(_) | JsKind::Undefined) {
                        continue;
                    }
                    let key = Key { name, span: self.modules.span(entry.key) };
                    plain.push((key, self.plain(&value, what, owner)?));
                }
                PlainKind::Object(plain)
            }
            _ => return Err(self.not_known(what, owner, value.at, &value.unknown_reason("this"))),
        };
        Ok(Value { kind, span })
    }

    /// The problem of something that decides about tables and cannot be known.
    pub(super) fn not_known(&self, what: &str, owner: &str, at: Loc, unknown: &Rc<Unknown>) -> Diagnostic {
        if let Reason::Unreadable(diagnostic) = &unknown.why {
            return diagnostic.as_ref().clone().note(format!("{what} of `{owner}` comes from this module"));
        }
        let title = format!("{what} of `{owner}` cannot be known without running your code");
        self.with_origin(Diagnostic::error(title).at(&self.modules.span(at), ""), at, unknown)
            .help("write it out as a constant, or give it in sigma-schema.json (docs/config.md)")
    }

    /// A problem that is there because of a condition.
    pub(super) fn because_of(&self, diagnostic: Diagnostic, condition: &UnknownCondition) -> Diagnostic {
        let diagnostic = diagnostic.at(&self.modules.span(condition.at), "");
        self.with_origin(diagnostic, condition.at, &condition.unknown)
    }

    pub(super) fn with_origin(&self, diagnostic: Diagnostic, at: Loc, unknown: &Rc<Unknown>) -> Diagnostic {
        let starts = |at: Loc| (at.module, at.span.lo);
        if starts(unknown.at) == starts(at) {
            diagnostic.note(format!("it depends on {}", unknown.why))
        } else {
            diagnostic.note(format!("it depends on {}, at {}", unknown.why, self.modules.span(unknown.at)))
        }
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
            Diagnostic { title, ..diagnostic.clone() }.note(format!("they are {}", several.join(", ")))
        }
    };
    groups.into_iter().map(one).collect()
}

/// Doubts about what belongs to somebody: a plugin, or Better Auth itself.
pub(super) struct Assumptions<'s> {
    pub(super) strict: Strictness,
    pub(super) owner: &'s str,
    pub(super) found: Vec<Diagnostic>,
}

/// Options as one object, by their paths.
pub fn as_object<'v>(options: impl IntoIterator<Item = (&'v str, &'v Value)>, span: &Span) -> Value {
    let mut object = Value { kind: PlainKind::Object(Vec::new()), span: span.clone() };
    for (path, value) in options {
        object.insert(path, value.clone());
    }
    object
}
