//! JavaScript's own functions, as far as options are written with them. The results of all others are unknown.

use std::rc::Rc;

use super::effects::{value_of, values_of};
use super::evaluate::{Evaluator, FUEL_PER_ENTRY};
use super::objects::may_be_hole;
use super::reason::Reason;
use super::value::{Array, Entry, Item, JsKind, JsValue, Loc, Object, first_argument};

impl<'a> Evaluator<'a> {
    /// Calls a function by its path, such as `Object.assign`.
    pub(crate) fn builtin(&mut self, path: &str, arguments: &[Item<'a>], span: Loc) -> JsValue<'a> {
        let first = self.resolve_import(first_argument(arguments, span));
        let may_trap = |value: &JsValue<'a>| match &value.kind {
            JsKind::Opaque | JsKind::Unknown(_) => true,
            JsKind::Array(list) => list.touched.get().is_some(),
            JsKind::Object(object) => {
                let has_unknown =
                    || object.entries.borrow().values().any(|entry| matches!(entry.value.kind, JsKind::Unknown(_)));
                object.touched.get().is_some() || has_unknown()
            }
            _ => false,
        };
        let is_plain = matches!(first.kind, JsKind::Array(_) | JsKind::Object(_) | JsKind::Function(_));
        if path == "Array.from" && !matches!(first.kind, JsKind::Array(_)) {
            self.lose(path, std::slice::from_ref(&first), span);
        }
        if path.starts_with("Object.") && !is_plain || arguments.iter().any(|item| may_trap(&value_of(item))) {
            self.may_throw(path, span);
        }
        match path {
            "Boolean" => self.each(&first, &mut |_, value| match value.truth() {
                Ok(truth) => JsValue::new(JsKind::Boolean(truth), span),
                Err(unknown) => JsValue::unknown_because(&unknown, span),
            }),
            "String" if arguments.is_empty() => JsValue::string("", span),
            "String" => self.concatenated(&JsValue::string("", span), &first, span),
            "Array.of" => JsValue::new(Array::kind(arguments.to_vec(), self.frame.clone()), span),
            "Array.isArray" => self.each(&first, &mut |_, value| match value.kind {
                JsKind::Array(_) => JsValue::new(JsKind::Boolean(true), span),
                JsKind::Unknown(_)
                | JsKind::ExternalCall(_)
                | JsKind::ExternalRef(_)
                | JsKind::Builtin(_)
                | JsKind::Opaque => JsValue::unknown_because(&value.unknown_reason("this"), span),
                _ => JsValue::new(JsKind::Boolean(false), span),
            }),
            "Array.from" => {
                let items = self.items_of(&first);
                let list = JsValue::new(Array::kind(items, self.frame.clone()), span);
                match arguments.get(1) {
                    Some(_) => self.method(&list, "map", &arguments[1..], span),
                    None => list,
                }
            }
            "Object.freeze" | "Object.seal" => {
                if !is_plain {
                    self.lose(path, std::slice::from_ref(&first), span);
                }
                self.has_frozen = true;
                first
            }
            "Object.assign" => {
                for source in arguments.iter().skip(1) {
                    let (Item::One(source) | Item::Rest(source)) = source;
                    let source = self.resolve_import(source.clone());
                    self.assign_into(&first, &source);
                }
                first
            }
            "Object.fromEntries" => self.object_from_entries(&first, span),
            "Object.keys" | "Object.values" | "Object.entries" => self.listed(path, &first, span),
            _ => {
                // The effect of `Object.defineProperty` and the like on an object is not followed.
                self.lose(path, &values_of(arguments), span);
                let unknown = JsValue::unknown(Reason::Form("a call of this function"), span);
                if let JsKind::Object(object) = &first.kind {
                    self.shadow_by(object, &unknown);
                }
                unknown
            }
        }
    }

    fn assign_into(&mut self, target: &JsValue<'a>, source: &JsValue<'a>) {
        let JsKind::Object(object) = &target.kind else { return };
        // Where the call does not happen, nothing is copied.
        let source = self.after(&object.frame, source.clone(), &JsValue::undefined(source.at));
        self.spread_into(object, &source);
    }

    fn object_from_entries(&mut self, list: &JsValue<'a>, span: Loc) -> JsValue<'a> {
        let object = Rc::new(Object::new(self.frame.clone()));
        for item in self.items_of(list) {
            match item {
                Item::One(pair) => {
                    let (value, condition) = match self.presence(&pair) {
                        None => continue,
                        Some(found) => found,
                    };
                    let (name, property) = (self.get(&value, "0", pair.at), self.get(&value, "1", pair.at));
                    self.consume_fuel(FUEL_PER_ENTRY);
                    let Some(name) = self.text(&name) else {
                        self.shadow_by(
                            &object,
                            &JsValue::unknown_because(&name.unknown_reason("a computed key"), pair.at),
                        );
                        continue;
                    };
                    let property = match condition {
                        Some((condition, true)) => {
                            JsValue::conditional(&condition, property, JsValue::undefined(span), pair.at)
                        }
                        Some((condition, false)) => {
                            JsValue::conditional(&condition, JsValue::undefined(span), property, pair.at)
                        }
                        None => property,
                    };
                    object.insert(&name, pair.at, property);
                }
                Item::Rest(rest) => self.shadow_by(&object, &rest),
            }
        }
        JsValue::new(JsKind::Object(object), span)
    }

    /// The keys, the values or the entries of an object, as a list.
    fn listed(&mut self, path: &str, value: &JsValue<'a>, span: Loc) -> JsValue<'a> {
        let frame = self.frame.clone();
        let object = Object::new(frame.clone());
        self.spread_into(&object, value);
        if !self.consume_fuel(object.entries.borrow().len() * FUEL_PER_ENTRY) {
            return JsValue::unknown(Reason::Form("code that takes too many steps"), span);
        }
        let mut items = Vec::new();
        for (name, entry) in in_order(&object) {
            let name = JsValue::string(&name, entry.key);
            let part = where_present(&entry.value, &|value| match path {
                "Object.keys" => name.clone(),
                "Object.values" => value.clone(),
                _ => {
                    let pair = vec![Item::One(name.clone()), Item::One(value.clone())];
                    JsValue::new(Array::kind(pair, frame.clone()), entry.key)
                }
            });
            items.push(Item::One(part));
        }
        items.extend(
            object
                .rest
                .borrow()
                .iter()
                .map(|rest| Item::Rest(JsValue::unknown_because(&rest.unknown_reason("this"), rest.at))),
        );
        JsValue::new(Array::kind(items, frame.clone()), span)
    }

    /// Calls a method of a list or a text.
    pub(crate) fn method(&mut self, value: &JsValue<'a>, name: &str, arguments: &[Item<'a>], span: Loc) -> JsValue<'a> {
        match &value.kind {
            JsKind::Array(list) => self.list_method(value, list, name, arguments, span),
            JsKind::String(text) => {
                if !self.consume_text(text.len()) {
                    return JsValue::unknown(Reason::Form("code that takes too many steps"), span);
                }
                let text = match name {
                    "trim" => text.trim_matches(is_space).to_owned(),
                    "toLowerCase" => text.to_lowercase(),
                    "toUpperCase" => text.to_uppercase(),
                    "toString" => text.to_string(),
                    "concat" => {
                        let joined = arguments.iter().try_fold(text.to_string(), |text, item| match item {
                            Item::One(more) => Some(text + &self.text(more)?),
                            Item::Rest(_) => None,
                        });
                        match joined {
                            Some(joined) if self.consume_text(joined.len()) => joined,
                            _ => return JsValue::unknown(Reason::Form("this method"), span),
                        }
                    }
                    _ => {
                        self.lose(name, &values_of(arguments), span);
                        return JsValue::unknown(Reason::Form("this method"), span);
                    }
                };
                JsValue::string(&text, span)
            }
            _ => JsValue::unknown(Reason::Form("this method"), span),
        }
    }

    /// A property of a value; `undefined` where the value is `undefined` or `null`.
    pub(crate) fn get_optional(&mut self, value: &JsValue<'a>, name: &str, span: Loc) -> JsValue<'a> {
        let value = self.resolve_import(value.clone());
        self.each(&value, &mut |this, value| match value.is_nullish() {
            Ok(true) => JsValue::undefined(span),
            _ => {
                let part = this.get(value, name, value.at);
                this.resolve_import(part)
            }
        })
    }
}

/// Whether JavaScript counts a character as white space.
fn is_space(character: char) -> bool {
    character.is_whitespace() && character != '\u{85}' || character == '\u{feff}'
}

/// The entries of an object in JavaScript's order: integers first.
fn in_order<'a>(object: &Object<'a>) -> Vec<(String, Entry<'a>)> {
    let entries = object.entries.borrow();
    let mut all: Vec<_> = entries.iter().map(|(name, entry)| (name.clone(), entry.clone())).collect();
    let integer = |name: &str| name.parse::<u32>().ok().filter(|number| number.to_string() == name);
    all.sort_by_key(|(name, _)| integer(name).map_or((true, 0), |number| (false, number)));
    all
}

/// A value made of another one, and absent where that is absent.
fn where_present<'a>(value: &JsValue<'a>, make: &dyn Fn(&JsValue<'a>) -> JsValue<'a>) -> JsValue<'a> {
    match &value.kind {
        JsKind::Hole => value.clone(),
        JsKind::Conditional(conditional) if may_be_hole(value) => {
            let (yes, no) = (where_present(&conditional.yes, make), where_present(&conditional.no, make));
            JsValue::conditional(&conditional.condition, yes, no, value.at)
        }
        _ => make(value),
    }
}
