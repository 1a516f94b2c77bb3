//! Methods of lists, as far as options are written with them. The effects of all others are unknown.

use std::rc::Rc;

use super::effects::{value_of, values_of};
use super::evaluate::Evaluator;
use super::objects::is_certain;
use super::operators::same;
use super::reason::Reason;
use super::value::{Array, Item, JsKind, JsValue, Loc, first_argument};

/// Methods that call a function for the elements of a list.
const CALLING: [&str; 9] = ["every", "filter", "find", "findIndex", "flatMap", "forEach", "map", "reduce", "some"];
/// Methods that change a list, beside `push` and `unshift`.
const CHANGING: [&str; 7] = ["copyWithin", "fill", "pop", "reverse", "shift", "sort", "splice"];

impl<'a> Evaluator<'a> {
    /// Calls a method of a list. A function that changes the list meanwhile leaves the result open.
    pub(super) fn list_method(
        &mut self,
        value: &JsValue<'a>,
        list: &Rc<Array<'a>>,
        name: &str,
        arguments: &[Item<'a>],
        span: Loc,
    ) -> JsValue<'a> {
        if !CALLING.contains(&name) {
            return self.followed_method(value, list, name, arguments, span);
        }
        let before = list.items.borrow().clone();
        let result = self.followed_method(value, list, name, arguments, span);
        let is_unchanged = {
            let after = list.items.borrow();
            let is_same = |(a, b): (&Item<'a>, &Item<'a>)| value_of(a).is_same(&value_of(b));
            after.len() == before.len() && after.iter().zip(&before).all(is_same)
        };
        if is_unchanged { result } else { self.lost_method(value, arguments, name, span) }
    }

