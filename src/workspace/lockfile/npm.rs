//! package-lock.json and npm-shrinkwrap.json: `packages` by folder from version 2 on, nested `dependencies` before.

use serde_json::Value as Json;

use super::{Resolved, around};

/// The package that node finds from the importer's folder, in the nearest `node_modules` that has it.
pub(super) fn resolve(lock: &Json, package: &str, importer: &str) -> Option<Resolved> {
    let Some(packages) = lock.get("packages") else {
        return version(lock.get("dependencies")?.get(package)?).map(Resolved::Version);
    };
    around(importer).find_map(|folder| {
        let start = if folder.is_empty() { folder } else { folder + "/" };
        let entry = packages.get(format!("{start}node_modules/{package}"))?;
        if entry.get("link").and_then(Json::as_bool) == Some(true) {
            return entry.get("resolved")?.as_str().map(|folder| Resolved::Folder(folder.to_owned()));
        }
        version(entry).map(Resolved::Version)
    })
}

/// All versions of a package, wherever they are installed.
pub(super) fn all(lock: &Json, package: &str) -> Vec<String> {
    let Some(packages) = lock.get("packages").and_then(Json::as_object) else {
        let mut found = Vec::new();
        nested(lock, package, &mut found);
        return found;
    };
    let end = format!("node_modules/{package}");
    let is_it = |folder: &str| folder.strip_suffix(&end).is_some_and(|start| start.is_empty() || start.ends_with('/'));
    packages.iter().filter(|(folder, _)| is_it(folder)).filter_map(|(_, entry)| version(entry)).collect()
}

/// All versions in a lock file of version 1, which nests the dependencies of a package below it.
fn nested(entry: &Json, package: &str, found: &mut Vec<String>) {
    for (name, entry) in entry.get("dependencies").and_then(Json::as_object).into_iter().flatten() {
        if name == package {
            found.extend(version(entry));
        }
        nested(entry, package, found);
    }
}

fn version(entry: &Json) -> Option<String> {
    let version = entry.get("version")?.as_str()?;
    (!version.contains(':')).then(|| version.to_owned())
}
