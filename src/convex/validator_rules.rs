//! Convex's rules inside validators: names, ids, records, the form of documents.
//!
//! From convex-backend, crates/common/src/schemas/json.rs (`Validator::try_from`, `DocumentSchema::try_from`), and for
//! records also convex, src/values/validators.ts (`VRecord`).

use super::identifiers::invalid_identifier_reason;
use super::{Literal, Plain, Validator};

/// The reason for which Convex refuses this validator for whole documents, if it does: they are objects, unions of
/// objects, or anything.
pub(super) fn document_fault(document: &Validator) -> Option<String> {
    let is_object = |one: &Validator| matches!(one.required().0, Validator::Object(_) | Validator::Opaque(_));
    let is_accepted = match document.required().0 {
        Validator::Plain(Plain::Any) => true,
        Validator::Union(members) => members.iter().all(is_object),
        one => is_object(one),
    };
    (!is_accepted).then(|| format!("documents are objects, a union of objects, or v.any(), not {document}"))
}

/// The reason for which Convex refuses a validator, if it does.
pub(super) fn validator_fault(validator: &Validator) -> Option<String> {
    match validator {
        // Literals are finite numbers and bigints of 64 bits wherever they are read.
        Validator::Plain(_) | Validator::Literal(_) | Validator::Opaque(_) => None,
        Validator::Id(table) => {
            invalid_identifier_reason(table).map(|why| format!("`{table}` is not a valid table name: {why}"))
        }
        Validator::Array(inner) | Validator::Optional(inner) => validator_fault(inner),
        Validator::Union(members) => members.iter().find_map(validator_fault),
        Validator::Object(fields) => fields.iter().find_map(|field| {
            let name = invalid_identifier_reason(&field.name);
            name.map(|why| format!("`{}` is not a valid field name: {why}", field.name))
                .or_else(|| validator_fault(&field.validator))
        }),
        Validator::Record(keys, values) => {
            record_fault(keys, values).or_else(|| validator_fault(keys)).or_else(|| validator_fault(values))
        }
    }
}

/// The keys of a record are strings or ids, but not literals; its values are required.
fn record_fault(keys: &Validator, values: &Validator) -> Option<String> {
    if matches!(keys, Validator::Optional(_)) {
        return Some("the keys of a record cannot be optional".to_owned());
    }
    if matches!(values, Validator::Optional(_)) {
        return Some("the values of a record cannot be optional".to_owned());
    }
    key_fault(keys)
}

fn key_fault(keys: &Validator) -> Option<String> {
    match keys.required().0 {
        Validator::Plain(Plain::String) | Validator::Id(_) | Validator::Opaque(_) => None,
        Validator::Union(members) => members.iter().find_map(key_fault),
        Validator::Literal(Literal::String(_)) => Some("the keys of a record cannot be literals".to_owned()),
        other => Some(format!("the keys of a record are strings or ids, not {other}")),
    }
}
