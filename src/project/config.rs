//! The config file: `sigma-schema.json`, or the `sigma-schema` key of package.json. Every key is checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use super::versions::up_to;
use crate::report::{Place, Problem, Problems, Source};
use crate::schema::Index;
use crate::schema::indexes::{IndexMode, OwnIndex};
use crate::spec::model::Spec;
use crate::spec::options;
use crate::spec::select::Named;
use crate::value::json::{Dialect, parse};
use crate::value::read::{Object, expected, strings};
use crate::value::{Kind, Value};

/// The config file's name.
const FILE: &str = "sigma-schema.json";
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
    /// The plugins, if it lists them.
    pub plugins: Option<Vec<Named>>,
    /// Options of Better Auth's own tables.
    pub options: Option<Value>,
    /// The app's own indexes.
    pub indexes: Vec<OwnIndex>,
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
    let config = Config {
        path: Some(path),
        auth: placed("auth", &mut object, &mut problems).and_then(|auth| pointer(auth, &mut problems)),
        component: placed("component", &mut object, &mut problems),
        schema_file: placed("schemaFile", &mut object, &mut problems),
        better_auth: placed("betterAuth", &mut object, &mut problems),
        convex_adapter: placed("convexAdapter", &mut object, &mut problems),
        plugins: object.any("plugins").map(|value| plugins(value, &mut problems)),
        indexes: indexes(&mut object, &mut problems),
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

/// `module#export`. What is no name of an export is told.
fn pointer(auth: Placed, problems: &mut Problems) -> Option<Auth> {
    let Some((module, export)) = auth.text.split_once('#') else {
        return Some(Auth { module: auth.text, export: None });
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    if module.is_empty()
        || export.is_empty()
        || export.starts_with(|c: char| c.is_ascii_digit())
        || !export.chars().all(is_name)
    {
        let problem = Problem::error(format!("`{}` is no module with an export", auth.text)).at(&auth.place, "");
        problems.push(problem.help("write it as convex/auth.ts#createAuthOptions"));
        return None;
    }
    Some(Auth { module: module.to_owned(), export: Some(export.to_owned()) })
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

/// An object of options by name, or an array of names.
fn plugins(value: &Value, problems: &mut Problems) -> Vec<Named> {
    match &value.kind {
        Kind::Object(entries) => entries
            .iter()
            .map(|(key, options)| Named {
                name: key.name.clone(),
                place: Some(key.place.clone()),
                options: Some(options.clone()),
            })
            .collect(),
        Kind::Array(items) => items
            .iter()
            .filter_map(|item| match item.as_str() {
                Some(name) => Some(Named { name: name.to_owned(), place: Some(item.place.clone()), options: None }),
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

/// `{ table: { index: [fields] } }`.
fn indexes(object: &mut Object<'_>, problems: &mut Problems) -> Vec<OwnIndex> {
    let mut all = Vec::new();
    for (table, indexes) in object.entries("indexes", problems) {
        let Some(object) = Object::of(indexes, &format!("the indexes of `{}`", table.name), problems) else { continue };
        for (name, fields) in object.value.as_object().unwrap_or_default() {
            let names = strings(fields, "the fields of an index", problems);
            let index = Index { name: name.name.clone(), fields: names.into_iter().map(str::to_owned).collect() };
            all.push(OwnIndex { table: table.name.clone(), index, place: name.place.clone() });
        }
    }
    all
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
