//! Dependencies that are folders: `file:`, `link:`, `portal:` and `workspace:` in a package.json, followed to the
//! version in the folder's own package.json.

use std::path::{Path, PathBuf};

use nodejs_semver::Version;

use super::around::Around;
use super::manifest::Manifest;
use super::provider::FileProvider;
use super::settle::{RequestedRange, Resolution};
use super::versions::{ResolvedVersion, VersionSource};
use super::{files, packages};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::versions as codes;

/// Prefixes of a folder's path in package.json (npm, yarn and bun; pnpm writes `link:` and `file:`).
const PATHS: [&str; 3] = ["file:", "link:", "portal:"];
/// The prefix of the range, or the path, of a package of the same repository.
const WORKSPACE: &str = "workspace:";
/// Endings of packed packages, which are never read: lock files have their versions.
const PACKED: [&str; 2] = [".tgz", ".tar.gz"];

/// The version of the folder that a package.json names instead of a range. If the folder is in another package's
/// node_modules and not installed, what that package locks or requests. None if package.json names no folder.
///
/// Fails if the folder has no package.json with a version, and the version cannot be determined otherwise.
pub(super) fn followed(
    package: &str,
    written: &str,
    manifest: &Manifest,
    around: Around<'_>,
) -> Result<Option<Resolution>, Diagnostic> {
    let from = manifest.path.parent().unwrap_or(Path::new(""));
    let files = around.files;
    let Some(folder) = folder(package, written, around.at(from)) else { return Ok(None) };
    if let Some(found) = version_in(files, &folder)? {
        return Ok(Some(Resolution::Version(found)));
    }
    // A folder in another package's node_modules: if it is not installed, what that package requests.
    let owner = folder.ancestors().nth(1 + Path::new(package).components().count());
    if let Some(owner) = owner.filter(|owner| owner.join("node_modules").join(package) == folder && *owner != from) {
        match around.at(owner).locked_or_requested(package, None, false)? {
            Resolution::Version(found) => return Ok(Some(Resolution::Version(found))),
            // Another folder is not followed: it could lead back here.
            Resolution::Ranges(requested) if requested.iter().any(RequestedRange::is_range) => {
                return Ok(Some(Resolution::Ranges(requested)));
            }
            Resolution::Ranges(_) => {}
        }
    }
    let shown = files.display_path(&folder.join("package.json"));
    let title = match files.has(&folder.join("package.json")) {
        true => format!("{package} resolves to a folder, but {shown} has no version"),
        false => format!("{package} resolves to a folder, but {shown} is missing"),
    };
    let diagnostic = Diagnostic::new(&codes::UNRESOLVED_VERSION, title).at_opt(manifest.span(package).as_ref());
    Err(diagnostic.help("install the packages, or name the versions: --better-auth and --convex-adapter"))
}

/// The version in the package.json of a folder. None if it has none.
pub(super) fn version_in(files: &dyn FileProvider, folder: &Path) -> Result<Option<ResolvedVersion>, Diagnostic> {
    let Some(manifest) = Manifest::read(files, folder)? else { return Ok(None) };
    let version = manifest.content.get("version").and_then(|version| version.as_str());
    let version = version.and_then(|version| Version::parse(version).ok());
    Ok(version.map(|version| ResolvedVersion { version, from: VersionSource::Folder(manifest.path) }))
}

/// The folder of a dependency that is written as one.
fn folder(package: &str, written: &str, from: Around<'_>) -> Option<PathBuf> {
    if PACKED.iter().any(|end| written.ends_with(end)) {
        return None;
    }
    if let Some(rest) = written.strip_prefix(WORKSPACE) {
        let at = |base: &Path| Some(files::absolute(&base.join(rest))).filter(|folder| from.files.is_folder(folder));
        // pnpm resolves a path from the package, yarn from the root of the repository.
        let by_path = rest.contains('/').then(|| from.folders().find_map(at));
        return by_path.flatten().or_else(|| {
            // `workspace:other@*` is an alias of another package.
            let name = rest.rsplit_once('@').map_or(package, |(name, _)| if name.is_empty() { package } else { name });
            packages::packages(from).remove(name)
        });
    }
    let path = PATHS.iter().find_map(|start| written.strip_prefix(start));
    let path = path.or_else(|| written.starts_with(['.', '/']).then_some(written))?;
    Some(files::absolute(&from.folder.join(path)))
}
