//! Values outside of the evaluator: owned trees with spans, for code that interprets them.
//!
//! A tree keeps everything that is unknown: an unknown value with its origin, and both sides of an unknown condition.
//! It is finite (see `shape`), so that walking it needs no limits. Nothing here evaluates anything.

use std::rc::Rc;

use super::reason::Reason;
use super::value::{CHANGE, ExternalRef};
use crate::diagnostic::Span;
use crate::value::Key;

/// A value and the span where it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tree {
    pub(crate) kind: TreeKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TreeKind {
    /// `undefined`, or a hole.
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    BigInt(i128),
    String(Rc<str>),
    Array(Rc<Vec<TreeItem>>),
    Object(Rc<TreeObject>),
    Function,
    /// An object of which nothing is known but that it exists.
    Opaque,
    External(Rc<ExternalRef>),
    Call(Rc<TreeCall>),
    Either(Rc<Either>),
    Unknown(Rc<Origin>),
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TreeItem {
    One(Tree),
    /// An unknown number of unknown elements.
    Rest(Tree),
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct TreeObject {
    pub(crate) entries: Vec<(Key, Tree)>,
    /// Unknown values that were spread into the object, the last first: a key without an entry may come from them.
    pub(crate) rest: Vec<Tree>,
}

/// A call of an export of a package.
#[derive(Debug, PartialEq)]
pub(crate) struct TreeCall {
    pub(crate) export: ExternalRef,
    /// The arguments that the shape selects, in its order. None for one that is not passed.
    pub(crate) arguments: Vec<Option<Tree>>,
}

/// One of two values, by an unknown condition.
#[derive(Debug, PartialEq)]
pub(crate) struct Either {
    pub(crate) condition: TreeCondition,
    pub(crate) yes: Tree,
    pub(crate) no: Tree,
}

/// An unknown condition: its span, and the origin of what makes it unknown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TreeCondition {
    pub(crate) span: Span,
    pub(crate) origin: Rc<Origin>,
    /// The number of its evaluation: two evaluations of one condition can have different results.
    pub(crate) evaluation: usize,
}

/// The source of an unknown value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Origin {
    pub(crate) reason: Reason,
    pub(crate) span: Span,
}

impl TreeCondition {
    /// Whether it is that code which is not followed changes a value.
    pub(crate) fn is_of_change(&self) -> bool {
        self.evaluation == CHANGE && matches!(self.origin.reason, Reason::NotFollowed(_))
    }
}

impl Tree {
    pub(crate) fn undefined(span: &Span) -> Self {
        Self { kind: TreeKind::Undefined, span: span.clone() }
    }

    pub(crate) fn unknown(reason: Reason, span: Span) -> Self {
        Self { kind: TreeKind::Unknown(Rc::new(Origin { reason, span: span.clone() })), span }
    }

    /// One of two values, or the value itself, with its own span, if both are equal.
    pub(crate) fn either(condition: &TreeCondition, yes: Self, no: Self, span: &Span) -> Self {
        if yes == no {
            return yes;
        }
        let either = Either { condition: condition.clone(), yes, no };
        Self { kind: TreeKind::Either(Rc::new(either)), span: span.clone() }
    }

    /// Whether JavaScript treats the value as true. None if that is unknown.
    pub(crate) fn truth(&self) -> Option<bool> {
        match &self.kind {
            TreeKind::Undefined | TreeKind::Null => Some(false),
            TreeKind::Boolean(value) => Some(*value),
            TreeKind::Number(value) => Some(*value != 0.0 && !value.is_nan()),
            TreeKind::BigInt(value) => Some(*value != 0),
            TreeKind::String(text) => Some(!text.is_empty()),
            TreeKind::Array(_) | TreeKind::Object(_) | TreeKind::Function | TreeKind::Opaque => Some(true),
            TreeKind::Either(either) => either.yes.truth().filter(|yes| either.no.truth() == Some(*yes)),
            TreeKind::External(_) | TreeKind::Call(_) | TreeKind::Unknown(_) => None,
        }
    }

    /// Whether the value is certainly `undefined` or `null`.
    pub(crate) fn is_nullish(&self) -> bool {
        match &self.kind {
            TreeKind::Undefined | TreeKind::Null => true,
            TreeKind::Either(either) => either.yes.is_nullish() && either.no.is_nullish(),
            _ => false,
        }
    }

    /// The source of an unknown value; for a known one, the form that is not followed.
    pub(crate) fn origin(&self, form: &'static str) -> Rc<Origin> {
        let reason = match &self.kind {
            TreeKind::Unknown(origin) => return Rc::clone(origin),
            TreeKind::Either(either) => return Rc::clone(&either.condition.origin),
            TreeKind::Call(call) => Reason::Call(call.export.clone()),
            TreeKind::External(export) => Reason::Package((**export).clone()),
            _ => Reason::Form(form),
        };
        Rc::new(Origin { reason, span: self.span.clone() })
    }

    /// The value of a property; `undefined` for a value that is `undefined` or `null`.
    pub(crate) fn property(&self, name: &str) -> Self {
        let unknown = |reason| Self::unknown(reason, self.span.clone());
        match &self.kind {
            TreeKind::Undefined | TreeKind::Null => Self::undefined(&self.span),
            TreeKind::Object(object) => match (object.entry(name), object.rest.first()) {
                (Some(value), _) => value.clone(),
                (None, None) => Self::undefined(&self.span),
                (None, Some(rest)) => {
                    let kind = TreeKind::Unknown(rest.origin("this spread"));
                    Self { kind, span: rest.span.clone() }
                }
            },
            TreeKind::Either(either) => {
                Self::either(&either.condition, either.yes.property(name), either.no.property(name), &self.span)
            }
            TreeKind::External(export) => {
                let path = export.path.iter().cloned().chain([name.to_owned()]).collect();
                let export = Rc::new(ExternalRef { from: export.from.clone(), path });
                Self { kind: TreeKind::External(export), span: self.span.clone() }
            }
            TreeKind::Call(call) => unknown(Reason::Call(call.export.clone())),
            TreeKind::Unknown(origin) => match origin.reason.of_property(name) {
                Some(reason) => unknown(reason),
                None => self.clone(),
            },
            _ => unknown(Reason::Form("this property")),
        }
    }

    /// The value at the end of a dotted path; `undefined` where the path ends early.
    pub(crate) fn at_path(&self, path: &str) -> Self {
        path.split('.').fold(self.clone(), |value, name| value.property_of_object(name))
    }

    /// A property, where only objects have properties.
    fn property_of_object(&self, name: &str) -> Self {
        match &self.kind {
            TreeKind::Either(either) => {
                let (yes, no) = (either.yes.property_of_object(name), either.no.property_of_object(name));
                Self::either(&either.condition, yes, no, &self.span)
            }
            TreeKind::Object(_) | TreeKind::External(_) | TreeKind::Call(_) | TreeKind::Unknown(_) => {
                self.property(name)
            }
            TreeKind::Opaque => Self::unknown(Reason::Form("an object of a class"), self.span.clone()),
            _ => Self::undefined(&self.span),
        }
    }
}

impl TreeObject {
    pub(crate) fn entry(&self, name: &str) -> Option<&Tree> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(_, value)| value)
    }
}
