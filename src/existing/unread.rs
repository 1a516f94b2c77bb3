//! Parts of a schema that could not be read: those that Convex refuses in any case, and those that are unknown.
//!
//! From convex, src/server/schema.ts (`TableDefinition`) and src/values/validators.ts, which throw while a schema is defined or
//! exported, and convex-backend, crates/common/src/schemas/json.rs, which accepts names, lists of names and whole numbers.

use super::host::VALIDATORS;
use super::tables::string;
use crate::convex::Search;
use crate::convex::spanned::{Unread, UnreadKind};
use crate::convex::validator::dimensions_of;
use crate::js::evaluate::Evaluator;
use crate::js::reason::Reason;
use crate::js::value::{ExternalCall, Item, JsKind, JsValue, Loc, MethodCall};

/// A validator that could not be read, and the reason why Convex refuses it, if it does.
pub(super) struct UnreadValidator {
    pub(super) at: Loc,
    pub(super) fault: Option<String>,
}

/// The most serious of these validators: one that Convex refuses, or else the first.
pub(super) fn most_serious(found: Vec<UnreadValidator>) -> Option<UnreadValidator> {
    found.into_iter().reduce(|first, other| if first.fault.is_none() && other.fault.is_some() { other } else { first })
}

impl<'a> Evaluator<'a> {
    /// The known parts of a call on a table that could not be read.
    pub(super) fn unread_call(&mut self, method: &MethodCall<'a>) -> Unread {
        let span = self.modules.span(method.at);
        let kind = match method.name.as_str() {
            "index" => UnreadKind::Index,
            "searchIndex" => UnreadKind::Search(Search::Text),
            "vectorIndex" => UnreadKind::Search(Search::Vector(0)),
            other => UnreadKind::Call(other.to_owned()),
        };
        let mut unread = Unread { kind, name: None, fault: None, span, possible: None };
        // If the number of arguments is unknown, each of them is.
        if method.arguments.iter().take(2).any(|argument| matches!(argument, Item::Rest(_))) {
            return unread;
        }
        let name = self.argument(&method.arguments, 0);
        let options = self.argument(&method.arguments, 1);
        unread.name = name.as_ref().and_then(string);
        unread.fault = match &unread.kind {
            UnreadKind::Call(_) | UnreadKind::Validator(_) => None,
            UnreadKind::Index => wrong("its name", name.as_ref(), is_text).or_else(|| self.index_fault(options)),
            UnreadKind::Search(kind) => {
                let kind = *kind;
                wrong("its name", name.as_ref(), is_text).or_else(|| self.search_fault(kind, options))
            }
        };
        unread
    }

    fn index_fault(&mut self, options: Option<JsValue<'a>>) -> Option<String> {
        let fields = match options {
            Some(options) if matches!(options.kind, JsKind::Object(_)) => self.index_option(&options, "fields"),
            options => options,
        };
        self.names_fault("`fields`", fields.as_ref())
    }

    fn search_fault(&mut self, kind: Search, options: Option<JsValue<'a>>) -> Option<String> {
        if let Some(fault) = wrong("the object of its options", options.as_ref(), is_object) {
            return Some(fault);
        }
        let options = options.filter(|options| matches!(options.kind, JsKind::Object(_)))?;
        let name = kind.field_option();
        let field = self.index_option(&options, name);
        if let Some(fault) = wrong(&format!("`{name}`"), field.as_ref(), is_text) {
            return Some(fault);
        }
        if matches!(kind, Search::Vector(_)) {
            let dimensions = self.index_option(&options, "dimensions");
            if let Some(fault) = wrong("`dimensions`", dimensions.as_ref(), is_count) {
                return Some(fault);
            }
        }
        let filters = self.index_option(&options, "filterFields")?;
        if matches!(filters.truth(), Ok(false)) { None } else { self.names_fault("`filterFields`", Some(&filters)) }
    }

    /// The reason why a list of names is invalid.
    fn names_fault(&mut self, what: &str, list: Option<&JsValue<'a>>) -> Option<String> {
        if let Some(fault) = wrong(what, list, |kind| matches!(kind, JsKind::Array(_))) {
            return Some(fault);
        }
        let list = list.filter(|list| matches!(list.kind, JsKind::Array(_)))?;
        self.items_of(list).into_iter().find_map(|item| match item {
            Item::One(value) => wrong(&format!("a name in {what}"), Some(&value), is_text),
            Item::Rest(_) => None,
        })
    }

