//! YAML files of package managers, read with limits; catalogs, packages and overrides in pnpm-workspace.yaml and
//! .yarnrc.yml.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use saphyr::{LoadableYamlNode as _, Yaml};

use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::provider::FileProvider;

/// The maximum nesting of a YAML file, since its parser recurses. Lock files are flat.
const MAX_DEPTH: usize = 200;

/// Files with catalogs: pnpm's, and yarn's from 4.10 on.
const WITH_CATALOGS: [&str; 2] = ["pnpm-workspace.yaml", ".yarnrc.yml"];

/// The range of a package in the catalogs of a folder's YAML files; the default catalog has no name.
pub fn catalog(
    files: &dyn FileProvider,
    folder: &Path,
    name: &str,
    package: &str,
) -> Result<Option<String>, Diagnostic> {
    let range = |workspace: &Yaml<'_>| {
        let catalog = match name {
            "" => workspace.as_mapping_get("catalog"),
            name => workspace.as_mapping_get("catalogs")?.as_mapping_get(name),
        };
        catalog?.as_mapping_get(package)?.as_str().map(str::to_owned)
    };
    for file in WITH_CATALOGS {
        let Some(source) = files.read(&folder.join(file))? else { continue };
        if let Some(range) = documents(&source)?.iter().find_map(range) {
            return Ok(Some(range));
        }
    }
    Ok(None)
}

/// The globs of the packages that pnpm-workspace.yaml in this folder lists.
pub fn pnpm_packages(files: &dyn FileProvider, folder: &Path) -> Result<Vec<String>, Diagnostic> {
    let Some(source) = files.read(&folder.join(WITH_CATALOGS[0]))? else { return Ok(Vec::new()) };
    let workspaces = documents(&source)?;
    let globs = workspaces.iter().filter_map(|workspace| workspace.as_mapping_get("packages")?.as_vec()).flatten();
    Ok(globs.filter_map(|glob| glob.as_str().map(str::to_owned)).collect())
}

/// The path of pnpm-workspace.yaml in this folder, and its overrides: the selector and the version.
pub fn pnpm_overrides(files: &dyn FileProvider, folder: &Path) -> Result<(PathBuf, Vec<(String, String)>), Diagnostic> {
    let path = folder.join(WITH_CATALOGS[0]);
    let Some(source) = files.read(&path)? else { return Ok((path, Vec::new())) };
    let workspaces = documents(&source)?;
    let lists = workspaces.iter().filter_map(|workspace| workspace.as_mapping_get("overrides")?.as_mapping());
    let entry = |(key, value): (&Yaml<'_>, &Yaml<'_>)| Some((key.as_str()?.to_owned(), value.as_str()?.to_owned()));
    Ok((path, lists.flat_map(|list| list.iter().filter_map(entry)).collect()))
}

/// The documents of a YAML file. Fails if it is not valid YAML.
pub(super) fn documents(source: &Arc<Source>) -> Result<Vec<Yaml<'_>>, Diagnostic> {
    let invalid = |offset: usize, what: &str| {
        Diagnostic::new(&codes::INVALID_LOCK_FILE, format!("{} is not valid YAML", source.name))
            .at(&source.span(offset..offset + 1), what)
    };
    if let Some(offset) = too_deep(&source.text) {
        return Err(invalid(offset, "it is nested too deeply"));
    }
    Yaml::load_from_str(&source.text).map_err(|error| {
        let at = source.text.char_indices().nth(error.marker().index());
        invalid(at.map_or(source.text.len(), |(offset, _)| offset), error.info())
    })
}

/// The offset of the first line with possibly more than [`MAX_DEPTH`] levels, by its indent or by open brackets.
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
        if starts > MAX_DEPTH || open > MAX_DEPTH {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}
