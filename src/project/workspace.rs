//! The packages of a repository: `workspaces` of package.json (npm, yarn, bun), `packages` of pnpm-workspace.yaml.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::lock;
use super::manifest::Manifest;
use super::versions::up_to;

/// The folders of the packages that belong together with a folder, by their name. What cannot be read has none.
pub fn packages(folder: &Path, top: &Path) -> HashMap<String, PathBuf> {
    let mut all = HashMap::new();
    for folder in folders(folder, top) {
        let manifest = Manifest::read(&folder).ok().flatten();
        let name = manifest.as_ref().and_then(|manifest| manifest.content.get("name")?.as_str());
        if let Some(name) = name {
            all.entry(name.to_owned()).or_insert(folder);
        }
    }
    all
}

/// The folders with a package.json that belong together with a folder: those around it, the nearest first, then their
/// packages in order.
pub fn folders(folder: &Path, top: &Path) -> Vec<PathBuf> {
    let mut all = Vec::<PathBuf>::new();
    let mut packages = Vec::<PathBuf>::new();
    for root in up_to(folder, top) {
        all.push(root.to_owned());
        let start = glob::Pattern::escape(&root.to_string_lossy());
        for pattern in patterns(root) {
            let pattern = Path::new(&start).join(pattern.trim_start_matches("./").trim_end_matches('/'));
            let Ok(found) = glob::glob(&pattern.to_string_lossy()) else { continue };
            let is_package = |path: &PathBuf| !path.components().any(|part| part.as_os_str() == "node_modules");
            packages.extend(found.flatten().filter(is_package));
        }
    }
    packages.sort();
    all.extend(packages);
    let mut seen = HashSet::new();
    all.retain(|folder| seen.insert(folder.clone()) && folder.join("package.json").is_file());
    all
}

fn patterns(top: &Path) -> Vec<String> {
    let manifest = Manifest::read(top).ok().flatten();
    let listed = manifest.as_ref().and_then(|manifest| {
        let workspaces = manifest.content.get("workspaces")?;
        workspaces.as_array().or_else(|| workspaces.get("packages")?.as_array())
    });
    let listed = listed.into_iter().flatten().filter_map(|pattern| pattern.as_str().map(str::to_owned));
    let mut all: Vec<String> = listed.collect();
    all.extend(lock::pnpm_packages(top).unwrap_or_default());
    all.retain(|pattern| !pattern.starts_with('!'));
    all
}
