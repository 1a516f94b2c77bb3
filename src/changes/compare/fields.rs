//! The comparison of fields and of whole documents, by their validators.

use super::Comparison;
use crate::changes::change::MemberKind;
use crate::changes::renames::Keys;
use crate::convex::identifiers::is_system;
use crate::convex::subset::{is_subset, is_wider};
use crate::convex::{Field, Table, Validator};
use crate::diagnostic::Code;
use crate::diagnostic::codes::changes as codes;

/// The note for a push in which only records get wider.
const READS_DOCUMENTS: &str =
    "Convex compares records by equality: the push reads the documents of the table, and all of them fit.";

impl Comparison {
    /// A table whose documents are not plain objects of fields, before or now.
    pub(super) fn document(&mut self, old: &Table, new: &Table) {
        let document = |table: &Table| {
            let document = table.document.clone();
            checked(&document.unwrap_or_else(|| Validator::Object(table.fields.clone())))
        };
        let (old, new) = (document(old), document(new));
        if old != new {
            self.validator(None, &old, &new);
        }
    }

    pub(super) fn fields(&mut self, old: &Table, new: &Table, keys: &Keys) {
        let mut renamed = Vec::new();
        for (position, field) in new.fields.iter().enumerate().filter(|(_, field)| !is_system(&field.name)) {
            let name = field.name.as_str();
            match old.field(name) {
                Some(before) => self.field(name, &before.validator, &field.validator),
                None => {
                    let before = keys.old_field(new, position, old).filter(|before| !renamed.contains(before));
                    match before.and_then(|before| old.field(before)) {
                        Some(before) => {
                            renamed.push(before.name.as_str());
                            self.add(
                                &codes::FIELD_RENAMED,
                                MemberKind::Field,
                                Some(name),
                                Some(before.name.clone()),
                                Some(name.to_owned()),
                            );
                            self.field(name, &before.validator, &field.validator);
                        }
                        None => {
                            let code = if may_be_missing(field) {
                                &codes::OPTIONAL_FIELD_ADDED
                            } else {
                                &codes::REQUIRED_FIELD_ADDED
                            };
                            self.add(code, MemberKind::Field, Some(name), None, Some(field.validator.to_string()));
                        }
                    }
                }
            }
        }
        let is_gone = |field: &&Field| {
            !is_system(&field.name) && new.field(&field.name).is_none() && !renamed.contains(&field.name.as_str())
        };
        for gone in old.fields.iter().filter(is_gone) {
            self.add(&codes::FIELD_REMOVED, MemberKind::Field, Some(&gone.name), Some(in_words(&gone.validator)), None);
        }
    }

    fn field(&mut self, name: &str, old: &Validator, new: &Validator) {
        if old == new {
            return;
        }
        let ((old_value, was_optional), (new_value, is_optional)) = (old.required(), new.required());
        let both = || (Some(in_words(old)), Some(in_words(new)));
        if was_optional && !is_optional {
            let (before, after) = both();
            self.add(&codes::FIELD_REQUIRED, MemberKind::Field, Some(name), before, after);
        } else if !was_optional && is_optional && is_wider(old_value, new_value) {
            let (before, after) = both();
            self.add(&codes::FIELD_OPTIONAL, MemberKind::Field, Some(name), before, after);
            self.note_if(self.is_checked && !is_subset(old_value, new_value), READS_DOCUMENTS);
            return;
        }
        if old_value != new_value {
            self.validator(Some(name), old_value, new_value);
        }
    }

    /// Two validators that differ, of a field or of whole documents.
    fn validator(&mut self, name: Option<&str>, old: &Validator, new: &Validator) {
        let code: &Code = match (has_code(old) || has_code(new), is_wider(old, new), is_wider(new, old)) {
            (true, false, _) => &codes::VALIDATOR_UNRECOGNIZED,
            // The same values in another form are neither more nor fewer.
            (_, true, true) => return,
            (_, true, false) => &codes::FIELD_WIDER,
            (_, false, true) => &codes::FIELD_NARROWER,
            (_, false, false) => &codes::FIELD_TYPE,
        };
        self.add(code, MemberKind::Field, name, Some(in_words(old)), Some(in_words(new)));
        self.note_if(self.is_checked && *code == codes::FIELD_WIDER && !is_subset(old, new), READS_DOCUMENTS);
    }
}

/// The part of a document that Convex checks: without fields that start with an underscore (`filter_system_fields` in
/// convex-backend, crates/common/src/schemas/validator.rs).
fn checked(document: &Validator) -> Validator {
    match document.required().0 {
        Validator::Object(fields) => {
            Validator::Object(fields.iter().filter(|field| !is_system(&field.name)).cloned().collect())
        }
        Validator::Union(members) => Validator::Union(members.iter().map(checked).collect()),
        other => other.clone(),
    }
}

fn may_be_missing(field: &Field) -> bool {
    field.validator.required().1
}

/// Whether it contains code that could not be read.
fn has_code(validator: &Validator) -> bool {
    match validator {
        Validator::Opaque(_) => true,
        Validator::Array(inner) | Validator::Optional(inner) => has_code(inner),
        Validator::Record(keys, values) => has_code(keys) || has_code(values),
        Validator::Union(members) => members.iter().any(has_code),
        Validator::Object(fields) => fields.iter().any(|field| has_code(&field.validator)),
        Validator::Plain(_) | Validator::Id(_) | Validator::Literal(_) => false,
    }
}

/// A validator in words, with "optional" if a value may be missing.
fn in_words(validator: &Validator) -> String {
    match validator.required() {
        (inner, true) => format!("optional {inner}"),
        (inner, false) => inner.to_string(),
    }
}
