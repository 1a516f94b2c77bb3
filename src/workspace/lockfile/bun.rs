//! bun.lock: `workspaces` by folder, and `packages` by name, each with `name@version` first. If a package resolves
//! another one differently from the root, the key begins with its name and a slash.

use super::{Resolved, around};
use crate::value::{Kind, Value};
use crate::workspace::range::split_name;

/// The package for a workspace: its separate entry, or the one at the root.
pub(super) fn resolve(lock: &Value, package: &str, importer: &str) -> Option<Resolved> {
    let workspaces = lock.get("workspaces");
    let name = |folder: &str| workspaces?.get(folder)?.get("name")?.as_str();
    let folders = around(importer).filter(|folder| !folder.is_empty());
    let keys: Vec<String> =
        folders.filter_map(|folder| name(&folder).map(|workspace| format!("{workspace}/{package}"))).collect();
    let packages = lock.get("packages")?;
    let entry = keys.iter().map(String::as_str).chain([package]).find_map(|key| packages.get(key))?;
    let (_, resolved) = parts(entry)?;
    match resolved.split_once(':') {
        None => Some(Resolved::Version(resolved.to_owned())),
        Some(("workspace" | "file" | "link", folder)) => Some(Resolved::Folder(folder.to_owned())),
        Some(_) => None,
    }
}

/// All versions of a package.
pub(super) fn all(lock: &Value, package: &str) -> Vec<String> {
    let entries = lock.get("packages").and_then(Value::as_object).unwrap_or_default();
    let found = entries.iter().filter_map(|(_, entry)| parts(entry));
    found
        .filter(|(name, version)| *name == package && !version.contains(':'))
        .map(|(_, version)| version.to_owned())
        .collect()
}

/// The name and the version of an entry.
fn parts(entry: &Value) -> Option<(&str, &str)> {
    let Kind::Array(parts) = &entry.kind else { return None };
    split_name(parts.first().and_then(Value::as_str)?)
}
