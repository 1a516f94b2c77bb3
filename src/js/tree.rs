//! Values taken out of the evaluator: one owned tree with spans, for code that decides what values mean.
//!
//! A tree holds only what its [`Shape`] asks for. Whatever else an object has is not looked at, so that the modules behind it
//! are never opened. A tree is finite and no larger than the evaluator's fuel allows: walking it needs no limits.

use std::rc::Rc;

use super::evaluate::Evaluator;
use super::value::{ExternalCall, ExternalRef, Item, JsKind, JsValue, Object, Reason, Unknown, UnknownCondition};
use crate::diagnostic::Span;
use crate::value::Key;

/// What a node of a tree costs: a tree is walked many times, and without counting.
const FUEL_PER_NODE: usize = 4;
const TOO_LARGE: Reason = Reason::Form("code that is nested too deeply or takes too many steps");

/// The part of a value that a tree holds.
#[derive(Clone)]
pub(crate) enum Shape<'s> {
    /// The value itself, and nothing inside of it.
    Flat,
    /// Everything.
    Whole,
    /// Each value of an object.
    Each(Box<Self>),
    /// The values under these keys.
    Keys(Vec<(String, Self)>),
    /// The arguments of an external call that a function names; of anything else, the other shape.
    Call(&'s ArgumentShapes<'s>, Box<Self>),
}

/// The arguments of a call that are looked at, by position, and the part of each that a tree holds.
pub(crate) type ArgumentShapes<'s> = dyn Fn(&ExternalRef) -> Vec<(usize, Shape<'static>)> + 's;

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
    /// An object about which nothing is known but that it exists.
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

/// A call of what a package exports.
#[derive(Debug, PartialEq)]
pub(crate) struct TreeCall {
    pub(crate) export: ExternalRef,
    /// The arguments that the shape asks for, in its order. None for one that is not given.
    pub(crate) arguments: Vec<Option<Tree>>,
}

/// One of two values, by an unknown condition.
#[derive(Debug, PartialEq)]
pub(crate) struct Either {
    pub(crate) condition: TreeCondition,
    pub(crate) yes: Tree,
    pub(crate) no: Tree,
}

/// An unknown condition, by the span where it is written, and what makes it unknown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TreeCondition {
    pub(crate) span: Span,
    pub(crate) origin: Rc<Origin>,
}

/// The source of an unknown value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Origin {
    pub(crate) reason: Reason,
    pub(crate) span: Span,
}

impl Shape<'_> {
    /// The keys of an object whose values are objects with these keys, and so on: one for each dotted path.
    pub(crate) fn of_paths<'p>(paths: impl IntoIterator<Item = (&'p str, Self)>) -> Self {
        let mut shape = Self::Keys(Vec::new());
        paths.into_iter().for_each(|(path, leaf)| shape.insert(path, leaf));
        shape
    }

    fn insert(&mut self, path: &str, leaf: Self) {
        if matches!(self, Self::Flat) {
            *self = Self::Keys(Vec::new());
        }
        let Self::Keys(keys) = self else {
            *self = Self::Whole;
            return;
        };
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let found = keys.iter().position(|(key, _)| key == name);
        match (found, rest) {
            (Some(position), Some(rest)) => keys[position].1.insert(rest, leaf),
            // The keys of an object tell as much as the object itself.
            (Some(position), None) if !matches!(leaf, Self::Flat) => keys[position].1 = Self::Whole,
            (Some(_), None) => {}
            (None, Some(rest)) => keys.push((name.to_owned(), Self::of_paths([(rest, leaf)]))),
            (None, None) => keys.push((name.to_owned(), leaf)),
        }
    }

    fn of_key(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Flat => None,
            Self::Whole => Some(self),
            Self::Each(each) => Some(each),
            Self::Keys(keys) => keys.iter().find(|(key, _)| key == name).map(|(_, shape)| shape),
            Self::Call(_, otherwise) => otherwise.of_key(name),
        }
    }
}

