//! Versions from lock files, of npm, pnpm, yarn and bun.

use std::path::Path;
use std::sync::Arc;

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value as Json;

use super::files;
use super::manifest::json;
use crate::report::{Problem, Source};
use crate::value::json::{Dialect, parse};
use crate::value::{Kind, Value};

/// What is looked for in a lock file.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The package.
    pub package: String,
    /// The range in which the app wants it.
    pub range: String,
    /// The folder of the app, relative to that of the lock file.
    pub importer: String,
}

/// Gives the version as the lock file writes it, or none where it does not say. Fails if it cannot be understood.
type Reader = fn(&Arc<Source>, &Wish) -> Result<Option<String>, Problem>;

/// Lock files and how each is read.
const LOCK_FILES: [(&str, Reader); 5] = [
    ("package-lock.json", npm),
    ("npm-shrinkwrap.json", npm),
    ("pnpm-lock.yaml", pnpm),
    ("yarn.lock", yarn),
    ("bun.lock", bun),
];

/// The version of a package by the lock file in this folder, with the file's name.
///
/// `app` is the folder of the app's package.json. Fails if a lock file is there and cannot be understood.
pub fn version(
    folder: &Path,
    app: &Path,
    package: &str,
    range: &str,
) -> Result<Option<(String, &'static str)>, Problem> {
    for (name, reader) in LOCK_FILES {
        let Some(source) = files::read(&folder.join(name))? else { continue };
        let importer = files::with_slashes(&files::relative(folder, app));
        let wish = Wish { package: package.to_owned(), range: range.to_owned(), importer };
        let version = reader(&source, &wish).map_err(|problem| {
            problem.help("install the packages again, or name the versions: --better-auth and --convex-adapter")
        })?;
        if let Some(version) = version {
            return Ok(Some((version, name)));
        }
    }
    Ok(None)
}

/// The range that the catalogs of pnpm-workspace.yaml in this folder give a package; the default catalog has no name.
pub fn pnpm_catalog(folder: &Path, name: &str, package: &str) -> Result<Option<String>, Problem> {
    let Some(source) = files::read(&folder.join("pnpm-workspace.yaml"))? else { return Ok(None) };
    let range = |workspace: &Yaml<'_>| {
        let catalog = match name {
            "" => workspace.as_mapping_get("catalog"),
            name => workspace.as_mapping_get("catalogs")?.as_mapping_get(name),
        };
        catalog?.as_mapping_get(package)?.as_str().map(str::to_owned)
    };
    Ok(yaml(&source)?.iter().find_map(range))
}

/// The globs of the packages that pnpm-workspace.yaml in this folder lists.
pub fn pnpm_packages(folder: &Path) -> Result<Vec<String>, Problem> {
    let Some(source) = files::read(&folder.join("pnpm-workspace.yaml"))? else { return Ok(Vec::new()) };
    let workspaces = yaml(&source)?;
    let globs = workspaces.iter().filter_map(|workspace| workspace.as_mapping_get("packages")?.as_vec()).flatten();
    Ok(globs.filter_map(|glob| glob.as_str().map(str::to_owned)).collect())
}

/// package-lock.json: `packages` by folder from version 2 on, `dependencies` by name before.
fn npm(source: &Arc<Source>, wish: &Wish) -> Result<Option<String>, Problem> {
    let Wish { package, importer, .. } = wish;
    let lock = json(source)?;
    let version = |entry: &Json| entry.get("version").and_then(Json::as_str).map(str::to_owned);
    let Some(packages) = lock.get("packages") else {
        return Ok(lock.get("dependencies").and_then(|dependencies| version(dependencies.get(package)?)));
    };
    let in_folder = |folder: String| {
        let start = if folder.is_empty() { folder } else { folder + "/" };
        packages.get(format!("{start}node_modules/{package}")).and_then(version)
    };
    Ok(Path::new(importer).ancestors().map(files::with_slashes).find_map(in_folder))
}

