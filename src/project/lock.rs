//! Versions from lock files, of npm, pnpm, yarn and bun.

use std::path::Path;

use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value as Json;

use super::files;
use crate::report::{Problem, Source};
use crate::value::json::{Dialect, parse};
use crate::value::{Kind, Value};

/// Reads the version of a package. Gets the text of the lock file, the folder of the app relative to it, the package,
/// and the range in which the app wants it. Gives none where the lock file does not say.
type Reader = fn(&Source, &str, &str, Option<&str>) -> Result<Option<String>, String>;

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
    range: Option<&str>,
) -> Result<Option<(String, &'static str)>, Problem> {
    for (name, reader) in LOCK_FILES {
        let Some(source) = files::read(&folder.join(name))? else { continue };
        let importer = files::with_slashes(&files::relative(folder, app));
        let version = reader(&source, &importer, package, range).map_err(|error| {
            let problem = Problem::error(format!("{} cannot be understood: {error}", source.name));
            problem.help("install the packages, or name the versions: --better-auth and --convex-adapter")
        })?;
        if let Some(version) = version {
            return Ok(Some((version, name)));
        }
    }
    Ok(None)
}

/// package-lock.json: `packages` by folder from version 2 on, `dependencies` by name before.
fn npm(source: &Source, importer: &str, package: &str, _: Option<&str>) -> Result<Option<String>, String> {
    let lock: Json = serde_json::from_str(&source.text).map_err(|error| error.to_string())?;
    let version = |entry: &Json| entry.get("version").and_then(Json::as_str).map(str::to_owned);
    if let Some(packages) = lock.get("packages") {
        let folders = Path::new(importer).ancestors().map(files::with_slashes);
        return Ok(folders
            .map(|folder| {
                if folder.is_empty() {
                    format!("node_modules/{package}")
                } else {
                    format!("{folder}/node_modules/{package}")
                }
            })
            .find_map(|key| packages.get(key).and_then(version)));
    }
    Ok(lock.get("dependencies").and_then(|dependencies| version(dependencies.get(package)?)))
}

/// pnpm-lock.yaml: `importers` by folder, or the top level in a repository of one package.
fn pnpm(source: &Source, importer: &str, package: &str, _: Option<&str>) -> Result<Option<String>, String> {
    let documents = Yaml::load_from_str(&source.text).map_err(|error| error.to_string())?;
    // pnpm 11 puts a document about itself before that of the project.
    let found = documents.iter().rev().find_map(|lock| {
        let folders = Path::new(importer).ancestors().map(files::with_slashes);
        let from_importers = folders
            .map(|folder| if folder.is_empty() { ".".to_owned() } else { folder })
            .find_map(|folder| pnpm_dependency(lock.as_mapping_get("importers")?.as_mapping_get(&folder)?, package));
        from_importers.or_else(|| pnpm_dependency(lock, package))
    });
    Ok(found)
}

fn pnpm_dependency(lists: &Yaml<'_>, package: &str) -> Option<String> {
    ["dependencies", "devDependencies", "optionalDependencies"].into_iter().find_map(|list| {
        let entry = lists.as_mapping_get(list)?.as_mapping_get(package)?;
        let version = entry.as_mapping_get("version").unwrap_or(entry).as_str()?;
        // Peers follow in brackets: 1.4.9(react@19.0.0).
        Some(version.split('(').next().unwrap_or(version).to_owned())
    })
}

/// yarn.lock, of yarn 1 and later: an entry for each range that is asked for.
fn yarn(source: &Source, _: &str, package: &str, range: Option<&str>) -> Result<Option<String>, String> {
    let lock = yarn_lock_parser::parse_str(&source.text).map_err(|error| error.to_string())?;
    let entries: Vec<_> = lock.entries.iter().filter(|entry| entry.name == package).collect();
    let wanted = entries.iter().find(|entry| {
        entry.descriptors.iter().any(|(_, asked)| Some(asked.strip_prefix("npm:").unwrap_or(asked)) == range)
    });
    Ok(match (wanted, entries.as_slice()) {
        (Some(entry), _) | (None, [entry]) => Some(entry.version.to_owned()),
        _ => None,
    })
}

/// bun.lock: `packages` by name, each with `name@version` first.
fn bun(source: &Source, _: &str, package: &str, _: Option<&str>) -> Result<Option<String>, String> {
    let source = Source::new(source.name.clone(), source.text.clone());
    let lock = parse(&source, Dialect::WithComments).map_err(|problem| problem.title)?;
    let entry = lock.get("packages").and_then(|packages| packages.get(package));
    let resolved = match entry.map(|entry| &entry.kind) {
        Some(Kind::Array(parts)) => parts.first().and_then(Value::as_str),
        _ => None,
    };
    Ok(resolved.and_then(|resolved| resolved.rsplit_once('@')).map(|(_, version)| version.to_owned()))
}

/// The range that the catalogs of pnpm-workspace.yaml in this folder give a package; the default catalog has no name.
pub fn pnpm_catalog(folder: &Path, name: &str, package: &str) -> Result<Option<String>, Problem> {
    let Some(source) = files::read(&folder.join("pnpm-workspace.yaml"))? else { return Ok(None) };
    let documents = Yaml::load_from_str(&source.text)
        .map_err(|error| Problem::error(format!("{} cannot be understood: {error}", source.name)))?;
    Ok(documents.first().and_then(|workspace| {
        let catalog = if name.is_empty() {
            workspace.as_mapping_get("catalog")
        } else {
            workspace.as_mapping_get("catalogs")?.as_mapping_get(name)
        };
        catalog?.as_mapping_get(package)?.as_str().map(str::to_owned)
    }))
}
