//! The pages of docs that are generated: from specs, from the table of codes, from the types of JSON documents.

use std::fs;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;
use sigma_schema::catalog::describe;
use sigma_schema::catalog::embedded::{self, Catalog};
use sigma_schema::commands::documents::{
    AdoptDocument, AuthDocument, CheckDocument, CodeDocument, DiffDocument, DoctorDocument, Document, GenDocument,
    GraphDocument, InfoDocument, ListDocument, LookupsDocument, PluginDocument, TableDocument,
};
use sigma_schema::diagnostic::page;

use crate::{Failure, root};

/// All generated pages, by their path below docs.
fn pages() -> Vec<(String, String)> {
    let mut pages = vec![
        ("plugins.md".to_owned(), describe::page(&embedded::core(), &Catalog::default())),
        ("changes.md".to_owned(), page::changes()),
        ("diagnostics.md".to_owned(), page::diagnostics()),
    ];
    for (name, mut schema) in schemas() {
        schema.insert("title".to_owned(), format!("The document of `sigma-schema {}`", name.replace('-', " ")).into());
        let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        pages.push((format!("schemas/{name}.schema.json"), text + "\n"));
    }
    pages
}

/// The JSON Schemas of the documents that `--format json` prints, by command. An error has the document of its command
/// with no components.
fn schemas() -> Vec<(&'static str, Schema)> {
    fn of_components<C: JsonSchema + Serialize>() -> Schema {
        schema_for!(Document<C>)
    }
    vec![
        ("adopt", of_components::<AdoptDocument>()),
        ("check", of_components::<CheckDocument>()),
        ("diff", of_components::<DiffDocument>()),
        ("doctor", of_components::<DoctorDocument>()),
        ("explain-auth", of_components::<AuthDocument>()),
        ("explain-code", schema_for!(CodeDocument)),
        ("explain-plugin", schema_for!(PluginDocument)),
        ("explain-table", of_components::<TableDocument>()),
        ("gen", of_components::<GenDocument>()),
        ("graph", of_components::<GraphDocument>()),
        ("info", of_components::<InfoDocument>()),
        ("list", schema_for!(ListDocument)),
        ("lookups", of_components::<LookupsDocument>()),
    ]
}

/// Writes all of them.
pub(crate) fn write() -> Result<(), Failure> {
    for (name, page) in pages() {
        let path: PathBuf = root().join("docs").join(name);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(failed)?;
        fs::write(&path, page).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_pages_are_up_to_date() {
        for (name, page) in pages() {
            let written = fs::read_to_string(root().join("docs").join(&name)).unwrap_or_default();
            assert!(written == page, "docs/{name} is out of date: run `cargo xtask docs`");
        }
    }

    #[test]
    fn no_object_of_a_schema_is_open() {
        fn check(name: &str, value: &serde_json::Value) {
            match value {
                serde_json::Value::Object(object) => {
                    if object.contains_key("properties") {
                        let closed = object.get("additionalProperties") == Some(&false.into());
                        assert!(closed, "{name}: an object is open: {value:#}");
                    }
                    object.values().for_each(|value| check(name, value));
                }
                serde_json::Value::Array(items) => items.iter().for_each(|value| check(name, value)),
                _ => {}
            }
        }
        for (name, schema) in schemas() {
            check(name, schema.as_value());
        }
    }
}
