//! Where things are: the top of the repository, the Convex folder, the component's folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::files;
use super::manifest::json;
use super::versions::up_to;
use crate::report::Problem;

/// Where a Convex folder may be, from the folder of an app, in falling order; convex.json goes before them.
const CONVEX_FOLDERS: [&str; 3] = ["convex", "packages/backend/convex", "src/convex"];
/// The component's folder where none is there yet, in the Convex folder.
const COMPONENT: &str = "betterAuth";
/// The file that makes a folder a component.
const COMPONENT_CONFIG: &str = "convex.config.ts";
/// How many folders below the Convex folder a component may be.
const COMPONENT_DEPTH: usize = 3;

/// The folder up to which files are looked for: the top of the git repository, or else the topmost folder with a
/// package.json, or else the folder itself.
pub fn top(folder: &Path) -> &Path {
    let of_git = folder.ancestors().find(|at| at.join(".git").exists());
    let of_packages = || folder.ancestors().filter(|at| at.join("package.json").is_file()).last();
    of_git.or_else(of_packages).unwrap_or(folder)
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
    let Some(source) = files::read(&app.join("convex.json"))? else { return Ok(None) };
    let content = json(&source)?;
    let Some(functions) = content.get("functions").and_then(serde_json::Value::as_str) else { return Ok(None) };
    let convex = files::absolute(&app.join(functions));
    if convex.is_dir() {
        return Ok(Some(convex));
    }
    let problem = Problem::error(format!("{} names the folder `{functions}`, which is not there", source.name));
    Err(problem.help("correct `functions` in it, or make the folder"))
}

/// The folders of the Better Auth components: those below the Convex folder, else `betterAuth`, there or not.
///
/// Of several, each must have an adapter.ts for Better Auth, which says what it is generated from.
/// Fails if it is not clear which they are, or if the only component does not speak of Better Auth.
pub fn component_folders(convex: &Path, adapter_package: &str) -> Result<Vec<PathBuf>, Problem> {
    let usual = convex.join(COMPONENT);
    let components = components(convex, COMPONENT_DEPTH);
    let has_adapter = |folder: &&PathBuf| {
        fs::read_to_string(folder.join(super::ADAPTER_FILE)).is_ok_and(|text| text.contains(adapter_package))
    };
    let with_adapter: Vec<PathBuf> = components.iter().filter(has_adapter).cloned().collect();
    if components.contains(&usual) && !with_adapter.contains(&usual) {
        return Ok(vec![usual]);
    }
    let better_auth: Vec<&PathBuf> = components.iter().filter(|folder| speaks_of_better_auth(folder)).collect();
    match (better_auth.as_slice(), components.as_slice()) {
        ([only], _) => Ok(vec![(*only).clone()]),
        ([], []) => Ok(vec![usual]),
        ([], others) => Err(choose("no component speaks of Better Auth yet", others.iter().chain([&usual]))),
        (several, _) if several.len() == with_adapter.len() || components.contains(&usual) => Ok(with_adapter),
        (several, _) => Err(choose("there are several Better Auth components", several.iter().copied())),
    }
}

/// The problem of components of which one must be chosen.
pub fn choose<'a>(title: &str, folders: impl Iterator<Item = &'a PathBuf>) -> Problem {
    let shown: Vec<String> = folders.map(|folder| files::shown(folder)).collect();
    let problem = Problem::error(title).note(format!("it may be one of: {}", shown.join(", ")));
    problem.help("choose one: --out FOLDER, or `component` in the config file")
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
        let config = fs::read_to_string(folder.join(COMPONENT_CONFIG)).unwrap_or_default();
        if config.contains("defineComponent") {
            found.push(folder.clone());
        }
        if depth > 1 {
            found.extend(components(&folder, depth - 1));
        }
    }
    found
}

/// Whether a component's config or its adapter names Better Auth.
fn speaks_of_better_auth(folder: &Path) -> bool {
    [COMPONENT_CONFIG, super::ADAPTER_FILE].iter().any(|name| {
        let text = fs::read_to_string(folder.join(name)).unwrap_or_default().to_lowercase();
        text.replace(['-', '_'], "").contains("betterauth")
    })
}
