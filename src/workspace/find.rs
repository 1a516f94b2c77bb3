//! Where things are: the top of the repository, the Convex folder, the component's folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::json;
use super::versions::up_to;
use super::{files, monorepo};
use crate::catalog::condition::Condition;
use crate::catalog::model::Spec;
use crate::diagnostic::Diagnostic;

/// Where a Convex folder may be, from the folder of an app, in falling order; convex.json goes before them.
const CONVEX_FOLDERS: [&str; 3] = ["convex", "packages/backend/convex", "src/convex"];
/// The component's folder where none is there yet, in the Convex folder.
const COMPONENT: &str = "betterAuth";
/// The files that make a folder a component (convex, src/cli/lib/components/constants.ts).
const COMPONENT_CONFIGS: [&str; 2] = ["convex.config.ts", "convex.config.js"];
/// How many folders below the Convex folder a component may be.
const COMPONENT_DEPTH: usize = 3;

/// The folder up to which files are looked for: the top of the git repository, or else the topmost folder with a
/// package.json, or else the folder itself.
pub fn top(folder: &Path) -> &Path {
    let of_git = folder.ancestors().find(|at| at.join(".git").exists());
    let of_packages = || folder.ancestors().filter(|at| at.join("package.json").is_file()).last();
    of_git.or_else(of_packages).unwrap_or(folder)
}

/// What tells a component of Better Auth: the adapter's package, and the fields that Better Auth's own tables always have.
#[derive(Clone, Debug)]
pub struct OwnTables {
    package: String,
    fields: Vec<String>,
}

impl OwnTables {
    /// Of the specs.
    pub fn of(core: &Spec, adapter_package: &str) -> Self {
        let always = |when: &Condition| *when == Condition::default();
        let tables = core.tables.iter().filter(|table| always(&table.when) && !table.after_plugins);
        let fields = tables.flat_map(|table| &table.fields);
        let required = fields.filter(|field| field.attributes.required && always(&field.when));
        Self { package: adapter_package.to_owned(), fields: required.map(|field| field.key.clone()).collect() }
    }
}

/// The nearest Convex folder, with the folder of the app that it belongs to; else that of the repository's packages.
///
/// Fails if there is none, if it is not clear which, or if convex.json cannot be read or names a folder that is not there.
pub fn convex_folder(folder: &Path, top: &Path, own: &OwnTables) -> Result<(PathBuf, PathBuf), Diagnostic> {
    let mut bare = None;
    for app in up_to(folder, top) {
        if let Some(convex) = from_convex_json(app)? {
            return Ok((convex, app.to_owned()));
        }
        let folders = CONVEX_FOLDERS.map(|name| app.join(name));
        bare =
            bare.or_else(|| folders.into_iter().find(|convex| convex.is_dir()).map(|convex| (convex, app.to_owned())));
        if let Some(name) = CONVEX_FOLDERS.iter().find(|name| has_source(&app.join(name))) {
            let found = (app.join(name), app.to_owned());
            // One of the packages of a repository may not be the only one.
            return match name.contains("packages/") {
                true => monorepo::convex_folder(folder, top, Some(found.clone()), own).map(|one| one.unwrap_or(found)),
                false => Ok(found),
            };
        }
    }
    if let Some(found) = monorepo::convex_folder(folder, top, None, own)?.or(bare) {
        return Ok(found);
    }
    let spans = CONVEX_FOLDERS.map(|name| format!("{name}/"));
    let diagnostic = Diagnostic::error("there is no Convex project here or in a folder around");
    let also = monorepo::looked_at(folder, top);
    let diagnostic = diagnostic.note(format!("looked for convex.json, {}, also in {also}", spans.join(", ")));
    Err(diagnostic.help("run it in your project, or name the folder: --dir FOLDER"))
}

/// The Convex folder of an app, if it has one.
pub(super) fn convex_of(app: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    if let Some(convex) = from_convex_json(app)? {
        return Ok(Some(convex));
    }
    let folders = CONVEX_FOLDERS.iter().filter(|name| !name.contains("packages/"));
    Ok(folders.map(|name| app.join(name)).find(|folder| has_source(folder)))
}

/// Whether a Convex folder is one of an app, be it new and empty: Convex's command line leaves a folder with nothing but
/// `_generated` wherever it is started.
fn has_source(convex: &Path) -> bool {
    let is_source = |name: &String| !name.starts_with(['_', '.']);
    let Ok(entries) = fs::read_dir(convex) else { return false };
    let names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.is_empty() || names.iter().any(is_source)
}

/// Whether there is a Better Auth component in a Convex folder.
pub(super) fn has_better_auth(convex: &Path, own: &OwnTables) -> bool {
    components(convex, COMPONENT_DEPTH).iter().any(|folder| is_better_auth(folder, own))
}

/// The folder that convex.json names under `functions`.
fn from_convex_json(app: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    let Some(source) = files::read(&app.join("convex.json"))? else { return Ok(None) };
    let content = json(&source)?;
    let Some(functions) = content.get("functions").and_then(serde_json::Value::as_str) else { return Ok(None) };
    let convex = files::absolute(&app.join(functions));
    if convex.is_dir() {
        return Ok(Some(convex));
    }
    let diagnostic = Diagnostic::error(format!("{} names the folder `{functions}`, which is not there", source.name));
    Err(diagnostic.help("correct `functions` in it, or make the folder"))
}

