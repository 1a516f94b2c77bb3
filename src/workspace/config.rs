//! The config file: `sigma-schema.json`, or the `sigma-schema` key of package.json. Every key is checked.

mod auth;
mod plugins;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::around::Around;
use super::versions::{RequestedVersion, VersionSource};
use crate::catalog::model::Spec;
use crate::catalog::options;
use crate::convex::indexes::{CustomIndex, CustomSearchIndex, IndexMode};
use crate::convex::spanned::SpannedTable;
use crate::convex::typescript::parse::validator_text;
use crate::convex::validator::dimensions_of;
use crate::convex::violation::DIMENSIONS;
use crate::convex::{Field, Index, Search, SearchIndex};
use crate::diagnostic::codes::config as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};
use crate::value::json::{Dialect, parse};
use crate::value::read::{Object, expected, strings};
use crate::value::{Kind, Value};

pub use auth::Auth;
use auth::pointer;
pub use plugins::ConfiguredPlugins;
use plugins::plugins;

/// The name of the config file.
pub(super) const FILE: &str = "sigma-schema.json";
/// The key of package.json that can hold the same.
const KEY: &str = "sigma-schema";

/// The content of the config file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The path of the file, if it exists.
    pub path: Option<PathBuf>,
    /// The module with the app's options, and its export if the config names one.
    pub auth: Option<Auth>,
    /// The component folder.
    pub component: Option<Spanned<String>>,
    /// The name of the schema file.
    pub schema_file: Option<Spanned<String>>,
    /// The plugins, if it names any.
    pub plugins: Option<ConfiguredPlugins>,
    /// Plugins in the code that are declared to have no tables.
    pub without_tables: Vec<Spanned<String>>,
    /// Options of Better Auth's core tables.
    pub options: Option<Value>,
    /// Custom indexes.
    pub indexes: Vec<CustomIndex>,
    /// Custom search and vector indexes.
    pub searches: Vec<CustomSearchIndex>,
    /// Custom tables.
    pub tables: Vec<SpannedTable>,
    /// Globs of custom spec files.
    pub specs: Vec<String>,
    /// The requested version of Better Auth.
    pub better_auth: Option<Spanned<String>>,
    /// The requested version of the Convex adapter.
    pub convex_adapter: Option<Spanned<String>>,
    /// The indexes to generate.
    pub index_mode: Option<IndexMode>,
}

impl Config {
    /// The folder that its paths are relative to.
    pub fn folder(&self) -> Option<&Path> {
        self.path.as_deref()?.parent()
    }

    /// The nearest config at this folder or around it, or an empty one. Fails with all problems in it.
    pub fn find(around: Around<'_>, core: &Spec) -> Result<Self, Diagnostics> {
        for at in around.folders() {
            let file = at.join(FILE);
            if let Some(source) = around.files.read(&file)? {
                let value = parse(&source, Dialect::Strict)?;
                return read(&value, file, core);
            }
            let manifest = at.join("package.json");
            let mentions_key = |source: &Arc<Source>| source.text.contains(&format!("\"{KEY}\""));
            if let Some(source) = around.files.read(&manifest)?.filter(mentions_key) {
                let value = parse(&source, Dialect::Strict)?;
                if let Some(value) = value.get(KEY) {
                    return read(value, manifest, core);
                }
            }
        }
        Ok(Self::default())
    }

    /// The config in a text. Fails with all problems in it.
    pub fn parse(source: &Arc<Source>, core: &Spec) -> Result<Self, Diagnostics> {
        let value = parse(source, Dialect::Strict)?;
        read(&value, PathBuf::from(source.name.as_str()), core)
    }

    /// The version under one of its keys.
    pub fn requested(version: Option<&Spanned<String>>) -> Option<RequestedVersion> {
        let Spanned { value: text, span } = version?;
        Some(RequestedVersion { text: text.clone(), from: VersionSource::Config(span.clone()) })
    }
}

