//! Additional fields as an app writes them: `additionalFields` of a core table or of a plugin's table.

use crate::catalog::model::FieldAttributes;
use crate::catalog::read::field_type;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::read::{Object, expected};
use crate::value::{Key, Kind, Value};

/// Attributes that decide nothing about tables (`DBFieldAttributeConfig` in @better-auth/core, src/db/type.ts).
const WITHOUT_EFFECT: [&str; 9] =
    ["returned", "input", "defaultValue", "onUpdate", "transform", "validator", "bigint", "index", "default"];

/// A field that an option adds to a table, or replaces in it.
#[derive(Clone, Debug)]
pub struct AdditionalField<'a> {
    /// Its key, where the option has it.
    pub key: &'a Key,
    /// Its name: `fieldName`, or else the key.
    pub name: &'a str,
    /// What it is.
    pub attributes: FieldAttributes,
}

/// Reads the object of additional fields. What is wrong in it is told, and left out.
pub fn additional_fields<'a>(value: &'a Value, diagnostics: &mut Diagnostics) -> Vec<AdditionalField<'a>> {
    match &value.kind {
        Kind::Object(entries) => {
            entries.iter().filter_map(|(key, value)| additional_field(key, value, diagnostics)).collect()
        }
        _ => {
            diagnostics.push(expected(value, "additional fields", "an object of fields by name"));
            Vec::new()
        }
    }
}

fn additional_field<'a>(key: &'a Key, value: &'a Value, diagnostics: &mut Diagnostics) -> Option<AdditionalField<'a>> {
    let mut object = Object::of(value, &format!("the additional field `{}`", key.name), diagnostics)?;
    let Some(kind) = object.any("type") else {
        let diagnostic =
            Diagnostic::error(format!("the additional field `{}` has no type", key.name)).at(&value.span, "");
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
