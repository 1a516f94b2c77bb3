//! The candidates for a package's version in one lock file: the version of an app, or those to choose from.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use nodejs_semver::Version;

use super::around::Around;
use super::lockfile::{Content, LockFile, LockQuery, Resolved};
use super::overrides::{self, Override};
use super::provider::FileProvider;
use super::range::plain;
use super::settle::{Others, RequestedRange, parse_found};
use super::support::is_known;
use super::versions::{Locked, ResolvedVersion, VersionSource, satisfies};
use super::{files, local};
use crate::diagnostic::Diagnostic;

/// The versions of a package in a lock file.
#[derive(Default)]
pub(super) struct Candidates {
    /// The chosen one.
    chosen: Option<Resolved>,
    /// All versions, if several are possible.
    all: Vec<String>,
    /// The range of a peer dependency that does not allow the chosen one.
    outside: Option<RequestedRange>,
    /// Versions outside of the range: the lock file does not match package.json.
    pub(super) stale: Vec<String>,
}

impl Candidates {
    pub(super) fn certain(resolved: Resolved) -> Self {
        Self { chosen: Some(resolved), ..Self::default() }
    }

    /// One of these versions: the newest one in the range, or else the newest.
    fn newest(versions: &[String], fits: Option<&str>) -> Self {
        let mut known: Vec<Version> = versions.iter().filter_map(|version| Version::parse(version).ok()).collect();
        known.sort();
        let fitting = fits.and_then(|fits| known.iter().rev().find(|version| is_known(version, fits)));
        let chosen = fitting.or(known.last()).map(|version| Resolved::Version(version.to_string()));
        let all = if known.len() > 1 { known.iter().map(Version::to_string).collect() } else { Vec::new() };
        Self { chosen, all, ..Self::default() }
    }

    pub(super) fn found(
        self,
        package: &str,
        folder: &Path,
        file: &LockFile,
        files: &dyn FileProvider,
    ) -> Result<Option<(ResolvedVersion, PathBuf)>, Diagnostic> {
        let path = &file.path;
        let found = match self.chosen {
            None => return Ok(None),
            Some(Resolved::Folder(linked)) => local::version_in(files, &files::absolute(&folder.join(linked)))?,
            Some(Resolved::Version(version)) => {
                let version = parse_found(&version, package, path, files)?;
                let from = match (self.outside, self.all.is_empty()) {
                    (_, false) => VersionSource::LockedChoice(vec![Locked { file: path.clone(), versions: self.all }]),
                    (Some(requested), true) => VersionSource::LockedOutside { file: path.clone(), requested },
                    (None, true) => VersionSource::Lock(path.clone()),
                };
                Some(ResolvedVersion { version, from })
            }
        };
        Ok(found.map(|found| (found, path.clone())))
    }
}

/// A range in the app's package.json, with everything that decides which locked versions it allows.
pub(super) struct AppRequest<'a> {
    pub(super) package: &'a str,
    pub(super) requested: &'a RequestedRange,
    /// Whether package.json names it only as a peer dependency. Package managers may install a version outside of it.
    pub(super) is_peer: bool,
    /// The range that is compatible with the other package.
    pub(super) fits: Option<&'a str>,
    /// The folder of the app: overrides are in files from this folder up to the root.
    pub(super) app: Around<'a>,
    /// The overrides, read when they are first needed.
    pub(super) overrides: OnceCell<Vec<Override>>,
}

