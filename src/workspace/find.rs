//! Discovery of folders: the root of the repository, the Convex folder, the component folder.

use std::path::{Path, PathBuf};

use super::around::Around;
use super::manifest::json;
use super::provider::{Entry, FileProvider};
use super::{files, monorepo};
use crate::catalog::condition::Condition;
use crate::catalog::model::Spec;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::options as codes;
use crate::value::json::{Dialect, parse};

/// Possible Convex folders, relative to the folder of an app, in order of precedence. convex.json takes precedence over
/// them.
const CONVEX_FOLDERS: [&str; 3] = ["convex", "packages/backend/convex", "src/convex"];
/// The default component folder, relative to the Convex folder.
const COMPONENT: &str = "betterAuth";
/// The files that make a folder a component (convex, src/cli/lib/components/constants.ts).
const COMPONENT_CONFIGS: [&str; 2] = ["convex.config.ts", "convex.config.js"];
/// The depth of folders below the Convex folder that are searched for components.
const COMPONENT_DEPTH: usize = 3;

/// The folder up to which files are searched: the root of the git repository, or else the topmost folder with a
/// package.json, or else the folder itself.
pub fn root<'p>(files: &dyn FileProvider, folder: &'p Path) -> &'p Path {
    let of_git = folder.ancestors().find(|at| files.exists(&at.join(".git")));
    let of_packages = || folder.ancestors().filter(|at| files.has(&at.join("package.json"))).last();
    of_git.or_else(of_packages).unwrap_or(folder)
}

/// The texts that identify a Better Auth component: the package of the adapter, and the fields that Better Auth's core
/// tables always have.
#[derive(Clone, Debug)]
pub struct ComponentMarkers {
    package: String,
    fields: Vec<String>,
}

impl ComponentMarkers {
    /// The markers from the specs.
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
/// Fails if none exists, if several are possible, or if convex.json cannot be read or names a folder that does not
/// exist.
pub fn convex_folder(around: Around<'_>, markers: &ComponentMarkers) -> Result<(PathBuf, PathBuf), Diagnostic> {
    let files = around.files;
    let mut bare = None;
    for app in around.folders() {
        if let Some(convex) = from_convex_json(files, app)? {
            return Ok((convex, app.to_owned()));
        }
        let folders = CONVEX_FOLDERS.map(|name| app.join(name));
        bare = bare.or_else(|| {
            folders.into_iter().find(|convex| files.is_folder(convex)).map(|convex| (convex, app.to_owned()))
        });
        if let Some(name) = CONVEX_FOLDERS.iter().find(|name| has_source(files, &app.join(name))) {
            let found = (app.join(name), app.to_owned());
            // Other packages of the repository can have Convex folders as well.
            return match name.contains("packages/") {
                true => monorepo::convex_folder(around, Some(found.clone()), markers).map(|one| one.unwrap_or(found)),
                false => Ok(found),
            };
        }
    }
    if let Some(found) = monorepo::convex_folder(around, None, markers)?.or(bare) {
        return Ok(found);
    }
    let folders = CONVEX_FOLDERS.map(|name| format!("{name}/"));
    let diagnostic = Diagnostic::new(&codes::NO_CONVEX_PROJECT, "no Convex project found here or in a parent folder");
    let elsewhere = monorepo::searched(around);
    let diagnostic = diagnostic.note(format!("searched for convex.json, {}, also in {elsewhere}", folders.join(", ")));
    Err(diagnostic.help("run the command in your project, or name its folder: --dir FOLDER"))
}

/// The Convex folder of an app, if it has one.
pub(super) fn convex_of(files: &dyn FileProvider, app: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    if let Some(convex) = from_convex_json(files, app)? {
        return Ok(Some(convex));
    }
    let folders = CONVEX_FOLDERS.iter().filter(|name| !name.contains("packages/"));
    Ok(folders.map(|name| app.join(name)).find(|folder| has_source(files, folder)))
}

/// Whether a Convex folder belongs to an app, even if it is new and empty. Convex's command line creates a folder with
/// only `_generated` wherever it is started.
fn has_source(files: &dyn FileProvider, convex: &Path) -> bool {
    let is_source = |name: &String| !name.starts_with(['_', '.']);
    let Some(entries) = files.entries(convex) else { return false };
    let names: Vec<String> = entries.iter().map(Entry::name).collect();
    names.is_empty() || names.iter().any(is_source)
}

/// Whether a Convex folder has a Better Auth component.
pub(super) fn has_better_auth(files: &dyn FileProvider, convex: &Path, markers: &ComponentMarkers) -> bool {
    components(files, convex, COMPONENT_DEPTH).iter().any(|folder| is_better_auth(files, folder, markers))
}

/// The folder that convex.json names under `functions`.
fn from_convex_json(files: &dyn FileProvider, app: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    let Some(source) = files.read(&app.join("convex.json"))? else { return Ok(None) };
    let content = json(&source)?;
    let Some(functions) = content.get("functions").and_then(serde_json::Value::as_str) else { return Ok(None) };
    let convex = files::absolute(&app.join(functions));
    if files.is_folder(&convex) {
        return Ok(Some(convex));
    }
    let title = format!("{} names the folder `{functions}`, which does not exist", source.name);
    let span = parse(&source, Dialect::Strict).ok().and_then(|content| Some(content.get("functions")?.span.clone()));
    let diagnostic = Diagnostic::new(&codes::WRONG_COMPONENT, title).at_opt(span.as_ref());
    Err(diagnostic.help("correct `functions`, or create the folder"))
}

/// The folders of the Better Auth components: those below the Convex folder, or else `betterAuth`, which need not
/// exist.
///
/// Of several, each must have an adapter.ts for Better Auth, which names the options that it is generated from.
/// Fails if they cannot be determined, or if the only component does not reference Better Auth.
pub fn component_folders(
    files: &dyn FileProvider,
    convex: &Path,
    markers: &ComponentMarkers,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let default = convex.join(COMPONENT);
    let components = components(files, convex, COMPONENT_DEPTH);
    let has_adapter = |folder: &&PathBuf| files.text(&folder.join(super::ADAPTER_FILE)).contains(&markers.package);
    let with_adapter: Vec<PathBuf> = components.iter().filter(has_adapter).cloned().collect();
    if components.contains(&default) && !with_adapter.contains(&default) {
        return Ok(vec![default]);
    }
    let better_auth: Vec<&PathBuf> =
        components.iter().filter(|folder| is_better_auth(files, folder, markers)).collect();
    match (better_auth.as_slice(), components.as_slice()) {
        ([only], _) => Ok(vec![(*only).clone()]),
        ([], []) => {
            let unfinished = unfinished(files, convex, markers, COMPONENT_DEPTH);
            Ok(vec![unfinished.filter(|_| !files.exists(&default)).unwrap_or(default)])
        }
        ([], others) => {
            Err(choose("no Convex component references Better Auth yet", files, others.iter().chain([&default])))
        }
        (several, _) if several.len() == with_adapter.len() || components.contains(&default) => Ok(with_adapter),
        (several, _) => Err(choose("found several Better Auth components", files, several.iter().copied())),
    }
}

/// The first folder with an adapter.ts for Better Auth and without a component config.
fn unfinished(files: &dyn FileProvider, folder: &Path, markers: &ComponentMarkers, depth: usize) -> Option<PathBuf> {
    source_folders(files, folder).into_iter().find_map(|folder| {
        let is_it = files.text(&folder.join(super::ADAPTER_FILE)).contains(&markers.package);
        if is_it { Some(folder) } else { unfinished(files, &folder, markers, depth.checked_sub(1)?) }
    })
}

/// A diagnostic about several components of which the user has to choose one.
pub fn choose<'a>(title: &str, files: &dyn FileProvider, folders: impl Iterator<Item = &'a PathBuf>) -> Diagnostic {
    let shown: Vec<String> = folders.map(|folder| files.display_path(folder)).collect();
    let diagnostic =
        Diagnostic::new(&codes::SEVERAL_COMPONENTS, title).note(format!("candidates: {}", shown.join(", ")));
    diagnostic.help("choose one: --out FOLDER, or `component` in the config file")
}

