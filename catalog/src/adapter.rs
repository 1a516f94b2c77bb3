//! The spec of the Convex adapter: compatible versions, its list of indexes, the layout of adapter.ts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::read::when;
use crate::diagnostic::codes::config as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::value::read::Object;
use crate::value::{Value, toml};

/// The content of `plugin-specs/convex-adapter.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adapter {
    /// Its npm package.
    pub package: String,
    /// The supported range of the adapter, in npm's notation.
    pub supported_adapter: String,
    /// The supported range of Better Auth, in npm's notation.
    pub supported_better_auth: String,
    /// The adapters with which `betterAuth` is imported from the minimal entry point of Better Auth.
    pub minimal_entry_point: String,
    /// Known versions of Better Auth that are refused, each with the reason.
    pub refused: Vec<Refused>,
    /// Versions that go together, oldest first.
    pub pairs: Vec<Pair>,
    /// The indexes that it lists by hand, by the key of the table, in order.
    pub indexes: Vec<ListedIndex>,
    /// The forms of adapter.ts, by version.
    pub api: Vec<Api>,
    /// The schemas that it ships for its own component, oldest first.
    pub packaged: Vec<Packaged>,
    /// Tables that the official generator printed by mistake.
    pub strays: Vec<Stray>,
}

/// The schema that the adapter ships for its own component (src/component/schema.ts), as a configuration that generates
/// the same tables with the official indexes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Packaged {
    /// The versions that ship it, in npm's notation.
    pub adapter: String,
    /// The version of Better Auth for which it was generated.
    pub better_auth: String,
    /// The version of the adapter for which it was generated.
    pub convex_adapter: String,
    /// The configuration, as in sigma-schema.json.
    pub config: String,
}

/// A table that the official generator printed by mistake, and that nothing reads or writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stray {
    /// Its name.
    pub table: String,
    /// The names of all its fields.
    pub fields: Vec<String>,
}

/// Versions of Better Auth that no app on Convex can use yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Their range, in npm's notation.
    pub better_auth: String,
    /// The reason, in a sentence.
    pub reason: String,
}

/// Versions of the adapter and of Better Auth that go together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// A range of the adapter, in npm's notation.
    pub adapter: String,
    /// The range of Better Auth that it accepts, in npm's notation.
    pub better_auth: String,
    /// The newest of the adapter in this range that the specs were proven on.
    pub newest_adapter: String,
    /// The newest of Better Auth in this range that the specs were proven on.
    pub newest_better_auth: String,
}

/// An index that the adapter lists by hand (`indexFields` in its create-schema.ts).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedIndex {
    /// The key of the table.
    pub table: String,
    /// The keys of its fields, as printed in that schema.
    pub fields: Vec<String>,
    /// The condition under which it is listed.
    pub when: Condition,
}

/// The form of adapter.ts: `export const { exports } = function(schema, options)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Api {
    /// The function that the adapter exports.
    pub function: String,
    /// Its argument beside the schema: the usual name of the app's function.
    pub options: String,
    /// Whether that function returns an instance instead of options.
    pub takes_instance: bool,
    /// The names that it returns, in order.
    pub exports: Vec<String>,
    /// Those of them that an app can do without.
    pub optional: Vec<String>,
    /// The condition under which it has this form.
    pub when: Condition,
}

/// Reads the adapter's file. Fails with everything that is wrong in it.
pub fn adapter(source: &Arc<Source>) -> Result<Adapter, Diagnostics> {
    let file = toml::parse(source)?;
    let mut diagnostics = Diagnostics::default();
    let adapter = read_adapter(&file, &mut diagnostics);
    match adapter {
        Some(adapter) if !diagnostics.has_errors() => Ok(adapter),
        _ => Err(diagnostics),
    }
}

