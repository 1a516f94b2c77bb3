//! The config file: `sigma-schema.json`, or the `sigma-schema` key of package.json. Every key is checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use super::versions::up_to;
use crate::report::{Place, Problem, Problems, Source};
use crate::schema::indexes::{IndexMode, OwnIndex, OwnSearch};
use crate::schema::placed::PlacedTable;
use crate::schema::validator::dimensions_of;
use crate::schema::violation::DIMENSIONS;
use crate::schema::{Field, Index, Search, SearchIndex};
use crate::spec::model::Spec;
use crate::spec::options;
use crate::spec::select::Named;
use crate::typescript::parse::validator_text;
use crate::value::json::{Dialect, parse};
use crate::value::read::{Object, expected, strings};
use crate::value::{Key, Kind, Value};

/// The config file's name.
/// The name of the file.
pub(super) const FILE: &str = "sigma-schema.json";
/// The key of package.json that can hold the same.
const KEY: &str = "sigma-schema";

/// A string of the config file and its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The string.
    pub text: String,
    /// Its place.
    pub place: Place,
}

/// Where the app's options are.
#[derive(Clone, Debug)]
pub struct Auth {
    /// The module: a path relative to the config file, or a package's name.
    pub module: String,
    /// The name that it exports, if it is said.
    pub export: Option<String>,
}

/// The plugins that a config file names.
#[derive(Clone, Debug, Default)]
pub struct ConfiguredPlugins {
    /// The plugins in order, with their options.
    pub named: Vec<Named>,
    /// Whether they are a list, which selects plugins. An object gives options to the plugins that the code uses.
    pub is_list: bool,
}

/// What the config file says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, if there is one.
    pub path: Option<PathBuf>,
    /// The module that has the app's options, and the name that it exports if the config says one.
    pub auth: Option<Auth>,
    /// The component's folder.
    pub component: Option<Placed>,
    /// The name of the schema's file.
    pub schema_file: Option<Placed>,
    /// The plugins, if it names any.
    pub plugins: Option<ConfiguredPlugins>,
    /// Plugins of the code that it says have no tables.
    pub without_tables: Vec<Placed>,
    /// Options of Better Auth's own tables.
    pub options: Option<Value>,
    /// The app's own indexes.
    pub indexes: Vec<OwnIndex>,
    /// The app's own indexes for searching.
    pub searches: Vec<OwnSearch>,
    /// The app's own tables.
    pub tables: Vec<PlacedTable>,
    /// Globs of the app's own spec files.
    pub specs: Vec<String>,
    /// The version of Better Auth.
    pub better_auth: Option<Placed>,
    /// The version of the Convex adapter.
    pub convex_adapter: Option<Placed>,
    /// Which indexes are wanted.
    pub index_mode: Option<IndexMode>,
}

impl Config {
    /// The folder that its paths are relative to.
    pub fn folder(&self) -> Option<&Path> {
        self.path.as_deref()?.parent()
    }

    /// The nearest config at this folder or around it, or an empty one. Fails with everything that is wrong in it.
    pub fn find(folder: &Path, top: &Path, core: &Spec) -> Result<Self, Problems> {
        for at in up_to(folder, top) {
            let own = at.join(FILE);
            if let Some(source) = files::read(&own)? {
                let value = parse(&source, Dialect::Strict)?;
                return read(&value, own, core);
            }
            let manifest = at.join("package.json");
            let mentions_key = |source: &Arc<Source>| source.text.contains(&format!("\"{KEY}\""));
            if let Some(source) = files::read(&manifest)?.filter(mentions_key) {
                let value = parse(&source, Dialect::Strict)?;
                if let Some(value) = value.get(KEY) {
                    return read(value, manifest, core);
                }
            }
        }
        Ok(Self::default())
    }

    /// The config that a text holds. Fails with everything that is wrong in it.
    pub fn parse(source: &Arc<Source>, core: &Spec) -> Result<Self, Problems> {
        let value = parse(source, Dialect::Strict)?;
        read(&value, PathBuf::from(source.name.as_str()), core)
    }

    /// The version that one of its keys asks for.
    pub fn asked(version: Option<&Placed>) -> Option<super::versions::Asked> {
        let Placed { text, place } = version?;
        Some(super::versions::Asked { text: text.clone(), from: super::versions::Basis::Config(place.clone()) })
    }
}

fn read(value: &Value, path: PathBuf, core: &Spec) -> Result<Config, Problems> {
    let mut problems = Problems::default();
    twice(value, &mut problems);
    let Some(mut object) = Object::of(value, "the config", &mut problems) else { return Err(problems) };
    object.any("$schema");
    let (without_tables, plugins) =
        object.any("plugins").map(|value| plugins(value, &mut problems)).unwrap_or_default();
    let (indexes, searches) = indexes(&mut object, &mut problems);
    let config = Config {
        path: Some(path),
        auth: placed("auth", &mut object, &mut problems).and_then(|auth| pointer(&auth, &mut problems)),
        component: placed("component", &mut object, &mut problems),
        schema_file: placed("schemaFile", &mut object, &mut problems),
        better_auth: placed("betterAuth", &mut object, &mut problems),
        convex_adapter: placed("convexAdapter", &mut object, &mut problems),
        plugins,
        without_tables,
        indexes,
        searches,
        tables: tables(&mut object, &mut problems),
        specs: object.strings("specs", &mut problems).into_iter().map(str::to_owned).collect(),
        index_mode: object.any("indexMode").and_then(|value| index_mode(value, &mut problems)),
        options: core_options(&mut object, core, &mut problems),
    };
    object.finish(&mut problems);
    problems.in_order().unless_errors(config).map(|(config, _)| config)
}

