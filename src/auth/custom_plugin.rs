//! Custom plugins of the app: a spec of their tables, from the object that defines them.

use super::read::{assume_present, entries, fields, plain, shape_of_fields};
use super::unknown::Assumptions;
use crate::catalog::condition::Condition;
use crate::catalog::model::{FieldSpec, Spec, TableSpec};
use crate::catalog::read::BETTER_AUTH;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::js::shape::Shape;
use crate::js::tree::Tree;
use crate::tables::additional::additional_fields;
use crate::value::{Key, Kind, Value};

/// The part of a custom plugin's object that is read.
pub(super) fn shape_of_custom_plugin() -> Shape<'static> {
    let table = Shape::of_paths([("fields", shape_of_fields()), ("modelName", Shape::Whole)]);
    Shape::of_paths([("id", Shape::Whole), ("schema", Shape::Each(Box::new(table)))])
}

/// The spec of a custom plugin, and the names of its tables and fields in the form of options.
pub(super) fn custom_spec(value: &Tree, assumed: &mut Assumptions<'_>) -> Result<(Spec, Value), Diagnostic> {
    let span = value.span.clone();
    let mut spec = Spec {
        name: assumed.owner.to_owned(),
        docs: span.to_string(),
        package: BETTER_AUTH.to_owned(),
        versioned_with: None,
        note: None,
        implicit: false,
        imports: Vec::new(),
        options: Vec::new(),
        tables: Vec::new(),
    };
    let mut names = Vec::new();
    let schema = value.property("schema");
    if let Some(schema) = assume_present(&schema, "`schema`", assumed) {
        for (key, table) in entries(&schema, "`schema`", assumed.owner)? {
            let what = format!("table `{}`", key.name);
            let Some(table) = assume_present(table, &what, assumed) else { continue };
            let (table, given) = custom_table(key, &table, assumed)?;
            spec.tables.push(table);
            names.push((key.clone(), given));
        }
    }
    Ok((spec, Value { kind: Kind::Object(names), span }))
}

fn custom_table(key: &Key, table: &Tree, assumed: &mut Assumptions<'_>) -> Result<(TableSpec, Value), Diagnostic> {
    let what = format!("`fields` of table `{}`", key.name);
    let fields = match assume_present(&table.property("fields"), &what, assumed) {
        Some(written) => fields(&written, &what, assumed)?,
        None => Value { kind: Kind::Object(Vec::new()), span: key.span.clone() },
    };
    let mut diagnostics = Diagnostics::default();
    let read = additional_fields(&fields, &mut diagnostics);
    if let Some(diagnostic) = diagnostics.0.into_iter().next() {
        return Err(diagnostic);
    }
    let renamed = read.iter().filter(|field| field.name != field.key.name).map(|field| {
        let name = Value { kind: Kind::String(field.name.to_owned()), span: field.key.span.clone() };
        (field.key.clone(), name)
    });
    let renamed = Value { kind: Kind::Object(renamed.collect()), span: key.span.clone() };
    let word = |name: &str| Key { name: name.to_owned(), span: key.span.clone() };
    let mut given = vec![(word("fields"), renamed)];
    let model = table.property("modelName");
    if model.truth() != Some(false) {
        given.push((word("modelName"), plain(&model, "`modelName`", assumed.owner)?));
    }
    let spec = TableSpec {
        key: key.name.clone(),
        when: Condition::default(),
        after_plugins: false,
        shares_table_with: None,
        exclusive: false,
        rename_table: vec![format!("schema.{}.modelName", key.name)],
        rename_fields: Some(format!("schema.{}.fields", key.name)),
        additional_fields: None,
        fields: read
            .into_iter()
            .map(|field| FieldSpec {
                key: field.key.name.clone(),
                when: Condition::default(),
                fixed_name: false,
                attributes: field.attributes,
            })
            .collect(),
        lookups: Vec::new(),
    };
    Ok((spec, Value { kind: Kind::Object(given), span: key.span.clone() }))
}