fn read_adapter(file: &Value, diagnostics: &mut Diagnostics) -> Option<Adapter> {
    let mut object = Object::of(file, "the adapter's file", diagnostics)?;
    let adapter = Adapter {
        package: object.required_string("package", diagnostics)?.to_owned(),
        supported_adapter: range(&mut object, "supported-adapter", diagnostics)?,
        supported_better_auth: range(&mut object, "supported-better-auth", diagnostics)?,
        minimal_entry_point: range(&mut object, "minimal-entry-point", diagnostics)?,
        refused: object.one_or_many("refused").iter().filter_map(|value| refused(value, diagnostics)).collect(),
        pairs: object.one_or_many("compatible").iter().filter_map(|value| pair(value, diagnostics)).collect(),
        indexes: object
            .entries("indexes", diagnostics)
            .iter()
            .flat_map(|(table, rows)| crate::value::read::one_or_many(rows).iter().map(move |row| (table, row)))
            .filter_map(|(table, row)| listed_index(&table.name, row, diagnostics))
            .collect(),
        api: object.one_or_many("api").iter().filter_map(|value| api(value, diagnostics)).collect(),
        packaged: object.one_or_many("packaged").iter().filter_map(|value| packaged(value, diagnostics)).collect(),
        strays: object.one_or_many("stray").iter().filter_map(|value| stray(value, diagnostics)).collect(),
    };
    object.finish(diagnostics);
    Some(adapter)
}

fn packaged(value: &Value, diagnostics: &mut Diagnostics) -> Option<Packaged> {
    let mut object = Object::of(value, "a packaged schema", diagnostics)?;
    let packaged = Packaged {
        adapter: range(&mut object, "adapter", diagnostics)?,
        better_auth: object.required_string("better-auth", diagnostics)?.to_owned(),
        convex_adapter: object.required_string("convex-adapter", diagnostics)?.to_owned(),
        config: object.required_string("config", diagnostics)?.to_owned(),
    };
    object.finish(diagnostics);
    Some(packaged)
}

fn stray(value: &Value, diagnostics: &mut Diagnostics) -> Option<Stray> {
    let mut object = Object::of(value, "a stray table", diagnostics)?;
    let table = object.required_string("table", diagnostics)?.to_owned();
    let stray = Stray { table, fields: object.strings("fields", diagnostics).into_iter().map(str::to_owned).collect() };
    object.finish(diagnostics);
    Some(stray)
}

fn refused(value: &Value, diagnostics: &mut Diagnostics) -> Option<Refused> {
    let mut object = Object::of(value, "a refused range", diagnostics)?;
    let refused = Refused {
        better_auth: range(&mut object, "better-auth", diagnostics)?,
        reason: object.required_string("reason", diagnostics)?.to_owned(),
    };
    object.finish(diagnostics);
    Some(refused)
}

fn pair(value: &Value, diagnostics: &mut Diagnostics) -> Option<Pair> {
    let mut object = Object::of(value, "a pair", diagnostics)?;
    let pair = Pair {
        adapter: range(&mut object, "adapter", diagnostics)?,
        better_auth: range(&mut object, "better-auth", diagnostics)?,
        newest_adapter: object.required_string("newest-adapter", diagnostics)?.to_owned(),
        newest_better_auth: object.required_string("newest-better-auth", diagnostics)?.to_owned(),
    };
    object.finish(diagnostics);
    Some(pair)
}

fn range(object: &mut Object<'_>, name: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = object.required_string(name, diagnostics)?;
    if nodejs_semver::Range::parse(text).is_err() {
        diagnostics.push(
            Diagnostic::new(&codes::WRONG_VALUE, format!("`{text}` is not a range of versions"))
                .at(&object.value.span, ""),
        );
    }
    Some(text.to_owned())
}

fn listed_index(table: &str, value: &Value, diagnostics: &mut Diagnostics) -> Option<ListedIndex> {
    let mut object = Object::of(value, "an index", diagnostics)?;
    let fields = object.strings("fields", diagnostics).into_iter().map(str::to_owned).collect();
    let index = ListedIndex { table: table.to_owned(), fields, when: when(&mut object, diagnostics) };
    object.finish(diagnostics);
    Some(index)
}

fn api(value: &Value, diagnostics: &mut Diagnostics) -> Option<Api> {
    let mut object = Object::of(value, "an api", diagnostics)?;
    let api = Api {
        function: object.required_string("function", diagnostics)?.to_owned(),
        options: object.required_string("options", diagnostics)?.to_owned(),
        exports: object.strings("exports", diagnostics).into_iter().map(str::to_owned).collect(),
        takes_instance: object.flag("takes-instance", diagnostics),
        optional: object.strings("optional", diagnostics).into_iter().map(str::to_owned).collect(),
        when: when(&mut object, diagnostics),
    };
    object.finish(diagnostics);
    Some(api)
}