    fn followed_method(
        &mut self,
        value: &JsValue<'a>,
        list: &Rc<Array<'a>>,
        name: &str,
        arguments: &[Item<'a>],
        span: Loc,
    ) -> JsValue<'a> {
        let frame = self.frame.clone();
        let first = self.resolve_import(first_argument(arguments, span));
        let calls_back = CALLING.contains(&name);
        if list.touched.get().is_some() || self.has_frozen {
            self.may_throw(name, span);
        }
        if calls_back && !matches!(first.kind, JsKind::Function(_) | JsKind::Builtin(_)) {
            self.may_throw(name, span);
        }
        // The elements of which nothing is known are given to the function as well.
        let is_open = list.touched.get().is_some();
        if calls_back && (is_open || list.items.borrow().iter().any(|item| matches!(item, Item::Rest(_)))) {
            self.lose(name, std::slice::from_ref(&first), span);
        }
        // `this` of the function.
        if calls_back && name != "reduce" && arguments.len() > 1 {
            return self.lost_method(value, arguments, name, span);
        }
        let new_list = |items| JsValue::new(Array::kind(items, frame.clone()), span);
        match name {
            "push" | "unshift" => {
                let absent = JsValue::new(JsKind::Hole, span);
                let new: Vec<_> = arguments
                    .iter()
                    .map(|item| match item {
                        Item::One(one) => Item::One(self.after(&list.frame, one.clone(), &absent)),
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
                            // An object can have itself spread like a list.
                            JsValue { kind: JsKind::Object(object), .. }
                                if !object.is_whole() || object.touched.get().is_some() =>
                            {
                                return self.lost_method(value, arguments, name, span);
                            }
                            // It may be a list.
                            other @ JsValue { kind: JsKind::Unknown(_) | JsKind::Opaque, .. } => {
                                items.push(Item::Rest(other));
                            }
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
                for (position, item) in positions(items) {
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
                for (position, item) in positions(items) {
                    let item = self.with_present(&item, &mut |this, one| {
                        let test = this.call_value(&first, callback_arguments(one, position, value, span), span);
                        this.kept_if(&test, one, span)
                    });
                    if !matches!(item, Item::One(JsValue { kind: JsKind::Hole, .. })) {
                        kept.push(item);
                    }
                }
                new_list(kept)
            }
            "forEach" => {
                let items = self.items_of(value);
                for (position, item) in positions(items) {
                    self.with_present(&item, &mut |this, one| {
                        this.call_value(&first, callback_arguments(one, position, value, span), span)
                    });
                }
                JsValue::undefined(span)
            }
            "includes" if arguments.len() < 2 => {
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
            "find" | "findIndex" | "some" | "every" => {
                let items = self.items_of(value);
                self.search(value, &items, 0, (name, &first), span)
            }
            "reduce" => {
                let items = self.items_of(value);
                let (start, mut result) = match (arguments.get(1).map(value_of), items.first().map(value_of)) {
                    (Some(given), _) => (0, given),
                    (None, Some(first)) => (1, first),
                    (None, None) => return JsValue::unknown(Reason::Form("`reduce` of an empty list"), span),
                };
                if !items.iter().all(is_certain) {
                    return self.lost_method(value, arguments, name, span);
                }
                for (position, item) in items.iter().enumerate().skip(start) {
                    let mut given = callback_arguments(&value_of(item), Some(position), value, span);
                    given.insert(0, Item::One(result));
                    result = self.call_value(&first, given, span);
                }
                result
            }
            _ => match self.plain_method(list, name, arguments, span) {
                Some(result) => result,
                None => self.lost_method(value, arguments, name, span),
            },
        }
    }

    /// The result of a method of a list that is not followed.
    fn lost_method(&mut self, value: &JsValue<'a>, arguments: &[Item<'a>], name: &str, span: Loc) -> JsValue<'a> {
        self.lose(name, &[values_of(arguments), vec![value.clone()]].concat(), span);
        let unknown = JsValue::unknown(Reason::Form("this method of a list"), span);
        if let JsKind::Array(list) = &value.kind
            && CHANGING.contains(&name)
        {
            *list.items.borrow_mut() = vec![Item::Rest(unknown.clone())];
        }
        unknown
    }

    /// An element, or a hole where the test fails.
    fn kept_if(&mut self, test: &JsValue<'a>, element: &JsValue<'a>, span: Loc) -> JsValue<'a> {
        let absent = JsValue::new(JsKind::Hole, element.at);
        match test.truth() {
            Ok(true) => element.clone(),
            Ok(false) => absent,
            // `filter(Boolean)` keeps what a package returned: nobody can tell whether it is falsy.
            Err(unknown) if is_foreign(element) && unknown.at == element.unknown_reason("this").at => element.clone(),
            Err(unknown) => {
                let condition = self.condition(span, unknown);
                JsValue::conditional(&condition, element.clone(), absent, element.at)
            }
        }
    }

    /// A method that gives or removes elements of a list all of whose elements are known. None if it is not followed.
    fn plain_method(
        &mut self,
        list: &Rc<Array<'a>>,
        name: &str,
        arguments: &[Item<'a>],
        span: Loc,
    ) -> Option<JsValue<'a>> {
        let items = list.items.borrow().clone();
        let is_plain = items.iter().chain(arguments).all(is_certain) && list.touched.get().is_none();
        let is_now = list.frame.common(&self.frame) == self.conditions.len();
        let changes = CHANGING.contains(&name);
        if !is_plain || changes && !is_now || !self.consume_fuel(items.len()) {
            return None;
        }
        let length = items.len();
        let number = |item: Option<&Item<'a>>, otherwise: usize| match item.map(value_of) {
            None => Some(otherwise),
            Some(JsValue { kind: JsKind::Undefined, .. }) => Some(otherwise),
            Some(JsValue { kind: JsKind::Number(number), .. }) if number.fract() == 0.0 && number.abs() < 1e9 => {
                let from_end = length as f64 + number;
                Some((if number < 0.0 { from_end.max(0.0) } else { number.min(length as f64) }) as usize)
            }
            _ => None,
        };
        let one = |item: Option<&Item<'a>>| item.map_or_else(|| JsValue::undefined(span), value_of);
        let new_list = |items: Vec<Item<'a>>, frame| JsValue::new(Array::kind(items, frame), span);
        let frame = self.frame.clone();
        Some(match name {
            "slice" => {
                let (start, end) = (number(arguments.first(), 0)?, number(arguments.get(1), length)?);
                new_list(items.get(start..end.max(start)).unwrap_or_default().to_vec(), frame)
            }
            "at" => match arguments.first().map(value_of)?.kind {
                JsKind::Number(index) if index.fract() == 0.0 => {
                    let index = if index < 0.0 { length as f64 + index } else { index };
                    if index < 0.0 { JsValue::undefined(span) } else { one(items.get(index as usize)) }
                }
                _ => return None,
            },
            "reverse" => {
                list.items.borrow_mut().reverse();
                JsValue::new(JsKind::Array(Rc::clone(list)), span)
            }
            "sort" | "toSorted" if arguments.is_empty() => {
                let texts: Option<Vec<String>> = items.iter().map(|item| value_of(item).text()).collect();
                let is_undefined = |item: &Item<'a>| value_of(item).is_undefined();
                let mut sorted: Vec<_> = texts?.into_iter().zip(items).collect();
                sorted.sort_by_cached_key(|(text, item)| (is_undefined(item), text.encode_utf16().collect::<Vec<_>>()));
                let sorted: Vec<_> = sorted.into_iter().map(|(_, item)| item).collect();
                if name == "toSorted" {
                    return Some(new_list(sorted, frame));
                }
                *list.items.borrow_mut() = sorted;
                JsValue::new(JsKind::Array(Rc::clone(list)), span)
            }
            "toReversed" => new_list(items.into_iter().rev().collect(), frame),
            "pop" => {
                let last = list.items.borrow_mut().pop();
                one(last.as_ref())
            }
            "shift" if length > 0 => {
                let first = list.items.borrow_mut().remove(0);
                value_of(&first)
            }
            "shift" => JsValue::undefined(span),
            "splice" => {
                let start = number(arguments.first(), 0)?;
                let count = match arguments.get(1).map(value_of) {
                    None if arguments.is_empty() => 0,
                    None => length - start,
                    Some(JsValue { kind: JsKind::Number(count), .. }) => (count.max(0.0) as usize).min(length - start),
                    Some(_) => return None,
                };
                let new = arguments.get(2..).unwrap_or_default().to_vec();
                let removed = list.items.borrow_mut().splice(start..start + count, new).collect();
                new_list(removed, frame)
            }
            "indexOf" if arguments.len() < 2 => {
                let wanted = one(arguments.first());
                let is_it = |item: &Item<'a>| same(&value_of(item), &wanted);
                let found: Option<Vec<bool>> = items.iter().map(is_it).collect();
                let index = found?.iter().position(|is_it| *is_it).map_or(-1.0, |index| index as f64);
                JsValue::new(JsKind::Number(index), span)
            }
            _ => return None,
        })
    }

