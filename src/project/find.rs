//! Where things are: the top of the repository, the Convex folder, the component's folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::files;
use super::versions::up_to;
use crate::report::Problem;

/// Where a Convex folder may be, from the folder of an app, in falling order; convex.json goes before them.
const CONVEX_FOLDERS: [&str; 3] = ["convex", "packages/backend/convex", "src/convex"];
/// The component's folder where none is there yet, in the Convex folder.
const COMPONENT: &str = "betterAuth";
/// The file that makes a folder a component.
const COMPONENT_CONFIG: &str = "convex.config.ts";

/// The folder up to which files are looked for: the top of the git repository, or else of the disk.
pub fn top(folder: &Path) -> &Path {
    folder.ancestors().find(|at| at.join(".git").exists()).or_else(|| folder.ancestors().last()).unwrap_or(folder)
}

/// The nearest Convex folder, with the folder of the app that it belongs to.
///
/// Fails if there is none, or if convex.json cannot be read or names a folder that is not there.
pub fn convex_folder(folder: &Path, top: &Path) -> Result<(PathBuf, PathBuf), Problem> {
    for app in up_to(folder, top) {
        if let Some(convex) = from_convex_json(app)? {
            return Ok((convex, app.to_owned()));
        }
        if let Some(name) = CONVEX_FOLDERS.iter().find(|name| app.join(name).is_dir()) {
            return Ok((app.join(name), app.to_owned()));
        }
    }
    let places = CONVEX_FOLDERS.map(|name| format!("{name}/"));
    let problem = Problem::error("there is no Convex project here or in a folder around");
    let problem = problem.note(format!("looked for convex.json, {}", places.join(", ")));
    Err(problem.help("run it in your project, or name the folder: --dir FOLDER"))
}

/// The folder that convex.json names under `functions`.
fn from_convex_json(app: &Path) -> Result<Option<PathBuf>, Problem> {
    let path = app.join("convex.json");
    let Some(source) = files::read(&path)? else { return Ok(None) };
    let content: serde_json::Value = serde_json::from_str(&source.text)
        .map_err(|error| Problem::error(format!("{} is not valid JSON: {error}", source.name)))?;
    let Some(functions) = content.get("functions").and_then(serde_json::Value::as_str) else { return Ok(None) };
    let convex = files::absolute(&app.join(functions));
    if convex.is_dir() {
        return Ok(Some(convex));
    }
    let problem = Problem::error(format!("{} names the folder `{functions}`, which is not there", source.name));
    Err(problem.help("correct `functions` in it, or make the folder"))
}

/// The folder of the Better Auth component: the component below the Convex folder that is one of Better Auth, else
/// `betterAuth`, there or not. Fails if there are several.
pub fn component_folder(convex: &Path) -> Result<PathBuf, Problem> {
    let usual = convex.join(COMPONENT);
    if usual.join(COMPONENT_CONFIG).is_file() {
        return Ok(usual);
    }
    let mut found: Vec<PathBuf> = subfolders(convex)
        .iter()
        .flat_map(|folder| std::iter::once(folder.clone()).chain(subfolders(folder)))
        .filter(|folder| is_better_auth_component(folder))
        .collect();
    match found.len() {
        0 => Ok(usual),
        1 => Ok(found.remove(0)),
        _ => {
            let shown: Vec<String> = found.iter().map(|folder| files::shown(folder)).collect();
            let problem = Problem::error("there are several Better Auth components");
            Err(problem.note(shown.join(", ")).help("choose one: --out FOLDER, or `component` in the config file"))
        }
    }
}

/// The folders in a folder, in order, without generated and hidden ones.
fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .filter(is_folder)
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| !name.to_string_lossy().starts_with(['_', '.']) && name != "node_modules")
        })
        .collect();
    folders.sort();
    folders
}

/// Whether the folder is a component that speaks of Better Auth in its config or its adapter.
fn is_better_auth_component(folder: &Path) -> bool {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let config = read(COMPONENT_CONFIG);
    let speaks = |text: &str| {
        let text: String = text.to_lowercase().chars().filter(|c| !matches!(c, '-' | '_')).collect();
        text.contains("betterauth")
    };
    config.contains("defineComponent") && (speaks(&config) || speaks(&read("adapter.ts")))
}
