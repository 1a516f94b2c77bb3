//! Additional fields as an app writes them: `additionalFields` of a core table or of a plugin's table.

use crate::catalog::model::FieldAttributes;
use crate::catalog::read::field_type;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::read::{Object, expected};
use crate::value::{Key, Kind, Value};

/// Attributes that decide nothing about tables (`DBFieldAttributeConfig` in @better-auth/core, src/db/type.ts).
const WITHOUT_EFFECT: [&str; 9] =
    ["returned", "input", "defaultValue", "onUpdate", "transform", "validator", "bigint", "index", "default"];

/// A field that an option adds to a table, or replaces in it.
#[derive(Clone, Debug)]
pub struct AdditionalField<'a> {
    /// Its key in the option.
    pub key: &'a Key,
    /// Its name: `fieldName`, or else the key.
    pub name: &'a str,
    /// Its attributes.
    pub attributes: FieldAttributes,
}

/// Reads the object of additional fields. Invalid entries are reported and left out.
pub fn additional_fields<'a>(value: &'a Value, diagnostics: &mut Diagnostics) -> Vec<AdditionalField<'a>> {
    match &value.kind {
        Kind::Object(entries) => {
            entries.iter().filter_map(|(key, value)| additional_field(key, value, diagnostics)).collect()
        }
        _ => {
            diagnostics.push(expected(value, "additional fields", "an object with fields by name"));
            Vec::new()
        }
    }
}

fn additional_field<'a>(key: &'a Key, value: &'a Value, diagnostics: &mut Diagnostics) -> Option<AdditionalField<'a>> {
    let mut object = Object::of(value, &format!("the additional field `{}`", key.name), diagnostics)?;
    let Some(kind) = object.any("type") else {
        let diagnostic =
            Diagnostic::new(&codes::FIELD_WITHOUT_TYPE, format!("the additional field `{}` has no type", key.name))
                .at(&value.span, "")
                .about_member(&key.name);
        diagnostics.push(diagnostic.help("add one, such as \"type\": \"string\""));
        return None;
    };
    let field = AdditionalField {
        key,
        name: object.string("fieldName", diagnostics).unwrap_or(&key.name),
        attributes: FieldAttributes {
            kind: field_type(kind, diagnostics)?,
            required: object.flag("required", diagnostics),
            unique: object.flag("unique", diagnostics),
            sortable: object.flag("sortable", diagnostics),
            references: object.any("references").and_then(|value| references(value, diagnostics)),
        },
    };
    for name in WITHOUT_EFFECT {
        object.any(name);
    }
    object.finish(diagnostics);
    Some(field)
}

/// The table in `references: { model, field }`.
fn references(value: &Value, diagnostics: &mut Diagnostics) -> Option<String> {
    let mut object = Object::of(value, "`references`", diagnostics)?;
    let model = object.required_string("model", diagnostics)?.to_owned();
    object.any("field");
    object.any("onDelete");
    object.finish(diagnostics);
    Some(model)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::tables::samples::options;

    /// The fields that a value adds, as `key=name kind! unique sortable -> table`, and the titles of what is reported.
    fn added(given: &str) -> (Vec<String>, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let value = options(given).unwrap();
        let shown = |field: AdditionalField<'_>| {
            let FieldAttributes { kind, required, unique, sortable, references } = field.attributes;
            let flags = [(required, "!"), (unique, " unique"), (sortable, " sortable")];
            let flags: String = flags.into_iter().filter(|(is, _)| *is).map(|(_, word)| word).collect();
            let to = references.map(|table| format!(" -> {table}")).unwrap_or_default();
            format!("{}={} {kind:?}{flags}{to}", field.key.name, field.name)
        };
        let fields = additional_fields(&value, &mut diagnostics).into_iter().map(shown).collect();
        (fields, diagnostics.0.into_iter().map(|diagnostic| diagnostic.message).collect())
    }

    #[test]
    fn additional_fields_are_read() {
        let cases = [
            ("{}", ""),
            (r#"{ "a": { "type": "string" } }"#, "a=a String"),
            (r#"{ "a": { "type": "number", "required": true, "fieldName": "b" } }"#, "a=b Number!"),
            (r#"{ "a": { "type": "date", "unique": true, "sortable": true } }"#, "a=a Date unique sortable"),
            (r#"{ "a": { "type": ["x", "y"], "input": false, "defaultValue": "x" } }"#, "a=a OneOf([\"x\", \"y\"])"),
            (
                r#"{ "a": { "type": "string", "references": { "model": "user", "field": "id" } } }"#,
                "a=a String -> user",
            ),
        ];
        for (given, expected) in cases {
            let (fields, reported) = added(given);
            assert_eq!((fields.join(", "), reported), (expected.to_owned(), Vec::new()), "{given}");
        }
    }

    /// An invalid field is left out; the others stay.
    #[test]
    fn mistakes_are_reported() {
        let cases = [
            ("[]", 0, "additional fields"),
            (r#"{ "a": {}, "b": { "type": "string" } }"#, 1, "the additional field `a` has no type"),
            (r#"{ "a": { "type": "text" } }"#, 0, "this is not a field's type"),
            (r#"{ "a": { "type": "string", "requird": true } }"#, 1, "requird"),
        ];
        for (given, count, title) in cases {
            let (fields, reported) = added(given);
            assert_eq!((fields.len(), reported.len()), (count, 1), "{given}: {reported:?}");
            assert!(reported[0].contains(title), "{given}: {reported:?}");
        }
    }
}
