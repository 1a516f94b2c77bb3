//! Which versions of Better Auth and of the Convex adapter an app uses, and where that is known from.

use std::path::{Path, PathBuf};

use nodejs_semver::{Range, Version};
use serde::Deserialize;

use super::manifest::Manifest;
use super::{files, lock};
use crate::report::{Place, Problem, Problems};
use crate::spec::adapter::{Adapter, Pair};

/// A version and where it is known from.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The version.
    pub version: Version,
    /// Where it is known from.
    pub from: Basis,
}

/// Where a version is known from.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// A flag.
    Flag(&'static str),
    /// The config file.
    Config(Place),
    /// The installed package.
    Installed(PathBuf),
    /// A lock file.
    Lock(PathBuf),
    /// The newest in the range that a package.json asks for.
    Range {
        /// The package.json.
        manifest: PathBuf,
        /// The range.
        range: String,
    },
    /// Nothing says: the newest that is supported.
    Newest,
}

impl Basis {
    /// Where the version stands, if that is a place in the config file.
    fn place(&self) -> Option<&Place> {
        match self {
            Self::Config(place) => Some(place),
            _ => None,
        }
    }
}

impl std::fmt::Display for Basis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Config(place) => write!(f, "{place}"),
            Self::Installed(path) | Self::Lock(path) => f.write_str(&files::shown(path)),
            Self::Range { manifest, range } => write!(f, "{range} in {}", files::shown(manifest)),
            Self::Newest => f.write_str("the newest that is supported: nothing says which is used"),
        }
    }
}

/// A version that somebody asks for by a flag or in the config file.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The text.
    pub text: String,
    /// Where it is asked for.
    pub from: Basis,
}

/// The versions of an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    /// Of Better Auth.
    pub better_auth: Found,
    /// Of the Convex adapter.
    pub adapter: Found,
}

/// Finds both versions for the app around `folder`, looking up to `top`. Fails if one is not known here, or if what says
/// it cannot be read; tells if the two do not go together.
pub fn find(
    adapter: &Adapter,
    better_auth_package: &str,
    asked: [Option<Asked>; 2],
    folder: &Path,
    top: &Path,
    problems: &mut Problems,
) -> Result<Versions, Problem> {
    let [better_auth, convex_adapter] = asked;
    let newest_first = || adapter.pairs.iter().rev();
    let found_adapter = match settled(convex_adapter, &adapter.package, folder, top)? {
        Settled::Version(found) => found,
        Settled::Range(range) => choose(newest_first().map(|pair| &pair.newest_adapter), range, &adapter.package)?,
    };
    check_known(&found_adapter, &adapter.package, &adapter.known_adapter)?;
    let pair = adapter.pairs.iter().find(|pair| satisfies(&found_adapter.version, &pair.adapter));
    let found_better_auth = match settled(better_auth, better_auth_package, folder, top)? {
        Settled::Version(found) => found,
        Settled::Range(range) => {
            // A range leaves a choice: what the adapter accepts goes first.
            let preferred = pair.into_iter().chain(newest_first()).map(|pair| &pair.newest_better_auth);
            choose(preferred, range, better_auth_package)?
        }
    };
    if let Some(refused) =
        adapter.refused.iter().find(|refused| satisfies(&found_better_auth.version, &refused.better_auth))
    {
        let title = format!("{better_auth_package} {} cannot be used on Convex", found_better_auth.version);
        return Err(from_where(Problem::error(title), &found_better_auth.from).note(refused.because.clone()));
    }
    check_known(&found_better_auth, better_auth_package, &adapter.known_better_auth)?;
    if !pair.is_some_and(|pair| satisfies(&found_better_auth.version, &pair.better_auth)) {
        problems.push(not_a_pair(&found_better_auth, &found_adapter, better_auth_package, adapter, pair));
    }
    Ok(Versions { better_auth: found_better_auth, adapter: found_adapter })
}

