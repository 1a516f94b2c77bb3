//! Properties of a value that follow from the value alone: identity, truth, text, and the reason why it is unknown.

use std::rc::Rc;

use super::{CHANGE, JsKind, JsValue};
use crate::js::reason::{Reason, Unknown};

impl JsValue<'_> {
    /// Whether both are certainly one value. Objects are compared by identity.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (JsKind::Hole, JsKind::Hole) | (JsKind::Undefined, JsKind::Undefined) | (JsKind::Null, JsKind::Null) => {
                true
            }
            (JsKind::Boolean(a), JsKind::Boolean(b)) => a == b,
            (JsKind::Number(a), JsKind::Number(b)) => a == b,
            (JsKind::BigInt(a), JsKind::BigInt(b)) => a == b,
            (JsKind::String(a), JsKind::String(b)) => a == b,
            (JsKind::Array(a), JsKind::Array(b)) => Rc::ptr_eq(a, b),
            (JsKind::Object(a), JsKind::Object(b)) => Rc::ptr_eq(a, b),
            (JsKind::Function(a), JsKind::Function(b)) => Rc::ptr_eq(a, b),
            (JsKind::ExternalCall(a), JsKind::ExternalCall(b)) => Rc::ptr_eq(a, b),
            (JsKind::ExternalRef(a), JsKind::ExternalRef(b)) => a == b,
            (JsKind::Import(a), JsKind::Import(b)) => Rc::ptr_eq(a, b),
            (JsKind::Builtin(a), JsKind::Builtin(b)) => a == b,
            (JsKind::Conditional(a), JsKind::Conditional(b)) => Rc::ptr_eq(a, b),
            (JsKind::Unknown(a), JsKind::Unknown(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// The reason why the value is unknown, or may be changed by code that is not followed.
    pub(crate) fn doubt(&self) -> Option<&Rc<Unknown>> {
        match &self.kind {
            JsKind::Unknown(unknown) => Some(unknown),
            JsKind::Conditional(conditional) if conditional.condition.evaluation == CHANGE => {
                Some(&conditional.condition.unknown)
            }
            _ => None,
        }
    }

    /// Whether JavaScript treats the value as true. Fails with the reason if that is unknown.
    pub(crate) fn truth(&self) -> Result<bool, Rc<Unknown>> {
        match &self.kind {
            JsKind::Hole | JsKind::Undefined | JsKind::Null => Ok(false),
            JsKind::Boolean(value) => Ok(*value),
            JsKind::Number(value) => Ok(*value != 0.0 && !value.is_nan()),
            JsKind::BigInt(value) => Ok(*value != 0),
            JsKind::String(text) => Ok(!text.is_empty()),
            JsKind::Array(_) | JsKind::Object(_) | JsKind::Function(_) | JsKind::Builtin(_) | JsKind::Namespace(_) => {
                Ok(true)
            }
            JsKind::Opaque => Ok(true),
            JsKind::Conditional(conditional) => match (conditional.yes.truth(), conditional.no.truth()) {
                (Ok(yes), Ok(no)) if yes == no => Ok(yes),
                _ => Err(Rc::clone(&conditional.condition.unknown)),
            },
            JsKind::Unknown(unknown) => Err(Rc::clone(unknown)),
            JsKind::ExternalCall(call) => {
                Err(Rc::new(Unknown { reason: Reason::Call((*call.export).clone()), at: self.at }))
            }
            JsKind::ExternalRef(export) => {
                Err(Rc::new(Unknown { reason: Reason::Package((**export).clone()), at: self.at }))
            }
            JsKind::Import(import) => {
                Err(Rc::new(Unknown { reason: Reason::NoModule(import.specifier.clone()), at: self.at }))
            }
        }
    }

    /// Whether the value is `undefined` or `null`. Fails with the reason if that is unknown.
    pub(crate) fn is_nullish(&self) -> Result<bool, Rc<Unknown>> {
        match &self.kind {
            JsKind::Hole | JsKind::Undefined | JsKind::Null => Ok(true),
            JsKind::Conditional(conditional) => match (conditional.yes.is_nullish(), conditional.no.is_nullish()) {
                (Ok(yes), Ok(no)) if yes == no => Ok(yes),
                _ => Err(Rc::clone(&conditional.condition.unknown)),
            },
            JsKind::Unknown(unknown) => Err(Rc::clone(unknown)),
            JsKind::ExternalRef(_) | JsKind::ExternalCall(_) => self.truth().map(|truth| !truth),
            _ => Ok(false),
        }
    }

    /// The text that a template or `+` makes of a primitive value.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.kind {
            JsKind::String(text) => Some(text.to_string()),
            JsKind::Number(number) => Some(number_text(*number)),
            JsKind::BigInt(number) => Some(number.to_string()),
            JsKind::Boolean(value) => Some(value.to_string()),
            JsKind::Null => Some("null".to_owned()),
            JsKind::Undefined => Some("undefined".to_owned()),
            _ => None,
        }
    }

    /// The reason why a result that depends on this value is unknown; `form` is the reason if the value itself is known.
    pub(crate) fn unknown_reason(&self, form: &'static str) -> Rc<Unknown> {
        match &self.kind {
            JsKind::Unknown(unknown) => Rc::clone(unknown),
            JsKind::Conditional(conditional) => Rc::clone(&conditional.condition.unknown),
            JsKind::ExternalCall(call) => {
                Rc::new(Unknown { reason: Reason::Call((*call.export).clone()), at: self.at })
            }
            JsKind::ExternalRef(export) => {
                Rc::new(Unknown { reason: Reason::Package((**export).clone()), at: self.at })
            }
            _ => Rc::new(Unknown { reason: Reason::Form(form), at: self.at }),
        }
    }
}

/// A number as JavaScript writes it (ECMA-262, Number::toString).
fn number_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() };
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    if (1e-6..1e21).contains(&number.abs()) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}
