//! Objects and lists: literals, spreads and properties.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{ExprOrSpread, ObjectLit, Prop, PropOrSpread};

use super::conditions::Frame;
use super::evaluate::{BYTES_PER_STEP, Evaluator, FUEL_PER_ENTRY, at};
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Entry, Item, JsKind, JsValue, Loc, Object};

impl<'a> Evaluator<'a> {
    /// The elements of a list literal, with those of its spreads. Imports may stay unresolved.
    pub(crate) fn elements(
        &mut self,
        elements: impl Iterator<Item = Option<&'a ExprOrSpread>>,
        scope: &Rc<Scope<'a>>,
        at: Loc,
    ) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        for element in elements {
            if self.is_out_of_fuel() {
                break;
            }
            match element {
                // A hole is skipped by most methods, and counts for the length.
                None => items.push(Item::Rest(JsValue::unknown(Reason::Form("a hole in a list"), at))),
                Some(ExprOrSpread { spread: None, expr }) => items.push(Item::One(self.eval_lazy(expr, scope))),
                Some(ExprOrSpread { expr, .. }) => {
                    let spread = self.eval(expr, scope);
                    items.extend(self.items_of(&spread));
                }
            }
        }
        items
    }

    /// The elements of a value as a list.
    pub(crate) fn items_of(&mut self, value: &JsValue<'a>) -> Vec<Item<'a>> {
        match &value.kind {
            JsKind::Array(array) => {
                // Before they are copied: a list can contain the same long list many times.
                if !self.consume_fuel(array.items.borrow().len()) {
                    return vec![Item::Rest(too_long(value.at))];
                }
                let (items, touched) = (array.items.borrow().clone(), array.touched.get());
                let resolved = |item| match item {
                    Item::One(one) => {
                        let one = self.resolve_import(one);
                        Item::One(self.may_be_gone(one, touched.as_ref()))
                    }
                    rest => rest,
                };
                let mut items: Vec<_> = items.into_iter().map(resolved).collect();
                items.extend(touched.map(|by| Item::Rest(JsValue::unknown_because(&by, value.at))));
                items
            }
            JsKind::Conditional(conditional) => {
                let (yes, no) = (self.items_of(&conditional.yes), self.items_of(&conditional.no));
                let absent = JsValue::new(JsKind::Hole, value.at);
                let depends = |item: Item<'a>, is_yes: bool| match item {
                    Item::One(one) if is_yes => {
                        let at = one.at;
                        Item::One(JsValue::conditional(&conditional.condition, one, absent.clone(), at))
                    }
                    Item::One(one) => {
                        let at = one.at;
                        Item::One(JsValue::conditional(&conditional.condition, absent.clone(), one, at))
                    }
                    rest => rest,
                };
                if !self.consume_fuel((yes.len() + no.len()) * 2) {
                    return vec![Item::Rest(too_long(value.at))];
                }
                // Elements that are the same on both sides do not depend on the condition.
                if yes.len() == no.len() && yes.iter().zip(&no).all(|(a, b)| a.is_same(b)) {
                    return yes;
                }
                let yes = yes.into_iter().map(|item| depends(item, true));
                yes.chain(no.into_iter().map(|item| depends(item, false))).collect()
            }
            // `...undefined` in a list is an error at run time, but `...(x && [y])` with a falsy x is a common mistake.
            JsKind::Hole | JsKind::Undefined | JsKind::Null | JsKind::Boolean(_) => Vec::new(),
            JsKind::String(text) if text.is_ascii() && self.consume_fuel(text.len()) => {
                let letters = text.chars().map(|letter| JsValue::string(letter.encode_utf8(&mut [0; 4]), value.at));
                letters.map(Item::One).collect()
            }
            _ => {
                // An iterator is code.
                self.lose("an iterator", std::slice::from_ref(value), value.at);
                vec![Item::Rest(JsValue::unknown_because(&value.unknown_reason("this as a list"), value.at))]
            }
        }
    }

    pub(crate) fn object(&mut self, literal: &'a ObjectLit, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        let object = Rc::new(Object::new(self.frame.clone()));
        for property in &literal.props {
            if self.is_out_of_fuel() {
                return too_long(span);
            }
            match property {
                PropOrSpread::Spread(spread) => {
                    let value = self.eval(&spread.expr, scope);
                    self.spread_into(&object, &value);
                }
                PropOrSpread::Prop(property) => self.property(&object, property, scope),
            }
        }
        JsValue::new(JsKind::Object(object), span)
    }

    fn property(&mut self, object: &Object<'a>, property: &'a Prop, scope: &Rc<Scope<'a>>) {
        let (name, key, value) = match property {
            Prop::Shorthand(name) => {
                let key = at(scope, name.span);
                let value = self.name(&name.sym, scope, key);
                self.note_unknown(&value);
                (Ok(name.sym.to_string()), key, value)
            }
            Prop::KeyValue(pair) => {
                let name = self.key(&pair.key, scope);
                (name, at(scope, pair.key.span()), self.eval_lazy(&pair.value, scope))
            }
            Prop::Method(method) => {
                let key = at(scope, method.key.span());
                let value = self.function_value(&method.function, scope, key);
                (self.key(&method.key, scope), key, value)
            }
            Prop::Getter(getter) => {
                let key = at(scope, getter.key.span());
                let function = self.function_value(&getter.function, scope, key);
                let value = match self.is_constant(&function) {
                    // Each access gives a new object.
                    true => match self.call_value(&function, Vec::new(), key) {
                        JsValue { kind: JsKind::Array(_) | JsKind::Object(_) | JsKind::Conditional(_), .. } => {
                            JsValue::unknown(Reason::Form("a getter"), key)
                        }
                        value => value,
                    },
                    false => {
                        self.lose("a getter", std::slice::from_ref(&function), key);
                        // It may change the object itself.
                        let by = self.may_throw("a getter", key);
                        object.touched.set(&by);
                        JsValue::unknown(Reason::Form("a getter"), key)
                    }
                };
                (self.key(&getter.key, scope), key, value)
            }
            Prop::Setter(setter) => {
                let key = at(scope, setter.key.span());
                let by = self.may_throw("a setter", key);
                self.touch_code(at(scope, setter.span), scope, &by, false);
                object.touched.set(&by);
                return;
            }
            Prop::Assign(_) => return,
        };
        match name {
            // Its own prototype.
            Ok(name) if name == "__proto__" => {
                let by = self.may_throw("__proto__", key);
                object.touched.set(&by);
            }
            Ok(name) => object.insert(&name, key, value),
            Err(unknown) => {
                self.shadow_by(object, &JsValue::unknown_because(&unknown.unknown_reason("a computed key"), key));
                // It may be an iterator, which code calls without naming it.
                self.lose("a computed key", std::slice::from_ref(&value), key);
            }
        }
    }

    /// Copies the properties of a value into an object, as a spread does.
    pub(crate) fn spread_into(&mut self, object: &Object<'a>, value: &JsValue<'a>) {
        match &value.kind {
            JsKind::Object(from) => {
                let rests: Vec<_> = from.rest.borrow().iter().rev().cloned().collect();
                let touched = from.touched.get();
                if let Some(by) = &touched {
                    self.shadow_by(object, &JsValue::unknown_because(by, value.at));
                }
                for rest in rests {
                    self.shadow_by(object, &rest);
                }
                let fuel = |name: &String| FUEL_PER_ENTRY + name.len() / BYTES_PER_STEP;
                let fuel: usize = from.entries.borrow().keys().map(fuel).sum();
                if !self.consume_fuel(fuel) {
                    return self.shadow_by(object, &too_long(value.at));
                }
                let entries: Vec<_> = from.entries.borrow().iter().map(|(k, e)| (k.clone(), e.clone())).collect();
                for (name, entry) in entries {
                    let value = self.doubted(entry.value, touched.as_ref());
                    // Where the key is absent, the one of the target stays.
                    let old = object.entries.borrow().get(&name).map(|old| old.value.clone());
                    let value = old.map_or(value.clone(), |old| self.without_holes(&value, &old));
                    object.insert(&name, entry.key, value);
                }
            }
            JsKind::Conditional(conditional) => {
                let sides = [&conditional.yes, &conditional.no].map(|side| {
                    let copy = Object::new(Frame::default());
                    self.spread_into(&copy, side);
                    copy
                });
                let [yes, no] = &sides;
                for rest in sides.iter().flat_map(|side| side.rest.borrow().clone()) {
                    self.shadow_by(object, &rest);
                }
                let mut names = yes.names();
                names.extend(no.names().into_iter().filter(|name| !yes.entries.borrow().contains_key(name)));
                for name in names {
                    let before = object.entries.borrow().get(&name).cloned();
                    let side = |side: &Object<'a>| side.entries.borrow().get(&name).cloned().or_else(|| before.clone());
                    let (yes, no) = (side(yes), side(no));
                    let Some(key) = yes.as_ref().or(no.as_ref()).map(|entry| entry.key) else { continue };
                    let mut resolved = |entry: Option<Entry<'a>>| {
                        let absent = JsValue::new(JsKind::Hole, key);
                        entry.map_or(absent, |entry| self.resolve_import(entry.value))
                    };
                    let (yes, no) = (resolved(yes), resolved(no));
                    let span = if matches!(yes.kind, JsKind::Undefined | JsKind::Hole) { no.at } else { yes.at };
                    object.insert(&name, key, JsValue::conditional(&conditional.condition, yes, no, span));
                }
            }
            JsKind::Namespace(module) => {
                for name in self.exports_of(*module) {
                    let exported = self.export(*module, &name, value.at);
                    object.insert(&name, exported.at, exported);
                }
            }
            JsKind::Unknown(_) | JsKind::ExternalCall(_) | JsKind::ExternalRef(_) => self.shadow_by(object, value),
            JsKind::String(_) => {
                for (position, letter) in self.items_of(value).into_iter().enumerate() {
                    match letter {
                        Item::One(letter) => object.insert(&position.to_string(), value.at, letter),
                        Item::Rest(rest) => self.shadow_by(object, &rest),
                    }
                }
            }
            JsKind::Array(_) => {
                self.shadow_by(object, &JsValue::unknown(Reason::Form("a list as an object"), value.at))
            }
            JsKind::Opaque | JsKind::Function(_) | JsKind::Builtin(_) => {
                self.lose("this spread", std::slice::from_ref(value), value.at);
                self.shadow_by(object, &JsValue::unknown(Reason::Form("the properties of this object"), value.at))
            }
            _ => {}
        }
    }

    /// Adds an unknown spread to an object: it may have any key, and replace any existing entry.
    pub(crate) fn shadow_by(&mut self, object: &Object<'a>, rest: &JsValue<'a>) {
        if !self.consume_fuel(object.entries.borrow().len() * FUEL_PER_ENTRY) {
            return;
        }
        let reason = rest.unknown_reason("this spread");
        let condition = self.condition(rest.at, Rc::clone(&reason));
        for entry in object.entries.borrow_mut().values_mut() {
            let hidden = JsValue::unknown_because(&reason, rest.at);
            entry.value = JsValue::conditional(&condition, hidden, entry.value.clone(), rest.at);
        }
        object.rest.borrow_mut().insert(0, rest.clone());
    }

    /// A value, with another one where it is absent.
    fn without_holes(&mut self, value: &JsValue<'a>, other: &JsValue<'a>) -> JsValue<'a> {
        match &value.kind {
            JsKind::Hole => other.clone(),
            JsKind::Conditional(conditional) if may_be_hole(value) && self.consume_fuel(1) => {
                let yes = self.without_holes(&conditional.yes, other);
                let no = self.without_holes(&conditional.no, other);
                JsValue::conditional(&conditional.condition, yes, no, value.at)
            }
            _ => value.clone(),
        }
    }

    /// Whether a function gives the same result at any time and has no effect: it refers to no variable, calls nothing and
    /// assigns nothing.
    fn is_constant(&self, function: &JsValue<'a>) -> bool {
        let JsKind::Function(function) = &function.kind else { return false };
        let text = self.modules.text(function.code);
        let is_plain = text.matches('(').count() == 1 && !text.contains(['=', '`']) && !text.contains("++");
        is_plain
            && !text.contains("--")
            && super::effects::names(text).all(|name| name != "this" && function.scope.find(name).is_none())
    }
}

impl Item<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(a), Self::One(b)) | (Self::Rest(a), Self::Rest(b)) => a.is_same(b),
            _ => false,
        }
    }
}

/// Whether an element exists, on every side.
pub(super) fn is_certain(item: &Item<'_>) -> bool {
    matches!(item, Item::One(one) if !may_be_hole(one))
}

/// Whether a value may be absent.
pub(super) fn may_be_hole(value: &JsValue<'_>) -> bool {
    match &value.kind {
        JsKind::Hole => true,
        JsKind::Conditional(conditional) => may_be_hole(&conditional.yes) || may_be_hole(&conditional.no),
        _ => false,
    }
}

/// The value of code that is followed no further.
fn too_long<'a>(at: Loc) -> JsValue<'a> {
    JsValue::unknown(Reason::Form("code that takes too many steps"), at)
}