/// The version of any package around `folder`, if it is installed, locked, or asked for in a package.json.
///
/// Of a range, the first of the `preferred` versions that is in it is taken.
pub fn of_package(package: &str, folder: &Path, top: &Path, preferred: &[Version]) -> Result<Option<Found>, Problem> {
    Ok(match settled(None, package, folder, top)? {
        Settled::Version(found) => Some(found),
        Settled::Range(None) => None,
        Settled::Range(Some(asks)) => {
            let parsed = Range::parse(&asks.range).ok();
            let in_range = |version: &&Version| parsed.as_ref().is_some_and(|range| range.satisfies(version));
            let version = preferred.iter().find(in_range).cloned().or_else(|| parsed?.min_version());
            version.map(|version| Found { version, from: Basis::Range { manifest: asks.manifest, range: asks.range } })
        }
    })
}

enum Settled {
    Version(Found),
    /// What a package.json asks for, if one does.
    Range(Option<Asks>),
}

fn settled(asked: Option<Asked>, package: &str, folder: &Path, top: &Path) -> Result<Settled, Problem> {
    if let Some(Asked { text, from }) = asked {
        let version = Version::parse(&text).map_err(|_| {
            let problem = Problem::error(format!("`{text}` is not a version of {package}")).at_if(from.place());
            problem.help("write it in full, such as 1.4.9")
        })?;
        return Ok(Settled::Version(Found { version, from }));
    }
    if let Some(found) = installed(package, folder, top)? {
        return Ok(Settled::Version(found));
    }
    let Some(asks) = asks(package, folder, top)? else { return Ok(Settled::Range(None)) };
    let app = asks.manifest.parent().unwrap_or(folder);
    for folder in up_to(app, top) {
        if let Some((version, name)) = lock::version(folder, app, package, &asks.range)? {
            let path = folder.join(name);
            let version = parse_found(&version, package, &path)?;
            return Ok(Settled::Version(Found { version, from: Basis::Lock(path) }));
        }
    }
    if let Ok(version) = Version::parse(&asks.range) {
        return Ok(Settled::Version(Found {
            version,
            from: Basis::Range { manifest: asks.manifest, range: asks.range },
        }));
    }
    Ok(Settled::Range(Some(asks)))
}

fn installed(package: &str, folder: &Path, top: &Path) -> Result<Option<Found>, Problem> {
    #[derive(Deserialize)]
    struct Installed {
        version: String,
    }
    for folder in up_to(folder, top) {
        let path = folder.join("node_modules").join(package).join("package.json");
        let Some(source) = files::read(&path)? else { continue };
        let installed: Installed = serde_json::from_str(&source.text).map_err(|error| {
            Problem::error(format!("{} says no version: {error}", source.name)).help("install the packages again")
        })?;
        let version = parse_found(&installed.version, package, &path)?;
        return Ok(Some(Found { version, from: Basis::Installed(path) }));
    }
    Ok(None)
}

fn parse_found(text: &str, package: &str, path: &Path) -> Result<Version, Problem> {
    Version::parse(text).map_err(|_| {
        let title = format!("{} gives {package} the version `{text}`, which is none", files::shown(path));
        Problem::error(title).help("name the versions: --better-auth and --convex-adapter")
    })
}

/// What a package.json asks for.
struct Asks {
    manifest: PathBuf,
    range: String,
}

/// The range in which the nearest package.json asks for the package, catalogs followed.
fn asks(package: &str, folder: &Path, top: &Path) -> Result<Option<Asks>, Problem> {
    for at in up_to(folder, top) {
        let Some(manifest) = Manifest::read(at)? else { continue };
        let Some(range) = manifest.range(package) else { continue };
        let range = match range.strip_prefix("catalog:") {
            None => range.to_owned(),
            Some(name) => catalog(name, package, at, top)?.ok_or_else(|| {
                let problem = Problem::error(format!(
                    "{} asks for {package} by `{range}`, and no catalog has it",
                    files::shown(&manifest.path)
                ));
                problem.help("add it to the catalog, or name the version: --better-auth and --convex-adapter")
            })?,
        };
        return Ok(Some(Asks { manifest: manifest.path, range }));
    }
    Ok(None)
}

