//! The version of a package, from the first of these sources: the installed package; the app's package.json, by a
//! folder or by a range that a lock file resolves. If the app's own package.json does not name the package (a peer
//! dependency, a hoisted one, one of another workspace): the lock file's version for the app, for the packages of the
//! repository that it depends on, for the others; and the ranges in their package.json.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use nodejs_semver::{Range, Version};
use serde::Deserialize;

use super::around::Around;
use super::candidates::{AppRequest, Candidates, importer, of_others};
use super::lockfile::{self, Content, LockQuery};
use super::manifest::Manifest;
use super::provider::FileProvider;
use super::range::plain;
use super::support::is_known;
use super::versions::{Locked, ResolvedVersion, VersionSource};
use super::{local, package_manager, packages};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::versions as codes;

/// A range that a package.json requests.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestedRange {
    /// The package.json.
    pub manifest: PathBuf,
    /// The range, as it is written in the package.json or in a catalog.
    pub range: String,
    /// Lock files with the package, but without a version that this range or an override allows.
    pub stale: Vec<Locked>,
}

impl RequestedRange {
    /// Whether it is a range or a version, as opposed to a folder, a tag or an address.
    pub(super) fn is_range(&self) -> bool {
        Range::parse(plain(&self.range)).is_ok()
    }
}

/// The result of a search for a package's version.
pub(super) enum Resolution {
    Version(ResolvedVersion),
    /// The ranges in package.json files, the app's own first. Empty if none names the package.
    Ranges(Vec<RequestedRange>),
}

