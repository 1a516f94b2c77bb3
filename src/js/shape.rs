//! The output of the evaluator: a value becomes a [`Tree`] of the parts that a [`Shape`] selects.
//!
//! Other parts are not evaluated, so that the modules behind them are never opened. A tree is no larger than the evaluator's
//! fuel allows, and no deeper than code may be.

use std::rc::Rc;

use super::evaluate::Evaluator;
use super::reason::{Reason, Unknown};
use super::tree::{Origin, Tree, TreeCall, TreeCondition, TreeItem, TreeKind, TreeObject};
use super::value::{ExternalCall, ExternalRef, Item, JsKind, JsValue, Object, UnknownCondition};
use crate::value::Key;

/// The fuel for a node of a tree: a tree is walked many times, without counting.
const FUEL_PER_NODE: usize = 4;
const TOO_LARGE: Reason = Reason::Form("code that is nested too deeply or takes too many steps");

/// The part of a value that a tree holds.
#[derive(Clone)]
pub(crate) enum Shape<'s> {
    /// The value itself, without anything inside it.
    Flat,
    /// Everything.
    Whole,
    /// Each value of an object.
    Each(Box<Self>),
    /// The values under these keys.
    Keys(Vec<(String, Self)>),
    /// The arguments of an external call that the function selects; for anything else, the other shape.
    Call(&'s ArgumentShapes<'s>, Box<Self>),
}

/// The arguments of a call that a tree holds, by position, and the part of each.
pub(crate) type ArgumentShapes<'s> = dyn Fn(&ExternalRef) -> Vec<(usize, Shape<'static>)> + 's;

impl Shape<'_> {
    /// The shape of nested objects with a key for each name of each dotted path.
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
            // A shape of keys already covers the flat value.
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
    /// The part of a value that a shape selects.
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
                let UnknownCondition { at, unknown, evaluation } = &conditional.condition;
                let (span_of, origin) = (self.modules.span(*at), self.origin(unknown));
                let condition = TreeCondition { span: span_of, origin, evaluation: *evaluation };
                let (yes, no) = (self.tree(&conditional.yes, shape), self.tree(&conditional.no, shape));
                return Tree::either(&condition, yes, no, &span);
            }
            // Objects may contain themselves.
            JsKind::Array(_) | JsKind::Object(_) | JsKind::Namespace(_) if !self.descend() => {
                return Tree::unknown(TOO_LARGE, span);
            }
            JsKind::Array(_) => {
                let items = if matches!(shape, Shape::Whole) { self.items_of(&value) } else { Vec::new() };
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
                let object = Object::new(super::conditions::Frame::default());
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
        let touched = object.touched.get();
        let mut tree = TreeObject::default();
        for (name, entry) in entries {
            if let Some(shape) = shape.of_key(&name) {
                let key = Key { name, span: self.modules.span(entry.key) };
                let value = self.doubted(entry.value, touched.as_ref());
                tree.entries.push((key, self.tree(&value, shape)));
            }
        }
        let rest = object.rest.borrow().clone();
        let change = touched.map(|by| JsValue::unknown_because(&by, by.at));
        tree.rest = change.iter().chain(&rest).map(|rest| self.tree(rest, shape)).collect();
        tree
    }

    fn tree_of_call(&mut self, call: &ExternalCall<'a>, shape: &Shape<'_>) -> TreeKind {
        let selected = match shape {
            Shape::Call(arguments, _) => arguments(&call.export),
            _ => Vec::new(),
        };
        let given = |(position, shape): &(usize, Shape<'_>)| match call.arguments.get(*position) {
            Some(Item::One(one) | Item::Rest(one)) => Some(self.tree(one, shape)),
            None => None,
        };
        let arguments = selected.iter().map(given).collect();
        TreeKind::Call(Rc::new(TreeCall { export: (*call.export).clone(), arguments }))
    }
}