impl AppRequest<'_> {
    /// The versions for this package.json in a lock file of the folder `at`; or else all versions that the range or an
    /// override allows.
    ///
    /// Fails if overrides cannot be read.
    pub(super) fn candidates(&self, at: &Path, content: &Content<'_>) -> Result<Candidates, Diagnostic> {
        let folder = self.requested.manifest.parent().unwrap_or(at);
        let query = LockQuery { importer: importer(at, folder), range: Some(self.requested.range.clone()) };
        let resolved = content.resolve(self.package, &query);
        let is_certain = match &resolved {
            // yarn's entry belongs to exactly this range.
            Some(Resolved::Version(version)) => matches!(content, Content::Yarn(_)) || self.allows(version)?,
            Some(Resolved::Folder(_)) => true,
            None => false,
        };
        if let Some(resolved) = resolved.clone().filter(|_| is_certain) {
            return Ok(Candidates::certain(resolved));
        }
        let locked = content.all(self.package);
        let within = |is_allowed: &dyn Fn(&Version) -> bool| -> Vec<String> {
            let is_it = |version: &&String| Version::parse(version).is_ok_and(|version| is_allowed(&version));
            locked.iter().filter(is_it).cloned().collect()
        };
        let overrides = self.overrides()?;
        let forced = within(&|version| overrides.iter().any(|one| one.allows(version)));
        let allowed = if forced.is_empty() { within(&|version| self.is_in_range(version)) } else { forced };
        if !allowed.is_empty() || locked.is_empty() {
            return Ok(Candidates::newest(&allowed, self.fits));
        }
        let of_app = resolved.as_ref().and_then(Resolved::version).map(|version| vec![version.to_owned()]);
        let locked = of_app.unwrap_or(locked);
        Ok(match self.is_peer {
            true => Candidates { outside: Some(self.requested.clone()), ..Candidates::newest(&locked, self.fits) },
            false => Candidates { stale: locked, ..Candidates::default() },
        })
    }

    /// The overrides of the package. Fails if they cannot be read.
    pub(super) fn overrides(&self) -> Result<&[Override], Diagnostic> {
        if let Some(read) = self.overrides.get() {
            return Ok(read);
        }
        let read = overrides::of(self.package, self.app)?;
        Ok(self.overrides.get_or_init(|| read))
    }

    fn allows(&self, version: &str) -> Result<bool, Diagnostic> {
        let Ok(version) = Version::parse(version) else { return Ok(true) };
        Ok(self.is_in_range(&version) || self.overrides()?.iter().any(|one| one.allows(&version)))
    }

    /// Whether a version is in the range. A tag or an address allows any version.
    fn is_in_range(&self, version: &Version) -> bool {
        !self.requested.is_range() || satisfies(version, &plain(&self.requested.range))
    }
}

/// The versions for other packages of the repository in a lock file, those first that the app depends on; or else all
/// its versions.
pub(super) fn of_others(
    package: &str,
    others: &Others,
    at: &Path,
    content: &Content<'_>,
    fits: Option<&str>,
) -> Candidates {
    for asking in [&others.near, &others.far] {
        let mut resolved: Vec<Resolved> = Vec::new();
        for (manifest, range) in asking {
            let folder = manifest.path.parent().unwrap_or(at);
            let query = LockQuery { importer: importer(at, folder), range: Some(range.clone()) };
            resolved.extend(content.resolve(package, &query).filter(|one| !resolved.contains(one)));
        }
        let versions: Vec<String> = resolved.iter().filter_map(Resolved::version).map(str::to_owned).collect();
        match resolved.into_iter().next() {
            Some(only) if versions.len() < 2 => {
                // pnpm would have resolved the app's version already, unless several are possible.
                let is_certain = std::ptr::eq(asking, &others.near) && !matches!(content, Content::Pnpm(_));
                let all = Some(content.all(package)).filter(|all| !is_certain && all.len() > 1);
                return Candidates { all: all.unwrap_or_default(), ..Candidates::certain(only) };
            }
            Some(_) => return Candidates::newest(&versions, fits),
            None => {}
        }
    }
    Candidates::newest(&content.all(package), fits)
}

/// The path of a folder, as a lock file in another folder writes it.
pub(super) fn importer(lock: &Path, folder: &Path) -> String {
    files::with_slashes(&files::relative(lock, folder))
}
