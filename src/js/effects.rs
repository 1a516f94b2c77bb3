//! What code that is not followed may change.
//!
//! The rule: whatever reaches code that is not followed may be changed by it, from then on. A list, an object or a variable
//! that it reaches is **touched**, with the place of that code. It keeps what is known about it, but everything that is read
//! from it is a conditional on that code: `touched ? Unknown : value`. So a decision that rests on it is unknown, with its
//! reason, and one that does not rest on it stays as it is.
//!
//! Code reaches the values that it is given, what they contain, and what its functions refer to. Which names a function refers
//! to, and to which it assigns, is seen from its text: each word that may be a name counts. That is more than what it can
//! change, and never less.

use std::rc::Rc;

use indexmap::IndexMap;

use super::evaluate::Evaluator;
use super::reason::{Reason, Unknown};
use super::scope::Scope;
use super::value::{Item, JsKind, JsValue, Loc, UnknownCondition};

impl<'a> Evaluator<'a> {
    /// The result of code that is not followed, which gets these values. `what` names it, as in "`merge` is not followed".
    pub(crate) fn lose(&mut self, what: &str, values: &[JsValue<'a>], at: Loc) {
        let by = self.may_throw(what, at);
        self.touch(values.to_vec(), &by);
    }

    /// Records that code may throw.
    pub(crate) fn may_throw(&mut self, what: &str, at: Loc) -> Rc<Unknown> {
        let by = Rc::new(Unknown { reason: Reason::NotFollowed(what.to_owned()), at });
        self.thrower.get_or_insert_with(|| Rc::clone(&by));
        by
    }

    /// Touches all that these values lead to.
    fn touch(&mut self, mut open: Vec<JsValue<'a>>, by: &Rc<Unknown>) {
        while let Some(value) = open.pop() {
            if !self.consume_fuel(1) {
                return;
            }
            match &value.kind {
                JsKind::Array(array) if array.touched.set(by) => {
                    open.extend(values_of(&array.items.borrow()));
                }
                JsKind::Object(object) if object.touched.set(by) => {
                    open.extend(object.entries.borrow().values().map(|entry| entry.value.clone()));
                    open.extend(object.rest.borrow().iter().cloned());
                }
                JsKind::Function(function) if function.touched.set(by) => {
                    let code = self.modules.text(function.code).to_owned();
                    open.extend(self.touched_by_code(&code, &function.scope, by, false));
                }
                JsKind::Builtin(path) if path.ends_with(".prototype") => drop(self.patched.get_or_insert(by.at)),
                JsKind::Conditional(conditional) => open.extend([conditional.yes.clone(), conditional.no.clone()]),
                JsKind::ExternalCall(call) => open.extend(values_of(&call.arguments)),
                JsKind::Import(_) => {
                    let resolved = self.resolve_import(value);
                    open.extend((!matches!(resolved.kind, JsKind::Import(_))).then_some(resolved));
                }
                JsKind::Namespace(module) => {
                    for name in self.exports_of(*module) {
                        open.push(self.export(*module, &name, value.at));
                    }
                }
                _ => {}
            }
        }
    }

    /// Touches what some code in a scope can change, without following it. `keeps_pushes`: a list to which the code only adds
    /// is not touched, because the caller follows that.
    pub(crate) fn touch_code(&mut self, code: Loc, scope: &Rc<Scope<'a>>, by: &Rc<Unknown>, keeps_pushes: bool) {
        if keeps_pushes && self.host.records_lost_calls() {
            return;
        }
        let text = self.modules.text(code).to_owned();
        let reached = self.touched_by_code(&text, scope, by, keeps_pushes);
        self.touch(reached, by);
    }

    /// The values to which code refers by name. Names to which it assigns are touched.
    fn touched_by_code(
        &mut self,
        text: &str,
        scope: &Rc<Scope<'a>>,
        by: &Rc<Unknown>,
        keeps_pushes: bool,
    ) -> Vec<JsValue<'a>> {
        let mut reached = Vec::new();
        self.consume_text(text.len());
        for (name, word) in words(text) {
            let Some(slot) = scope.find(name) else { continue };
            if word.is_assigned {
                scope.touch(name, by);
            }
            if !(keeps_pushes && word.is_only_extended) {
                reached.push(slot.value);
            }
        }
        reached
    }

