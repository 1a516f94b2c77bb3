//! The packages of a repository: `workspaces` of package.json (npm, yarn, bun), `packages` of pnpm-workspace.yaml.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::lock;
use super::manifest::Manifest;
use super::versions::up_to;

/// The folders of the packages that belong together with a folder, by their name. What cannot be read has none.
pub fn packages(folder: &Path, top: &Path) -> HashMap<String, PathBuf> {
    let mut all = HashMap::new();
    let mut add = |folder: &Path| {
        let manifest = Manifest::read(folder).ok().flatten();
        let name = manifest.as_ref().and_then(|manifest| manifest.content.get("name")?.as_str());
        if let Some(name) = name {
            all.entry(name.to_owned()).or_insert_with(|| folder.to_owned());
        }
    };
    let roots = up_to(folder, top).flat_map(|root| {
        add(root);
        patterns(root).into_iter().map(move |pattern| (root, pattern))
    });
    for (root, pattern) in roots.collect::<Vec<_>>() {
        let folder = glob::Pattern::escape(&root.to_string_lossy());
        let Ok(found) = glob::glob(&Path::new(&folder).join(pattern.trim_end_matches('/')).to_string_lossy()) else {
            continue;
        };
        let is_package = |path: &PathBuf| !path.components().any(|part| part.as_os_str() == "node_modules");
        found.flatten().filter(is_package).for_each(|folder| add(&folder));
    }
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