/// The string under a key, with its place. An empty one is told.
fn placed(name: &str, object: &mut Object<'_>, problems: &mut Problems) -> Option<Placed> {
    let text = object.string(name, problems)?.to_owned();
    let place = object.any(name)?.place.clone();
    if text.is_empty() {
        problems.push(Problem::error(format!("`{name}` is empty")).at(&place, ""));
    }
    Some(Placed { text, place })
}

impl Auth {
    /// Reads `module` or `module#export`. Fails if it is neither.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let (module, export) = text.split_once('#').map_or((text, None), |(module, export)| (module, Some(export)));
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let is_name = |name: &str| {
            !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_part)
        };
        if module.is_empty() || !export.is_none_or(is_name) {
            let problem = Problem::error(format!("`{text}` is no module with an export"));
            return Err(problem.help("write it as convex/auth.ts#createAuthOptions"));
        }
        Ok(Self { module: module.to_owned(), export: export.map(str::to_owned) })
    }
}

fn pointer(auth: &Placed, problems: &mut Problems) -> Option<Auth> {
    Auth::parse(&auth.text).map_err(|problem| problems.push(problem.at(&auth.place, ""))).ok()
}

/// Tells of each key that an object has twice: which one would count is nobody's guess.
fn twice(value: &Value, problems: &mut Problems) {
    match &value.kind {
        Kind::Object(entries) => {
            for (position, (key, inner)) in entries.iter().enumerate() {
                if entries[..position].iter().any(|(earlier, _)| earlier.name == key.name) {
                    problems.push(Problem::error(format!("`{}` is given twice", key.name)).at(&key.place, ""));
                }
                twice(inner, problems);
            }
        }
        Kind::Array(items) => items.iter().for_each(|item| twice(item, problems)),
        _ => {}
    }
}

/// Whether an entry of `plugins` says that a plugin has no tables: `{ "tables": false }`.
fn has_no_tables(value: &Value) -> bool {
    let is_it = |entry: &(Key, Value)| entry.0.name == "tables" && entry.1.kind == Kind::Boolean(false);
    matches!(value.as_object(), Some([entry]) if is_it(entry))
}

/// The plugins without tables, and the others: an object of options by name, or an array of names. None if an object
/// names only plugins without tables.
fn plugins(value: &Value, problems: &mut Problems) -> (Vec<Placed>, Option<ConfiguredPlugins>) {
    let Kind::Object(entries) = &value.kind else {
        return (Vec::new(), Some(ConfiguredPlugins { named: names(value, problems), is_list: true }));
    };
    let (without, configured): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, options)| has_no_tables(options));
    let is_given = !configured.is_empty() || without.is_empty();
    let named = configured.into_iter().map(|(key, options)| Named {
        name: key.name.clone(),
        place: Some(key.place.clone()),
        options: Some(options.clone()),
        spec: None,
    });
    let placed = |(key, _): &&(Key, Value)| Placed { text: key.name.clone(), place: key.place.clone() };
    let without = without.iter().map(placed).collect();
    (without, is_given.then(|| ConfiguredPlugins { named: named.collect(), is_list: false }))
}

fn names(value: &Value, problems: &mut Problems) -> Vec<Named> {
    match &value.kind {
        Kind::Array(items) => items
            .iter()
            .filter_map(|item| match item.as_str() {
                Some(name) => {
                    Some(Named { name: name.to_owned(), place: Some(item.place.clone()), options: None, spec: None })
                }
                None => {
                    let problem = expected(item, "a plugin in a list", "its name");
                    problems.push(problem.help(
                        "with options, write an object: { \"organization\": { \"teams\": { \"enabled\": true } } }",
                    ));
                    None
                }
            })
            .collect(),
        _ => {
            problems.push(expected(value, "`plugins`", "an array of names, or an object of options by name"));
            Vec::new()
        }
    }
}

/// `{ table: { index: [fields] } }`, or instead of the fields the options of an index as Convex has them: `fields`,
/// `staged`; `searchField`, `filterFields`; `vectorField`, `dimensions`.
fn indexes(object: &mut Object<'_>, problems: &mut Problems) -> (Vec<OwnIndex>, Vec<OwnSearch>) {
    let (mut all, mut searches) = (Vec::new(), Vec::new());
    for (table, indexes) in object.entries("indexes", problems) {
        indexes_of(&table.name, indexes, &mut all, &mut searches, problems);
    }
    (all, searches)
}