/// The range that a catalog gives the package: in pnpm-workspace.yaml, or bun's in a parent's package.json.
fn catalog(name: &str, package: &str, folder: &Path, top: &Path) -> Result<Option<String>, Problem> {
    let name = if name == "default" { "" } else { name };
    for at in up_to(folder, top) {
        if let Some(range) = lock::pnpm_catalog(at, name, package)? {
            return Ok(Some(range));
        }
        if let Some(range) = Manifest::read(at)?.and_then(|manifest| manifest.catalog(name, package).map(str::to_owned))
        {
            return Ok(Some(range));
        }
    }
    Ok(None)
}

/// The first of these versions that a range allows; if it allows none, the first version of the range.
/// Fails if the range is none, such as a tag or an address.
fn choose<'a>(
    preferred: impl Iterator<Item = &'a String>,
    asks: Option<Asks>,
    package: &str,
) -> Result<Found, Problem> {
    let mut preferred = preferred.filter_map(|version| Version::parse(version).ok());
    let Some(Asks { manifest, range }) = asks else {
        let version = preferred.next().ok_or_else(|| Problem::error(format!("no version of {package} is known")))?;
        return Ok(Found { version, from: Basis::Newest });
    };
    let parsed = Range::parse(&range).ok();
    let version =
        parsed.and_then(|range| preferred.find(|version| range.satisfies(version)).or_else(|| range.min_version()));
    match version {
        Some(version) => Ok(Found { version, from: Basis::Range { manifest, range } }),
        None => {
            let title = format!("{} asks for {package} by `{range}`, which says no version", files::shown(&manifest));
            Err(Problem::error(title)
                .help("install the packages, or name the versions: --better-auth and --convex-adapter"))
        }
    }
}

fn check_known(found: &Found, package: &str, known: &str) -> Result<(), Problem> {
    // A release before the final one has the tables of those around it.
    if Range::parse(known).is_ok_and(|range| range.satisfies_with_prerelease(&found.version, true)) {
        return Ok(());
    }
    let problem = Problem::error(format!("{package} {} is not supported", found.version));
    Err(from_where(problem, &found.from)
        .note(format!("supported: {package} {known}"))
        .help("use a supported version, or wait for a release of sigma-schema that knows this one"))
}

/// The problem of a version, with where the version is from.
fn from_where(problem: Problem, basis: &Basis) -> Problem {
    match basis.place() {
        Some(place) => problem.at(place, ""),
        None => problem.note(format!("the version is from {basis}")),
    }
}

fn satisfies(version: &Version, range: &str) -> bool {
    Range::parse(range).is_ok_and(|range| range.satisfies(version))
}

fn not_a_pair(
    better_auth: &Found,
    found: &Found,
    better_auth_package: &str,
    adapter: &Adapter,
    pair: Option<&Pair>,
) -> Problem {
    let package = &adapter.package;
    let title = format!("{package} {} does not support {better_auth_package} {}", found.version, better_auth.version);
    let mut problem = Problem::warning(title);
    if let Some(pair) = pair {
        problem = problem.note(format!("it supports {better_auth_package} {}", pair.better_auth));
    }
    let fitting = adapter.pairs.iter().rev().find(|pair| satisfies(&better_auth.version, &pair.better_auth));
    match (fitting, pair) {
        (Some(fitting), _) => problem.help(format!("use {package} {}", fitting.newest_adapter)),
        (None, Some(pair)) => problem.help(format!("use {better_auth_package} {}", pair.newest_better_auth)),
        (None, None) => problem,
    }
}

/// The folder and those around it, up to and with `top`.
pub fn up_to<'a>(folder: &'a Path, top: &'a Path) -> impl Iterator<Item = &'a Path> {
    folder.ancestors().take_while(move |at| at.starts_with(top))
}