/// pnpm-lock.yaml: `importers` by folder, or the top level in a repository of one package.
fn pnpm(source: &Arc<Source>, wish: &Wish) -> Result<Option<String>, Problem> {
    let Wish { package, importer, .. } = wish;
    let version = |lock: &Yaml<'_>| {
        let folders = Path::new(importer).ancestors().map(files::with_slashes);
        let mut folders = folders.map(|folder| if folder.is_empty() { ".".to_owned() } else { folder });
        let of_folder =
            |folder: String| pnpm_dependency(lock.as_mapping_get("importers")?.as_mapping_get(&folder)?, package);
        folders.find_map(of_folder).or_else(|| pnpm_dependency(lock, package))
    };
    // pnpm 11 puts a document about itself before that of the project.
    Ok(yaml(source)?.iter().rev().find_map(version))
}

fn pnpm_dependency(lists: &Yaml<'_>, package: &str) -> Option<String> {
    ["dependencies", "devDependencies", "optionalDependencies"].into_iter().find_map(|list| {
        let entry = lists.as_mapping_get(list)?.as_mapping_get(package)?;
        let version = entry.as_mapping_get("version").unwrap_or(entry).as_str()?;
        // Peers follow in brackets: 1.4.9(react@19.0.0).
        Some(version.split('(').next().unwrap_or(version).to_owned())
    })
}

/// How deep a YAML file may be nested: its parser recurses. Lock files are as flat as a program writes them.
const DEEPEST: usize = 200;

fn yaml(source: &Arc<Source>) -> Result<Vec<Yaml<'_>>, Problem> {
    let invalid = |offset: usize, what: &str| {
        Problem::error(format!("{} is not valid YAML", source.name)).at(&source.place(offset..offset + 1), what)
    };
    if let Some(offset) = too_deep(&source.text) {
        return Err(invalid(offset, "it is nested too deeply"));
    }
    Yaml::load_from_str(&source.text).map_err(|error| {
        let at = source.text.char_indices().nth(error.marker().index());
        invalid(at.map_or(source.text.len(), |(offset, _)| offset), error.info())
    })
}

/// Where more than [`DEEPEST`] levels may be open: by what a line starts with, or by brackets.
fn too_deep(text: &str) -> Option<usize> {
    let (mut offset, mut open) = (0, 0_usize);
    for line in text.split_inclusive('\n') {
        let starts = line.bytes().take_while(|byte| b" \t-?:".contains(byte)).count();
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        if starts > DEEPEST || open > DEEPEST {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}

/// yarn.lock, of yarn 1 and later: an entry for each range that is asked for.
fn yarn(source: &Arc<Source>, wish: &Wish) -> Result<Option<String>, Problem> {
    let lock = yarn_lock_parser::parse_str(&source.text).map_err(|_| {
        Problem::error(format!("{} is not a lock file of yarn", source.name)).at(&source.place(0..0), "")
    })?;
    let entries: Vec<_> = lock.entries.iter().filter(|entry| entry.name == wish.package).collect();
    let is_asked = |asked: &str| asked.strip_prefix("npm:").unwrap_or(asked) == wish.range;
    let wanted = entries.iter().find(|entry| entry.descriptors.iter().any(|(_, asked)| is_asked(asked)));
    Ok(match (wanted, entries.as_slice()) {
        (Some(entry), _) | (None, [entry]) => Some(entry.version.to_owned()),
        _ => None,
    })
}

/// bun.lock: `packages` by name, each with `name@version` first; where a workspace has another version than the top, its
/// name and a slash stand in front.
fn bun(source: &Arc<Source>, wish: &Wish) -> Result<Option<String>, Problem> {
    let lock = parse(source, Dialect::WithComments)?;
    let workspace = lock.get("workspaces").and_then(|all| all.get(&wish.importer)?.get("name")?.as_str());
    let keys =
        workspace.map(|workspace| format!("{workspace}/{}", wish.package)).into_iter().chain([wish.package.clone()]);
    let packages = lock.get("packages");
    let entry = keys.filter_map(|key| packages?.get(&key)).next();
    let resolved = match entry.map(|entry| &entry.kind) {
        Some(Kind::Array(parts)) => parts.first().and_then(Value::as_str),
        _ => None,
    };
    Ok(resolved.and_then(|resolved| resolved.rsplit_once('@')).map(|(_, version)| version.to_owned()))
}
