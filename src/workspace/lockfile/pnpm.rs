//! pnpm-lock.yaml: `importers` by folder, or the top level in a repository with one package; then the dependencies of
//! each package, in `snapshots` (from version 9 on) or `packages`. Peers may follow a version: `1.4.9(react@19.0.0)`,
//! before version 6 `1.4.9_react@19.0.0`.

use std::collections::HashSet;

use saphyr::Yaml;

use super::{LockQuery, Resolved, around, joined};

/// Lists of dependencies of an importer or a package, in order of precedence.
const LISTS: [&str; 3] = ["dependencies", "devDependencies", "optionalDependencies"];
/// The largest number of packages that are searched for one that the importer does not name.
const MAX_PACKAGES: usize = 5_000;

/// The root of the repository, as an importer.
const ROOT: &str = ".";

/// The package that the importer or one around it names. If none does, the package that the nearest dependency names,
/// if equally near ones agree: pnpm gives each package its own peers, so this is the version that the app uses at run
/// time.
pub(super) fn resolve(documents: &[Yaml<'_>], package: &str, query: &LockQuery) -> Option<Resolved> {
    // pnpm 11 writes a document about itself before that of the project.
    documents.iter().rev().find_map(|lock| {
        let named = around(&query.importer).find_map(|folder| {
            let version = version(importer_of(lock, &folder)?, package)?;
            as_resolved(version, &folder)
        });
        named.or_else(|| query.range.is_none().then(|| reached(lock, package, &query.importer))?)
    })
}

/// The package among the indirect dependencies of the importer, searched level by level.
fn reached(lock: &Yaml<'_>, package: &str, importer: &str) -> Option<Resolved> {
    let mut level = vec![Node::Importer(importer.to_owned())];
    let mut seen: HashSet<Node> = level.iter().cloned().collect();
    while !level.is_empty() && seen.len() < MAX_PACKAGES {
        let mut found = Vec::new();
        let mut next = Vec::new();
        for node in &level {
            let Some(entry) = node.entry(lock) else { continue };
            if let Some(version) = version(entry, package) {
                found.extend(as_resolved(version, node.folder()));
            }
            for (name, version) in dependencies(entry) {
                let node = match version.strip_prefix("link:") {
                    Some(folder) => Node::Importer(joined(node.folder(), folder)),
                    None => Node::Package(name.to_owned(), version.to_owned()),
                };
                if seen.insert(node.clone()) {
                    next.push(node);
                }
            }
        }
        found.dedup();
        if let [only] = found.as_slice() {
            return Some(only.clone());
        }
        if !found.is_empty() {
            return None;
        }
        level = next;
    }
    None
}

/// A node of the graph of dependencies.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Node {
    /// A folder of the repository.
    Importer(String),
    /// A package: its name, and its version with peers.
    Package(String, String),
}

impl Node {
    fn folder(&self) -> &str {
        match self {
            Self::Importer(folder) => folder,
            Self::Package(..) => "",
        }
    }

    fn entry<'y, 'a>(&self, lock: &'y Yaml<'a>) -> Option<&'y Yaml<'a>> {
        match self {
            Self::Importer(folder) => importer_of(lock, folder),
            Self::Package(name, version) => {
                let keys = [format!("{name}@{version}"), format!("/{name}@{version}"), format!("/{name}/{version}")];
                let lists = ["snapshots", "packages"].into_iter().filter_map(|list| lock.as_mapping_get(list));
                lists.into_iter().find_map(|list| keys.iter().find_map(|key| list.as_mapping_get(key)))
            }
        }
    }
}

fn importer_of<'y, 'a>(lock: &'y Yaml<'a>, folder: &str) -> Option<&'y Yaml<'a>> {
    let name = if folder.is_empty() { ROOT } else { folder };
    match lock.as_mapping_get("importers") {
        Some(importers) => importers.as_mapping_get(name),
        None => (name == ROOT).then_some(lock),
    }
}

fn version<'y>(lists: &'y Yaml<'_>, package: &str) -> Option<&'y str> {
    LISTS.iter().find_map(|list| written(lists.as_mapping_get(list)?.as_mapping_get(package)?))
}

fn written<'y>(entry: &'y Yaml<'_>) -> Option<&'y str> {
    entry.as_mapping_get("version").unwrap_or(entry).as_str()
}

fn dependencies<'y>(lists: &'y Yaml<'_>) -> impl Iterator<Item = (&'y str, &'y str)> {
    let lists = LISTS.iter().filter_map(|list| lists.as_mapping_get(list)?.as_mapping());
    lists.flat_map(|list| list.iter().filter_map(|(name, entry)| Some((name.as_str()?, written(entry)?))))
}

/// The result for a version as it is written; `folder` is that of the requesting package.
fn as_resolved(version: &str, folder: &str) -> Option<Resolved> {
    if let Some(path) = version.strip_prefix("link:") {
        return Some(Resolved::Folder(joined(folder, path)));
    }
    if let Some(path) = version.strip_prefix("file:") {
        return Some(Resolved::Folder(path.split('(').next().unwrap_or(path).to_owned()));
    }
    let version = without_peers(version);
    // An alias includes the name of the actual package.
    let version = version.rsplit('@').next().unwrap_or(version);
    version.starts_with(|first: char| first.is_ascii_digit()).then(|| Resolved::Version(version.to_owned()))
}

fn without_peers(version: &str) -> &str {
    version.split(['(', '_']).next().unwrap_or(version)
}

/// All versions of a package.
pub(super) fn all(documents: &[Yaml<'_>], package: &str) -> Vec<String> {
    let lists = documents.iter().flat_map(|lock| ["packages", "snapshots"].map(|list| lock.as_mapping_get(list)));
    let keys =
        lists.flatten().filter_map(Yaml::as_mapping).flat_map(|list| list.iter().filter_map(|(k, _)| k.as_str()));
    let version = |key: &str| {
        let rest = key.strip_prefix('/').unwrap_or(key).strip_prefix(package)?;
        let version = without_peers(rest.strip_prefix(['@', '/'])?);
        version.starts_with(|first: char| first.is_ascii_digit()).then(|| version.to_owned())
    };
    keys.filter_map(version).collect()
}