    /// `find`, `findIndex`, `some` and `every`: the first element that a test selects, one after the other.
    fn search(
        &mut self,
        value: &JsValue<'a>,
        items: &[Item<'a>],
        from: usize,
        (name, test): (&str, &JsValue<'a>),
        span: Loc,
    ) -> JsValue<'a> {
        let boolean = |value| JsValue::new(JsKind::Boolean(value), span);
        for (position, item) in items.iter().enumerate().skip(from) {
            let one = value_of(item);
            if !is_certain(item) {
                self.lose(name, &values_of(items), span);
                return JsValue::unknown(Reason::Form("a search in a list with unknown elements"), span);
            }
            let is_it = self.call_value(test, callback_arguments(&one, Some(position), value, span), span);
            let found = match name {
                "some" => boolean(true),
                "every" => boolean(false),
                "findIndex" => JsValue::new(JsKind::Number(position as f64), span),
                _ => one,
            };
            match is_it.truth() {
                Ok(is_it) if is_it != (name == "every") => return found,
                Ok(_) => {}
                Err(unknown) => {
                    let condition = self.condition(span, unknown);
                    let ends = name != "every";
                    let rest = self
                        .under(&condition, !ends, |this| this.search(value, items, position + 1, (name, test), span));
                    return match ends {
                        true => JsValue::conditional(&condition, found, rest, span),
                        false => JsValue::conditional(&condition, rest, found, span),
                    };
                }
            }
        }
        match name {
            "some" => boolean(false),
            "every" => boolean(true),
            "findIndex" => JsValue::new(JsKind::Number(-1.0), span),
            _ => JsValue::undefined(span),
        }
    }

    fn text_of(&mut self, item: &Item<'a>) -> Option<String> {
        match item {
            Item::One(JsValue { kind: JsKind::Undefined | JsKind::Null, .. }) => Some(String::new()),
            Item::One(one) => self.text(one),
            Item::Rest(_) => None,
        }
    }
}

/// Elements with their positions, as far as these are known.
fn positions<'a>(items: Vec<Item<'a>>) -> impl Iterator<Item = (Option<usize>, Item<'a>)> {
    let mut next = Some(0);
    items.into_iter().map(move |item| {
        let position = next;
        next = next.filter(|_| is_certain(&item)).map(|position| position + 1);
        (position, item)
    })
}

/// The arguments of a callback of a list's method: the element, its index, the list.
fn callback_arguments<'a>(
    element: &JsValue<'a>,
    position: Option<usize>,
    list: &JsValue<'a>,
    span: Loc,
) -> Vec<Item<'a>> {
    // Behind an element that may be absent, positions are unknown.
    let number = match position {
        Some(position) => JsValue::new(JsKind::Number(position as f64), span),
        None => JsValue::unknown(Reason::Form("the position of an element"), span),
    };
    [element.clone(), number, list.clone()].into_iter().map(Item::One).collect()
}

/// Whether a value comes from outside of the code.
fn is_foreign(value: &JsValue<'_>) -> bool {
    matches!(value.kind, JsKind::ExternalCall(_) | JsKind::Unknown(_))
}

/// Whether a value is a list on every side.
fn is_list(value: &JsValue<'_>) -> bool {
    match &value.kind {
        JsKind::Array(_) => true,
        JsKind::Conditional(conditional) => is_list(&conditional.yes) && is_list(&conditional.no),
        _ => false,
    }
}