    /// An element of a list that was touched: it may be gone.
    pub(crate) fn may_be_gone(&self, value: JsValue<'a>, touched: Option<&Rc<Unknown>>) -> JsValue<'a> {
        let absent = JsValue::new(JsKind::Hole, value.at);
        changed(value, touched, absent)
    }

    /// A value that is read from something that was touched.
    pub(crate) fn doubted(&self, value: JsValue<'a>, touched: Option<&Rc<Unknown>>) -> JsValue<'a> {
        match touched {
            Some(by) => changed(value.clone(), touched, JsValue::unknown_because(by, value.at)),
            None => value,
        }
    }
}

/// A value, or another one if the code that touched its place has changed it.
fn changed<'a>(value: JsValue<'a>, touched: Option<&Rc<Unknown>>, other: JsValue<'a>) -> JsValue<'a> {
    let Some(by) = touched else { return value };
    let at = value.at;
    JsValue::conditional(&UnknownCondition::of_change(by), other, value, at)
}

/// The value of an element, or of those of which nothing else is known.
pub(crate) fn value_of<'a>(item: &Item<'a>) -> JsValue<'a> {
    let (Item::One(value) | Item::Rest(value)) = item;
    value.clone()
}

/// The values of arguments or elements.
pub(crate) fn values_of<'a>(items: &[Item<'a>]) -> Vec<JsValue<'a>> {
    items.iter().map(value_of).collect()
}

/// How code uses a word that may be a name.
#[derive(Debug, PartialEq)]
struct Word {
    /// Whether the code may assign to it.
    is_assigned: bool,
    /// Whether it occurs only in `name.push(` and `name.unshift(`.
    is_only_extended: bool,
}

/// The words of code that may be names, each once. Strings and comments count as code, because that is simpler and safe.
fn words(text: &str) -> IndexMap<&str, Word> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    // `[a, b] = ...`, `({ a } = ...)` and `for (a of ...)` assign to names that nothing shows otherwise.
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let has_patterns = ["]=", "}=", "for("].iter().any(|sign| squeezed.contains(sign));
    let mut words = IndexMap::new();
    let mut rest = text;
    let mut before = ' ';
    let mut two_before = ' ';
    while let Some(start) = rest.find(is_word) {
        for character in rest[..start].chars().filter(|c| !c.is_whitespace()) {
            (two_before, before) = (before, character);
        }
        let length = rest[start..].find(|c| !is_word(c)).unwrap_or(rest.len() - start);
        let name = &rest[start..start + length];
        rest = &rest[start + length..];
        // `a.b` is no name, but `...b` is.
        let is_property = before == '.' && two_before != '.';
        if !is_property && !name.starts_with(|c: char| c.is_ascii_digit()) {
            let after = rest.trim_start();
            let is_step = (before == '+' || before == '-') && two_before == before;
            let is_assigned = is_step || assigns(after) || has_patterns && ends_in_pattern(after);
            let is_extended = after.starts_with(".push(") || after.starts_with(".unshift(");
            let word = words.entry(name).or_insert(Word { is_assigned, is_only_extended: is_extended });
            word.is_assigned |= is_assigned;
            word.is_only_extended &= is_extended;
        }
        (two_before, before) = (before, 'a');
    }
    words
}

/// The words of code that may be names.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    words(text).into_keys()
}

/// Whether what follows a name assigns to it.
fn assigns(after: &str) -> bool {
    let operator = after.trim_start_matches(|c: char| "+-*/%&|^<>?!".contains(c));
    let is_equals = operator.starts_with('=') && !operator.starts_with("==") && !operator.starts_with("=>");
    let is_comparison = after.starts_with(['<', '>', '!']) && !after.starts_with("<<") && !after.starts_with(">>");
    is_equals && !is_comparison || after.starts_with("++") || after.starts_with("--")
}

/// Whether a name may be in a pattern, by what follows it.
fn ends_in_pattern(after: &str) -> bool {
    after.starts_with([',', ']', '}']) || ["of", "in"].iter().any(|word| after.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_code() {
        let cases = [
            ("a.b", vec![("a", false, false)]),
            ("a = b", vec![("a", true, false), ("b", false, false)]),
            ("a == b", vec![("a", false, false), ("b", false, false)]),
            ("a <= b", vec![("a", false, false), ("b", false, false)]),
            ("a => b", vec![("a", false, false), ("b", false, false)]),
            ("a ??= b", vec![("a", true, false), ("b", false, false)]),
            ("a <<= 1", vec![("a", true, false)]),
            ("a++", vec![("a", true, false)]),
            ("--a", vec![("a", true, false)]),
            ("a.b++", vec![("a", false, false)]),
            ("[...a]", vec![("a", false, false)]),
            ("[a, b] = c", vec![("a", true, false), ("b", true, false), ("c", false, false)]),
            ("f(a, b)", vec![("f", false, false), ("a", false, false), ("b", false, false)]),
            ("a.push(b)", vec![("a", false, true), ("b", false, false)]),
            ("a.push(a)", vec![("a", false, false)]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> =
                words(text).iter().map(|(name, word)| (*name, word.is_assigned, word.is_only_extended)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