/// The folders of the Better Auth components: those below the Convex folder, else `betterAuth`, there or not.
///
/// Of several, each must have an adapter.ts for Better Auth, which says what it is generated from.
/// Fails if it is not clear which they are, or if the only component does not speak of Better Auth.
pub fn component_folders(convex: &Path, own: &OwnTables) -> Result<Vec<PathBuf>, Diagnostic> {
    let usual = convex.join(COMPONENT);
    let components = components(convex, COMPONENT_DEPTH);
    let has_adapter = |folder: &&PathBuf| {
        fs::read_to_string(folder.join(super::ADAPTER_FILE)).is_ok_and(|text| text.contains(&own.package))
    };
    let with_adapter: Vec<PathBuf> = components.iter().filter(has_adapter).cloned().collect();
    if components.contains(&usual) && !with_adapter.contains(&usual) {
        return Ok(vec![usual]);
    }
    let better_auth: Vec<&PathBuf> = components.iter().filter(|folder| is_better_auth(folder, own)).collect();
    match (better_auth.as_slice(), components.as_slice()) {
        ([only], _) => Ok(vec![(*only).clone()]),
        ([], []) => Ok(vec![unfinished(convex, own, COMPONENT_DEPTH).filter(|_| !usual.exists()).unwrap_or(usual)]),
        ([], others) => Err(choose("no component speaks of Better Auth yet", others.iter().chain([&usual]))),
        (several, _) if several.len() == with_adapter.len() || components.contains(&usual) => Ok(with_adapter),
        (several, _) => Err(choose("there are several Better Auth components", several.iter().copied())),
    }
}

/// The folder of a component that lacks its config yet and has an adapter.ts for Better Auth: the first, if there are
/// several.
fn unfinished(folder: &Path, own: &OwnTables, depth: usize) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.into_iter().find_map(|folder| {
        let text = fs::read_to_string(folder.join(super::ADAPTER_FILE)).unwrap_or_default();
        let name = folder.file_name()?.to_string_lossy().into_owned();
        if name.starts_with(['_', '.']) || name == "node_modules" {
            return None;
        }
        if text.contains(&own.package) { Some(folder) } else { unfinished(&folder, own, depth.checked_sub(1)?) }
    })
}

/// The problem of components of which one must be chosen.
pub fn choose<'a>(title: &str, folders: impl Iterator<Item = &'a PathBuf>) -> Diagnostic {
    let shown: Vec<String> = folders.map(|folder| files::shown(folder)).collect();
    let diagnostic = Diagnostic::error(title).note(format!("it may be one of: {}", shown.join(", ")));
    diagnostic.help("choose one: --out FOLDER, or `component` in the config file")
}

/// The folders with a component, in order, down to this depth, without generated and hidden ones.
fn components(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_folder = |entry: &fs::DirEntry| {
        entry.file_type().is_ok_and(|kind| kind.is_dir() || kind.is_symlink() && entry.path().is_dir())
    };
    let is_source = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        !name.to_string_lossy().starts_with(['_', '.']) && name != "node_modules" && is_folder(entry)
    };
    let mut folders: Vec<PathBuf> = entries.flatten().filter(is_source).map(|entry| entry.path()).collect();
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        let read = |name: &&str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        if COMPONENT_CONFIGS.iter().map(read).any(|config| config.contains("defineComponent")) {
            found.push(folder.clone());
        }
        if depth > 1 {
            found.extend(components(&folder, depth - 1));
        }
    }
    found
}

/// Whether a component is Better Auth's: its folder, its config or its adapter names it, or it has its tables.
fn is_better_auth(folder: &Path, own: &OwnTables) -> bool {
    let names_it = |text: &str| text.to_lowercase().replace(['-', '_'], "").contains("betterauth");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    folder.file_name().is_some_and(|name| names_it(&name.to_string_lossy()))
        || COMPONENT_CONFIGS.iter().chain([&super::ADAPTER_FILE]).any(|name| names_it(&read(name)))
        || schemas(folder).any(|text| own.fields.iter().all(|field| text.contains(field)))
}

/// The texts of a component's files that may be its schema, such as schema.ts and generatedSchema.ts.
fn schemas(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_schema = |entry: &fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        name.contains("schema") && (name.ends_with(".ts") || name.ends_with(".js"))
    };
    entries.filter(is_schema).filter_map(|entry| fs::read_to_string(entry.path()).ok())
}

/// Whether a component's folder or its config gives it this name.
pub fn is_named(folder: &Path, name: &str) -> bool {
    let read = |config: &&str| fs::read_to_string(folder.join(config)).unwrap_or_default();
    let is_written =
        |text: String| ['"', '\'', '`'].iter().any(|quote| text.contains(&format!("{quote}{name}{quote}")));
    folder.file_name().is_some_and(|file| file.to_string_lossy() == name)
        || COMPONENT_CONFIGS.iter().map(read).any(is_written)
}

/// Whether there is a component of this name beside a component's folder.
pub fn has_sibling(folder: &Path, name: &str) -> bool {
    let beside = folder.parent().map(|parent| components(parent, 1)).unwrap_or_default();
    beside.iter().any(|other| other != folder && is_named(other, name))
}