impl<'a> Evaluator<'a> {
    /// The part of a value that a shape asks for.
    pub(crate) fn tree(&mut self, value: &JsValue<'a>, shape: &Shape<'_>) -> Tree {
        let value = self.resolve_import(value.clone());
        let span = self.modules.span(value.at);
        if !self.consume_fuel(FUEL_PER_NODE) {
            return Tree::unknown(TOO_LARGE, span);
        }
        let kind = match &value.kind {
            JsKind::Hole | JsKind::Undefined => TreeKind::Undefined,
            JsKind::Null => TreeKind::Null,
            JsKind::Boolean(value) => TreeKind::Boolean(*value),
            JsKind::Number(number) => TreeKind::Number(*number),
            JsKind::BigInt(number) => TreeKind::BigInt(*number),
            JsKind::String(text) => TreeKind::String(Rc::clone(text)),
            JsKind::Function(_) => TreeKind::Function,
            JsKind::Builtin(_) | JsKind::Opaque => TreeKind::Opaque,
            JsKind::ExternalRef(export) => TreeKind::External(Rc::clone(export)),
            JsKind::Unknown(unknown) => TreeKind::Unknown(self.origin(unknown)),
            JsKind::Import(_) => TreeKind::Unknown(self.origin(&value.unknown_reason("this import"))),
            JsKind::ExternalCall(call) => self.tree_of_call(call, shape),
            JsKind::Conditional(conditional) => {
                let UnknownCondition { at, unknown } = &conditional.condition;
                let condition = TreeCondition { span: self.modules.span(*at), origin: self.origin(unknown) };
                let (yes, no) = (self.tree(&conditional.yes, shape), self.tree(&conditional.no, shape));
                return Tree::either(&condition, yes, no, &span);
            }
            // Objects may hold themselves.
            JsKind::Array(_) | JsKind::Object(_) | JsKind::Namespace(_) if !self.descend() => {
                return Tree::unknown(TOO_LARGE, span);
            }
            JsKind::Array(array) => {
                let items = if matches!(shape, Shape::Whole) { array.items.borrow().clone() } else { Vec::new() };
                let items = items.iter().map(|item| self.tree_item(item, shape)).collect();
                self.ascend();
                TreeKind::Array(Rc::new(items))
            }
            JsKind::Object(object) => {
                let object = self.tree_of_object(object, shape);
                self.ascend();
                TreeKind::Object(Rc::new(object))
            }
            JsKind::Namespace(module) => {
                let object = Object::new(0);
                match shape {
                    Shape::Flat => {}
                    Shape::Keys(keys) => keys.iter().for_each(|(name, _)| {
                        let value = self.export(*module, name, value.at);
                        object.insert(name, value.at, value);
                    }),
                    _ => self.spread_into(&object, &value),
                }
                let object = self.tree_of_object(&object, shape);
                self.ascend();
                TreeKind::Object(Rc::new(object))
            }
        };
        Tree { kind, span }
    }

    /// The elements of a value as a list.
    pub(crate) fn tree_items(&mut self, list: &JsValue<'a>, shape: &Shape<'_>) -> Vec<TreeItem> {
        let items = self.items_of(list);
        items.iter().map(|item| self.tree_item(item, shape)).collect()
    }

    /// The source of an unknown value, with its span.
    pub(crate) fn origin(&self, unknown: &Unknown) -> Rc<Origin> {
        Rc::new(Origin { reason: unknown.reason.clone(), span: self.modules.span(unknown.at) })
    }

    fn tree_item(&mut self, item: &Item<'a>, shape: &Shape<'_>) -> TreeItem {
        match item {
            Item::One(one) => TreeItem::One(self.tree(one, shape)),
            Item::Rest(rest) => TreeItem::Rest(self.tree(rest, shape)),
        }
    }

    fn tree_of_object(&mut self, object: &Object<'a>, shape: &Shape<'_>) -> TreeObject {
        let entries: Vec<_> = object.entries.borrow().iter().map(|(k, e)| (k.clone(), e.clone())).collect();
        let mut tree = TreeObject::default();
        for (name, entry) in entries {
            if let Some(shape) = shape.of_key(&name) {
                let key = Key { name, span: self.modules.span(entry.key) };
                tree.entries.push((key, self.tree(&entry.value, shape)));
            }
        }
        let rest = object.rest.borrow().clone();
        tree.rest = rest.iter().map(|rest| self.tree(rest, shape)).collect();
        tree
    }

    fn tree_of_call(&mut self, call: &ExternalCall<'a>, shape: &Shape<'_>) -> TreeKind {
        let asked = match shape {
            Shape::Call(arguments, _) => arguments(&call.export),
            _ => Vec::new(),
        };
        let given = |(position, shape): &(usize, Shape<'_>)| match call.arguments.get(*position) {
            Some(Item::One(one) | Item::Rest(one)) => Some(self.tree(one, shape)),
            None => None,
        };
        let arguments = asked.iter().map(given).collect();
        TreeKind::Call(Rc::new(TreeCall { export: (*call.export).clone(), arguments }))
    }
}

impl Tree {
    pub(crate) fn undefined(span: &Span) -> Self {
        Self { kind: TreeKind::Undefined, span: span.clone() }
    }

    pub(crate) fn unknown(reason: Reason, span: Span) -> Self {
        Self { kind: TreeKind::Unknown(Rc::new(Origin { reason, span: span.clone() })), span }
    }

    /// One of two values. Two equal ones are one, with its own span.
    pub(crate) fn either(condition: &TreeCondition, yes: Self, no: Self, span: &Span) -> Self {
        if yes == no {
            return yes;
        }
        let either = Either { condition: condition.clone(), yes, no };
        Self { kind: TreeKind::Either(Rc::new(either)), span: span.clone() }
    }

    /// Whether JavaScript takes the value as true, unless that is unknown.
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

    /// The source of an unknown value; of a known one, that its form is not followed.
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

    /// The value of a property; `undefined` of what is `undefined` or `null`.
    pub(crate) fn property(&self, name: &str) -> Self {
        let unknown = |reason| Self::unknown(reason, self.span.clone());
        match &self.kind {
            TreeKind::Undefined | TreeKind::Null => Self::undefined(&self.span),
            TreeKind::Object(object) => match (object.entry(name), object.rest.first()) {
                (Some(value), _) => value.clone(),
                (None, None) => Self::undefined(&self.span),
                (None, Some(rest)) => {
                    let kind = TreeKind::Unknown(rest.origin("what is spread here"));
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

    /// A property, where only objects have any.
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
