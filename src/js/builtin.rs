//! JavaScript's own functions, as far as options are written with them. The results of all others are unknown.

use std::rc::Rc;

use super::evaluate::{Evaluator, FUEL_PER_ENTRY};
use super::reason::Reason;
use super::value::{Array, Item, JsKind, JsValue, Loc, Object, UnknownCondition, first_argument};

/// Methods that change a list and are not followed.
const CHANGING: [&str; 8] = ["copyWithin", "fill", "pop", "reverse", "shift", "sort", "splice", "toSpliced"];

impl<'a> Evaluator<'a> {
    /// Calls a function by its path, such as `Object.assign`.
    pub(crate) fn builtin(&mut self, path: &str, arguments: &[Item<'a>], span: Loc) -> JsValue<'a> {
        let first = self.resolve_import(first_argument(arguments, span));
        match path {
            "Boolean" => self.each(&first, &mut |_, value| match value.truth() {
                Ok(truth) => JsValue::new(JsKind::Boolean(truth), span),
                Err(unknown) => JsValue::unknown_because(&unknown, span),
            }),
            "String" => self.concatenated(&JsValue::string("", span), &first, span),
            "Array.of" => JsValue::new(Array::kind(arguments.to_vec(), self.conditions.len()), span),
            "Array.isArray" => self.each(&first, &mut |_, value| match value.kind {
                JsKind::Array(_) => JsValue::new(JsKind::Boolean(true), span),
                JsKind::Unknown(_) | JsKind::ExternalCall(_) => {
                    JsValue::unknown_because(&value.unknown_reason("this"), span)
                }
                _ => JsValue::new(JsKind::Boolean(false), span),
            }),
            "Array.from" => {
                let items = self.items_of(&first);
                let list = JsValue::new(Array::kind(items, self.conditions.len()), span);
                match arguments.get(1) {
                    Some(_) => self.method(&list, "map", &arguments[1..], span),
                    None => list,
                }
            }
            "Object.freeze" | "Object.seal" | "structuredClone" => first,
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
        let conditions = self.conditions.get(object.depth..).unwrap_or_default().to_vec();
        self.consume_fuel(conditions.len());
        let undefined = JsValue::undefined(source.at);
        let source = conditions.into_iter().rev().fold(source.clone(), |source, (condition, holds)| {
            let at = source.at;
            match holds {
                true => JsValue::conditional(&condition, source, undefined.clone(), at),
                false => JsValue::conditional(&condition, undefined.clone(), source, at),
            }
        });
        self.spread_into(object, &source);
    }

    fn object_from_entries(&mut self, list: &JsValue<'a>, span: Loc) -> JsValue<'a> {
        let object = Rc::new(Object::new(self.conditions.len()));
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
        let depth = self.conditions.len();
        let object = Object::new(depth);
        self.spread_into(&object, value);
        if !self.consume_fuel(object.entries.borrow().len() * FUEL_PER_ENTRY) {
            return JsValue::unknown(Reason::Form("code that takes too many steps"), span);
        }
        let mut items = Vec::new();
        for (name, entry) in object.entries.borrow().iter() {
            let name = JsValue::string(name, entry.key);
            let part = match path {
                "Object.keys" => name,
                "Object.values" => entry.value.clone(),
                _ => {
                    let pair = vec![Item::One(name), Item::One(entry.value.clone())];
                    JsValue::new(Array::kind(pair, depth), entry.key)
                }
            };
            items.push(Item::One(part));
        }
        items.extend(
            object
                .rest
                .borrow()
                .iter()
                .map(|rest| Item::Rest(JsValue::unknown_because(&rest.unknown_reason("this"), rest.at))),
        );
        JsValue::new(Array::kind(items, depth), span)
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
                    "trim" => text.trim().to_owned(),
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
                    _ => return JsValue::unknown(Reason::Form("this method"), span),
                };
                JsValue::string(&text, span)
            }
            _ => JsValue::unknown(Reason::Form("this method"), span),
        }
    }

    fn list_method(
        &mut self,
        value: &JsValue<'a>,
        list: &Rc<Array<'a>>,
        name: &str,
        arguments: &[Item<'a>],
        span: Loc,
    ) -> JsValue<'a> {
        let depth = self.conditions.len();
        let first = self.resolve_import(first_argument(arguments, span));
        let new_list = |items| JsValue::new(Array::kind(items, depth), span);
        match name {
            "push" | "unshift" => {
                let absent = JsValue::new(JsKind::Hole, span);
                let new: Vec<_> = arguments
                    .iter()
                    .map(|item| match item {
                        Item::One(one) => Item::One(self.after(list.depth, one.clone(), &absent)),
                        rest => rest.clone(),
                    })
                    .collect();
                let position = if name == "push" { list.items.borrow().len() } else { 0 };
                list.items.borrow_mut().splice(position..position, new);
                JsValue::unknown(Reason::Form("the length of a list"), span)
            }
            "concat" => {
                let mut items = self.items_of(value);
                for argument in arguments {
                    match argument.clone() {
                        Item::One(one) => match self.resolve_import(one) {
                            list if is_list(&list) => items.extend(self.items_of(&list)),
                            other => items.push(Item::One(other)),
                        },
                        rest => items.push(rest),
                    }
                }
                new_list(items)
            }
            "slice" if arguments.is_empty() => new_list(self.items_of(value)),
            "values" | "flat" => {
                let items = self.items_of(value);
                let flat = items.into_iter().flat_map(|item| match item {
                    Item::One(one) if name == "flat" && is_list(&one) => self.items_of(&one),
                    other => vec![other],
                });
                new_list(flat.collect())
            }
            "map" | "flatMap" => {
                let items = self.items_of(value);
                let mut mapped = Vec::new();
                for (position, item) in items.into_iter().enumerate() {
                    let item = self.with_present(&item, &mut |this, one| {
                        this.call_value(&first, callback_arguments(one, position, value, span), span)
                    });
                    match item {
                        Item::One(one) if name == "flatMap" && is_list(&one) => mapped.extend(self.items_of(&one)),
                        other => mapped.push(other),
                    }
                }
                new_list(mapped)
            }
            "filter" => {
                let items = self.items_of(value);
                let mut kept = Vec::new();
                for (position, item) in items.into_iter().enumerate() {
                    kept.push(self.with_present(&item, &mut |this, one| {
                        let test = this.call_value(&first, callback_arguments(one, position, value, span), span);
                        kept_if(&test, one, span)
                    }));
                }
                new_list(kept)
            }
            "forEach" => {
                let items = self.items_of(value);
                for (position, item) in items.into_iter().enumerate() {
                    self.with_present(&item, &mut |this, one| {
                        this.call_value(&first, callback_arguments(one, position, value, span), span)
                    });
                }
                JsValue::undefined(span)
            }
            "includes" => {
                let items = self.items_of(value);
                let mut is_plain = |item: &Item<'a>| matches!(item, Item::One(one) if self.text(one).is_some());
                match items.iter().all(&mut is_plain) && self.text(&first).is_some() {
                    true => {
                        let has = items.iter().any(|item| matches!(item, Item::One(one) if one.is_same(&first)));
                        JsValue::new(JsKind::Boolean(has), span)
                    }
                    false => JsValue::unknown(Reason::Form("this list"), span),
                }
            }
            "join" => {
                let separator = self.text(&first).filter(|_| !arguments.is_empty()).unwrap_or_else(|| ",".to_owned());
                let items = self.items_of(value);
                let texts: Option<Vec<_>> = items.iter().map(|item| self.text_of(item)).collect();
                let length = |texts: &Vec<String>| {
                    texts
                        .iter()
                        .map(String::len)
                        .sum::<usize>()
                        .saturating_add(texts.len().saturating_mul(separator.len()))
                };
                match texts {
                    Some(texts) if self.consume_text(length(&texts)) => JsValue::string(&texts.join(&separator), span),
                    _ => JsValue::unknown(Reason::Form("this list as text"), span),
                }
            }
            _ => {
                if CHANGING.contains(&name) {
                    let unknown = JsValue::unknown(Reason::Form("this method of a list"), span);
                    *list.items.borrow_mut() = vec![Item::Rest(unknown)];
                }
                JsValue::unknown(Reason::Form("this method of a list"), span)
            }
        }
    }

    fn text_of(&mut self, item: &Item<'a>) -> Option<String> {
        match item {
            Item::One(one) => self.text(one),
            Item::Rest(_) => None,
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

/// The arguments of a callback of a list's method: the element, its index, the list.
fn callback_arguments<'a>(element: &JsValue<'a>, position: usize, list: &JsValue<'a>, span: Loc) -> Vec<Item<'a>> {
    let number = JsValue::new(JsKind::Number(position as f64), span);
    [element.clone(), number, list.clone()].into_iter().map(Item::One).collect()
}

/// An element, or a hole where the test fails.
fn kept_if<'a>(test: &JsValue<'a>, element: &JsValue<'a>, span: Loc) -> JsValue<'a> {
    let absent = JsValue::new(JsKind::Hole, element.at);
    match test.truth() {
        Ok(true) => element.clone(),
        Ok(false) => absent,
        // `filter(Boolean)` keeps an unknown call.
        Err(_) if matches!(element.kind, JsKind::ExternalCall(_) | JsKind::Unknown(_)) => element.clone(),
        Err(unknown) => {
            JsValue::conditional(&UnknownCondition { at: span, unknown }, element.clone(), absent, element.at)
        }
    }
}

/// Whether a value is a list on every side.
fn is_list(value: &JsValue<'_>) -> bool {
    match &value.kind {
        JsKind::Array(_) => true,
        JsKind::Conditional(conditional) => is_list(&conditional.yes) && is_list(&conditional.no),
        _ => false,
    }
}
