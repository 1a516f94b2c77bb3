//! The packages of a repository: `workspaces` of package.json (npm, yarn, bun), `packages` of pnpm-workspace.yaml.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::around::Around;
use super::manifest::Manifest;
use super::provider::FileProvider;
use super::{files, globs, lockfile};

/// The file that makes a folder a package.
const MANIFEST: &str = "/package.json";
/// The limit on globs of one folder: each is a search.
const MAX_PATTERNS: usize = 2_000;
/// The folder of installed packages, which do not belong to the repository.
const INSTALLED: &str = "node_modules";

/// The folders of the packages of the same repository as a folder, by name. Unreadable packages are left out.
pub fn packages(around: Around<'_>) -> HashMap<String, PathBuf> {
    let mut all = HashMap::new();
    for folder in folders(around) {
        let manifest = Manifest::read(around.files, &folder).ok().flatten();
        let name = manifest.as_ref().and_then(|manifest| manifest.content.get("name")?.as_str());
        if let Some(name) = name {
            all.entry(name.to_owned()).or_insert(folder);
        }
    }
    all
}

/// Whether a package.json or pnpm-workspace.yaml around a folder lists packages.
pub fn is_declared(around: Around<'_>) -> bool {
    around.folders().any(|root| !Patterns::of(around.files, root).included.is_empty())
}

/// The folders with a package.json in the same repository as a folder: those around it, the nearest first, then their
/// packages in order.
pub fn folders(around: Around<'_>) -> Vec<PathBuf> {
    let mut all = Vec::<PathBuf>::new();
    let (mut packages, mut budget) = (Vec::<PathBuf>::new(), globs::Budget::default());
    for root in around.folders() {
        all.push(root.to_owned());
        let Patterns { included, excluded } = Patterns::of(around.files, root);
        for pattern in included {
            let enters = |name: &str| name != INSTALLED && name != ".git";
            let Ok(found) = globs::paths(around.files, root, &pattern, &enters, &mut budget) else { continue };
            let is_package = |path: &PathBuf| {
                let is_installed = path.components().any(|part| part.as_os_str() == INSTALLED);
                !is_installed && !excluded.iter().any(|excluded| is_excluded(path, root, excluded))
            };
            packages.extend(found.into_iter().filter(is_package));
        }
    }
    packages.sort();
    all.extend(packages);
    let mut seen = HashSet::new();
    all.retain(|folder| seen.insert(folder.clone()) && around.files.has(&folder.join("package.json")));
    all
}

/// The globs of a repository's packages, relative to its root.
struct Patterns {
    included: Vec<String>,
    /// The globs with `!` in front. They exclude packages regardless of order (pnpm, yarn).
    excluded: Vec<glob::Pattern>,
}

impl Patterns {
    /// The globs that the files in a folder list.
    fn of(files: &dyn FileProvider, root: &Path) -> Self {
        let manifest = Manifest::read(files, root).ok().flatten();
        let listed = manifest.as_ref().and_then(|manifest| {
            let workspaces = manifest.content.get("workspaces")?;
            workspaces.as_array().or_else(|| workspaces.get("packages")?.as_array())
        });
        let listed = listed.into_iter().flatten().filter_map(|pattern| pattern.as_str().map(str::to_owned));
        let mut seen = HashSet::new();
        let all = listed.chain(lockfile::pnpm_packages(files, root).unwrap_or_default());
        let all: Vec<String> = all.filter(|pattern| seen.insert(pattern.clone())).take(MAX_PATTERNS).collect();
        let bare = |pattern: &str| pattern.trim_start_matches("./").trim_end_matches('/').to_owned();
        // pnpm matches a glob against package.json files: `!a/**` also excludes `a`.
        let excluded = all.iter().filter_map(|pattern| Some(bare(pattern.strip_prefix('!')?) + MANIFEST));
        Self {
            excluded: excluded.filter_map(|pattern| glob::Pattern::new(&pattern).ok()).collect(),
            included: all.iter().filter(|pattern| !pattern.starts_with('!')).map(|pattern| bare(pattern)).collect(),
        }
    }
}

fn is_excluded(package: &Path, root: &Path, pattern: &glob::Pattern) -> bool {
    let within = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    pattern.matches_with(&(files::with_slashes(&files::relative(root, package)) + MANIFEST), within)
}
