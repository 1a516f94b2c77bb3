//! Code that is not followed where it is called, converted to or read from: which values it reaches, and which it leaves alone.

use super::effects::values_of;
use super::evaluate::Evaluator;
use super::reason::Reason;
use super::value::{ExternalRef, Item, JsKind, JsValue, Loc};

/// Global objects and functions that leave their arguments alone, apart from functions, which they may call.
const HARMLESS: [&str; 40] = [
    "AbortController",
    "BigInt",
    "Blob",
    "Boolean",
    "Buffer",
    "Date",
    "Error",
    "EvalError",
    "FormData",
    "Headers",
    "Intl",
    "JSON",
    "Math",
    "Number",
    "RangeError",
    "ReferenceError",
    "RegExp",
    "Request",
    "Response",
    "String",
    "Symbol",
    "SyntaxError",
    "TextDecoder",
    "TextEncoder",
    "TypeError",
    "URIError",
    "URL",
    "URLSearchParams",
    "atob",
    "btoa",
    "console",
    "crypto",
    "decodeURIComponent",
    "encodeURIComponent",
    "fetch",
    "isFinite",
    "isNaN",
    "parseFloat",
    "parseInt",
    "performance",
];
/// Methods of an object that JavaScript calls without their being named.
const CONVERTING: [&str; 7] = ["exec", "next", "return", "then", "toJSON", "toString", "valueOf"];
/// The longest code that is shown in a message, in characters.
const LONGEST_SHOWN: usize = 40;

impl<'a> Evaluator<'a> {
    /// The result of a call that is not followed.
    pub(super) fn lost_call(
        &mut self,
        callee: &JsValue<'a>,
        receiver: Option<&JsValue<'a>>,
        arguments: &[Item<'a>],
        what: &str,
        span: Loc,
    ) -> JsValue<'a> {
        let mut reached = values_of(arguments);
        if self.is_harmless(receiver.unwrap_or(callee)) {
            // A function runs whenever it is called, whoever calls it.
            reached = reached.iter().flat_map(|value| self.called_parts(value)).collect();
        } else {
            reached.extend(receiver.into_iter().chain([callee]).cloned());
        }
        self.lose(what, &reached, span);
        JsValue::unknown_because(&callee.unknown_reason("a call of this"), span)
    }

    /// The parts of a value that may be called by code that leaves it alone otherwise: a function, and the methods by which
    /// JavaScript converts an object.
    fn called_parts(&self, value: &JsValue<'a>) -> Vec<JsValue<'a>> {
        match &value.kind {
            JsKind::Function(_) | JsKind::Conditional(_) => vec![value.clone()],
            JsKind::Object(object) => {
                let entries = object.entries.borrow();
                CONVERTING.iter().filter_map(|name| Some(entries.get(*name)?.value.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a function, or the object of a method, leaves its arguments alone.
    pub(super) fn is_harmless(&self, callee: &JsValue<'a>) -> bool {
        match &callee.kind {
            JsKind::ExternalRef(export) => self.host.is_harmless(export),
            JsKind::ExternalCall(call) => self.host.is_harmless(&call.export),
            JsKind::String(_) | JsKind::Number(_) | JsKind::BigInt(_) | JsKind::Boolean(_) => true,
            JsKind::Unknown(unknown) => match &unknown.reason {
                Reason::Global(name) => HARMLESS.contains(&name.as_str()),
                Reason::Environment(_) => true,
                Reason::NoModule(specifier) | Reason::NotExported { module: specifier, .. } => {
                    self.host.is_harmless(&ExternalRef { from: specifier.clone(), path: Vec::new() })
                }
                _ => false,
            },
            JsKind::Conditional(conditional) => self.is_harmless(&conditional.yes) && self.is_harmless(&conditional.no),
            _ => false,
        }
    }

    /// The start of some code, to name it in a message.
    pub(super) fn shown_code(&self, code: Loc) -> String {
        let text = self.modules.text(code);
        let line = text.lines().next().unwrap_or_default().trim();
        match line.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}...", &line[..end]),
            None => line.to_owned(),
        }
    }

    /// A property whose name is unknown: it may be any of them.
    pub(super) fn any_property(&mut self, object: &JsValue<'a>, name: &JsValue<'a>, at: Loc) -> JsValue<'a> {
        let reached = match &object.kind {
            JsKind::Object(known) => known.entries.borrow().values().map(|entry| entry.value.clone()).collect(),
            JsKind::Array(list) => values_of(&list.items.borrow()),
            _ => vec![object.clone()],
        };
        self.lose("a computed key", &reached, at);
        JsValue::unknown_because(&name.unknown_reason("a computed key"), at)
    }

    /// Objects among these values are converted to a primitive value by their own methods, if they have such.
    pub(super) fn convert(&mut self, values: &[&JsValue<'a>], at: Loc) {
        let objects = values.iter().filter(|value| {
            matches!(value.kind, JsKind::Object(_) | JsKind::Array(_) | JsKind::Function(_) | JsKind::Conditional(_))
        });
        let objects: Vec<_> = objects.map(|value| (*value).clone()).collect();
        if !objects.is_empty() {
            self.lose("this conversion", &objects, at);
        }
    }

    /// Within `try`, whatever leads to an unknown value may throw instead: it may be a name that does not exist, or a property
    /// of `undefined`.
    pub(super) fn note_unknown(&mut self, value: &JsValue<'a>) {
        if self.tries > 0
            && self.thrower.is_none()
            && let Some(unknown) = value.doubt()
            && !matches!(unknown.reason, Reason::Environment(_) | Reason::Argument(_))
            && !matches!(&unknown.reason, Reason::Global(name) if ["process", "import.meta"].contains(&name.as_str()))
        {
            let what = self.shown_code(value.at);
            self.may_throw(&what, value.at);
        }
    }
}