impl Around<'_> {
    /// The version of a package. If several are locked and the app's cannot be determined, the newest in the range
    /// `fits`. Fails if the source of the version cannot be read or does not lead to a version.
    pub(super) fn settle(self, package: &str, fits: Option<&str>) -> Result<Resolution, Diagnostic> {
        if let Some(found) = self.installed(package)? {
            return Ok(Resolution::Version(found));
        }
        if let Some((manifest, range)) = self.request_of(package)?
            && let Some(settled) = local::followed(package, &range, &manifest, self)?
        {
            return Ok(settled);
        }
        self.locked_or_requested(package, fits, true)
    }

    /// The version of a package that is not installed, and for which the app does not name a folder. `follows` decides
    /// whether folders that other packages name are followed: they can lead to each other in a cycle.
    pub(super) fn locked_or_requested(
        self,
        package: &str,
        fits: Option<&str>,
        follows: bool,
    ) -> Result<Resolution, Diagnostic> {
        if let Some((manifest, range)) = self.request_of(package)? {
            let is_peer = manifest.is_peer_only(package);
            let requested = RequestedRange { manifest: manifest.path, range, stale: Vec::new() };
            let app = self.at(self.app());
            let request = AppRequest { package, requested: &requested, is_peer, fits, app, overrides: OnceCell::new() };
            let (found, stale) = self.locked(package, fits, |at, content| request.candidates(at, content))?;
            if let Some(found) = found {
                return Ok(Resolution::Version(found));
            }
            let forced = request.overrides()?.iter().find(|one| one.is_for_all && one.requested.is_range());
            let requested = forced.map_or(&requested, |one| &one.requested).clone();
            return Ok(Resolution::Ranges(vec![RequestedRange { stale, ..requested }]));
        }
        let mut others = None;
        let (found, _) = self.locked(package, fits, |at, content| {
            let query = LockQuery { importer: importer(at, self.app()), range: None };
            if let Some(resolved) = content.resolve(package, &query) {
                return Ok(Candidates::certain(resolved));
            }
            let others = others.get_or_insert_with(|| self.others(package));
            Ok(of_others(package, others, at, content, fits))
        })?;
        if let Some(found) = found {
            return Ok(Resolution::Version(found));
        }
        let Others { near, far } = others.unwrap_or_else(|| self.others(package));
        let named = if near.is_empty() { far } else { near };
        if let Some(found) = installed_for(self.files, &named, package, fits) {
            return Ok(Resolution::Version(found));
        }
        for (manifest, range) in named.iter().filter(|_| follows) {
            if let Some(settled) = local::followed(package, range, manifest, self)? {
                return Ok(settled);
            }
        }
        let requested = named.into_iter().map(|(manifest, range)| RequestedRange {
            manifest: manifest.path,
            range,
            stale: Vec::new(),
        });
        Ok(Resolution::Ranges(requested.collect()))
    }

    fn installed(self, package: &str) -> Result<Option<ResolvedVersion>, Diagnostic> {
        for folder in self.folders() {
            if let Some(found) = installed_in(self.files, folder, package)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The nearest package.json that names the package, and its range, with catalogs resolved.
    pub(super) fn request_of(self, package: &str) -> Result<Option<(Manifest, String)>, Diagnostic> {
        for at in self.folders() {
            let Some(manifest) = Manifest::read(self.files, at)? else { continue };
            let Some(written) = manifest.range(package).map(str::to_owned) else { continue };
            let range = self.range_of(package, &manifest, &written)?.ok_or_else(|| {
                let title = format!(
                    "{} requests {package} as `{written}`, but no catalog has it",
                    self.display_path(&manifest.path)
                );
                let diagnostic =
                    Diagnostic::new(&codes::UNRESOLVED_VERSION, title).at_opt(manifest.span(package).as_ref());
                diagnostic.help("add it to the catalog, or name the versions: --better-auth and --convex-adapter")
            })?;
            return Ok(Some((manifest, range)));
        }
        Ok(None)
    }

    /// A range as it is written, or the range from the catalog that it names: pnpm's in pnpm-workspace.yaml, yarn's in
    /// .yarnrc.yml, bun's in a package.json. None if no catalog has it.
    fn range_of(self, package: &str, manifest: &Manifest, written: &str) -> Result<Option<String>, Diagnostic> {
        let Some(name) = written.strip_prefix("catalog:") else { return Ok(Some(written.to_owned())) };
        let name = if name == "default" { "" } else { name };
        let folder = manifest.path.parent().unwrap_or(self.folder);
        for at in self.at(folder).folders() {
            if let Some(range) = lockfile::catalog(self.files, at, name, package)? {
                return Ok(Some(range));
            }
            let manifest = Manifest::read(self.files, at)?;
            if let Some(range) = manifest.and_then(|manifest| manifest.catalog(name, package).map(str::to_owned)) {
                return Ok(Some(range));
            }
        }
        Ok(None)
    }

    /// The folder of the app's package.json.
    fn app(&self) -> &Path {
        self.folders().find(|at| self.files.has(&at.join("package.json"))).unwrap_or(self.folder)
    }

    /// The version in the nearest lock file with the package, and the lock files that do not match package.json. If a
    /// folder has two kinds, the package manager that a package.json declares decides. If none is declared and they
    /// disagree, the version is a choice, and one in the range `fits` comes first. An invalid file is an error if the
    /// version is needed (`fits` is given), even if it does not mention the package.
    fn locked(
        self,
        package: &str,
        fits: Option<&str>,
        mut candidates: impl FnMut(&Path, &Content<'_>) -> Result<Candidates, Diagnostic>,
    ) -> Result<(Option<ResolvedVersion>, Vec<Locked>), Diagnostic> {
        let package_manager = package_manager::declared(self)?;
        let mut stale = Vec::new();
        for at in self.at(self.app()).folders() {
            let mut found = Vec::new();
            for file in lockfile::in_folder(self.files, at, package_manager.as_deref())? {
                if fits.is_none() && !file.mentions(package) {
                    continue;
                }
                let candidates = candidates(at, &file.parse()?)?;
                let is_stale = !candidates.stale.is_empty();
                if is_stale {
                    stale.push(Locked { file: file.path.clone(), versions: candidates.stale.clone() });
                }
                found.extend(candidates.found(package, at, &file, self.files)?);
                if package_manager.is_some() && (is_stale || !found.is_empty()) {
                    break;
                }
            }
            let all = |(one, file): &(ResolvedVersion, PathBuf)| match &one.from {
                VersionSource::LockedChoice(all) => all.clone(),
                _ => vec![Locked { file: file.clone(), versions: vec![one.version.to_string()] }],
            };
            let choice = || VersionSource::LockedChoice(found.iter().flat_map(all).collect());
            if let Some(taken) = agreed(found.iter().map(|(one, _)| one), fits, choice) {
                return Ok((Some(taken), stale));
            }
        }
        Ok((None, stale))
    }

    /// The other packages of the repository that name the package, in order.
    fn others(self, package: &str) -> Others {
        let all = packages::packages(self);
        let requested = |folder: &PathBuf| {
            // An unreadable manifest is ignored: it is not the app's own.
            let manifest = Manifest::read(self.files, folder).ok().flatten()?;
            let written = manifest.range(package)?.to_owned();
            let range = self.range_of(package, &manifest, &written).ok().flatten()?;
            Some((manifest, range))
        };
        let mut near = vec![self.app().to_owned()];
        let mut position = 0;
        while let Some(folder) = near.get(position).cloned() {
            position += 1;
            let Some(manifest) = Manifest::read(self.files, &folder).ok().flatten() else { continue };
            for folder in manifest.names().filter_map(|name| all.get(name)) {
                if !near.contains(folder) {
                    near.push(folder.clone());
                }
            }
        }
        let mut far = packages::folders(self);
        far.retain(|folder| !near.contains(folder));
        Others { near: near.iter().filter_map(requested).collect(), far: far.iter().filter_map(requested).collect() }
    }
}

/// Packages of the repository that name a package, with the range that they request.
pub(super) struct Others {
    /// Packages that the app depends on.
    pub(super) near: Vec<(Manifest, String)>,
    /// All other packages.
    pub(super) far: Vec<(Manifest, String)>,
}

/// The version in the `node_modules` of a folder.
fn installed_in(files: &dyn FileProvider, folder: &Path, package: &str) -> Result<Option<ResolvedVersion>, Diagnostic> {
    #[derive(Deserialize)]
    struct Installed {
        version: String,
    }
    let path = folder.join("node_modules").join(package).join("package.json");
    let Some(source) = files.read(&path)? else { return Ok(None) };
    let installed: Installed = serde_json::from_str(&source.text).map_err(|_| {
        let title = format!("{} has no version", source.name);
        Diagnostic::new(&codes::UNRESOLVED_VERSION, title).help("install the packages again")
    })?;
    let version = parse_found(&installed.version, package, &path, files)?;
    Ok(Some(ResolvedVersion { version, from: VersionSource::Installed(path) }))
}

/// The version that is installed for other packages of the repository. Of several versions, one in the range `fits`
/// comes first.
fn installed_for(
    files: &dyn FileProvider,
    named: &[(Manifest, String)],
    package: &str,
    fits: Option<&str>,
) -> Option<ResolvedVersion> {
    // An unreadable package is ignored: it is not the app's own.
    let folders = named.iter().filter_map(|(manifest, _)| manifest.path.parent());
    let all: Vec<ResolvedVersion> =
        folders.filter_map(|folder| installed_in(files, folder, package).ok().flatten()).collect();
    let one = |found: &ResolvedVersion| match &found.from {
        VersionSource::Installed(path) => {
            Some(Locked { file: path.clone(), versions: vec![found.version.to_string()] })
        }
        _ => None,
    };
    agreed(all.iter(), fits, || VersionSource::InstalledChoice(all.iter().filter_map(one).collect()))
}

/// The first version in the range `fits`, or else the first version. It is a choice if others differ.
fn agreed<'f>(
    all: impl Iterator<Item = &'f ResolvedVersion> + Clone,
    fits: Option<&str>,
    choice: impl FnOnce() -> VersionSource,
) -> Option<ResolvedVersion> {
    let is_fitting = |found: &&ResolvedVersion| fits.is_some_and(|fits| is_known(&found.version, fits));
    let taken = all.clone().find(is_fitting).or_else(|| all.clone().next())?;
    let mut others = all;
    match others.all(|found| found.version == taken.version) {
        true => Some(taken.clone()),
        false => Some(ResolvedVersion { version: taken.version.clone(), from: choice() }),
    }
}

/// The version that a file has for a package. Fails if the text is none, which is quoted if the file is in the project.
pub(super) fn parse_found(
    text: &str,
    package: &str,
    path: &Path,
    files: &dyn FileProvider,
) -> Result<Version, Diagnostic> {
    Version::parse(text).map_err(|_| {
        let title = format!("{} has an invalid version of {package}", files.display_path(path));
        let title = if files.is_outside(path) { title } else { format!("{title}: `{text}`") };
        Diagnostic::new(&codes::INVALID_VERSION, title).help("name the versions: --better-auth and --convex-adapter")
    })
}