fn read(value: &Value, path: PathBuf, core: &Spec) -> Result<Config, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    duplicate_keys(value, &mut diagnostics);
    let Some(mut object) = Object::of(value, "the config", &mut diagnostics) else { return Err(diagnostics) };
    object.any("$schema");
    let (without_tables, plugins) =
        object.any("plugins").map(|value| plugins(value, &mut diagnostics)).unwrap_or_default();
    let (indexes, searches) = indexes(&mut object, &mut diagnostics);
    let config = Config {
        path: Some(path),
        auth: spanned("auth", &mut object, &mut diagnostics).and_then(|auth| pointer(&auth, &mut diagnostics)),
        component: spanned("component", &mut object, &mut diagnostics),
        schema_file: spanned("schemaFile", &mut object, &mut diagnostics),
        better_auth: spanned("betterAuth", &mut object, &mut diagnostics),
        convex_adapter: spanned("convexAdapter", &mut object, &mut diagnostics),
        plugins,
        without_tables,
        indexes,
        searches,
        tables: tables(&mut object, &mut diagnostics),
        specs: object.strings("specs", &mut diagnostics).into_iter().map(str::to_owned).collect(),
        index_mode: object.any("indexMode").and_then(|value| index_mode(value, &mut diagnostics)),
        options: core_options(&mut object, core, &mut diagnostics),
    };
    object.finish(&mut diagnostics);
    diagnostics.in_order().unless_errors(config).map(|(config, _)| config)
}

/// The string under a key, with its span. An empty one is reported.
fn spanned(name: &str, object: &mut Object<'_>, diagnostics: &mut Diagnostics) -> Option<Spanned<String>> {
    let text = object.string(name, diagnostics)?.to_owned();
    let span = object.any(name)?.span.clone();
    if text.is_empty() {
        diagnostics.push(Diagnostic::new(&codes::WRONG_VALUE, format!("`{name}` is empty")).at(&span, ""));
    }
    Some(Spanned::new(text, span))
}

/// Reports each key that an object has twice: choosing one of them would be a guess.
fn duplicate_keys(value: &Value, diagnostics: &mut Diagnostics) {
    match &value.kind {
        Kind::Object(entries) => {
            let mut known: HashMap<&str, &Span> = HashMap::with_capacity(entries.len());
            for (key, inner) in entries {
                let first = known.entry(&key.name).or_insert(&key.span);
                if **first != key.span {
                    let diagnostic = Diagnostic::new(&codes::DUPLICATE_KEY, format!("duplicate key `{}`", key.name));
                    diagnostics.push(diagnostic.at(&key.span, "").and_at(first, "first defined here"));
                }
                duplicate_keys(inner, diagnostics);
            }
        }
        Kind::Array(items) => items.iter().for_each(|item| duplicate_keys(item, diagnostics)),
        _ => {}
    }
}

/// The indexes under `indexes`: `{ table: { index: [fields] } }`. Instead of the fields, an index can have Convex's
/// options: `fields`, `staged`; `searchField`, `filterFields`; `vectorField`, `dimensions`.
fn indexes(object: &mut Object<'_>, diagnostics: &mut Diagnostics) -> (Vec<CustomIndex>, Vec<CustomSearchIndex>) {
    let (mut all, mut searches) = (Vec::new(), Vec::new());
    for (table, indexes) in object.entries("indexes", diagnostics) {
        indexes_of(&table.name, indexes, &mut all, &mut searches, diagnostics);
    }
    (all, searches)
}

/// The indexes of one table.
fn indexes_of(
    table: &str,
    indexes: &Value,
    all: &mut Vec<CustomIndex>,
    searches: &mut Vec<CustomSearchIndex>,
    diagnostics: &mut Diagnostics,
) {
    if let Some(object) = Object::of(indexes, &format!("the indexes of `{table}`"), diagnostics) {
        for (name, given) in object.value.as_object().unwrap_or_default() {
            let (table, span) = (table.to_owned(), name.span.clone());
            if given.as_object().is_none() {
                let fields = strings(given, "the fields of an index", diagnostics);
                let index = Index::new(name.name.clone(), fields.into_iter().map(str::to_owned).collect());
                all.push(CustomIndex { table, index, span });
                continue;
            }
            let Some(mut options) = Object::of(given, "an index", diagnostics) else { continue };
            match search(&table, &name.name, &mut options, diagnostics) {
                Some(index) => searches.push(CustomSearchIndex { table, index, span }),
                None => {
                    let fields = owned(options.strings("fields", diagnostics));
                    if fields.is_empty() {
                        let title = format!("index `{}` has no `fields`", name.name);
                        let diagnostic = Diagnostic::new(&codes::MISSING_KEY, title).at(&span, "");
                        let diagnostic = diagnostic.about(&table).about_member(&name.name);
                        diagnostics.push(diagnostic.help("add them: \"fields\": [\"email\"]"));
                    }
                    let is_staged = options.flag("staged", diagnostics);
                    all.push(CustomIndex { table, index: Index { name: name.name.clone(), fields, is_staged }, span });
                }
            }
            options.finish(diagnostics);
        }
    }
}