    /// A validator that could not be read completely. None for a value from a package, which is assumed to be a validator.
    pub(super) fn unread_validator(&mut self, value: &JsValue<'a>) -> Option<UnreadValidator> {
        let fault = match &value.kind {
            JsKind::ExternalCall(call) => match VALIDATORS.method(&call.export).map(str::to_owned) {
                Some(method) => match self.validator_fault(&method, call) {
                    None if self.is_of_package(call) => return None,
                    fault => fault,
                },
                None => return None,
            },
            JsKind::ExternalRef(export) => match VALIDATORS.method(export) {
                Some(method) => Some(format!("`v.{method}` is not called")),
                None => return None,
            },
            JsKind::Unknown(_) | JsKind::Conditional(_) if is_package(value) => return None,
            _ => shown(value).map(|shown| format!("{shown} is not a validator")),
        };
        Some(UnreadValidator { at: value.at, fault })
    }

    /// The reason why Convex refuses a call of `v` with these arguments, as far as they are known.
    fn validator_fault(&mut self, method: &str, call: &ExternalCall<'a>) -> Option<String> {
        if call.arguments.iter().any(|argument| matches!(argument, Item::Rest(_))) {
            return None;
        }
        let first = self.argument(&call.arguments, 0);
        let first = first.as_ref();
        let missing = |argument: Option<&JsValue<'a>>, what: &str| {
            argument.is_none().then(|| format!("`v.{method}` needs {what}"))
        };
        match method {
            "literal" => match first.map(|value| &value.kind) {
                Some(JsKind::Number(number)) if !number.is_finite() => {
                    Some(format!("{} cannot be a literal", number_shown(*number)))
                }
                Some(JsKind::BigInt(number)) if i64::try_from(*number).is_err() => {
                    Some(format!("{number}n does not fit into the 64 bits of a bigint"))
                }
                _ => wrong("the value of a literal", first, |kind| {
                    matches!(kind, JsKind::String(_) | JsKind::Number(_) | JsKind::BigInt(_) | JsKind::Boolean(_))
                }),
            },
            "id" => wrong("the table of an id", first, is_text),
            "array" | "optional" | "nullable" => missing(first, "a validator"),
            "record" => missing(first, "a validator for its keys").or_else(|| {
                let values = self.argument(&call.arguments, 1);
                missing(values.as_ref(), "a validator for its values")
            }),
            // Convex treats a value without properties, such as a number, as an object without fields.
            "object" => wrong("the object of its fields", first, |kind| !matches!(kind, JsKind::Null)),
            _ => None,
        }
    }

    /// Whether the unknown parts of these arguments come from a package.
    fn is_of_package(&mut self, call: &ExternalCall<'a>) -> bool {
        call.arguments.iter().any(|argument| match argument {
            Item::One(value) => {
                let value = self.resolve_import(value.clone());
                match &value.kind {
                    JsKind::Object(object) => object.rest.borrow().iter().any(is_package),
                    _ => is_package(&value),
                }
            }
            Item::Rest(value) => is_package(value),
        })
    }
}

/// Whether a value comes from a package. Packages are not read.
pub(super) fn is_package(value: &JsValue<'_>) -> bool {
    match &value.unknown_reason("this").reason {
        Reason::Call(export) | Reason::Package(export) => VALIDATORS.method(export).is_none(),
        _ => false,
    }
}

fn is_text(kind: &JsKind<'_>) -> bool {
    matches!(kind, JsKind::String(_))
}

fn is_object(kind: &JsKind<'_>) -> bool {
    matches!(kind, JsKind::Object(_))
}

/// Whether it is a number that the backend accepts as a count. Its limits are a separate rule.
fn is_count(kind: &JsKind<'_>) -> bool {
    matches!(kind, JsKind::Number(number) if dimensions_of(*number).is_some())
}

/// The reason why a known value is invalid: it is missing, or of the wrong kind.
fn wrong(what: &str, value: Option<&JsValue<'_>>, is_right: impl Fn(&JsKind<'_>) -> bool) -> Option<String> {
    let Some(value) = value.filter(|value| !value.is_undefined()) else { return Some(format!("{what} is missing")) };
    if is_right(&value.kind) {
        return None;
    }
    shown(value).map(|shown| format!("{what} cannot be {shown}"))
}

/// A description of a value, if it is known.
fn shown(value: &JsValue<'_>) -> Option<String> {
    Some(match &value.kind {
        JsKind::Undefined => "undefined".to_owned(),
        JsKind::Null => "null".to_owned(),
        JsKind::Boolean(value) => value.to_string(),
        JsKind::Number(number) => number_shown(*number),
        JsKind::BigInt(number) => format!("{number}n"),
        JsKind::String(text) => format!("{text:?}"),
        JsKind::Array(_) => "a list".to_owned(),
        JsKind::Object(_) => "an object".to_owned(),
        JsKind::Function(_) => "a function".to_owned(),
        _ => return None,
    })
}

fn number_shown(number: f64) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    if number.is_infinite() { format!("{sign}Infinity") } else { number.to_string() }
}
