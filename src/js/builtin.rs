//! JavaScript's own functions, as far as options are written with them. All others give what cannot be known.

use std::rc::Rc;

use super::evaluate::Evaluator;
use super::value::{Array, At, Condition, Item, Kind, Object, Val, Why};

/// Methods of a list that change it in ways that are not followed.
const CHANGING: [&str; 8] = ["copyWithin", "fill", "pop", "reverse", "shift", "sort", "splice", "toSpliced"];

impl<'a> Evaluator<'a> {
    /// Calls a function by its path, such as `Object.assign`.
    pub(crate) fn builtin(&mut self, path: &str, arguments: &[Item<'a>], span: At) -> Val<'a> {
        let first = self.settle(first(arguments, span));
        match path {
            "Boolean" => self.each(&first, &mut |_, value| match value.truth() {
                Ok(truth) => Val::new(Kind::Boolean(truth), span),
                Err(unknown) => Val::because(&unknown, span),
            }),
            "String" => self.joined(&Val::string("", span), &first, span),
            "Array.of" => Val::new(Array::kind(arguments.to_vec(), self.conditions.len()), span),
            "Array.isArray" => self.each(&first, &mut |_, value| match value.kind {
                Kind::Array(_) => Val::new(Kind::Boolean(true), span),
                Kind::Unknown(_) | Kind::Made(_) => Val::because(&value.why("this"), span),
                _ => Val::new(Kind::Boolean(false), span),
            }),
            "Array.from" => {
                let items = self.items_of(&first);
                let list = Val::new(Array::kind(items, self.conditions.len()), span);
                match arguments.get(1) {
                    Some(_) => self.method(&list, "map", &arguments[1..], span),
                    None => list,
                }
            }
            "Object.freeze" | "Object.seal" | "structuredClone" => first,
            "Object.assign" => {
                for source in arguments.iter().skip(1) {
                    let (Item::One(source) | Item::Rest(source)) = source;
                    let source = self.settle(source.clone());
                    self.assign_into(&first, &source);
                }
                first
            }
            "Object.fromEntries" => self.of_entries(&first, span),
            "Object.keys" | "Object.values" | "Object.entries" => self.parts(path, &first, span),
            _ => {
                // `Object.defineProperty` and the like: what they do to an object is not followed.
                let unknown = Val::unknown(Why::Form("a call of this function"), span);
                if let Kind::Object(object) = &first.kind {
                    super::objects::overshadow(object, &unknown);
                }
                unknown
            }
        }
    }

    fn assign_into(&mut self, target: &Val<'a>, source: &Val<'a>) {
        let Kind::Object(object) = &target.kind else { return };
        let conditions = self.conditions.get(object.depth..).unwrap_or_default().to_vec();
        let undefined = Val::undefined(source.at);
        let source = conditions.into_iter().rev().fold(source.clone(), |source, (condition, holds)| {
            let at = source.at;
            match holds {
                true => Val::choice(&condition, source, undefined.clone(), at),
                false => Val::choice(&condition, undefined.clone(), source, at),
            }
        });
        self.spread_into(object, &source);
    }

    fn of_entries(&mut self, list: &Val<'a>, span: At) -> Val<'a> {
        let object = Rc::new(Object::new(self.conditions.len()));
        for item in self.items_of(list) {
            match item {
                Item::One(pair) => {
                    let (value, condition) = match self.presence(&pair) {
                        None => continue,
                        Some(found) => found,
                    };
                    let (name, given) = (self.get(&value, "0", pair.at), self.get(&value, "1", pair.at));
                    let Some(name) = name.text() else {
                        super::objects::overshadow(&object, &Val::because(&name.why("a computed key"), pair.at));
                        continue;
                    };
                    let given = match condition {
                        Some((condition, true)) => Val::choice(&condition, given, Val::undefined(span), pair.at),
                        Some((condition, false)) => Val::choice(&condition, Val::undefined(span), given, pair.at),
                        None => given,
                    };
                    object.insert(&name, pair.at, given);
                }
                Item::Rest(rest) => super::objects::overshadow(&object, &rest),
            }
        }
        Val::new(Kind::Object(object), span)
    }

    /// The keys, the values or both of an object, as a list.
    fn parts(&mut self, path: &str, value: &Val<'a>, span: At) -> Val<'a> {
        let depth = self.conditions.len();
        let object = Object::new(depth);
        self.spread_into(&object, value);
        let mut items = Vec::new();
        for (name, entry) in object.entries.borrow().iter() {
            let name = Val::string(name, entry.key);
            let part = match path {
                "Object.keys" => name,
                "Object.values" => entry.value.clone(),
                _ => {
                    let pair = vec![Item::One(name), Item::One(entry.value.clone())];
                    Val::new(Array::kind(pair, depth), entry.key)
                }
            };
            items.push(Item::One(part));
        }
        items.extend(object.rest.borrow().iter().map(|rest| Item::Rest(Val::because(&rest.why("this"), rest.at))));
        Val::new(Array::kind(items, depth), span)
    }

    /// Calls a method of a list or a text.
    pub(crate) fn method(&mut self, value: &Val<'a>, name: &str, arguments: &[Item<'a>], span: At) -> Val<'a> {
        match &value.kind {
            Kind::Array(list) => self.list_method(value, list, name, arguments, span),
            Kind::String(text) => {
                let text = match name {
                    "trim" => text.trim().to_owned(),
                    "toLowerCase" => text.to_lowercase(),
                    "toUpperCase" => text.to_uppercase(),
                    "toString" => text.to_string(),
                    "concat" => {
                        let joined = arguments.iter().try_fold(text.to_string(), |text, item| match item {
                            Item::One(more) => Some(text + &more.text()?),
                            Item::Rest(_) => None,
                        });
                        match joined {
                            Some(joined) if self.spend(joined.len() / 16) => joined,
                            _ => return Val::unknown(Why::Form("this method"), span),
                        }
                    }
                    _ => return Val::unknown(Why::Form("this method"), span),
                };
                Val::string(&text, span)
            }
            _ => Val::unknown(Why::Form("this method"), span),
        }
    }

    fn list_method(
        &mut self,
        value: &Val<'a>,
        list: &Rc<Array<'a>>,
        name: &str,
        arguments: &[Item<'a>],
        span: At,
    ) -> Val<'a> {
        let depth = self.conditions.len();
        let first = self.settle(first(arguments, span));
        let made = |items| Val::new(Array::kind(items, depth), span);
        match name {
            "push" | "unshift" => {
                let absent = Val::new(Kind::Absent, span);
                let new: Vec<_> = arguments
                    .iter()
                    .map(|item| match item {
                        Item::One(one) => Item::One(self.after(list.depth, one.clone(), &absent)),
                        rest => rest.clone(),
                    })
                    .collect();
                let position = if name == "push" { list.items.borrow().len() } else { 0 };
                list.items.borrow_mut().splice(position..position, new);
                Val::unknown(Why::Form("the length of a list"), span)
            }
            "concat" => {
                let mut items = self.items_of(value);
                for argument in arguments {
                    match argument.clone() {
                        Item::One(one) => match self.settle(one) {
                            list if is_list(&list) => items.extend(self.items_of(&list)),
                            other => items.push(Item::One(other)),
                        },
                        rest => items.push(rest),
                    }
                }
                made(items)
            }
            "slice" if arguments.is_empty() => made(self.items_of(value)),
            "values" | "flat" => {
                let items = self.items_of(value);
                let flat = items.into_iter().flat_map(|item| match item {
                    Item::One(one) if name == "flat" && is_list(&one) => self.items_of(&one),
                    other => vec![other],
                });
                made(flat.collect())
            }
            "map" | "flatMap" => {
                let items = self.items_of(value);
                let mut mapped = Vec::new();
                for (position, item) in items.into_iter().enumerate() {
                    let item = self.with_present(&item, &mut |this, one| {
                        this.call_value(&first, given(one, position, value, span), span)
                    });
                    match item {
                        Item::One(one) if name == "flatMap" && is_list(&one) => mapped.extend(self.items_of(&one)),
                        other => mapped.push(other),
                    }
                }
                made(mapped)
            }
            "filter" => {
                let items = self.items_of(value);
                let mut kept = Vec::new();
                for (position, item) in items.into_iter().enumerate() {
                    kept.push(self.with_present(&item, &mut |this, one| {
                        let verdict = this.call_value(&first, given(one, position, value, span), span);
                        kept_if(&verdict, one, span)
                    }));
                }
                made(kept)
            }
            "forEach" => {
                let items = self.items_of(value);
                for (position, item) in items.into_iter().enumerate() {
                    self.with_present(&item, &mut |this, one| {
                        this.call_value(&first, given(one, position, value, span), span)
                    });
                }
                Val::undefined(span)
            }
            "includes" => {
                let items = self.items_of(value);
                let is_plain = |item: &Item<'a>| matches!(item, Item::One(one) if one.text().is_some());
                match items.iter().all(is_plain) && first.text().is_some() {
                    true => {
                        let has = items.iter().any(|item| matches!(item, Item::One(one) if one.is_same(&first)));
                        Val::new(Kind::Boolean(has), span)
                    }
                    false => Val::unknown(Why::Form("this list"), span),
                }
            }
            "join" => {
                let separator = first.text().filter(|_| !arguments.is_empty()).unwrap_or_else(|| ",".to_owned());
                let texts: Option<Vec<_>> = self.items_of(value).iter().map(text_of).collect();
                match texts {
                    Some(texts) if self.spend(texts.len()) => Val::string(&texts.join(&separator), span),
                    _ => Val::unknown(Why::Form("this list as text"), span),
                }
            }
            _ => {
                if CHANGING.contains(&name) {
                    let unknown = Val::unknown(Why::Form("this method of a list"), span);
                    *list.items.borrow_mut() = vec![Item::Rest(unknown)];
                }
                Val::unknown(Why::Form("this method of a list"), span)
            }
        }
    }

    /// Does something with an element, where it is there.
    fn with_present(&mut self, item: &Item<'a>, work: &mut dyn FnMut(&mut Self, &Val<'a>) -> Val<'a>) -> Item<'a> {
        match item {
            Item::Rest(_) => item.clone(),
            Item::One(one) => Item::One(self.with_side(one, work)),
        }
    }

    fn with_side(&mut self, value: &Val<'a>, work: &mut dyn FnMut(&mut Self, &Val<'a>) -> Val<'a>) -> Val<'a> {
        match &value.kind {
            Kind::Absent => value.clone(),
            Kind::Choice(choice) if self.spend(1) => {
                let mut side = |this: &mut Self, side: &Val<'a>, holds: bool| {
                    let condition: &Condition = &choice.condition;
                    this.conditions.push((condition.clone(), holds));
                    let done = this.with_side(side, work);
                    this.conditions.pop();
                    done
                };
                let (yes, no) = (side(self, &choice.yes, true), side(self, &choice.no, false));
                Val::choice(&choice.condition, yes, no, value.at)
            }
            _ => work(self, value),
        }
    }

    /// What a value has under a name, and `undefined` where there is no value.
    pub(crate) fn part(&mut self, value: &Val<'a>, name: &str, span: At) -> Val<'a> {
        let value = self.settle(value.clone());
        self.each(&value, &mut |this, value| match value.is_nullish() {
            Ok(true) => Val::undefined(span),
            _ => {
                let part = this.get(value, name, value.at);
                this.settle(part)
            }
        })
    }
}

pub(crate) fn first<'a>(arguments: &[Item<'a>], span: At) -> Val<'a> {
    match arguments.first() {
        Some(Item::One(value) | Item::Rest(value)) => value.clone(),
        None => Val::undefined(span),
    }
}