/// The tables under `extraTables`: `{ table: { fields: { name: validator }, indexes: {...} } }`, with validators as
/// code: `"v.optional(v.string())"`.
fn tables(object: &mut Object<'_>, diagnostics: &mut Diagnostics) -> Vec<SpannedTable> {
    let mut tables = Vec::new();
    for (key, given) in object.entries("extraTables", diagnostics) {
        let Some(mut parts) = Object::of(given, &format!("the table `{}`", key.name), diagnostics) else { continue };
        let mut table = SpannedTable::new(&key.name, key.span.clone());
        for (name, code) in parts.entries("fields", diagnostics) {
            match code.as_str().and_then(validator_text) {
                Some(validator) => {
                    let field = Field { name: name.name.clone(), validator };
                    table.fields.push(Spanned::new(field, name.span.clone()));
                }
                None => {
                    let diagnostic = expected(code, &format!("`{}`", name.name), "a Convex validator as code");
                    diagnostics.push(diagnostic.help("write it as in schema.ts: \"v.optional(v.string())\""));
                }
            }
        }
        if let Some(given) = parts.any("indexes") {
            let (mut indexes, mut searches) = (Vec::new(), Vec::new());
            indexes_of(&key.name, given, &mut indexes, &mut searches, diagnostics);
            table.indexes.extend(indexes.into_iter().map(|custom| Spanned::new(custom.index, custom.span)));
            table.searches.extend(searches.into_iter().map(|custom| Spanned::new(custom.index, custom.span)));
        }
        parts.finish(diagnostics);
        tables.push(table);
    }
    tables
}

/// A search or vector index from its options. None if they are those of a database index.
fn search(table: &str, name: &str, options: &mut Object<'_>, diagnostics: &mut Diagnostics) -> Option<SearchIndex> {
    let kind = match (options.any("searchField").is_some(), options.any("dimensions"), options.any("vectorField")) {
        (true, ..) => Search::Text,
        (false, None, None) => return None,
        (false, dimensions, vector) => match dimensions.map(|value| (dimensions_in(value), value)) {
            Some((Some(dimensions), _)) => Search::Vector(dimensions),
            Some((None, value)) => {
                let (least, most) = (DIMENSIONS.start(), DIMENSIONS.end());
                diagnostics.push(expected(value, "`dimensions`", &format!("a whole number from {least} to {most}")));
                Search::Vector(0)
            }
            None => {
                let title = format!("vector index `{name}` has no `dimensions`");
                let diagnostic = Diagnostic::new(&codes::MISSING_KEY, title).about(table).about_member(name);
                diagnostics.push(diagnostic.at_opt(vector.map(|value| &value.span)));
                Search::Vector(0)
            }
        },
    };
    let field = options.string(kind.field_option(), diagnostics).unwrap_or_default().to_owned();
    let filters = owned(options.strings("filterFields", diagnostics));
    let is_staged = options.flag("staged", diagnostics);
    Some(SearchIndex { name: name.to_owned(), kind, field, filters, is_staged })
}

/// The dimensions of a vector, if Convex allows that number.
fn dimensions_in(value: &Value) -> Option<u32> {
    match value.kind {
        Kind::Number(number) => dimensions_of(number).filter(|dimensions| DIMENSIONS.contains(dimensions)),
        _ => None,
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn index_mode(value: &Value, diagnostics: &mut Diagnostics) -> Option<IndexMode> {
    let mode = match value.as_str() {
        Some("complete") => Some(IndexMode::Complete),
        Some("upstream") => Some(IndexMode::Upstream),
        _ => None,
    };
    if mode.is_none() {
        diagnostics.push(expected(value, "`indexMode`", "\"complete\" or \"upstream\""));
    }
    mode
}

/// The options of Better Auth's core tables, under the same keys as in Better Auth's options.
fn core_options(object: &mut Object<'_>, core: &Spec, diagnostics: &mut Diagnostics) -> Option<Value> {
    let declared = core.all_options();
    let mut entries = Vec::new();
    for option in &declared {
        let key = option.path.split('.').next().unwrap_or(&option.path);
        entries.extend(
            object
                .entry(key)
                .filter(|(found, _)| !entries.iter().any(|(known, _): &(crate::value::Key, Value)| known == found))
                .cloned(),
        );
    }
    let options = Value { kind: Kind::Object(entries), span: object.value.span.clone() };
    options::check(&options, &declared, diagnostics);
    Some(options)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
