//! What one lock file says of a package: the version of an app, or those to choose from.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use nodejs_semver::Version;

use super::around::Around;
use super::lockfile::{Content, LockFile, LockQuery, Resolved};
use super::overrides::{self, Override};
use super::provider::FileProvider;
use super::range::plain;
use super::settle::{Asks, Others, parse_found};
use super::support::is_known;
use super::versions::{Locked, ResolvedVersion, VersionSource, satisfies};
use super::{files, local};
use crate::diagnostic::Diagnostic;

/// What a lock file says of a package.
#[derive(Default)]
pub(super) struct Candidates {
    /// The one that is taken.
    taken: Option<Resolved>,
    /// All, if it is a choice.
    all: Vec<String>,
    /// The range of a peer dependency that the one that is taken is outside of.
    outside: Option<Asks>,
    /// Versions of which none is in the range: the lock file does not match package.json.
    pub(super) stale: Vec<String>,
}

impl Candidates {
    pub(super) fn certain(resolved: Resolved) -> Self {
        Self { taken: Some(resolved), ..Self::default() }
    }

    /// One of these versions: the newest of those in the range, or else the newest.
    fn newest(versions: &[String], fits: Option<&str>) -> Self {
        let mut known: Vec<Version> = versions.iter().filter_map(|version| Version::parse(version).ok()).collect();
        known.sort();
        let fitting = fits.and_then(|fits| known.iter().rev().find(|version| is_known(version, fits)));
        let taken = fitting.or(known.last()).map(|version| Resolved::Version(version.to_string()));
        let all = if known.len() > 1 { known.iter().map(Version::to_string).collect() } else { Vec::new() };
        Self { taken, all, ..Self::default() }
    }

    pub(super) fn found(
        self,
        package: &str,
        folder: &Path,
        file: &LockFile,
        files: &dyn FileProvider,
    ) -> Result<Option<(ResolvedVersion, PathBuf)>, Diagnostic> {
        let path = &file.path;
        let found = match self.taken {
            None => return Ok(None),
            Some(Resolved::Folder(linked)) => local::version_in(files, &files::absolute(&folder.join(linked)))?,
            Some(Resolved::Version(version)) => {
                let version = parse_found(&version, package, &files.display_path(path))?;
                let from = match (self.outside, self.all.is_empty()) {
                    (_, false) => VersionSource::LockedChoice(vec![Locked { file: path.clone(), versions: self.all }]),
                    (Some(asks), true) => VersionSource::LockedOutside { file: path.clone(), asks },
                    (None, true) => VersionSource::Lock(path.clone()),
                };
                Some(ResolvedVersion { version, from })
            }
        };
        Ok(found.map(|found| (found, path.clone())))
    }
}

/// What the app's package.json asks for, with all that decides which locked versions go with it.
pub(super) struct Own<'a> {
    pub(super) package: &'a str,
    pub(super) asks: &'a Asks,
    /// Whether package.json names it as a peer dependency only. Package managers install others, too.
    pub(super) is_peer: bool,
    /// The range that goes with the other package.
    pub(super) fits: Option<&'a str>,
    /// The folder of the app: overrides are in the files from there up to the root.
    pub(super) app: Around<'a>,
    /// The overrides, once they were needed.
    pub(super) overrides: OnceCell<Vec<Override>>,
}

impl Own<'_> {
    /// What a lock file in the folder `at` gives to the package.json; or else what it has in its range, or by an override.
    ///
    /// Fails if overrides cannot be read.
    pub(super) fn candidates(&self, at: &Path, content: &Content<'_>) -> Result<Candidates, Diagnostic> {
        let folder = self.asks.manifest.parent().unwrap_or(at);
        let query = LockQuery { importer: importer(at, folder), range: Some(self.asks.range.clone()) };
        let resolved = content.resolve(self.package, &query);
        let is_certain = match &resolved {
            // yarn's entry is that of just this range.
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
            true => Candidates { outside: Some(self.asks.clone()), ..Candidates::newest(&locked, self.fits) },
            false => Candidates { stale: locked, ..Candidates::default() },
        })
    }

    /// Those of the package. Fails if they cannot be read.
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

    /// A tag or an address may be any version.
    fn is_in_range(&self, version: &Version) -> bool {
        !self.asks.is_range() || satisfies(version, &plain(&self.asks.range))
    }
}

/// What a lock file gives to other packages of the repository, those first that the app depends on; or else all that it
/// has.
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
                // pnpm says what the app runs with, unless that is several.
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

/// A folder as a lock file of another one names it.
pub(super) fn importer(lock: &Path, folder: &Path) -> String {
    files::with_slashes(&files::relative(lock, folder))
}