/// The indexes of one table.
fn indexes_of(
    table: &str,
    indexes: &Value,
    all: &mut Vec<OwnIndex>,
    searches: &mut Vec<OwnSearch>,
    problems: &mut Problems,
) {
    if let Some(object) = Object::of(indexes, &format!("the indexes of `{table}`"), problems) {
        for (name, given) in object.value.as_object().unwrap_or_default() {
            let (table, place) = (table.to_owned(), name.place.clone());
            if given.as_object().is_none() {
                let fields = strings(given, "the fields of an index", problems);
                let index = Index::new(name.name.clone(), fields.into_iter().map(str::to_owned).collect());
                all.push(OwnIndex { table, index, place });
                continue;
            }
            let Some(mut options) = Object::of(given, "an index", problems) else { continue };
            match search(&name.name, &mut options, problems) {
                Some(index) => searches.push(OwnSearch { table, index, place }),
                None => {
                    let fields = owned(options.strings("fields", problems));
                    if fields.is_empty() {
                        let problem = Problem::error(format!("the index `{}` has no `fields`", name.name));
                        problems.push(problem.at(&place, "").help("name them: \"fields\": [\"email\"]"));
                    }
                    let is_staged = options.flag("staged", problems);
                    all.push(OwnIndex { table, index: Index { name: name.name.clone(), fields, is_staged }, place });
                }
            }
            options.finish(problems);
        }
    }
}

/// `{ table: { fields: { name: validator }, indexes: {...} } }`, with validators as code: `"v.optional(v.string())"`.
fn tables(object: &mut Object<'_>, problems: &mut Problems) -> Vec<PlacedTable> {
    let mut tables = Vec::new();
    for (key, given) in object.entries("extraTables", problems) {
        let Some(mut parts) = Object::of(given, &format!("the table `{}`", key.name), problems) else { continue };
        let mut placed = PlacedTable::new(&key.name, key.place.clone());
        for (name, code) in parts.entries("fields", problems) {
            match code.as_str().and_then(validator_text) {
                Some(validator) => {
                    placed.table.fields.push(Field { name: name.name.clone(), validator });
                    placed.fields.push(name.place.clone());
                }
                None => {
                    let problem = expected(code, &format!("`{}`", name.name), "a validator of Convex as code");
                    problems.push(problem.help("write it as in schema.ts: \"v.optional(v.string())\""));
                }
            }
        }
        if let Some(given) = parts.any("indexes") {
            let (mut indexes, mut searches) = (Vec::new(), Vec::new());
            indexes_of(&key.name, given, &mut indexes, &mut searches, problems);
            for OwnIndex { index, place, .. } in indexes {
                placed.table.indexes.push(index);
                placed.indexes.push(place);
            }
            for OwnSearch { index, place, .. } in searches {
                placed.table.searches.push(index);
                placed.searches.push(place);
            }
        }
        parts.finish(problems);
        tables.push(placed);
    }
    tables
}

/// The options of an index for searching. None if they are those of another index.
fn search(name: &str, options: &mut Object<'_>, problems: &mut Problems) -> Option<SearchIndex> {
    let kind = match (options.any("searchField").is_some(), options.any("dimensions"), options.any("vectorField")) {
        (true, ..) => Search::Text,
        (false, None, None) => return None,
        (false, dimensions, vector) => match dimensions.map(|value| (dimensions_in(value), value)) {
            Some((Some(dimensions), _)) => Search::Vector(dimensions),
            Some((None, value)) => {
                let (least, most) = (DIMENSIONS.start(), DIMENSIONS.end());
                problems.push(expected(value, "`dimensions`", &format!("a whole number from {least} to {most}")));
                Search::Vector(0)
            }
            None => {
                let problem = Problem::error(format!("the index `{name}` has no `dimensions`"));
                problems.push(problem.at_if(vector.map(|value| &value.place)));
                Search::Vector(0)
            }
        },
    };
    let field = options.string(kind.field_option(), problems).unwrap_or_default().to_owned();
    let filters = owned(options.strings("filterFields", problems));
    let is_staged = options.flag("staged", problems);
    Some(SearchIndex { name: name.to_owned(), kind, field, filters, is_staged })
}

/// The dimensions of a vector, if Convex takes so many.
fn dimensions_in(value: &Value) -> Option<u32> {
    match value.kind {
        Kind::Number(number) => dimensions_of(number).filter(|dimensions| DIMENSIONS.contains(dimensions)),
        _ => None,
    }
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn index_mode(value: &Value, problems: &mut Problems) -> Option<IndexMode> {
    let mode = match value.as_str() {
        Some("complete") => Some(IndexMode::Complete),
        Some("upstream") => Some(IndexMode::Upstream),
        _ => None,
    };
    if mode.is_none() {
        problems.push(expected(value, "`indexMode`", "\"complete\" or \"upstream\""));
    }
    mode
}

/// The keys that are options of Better Auth's own tables, written as Better Auth has them.
fn core_options(object: &mut Object<'_>, core: &Spec, problems: &mut Problems) -> Option<Value> {
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
    let options = Value { kind: Kind::Object(entries), place: object.value.place.clone() };
    options::check(&options, "", &declared, problems);
    Some(options)
}