/// What a function of a list's method is given: the element, its number, the list.
fn given<'a>(element: &Val<'a>, position: usize, list: &Val<'a>, span: At) -> Vec<Item<'a>> {
    let number = Val::new(Kind::Number(position as f64), span);
    [element.clone(), number, list.clone()].into_iter().map(Item::One).collect()
}

/// An element, or nothing where the test says no.
fn kept_if<'a>(verdict: &Val<'a>, element: &Val<'a>, span: At) -> Val<'a> {
    let absent = Val::new(Kind::Absent, element.at);
    match verdict.truth() {
        Ok(true) => element.clone(),
        Ok(false) => absent,
        // `filter(Boolean)` of a call that cannot be known leaves the call.
        Err(_) if matches!(element.kind, Kind::Made(_) | Kind::Unknown(_)) => element.clone(),
        Err(unknown) => Val::choice(&Condition { at: span, unknown }, element.clone(), absent, element.at),
    }
}

fn text_of(item: &Item<'_>) -> Option<String> {
    match item {
        Item::One(one) => one.text(),
        Item::Rest(_) => None,
    }
}

/// Whether a value is a list on every way.
fn is_list(value: &Val<'_>) -> bool {
    match &value.kind {
        Kind::Array(_) => true,
        Kind::Choice(choice) => is_list(&choice.yes) && is_list(&choice.no),
        _ => false,
    }
}