/// The folders in a folder, in order, without generated and hidden ones.
fn source_folders(files: &dyn FileProvider, folder: &Path) -> Vec<PathBuf> {
    let is_source = |entry: &Entry| {
        let name = entry.name();
        !name.starts_with(['_', '.']) && name != "node_modules" && entry.is_folder(files)
    };
    let entries = files.entries(folder).unwrap_or_default();
    let mut folders: Vec<PathBuf> = entries.into_iter().filter(is_source).map(|entry| entry.path).collect();
    folders.sort();
    folders
}

/// The folders with a component, in order, down to this depth, without generated and hidden ones.
fn components(files: &dyn FileProvider, folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in source_folders(files, folder) {
        let read = |name: &&str| files.text(&folder.join(name));
        if COMPONENT_CONFIGS.iter().map(read).any(|config| config.contains("defineComponent")) {
            found.push(folder.clone());
        }
        if depth > 1 {
            found.extend(components(files, &folder, depth - 1));
        }
    }
    found
}

/// Whether a component is Better Auth's: its folder, its config or its adapter names Better Auth, or it has the core
/// tables.
fn is_better_auth(files: &dyn FileProvider, folder: &Path, markers: &ComponentMarkers) -> bool {
    let names_it = |text: &str| text.to_lowercase().replace(['-', '_'], "").contains("betterauth");
    let read = |name: &str| files.text(&folder.join(name));
    folder.file_name().is_some_and(|name| names_it(&name.to_string_lossy()))
        || COMPONENT_CONFIGS.iter().chain([&super::ADAPTER_FILE]).any(|name| names_it(&read(name)))
        || schemas(files, folder).any(|text| markers.fields.iter().all(|field| text.contains(field)))
}

/// The texts of the files in a component that can be its schema, such as schema.ts and generatedSchema.ts.
fn schemas(files: &dyn FileProvider, folder: &Path) -> impl Iterator<Item = String> {
    let entries = files.entries(folder).into_iter().flatten();
    let is_schema = |entry: &Entry| {
        let name = entry.name().to_lowercase();
        name.contains("schema") && (name.ends_with(".ts") || name.ends_with(".js"))
    };
    entries.filter(is_schema).map(|entry| files.text(&entry.path))
}

/// Whether a component has this name, by its folder or in its config.
pub fn is_named(files: &dyn FileProvider, folder: &Path, name: &str) -> bool {
    let read = |config: &&str| files.text(&folder.join(config));
    let is_written =
        |text: String| ['"', '\'', '`'].iter().any(|quote| text.contains(&format!("{quote}{name}{quote}")));
    folder.file_name().is_some_and(|file| file.to_string_lossy() == name)
        || COMPONENT_CONFIGS.iter().map(read).any(is_written)
}

/// Whether a component with this name exists beside the folder of another one.
pub fn has_sibling(files: &dyn FileProvider, folder: &Path, name: &str) -> bool {
    let beside = folder.parent().map(|parent| components(files, parent, 1)).unwrap_or_default();
    beside.iter().any(|other| other != folder && is_named(files, other, name))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
