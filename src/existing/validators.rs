//! Validators and the fields of tables, from values. Unknown parts are kept as source text, and noted with their place.

use super::host::VALIDATORS;
use super::tables::string;
use super::unread::{UnreadValidator, is_package, most_serious};
use crate::convex::spanned::{SpannedTable, Unread, UnreadKind};
use crate::convex::{Field, Literal, Plain, Validator};
use crate::diagnostic::Spanned;
use crate::js::evaluate::Evaluator;
use crate::js::value::{ExternalCall, Item, JsKind, JsValue, Loc, Object};

/// The limit on the nesting of validators: later steps recurse without a limit.
const MAX_DEPTH: usize = 64;

/// A field, the place of its name, and the unread parts of its validator.
struct ReadField {
    field: Field,
    at: Loc,
    unread: Vec<UnreadValidator>,
}

impl<'a> Evaluator<'a> {
    /// The argument of `defineTable`: an object of fields, or a validator.
    pub(super) fn read_document(&mut self, call: &ExternalCall<'a>, spanned: &mut SpannedTable) {
        let Some(document) = self.argument(&call.arguments, 0) else {
            let fault = Some("`defineTable` needs an object of fields, or a validator".to_owned());
            let span = spanned.span.clone();
            spanned.unread.push(Unread { kind: UnreadKind::Validator(None), name: None, fault, span, possible: None });
            return;
        };
        let document = self.fields_of(&document).unwrap_or(document);
        let mut unread = Vec::new();
        match &document.kind {
            JsKind::Object(object) => match self.read_fields(&document, MAX_DEPTH) {
                Some(fields) => {
                    for ReadField { field, at, unread } in fields {
                        spanned.unread.extend(self.unread_part(Some(&field.name), unread));
                        spanned.fields.push(Spanned::new(field, self.modules.span(at)));
                    }
                }
                None => {
                    spanned.document = Some(Validator::Opaque(self.code_of(&document).value));
                    if !object.rest.borrow().iter().any(is_package) {
                        unread.push(UnreadValidator { at: document.at, fault: None });
                    }
                }
            },
            _ if is_object_without_fields(&document) => {
                spanned.document = Some(Validator::Opaque(self.code_of(&document).value));
                unread.push(UnreadValidator { at: document.at, fault: None });
            }
            _ => spanned.document = Some(self.read_validator(&document, MAX_DEPTH, &mut unread)),
        }
        spanned.unread.extend(self.unread_part(None, unread));
    }

    /// The unread part of a field, or of whole documents.
    fn unread_part(&self, field: Option<&str>, found: Vec<UnreadValidator>) -> Option<Unread> {
        let UnreadValidator { at, fault } = most_serious(found)?;
        let kind = UnreadKind::Validator(field.map(str::to_owned));
        Some(Unread { kind, name: None, fault, span: self.modules.span(at), possible: None })
    }

    /// The fields of `v.object(fields)`.
    pub(super) fn fields_of(&mut self, value: &JsValue<'a>) -> Option<JsValue<'a>> {
        match &value.kind {
            JsKind::ExternalCall(call) if VALIDATORS.method(&call.export) == Some("object") => {
                self.argument(&call.arguments, 0)
            }
            _ => None,
        }
    }

    /// Fields with the places of their names. None if the object may have unknown fields.
    fn read_fields(&mut self, object: &JsValue<'a>, depth: usize) -> Option<Vec<ReadField>> {
        let fields = Object::new(crate::js::conditions::Frame::default());
        self.spread_into(&fields, object);
        if !fields.rest.borrow().is_empty() {
            return None;
        }
        let names = fields.names();
        let mut read = Vec::new();
        for name in names {
            let at = fields.entries.borrow().get(&name).map(|entry| entry.key)?;
            let value = self.get(object, &name, object.at);
            let value = self.resolve_import(value);
            if !matches!(value.kind, JsKind::Hole) {
                let mut unread = Vec::new();
                let validator = self.read_validator(&value, depth, &mut unread);
                read.push(ReadField { field: Field { name, validator }, at, unread });
            }
        }
        Some(read)
    }

    /// A validator; an unrecognized one as its source text.
    fn read_validator(&mut self, value: &JsValue<'a>, depth: usize, unread: &mut Vec<UnreadValidator>) -> Validator {
        let known = match &value.kind {
            JsKind::ExternalCall(call) if depth > 0 => {
                VALIDATORS.method(&call.export).map(|method| (method.to_owned(), call))
            }
            _ => None,
        };
        let read = known.and_then(|(method, call)| self.known_validator(&method, call, depth - 1, unread));
        read.unwrap_or_else(|| {
            unread.extend(self.unread_validator(value));
            Validator::Opaque(self.code_of(value).value)
        })
    }

    fn known_validator(
        &mut self,
        method: &str,
        call: &ExternalCall<'a>,
        depth: usize,
        unread: &mut Vec<UnreadValidator>,
    ) -> Option<Validator> {
        if let Some(plain) = Plain::of_method(method) {
            return Some(Validator::Plain(plain));
        }
        let first = self.argument(&call.arguments, 0);
        let mut boxed = |value: Option<JsValue<'a>>| Some(Box::new(self.read_validator(&value?, depth, unread)));
        match method {
            "id" => Some(Validator::Id(string(&first?)?)),
            "literal" => Some(Validator::Literal(literal(&first?)?)),
            "array" => Some(Validator::Array(boxed(first)?)),
            "optional" => Some(Validator::Optional(boxed(first)?)),
            "nullable" => Some(Validator::Union(vec![*boxed(first)?, Validator::Plain(Plain::Null)])),
            "record" => {
                let keys = boxed(first)?;
                let values = self.argument(&call.arguments, 1)?;
                Some(Validator::Record(keys, Box::new(self.read_validator(&values, depth, unread))))
            }
            "union" => {
                let members = call.arguments.iter().map(|member| match member {
                    Item::One(member) => {
                        let member = self.resolve_import(member.clone());
                        Some(self.read_validator(&member, depth, unread))
                    }
                    Item::Rest(_) => None,
                });
                members.collect::<Option<_>>().map(Validator::Union)
            }
            "object" => {
                let fields = first.filter(|fields| matches!(fields.kind, JsKind::Object(_)))?;
                let fields = self.read_fields(&fields, depth)?;
                let fields = fields.into_iter().map(|read| {
                    unread.extend(read.unread);
                    read.field
                });
                Some(Validator::Object(fields.collect()))
            }
            _ => None,
        }
    }
}

/// Whether Convex treats a value that is not an object as an object of fields: a number, `v.string` without a call.
fn is_object_without_fields(value: &JsValue<'_>) -> bool {
    match &value.kind {
        JsKind::Boolean(_)
        | JsKind::Number(_)
        | JsKind::BigInt(_)
        | JsKind::String(_)
        | JsKind::Array(_)
        | JsKind::Function(_) => true,
        JsKind::ExternalRef(export) => VALIDATORS.method(export).is_some(),
        _ => false,
    }
}

fn literal(value: &JsValue<'_>) -> Option<Literal> {
    match &value.kind {
        JsKind::String(text) => Some(Literal::String(text.to_string())),
        JsKind::Number(number) if number.is_finite() => Some(Literal::Number(*number)),
        JsKind::BigInt(number) => i64::try_from(*number).ok().map(Literal::BigInt),
        JsKind::Boolean(value) => Some(Literal::Boolean(*value)),
        _ => None,
    }
}
