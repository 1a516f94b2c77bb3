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

/// Finds both versions for the app around `folder`, looking up to `top`. Fails if one is not supported, or if what says
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
    let found_adapter = match settled(convex_adapter, &adapter.package, folder, top)? {
        Settled::Version(found) => found,
        Settled::Range(range) => newest(adapter.pairs.iter().map(|pair| &pair.newest_adapter), range),
    };
    check_supported(&found_adapter, &adapter.package, adapter.pairs.iter().map(|pair| &pair.adapter))?;
    let pair = adapter.pairs.iter().find(|pair| satisfies(&found_adapter.version, &pair.adapter));
    let found_better_auth = match settled(better_auth, better_auth_package, folder, top)? {
        Settled::Version(found) => found,
        Settled::Range(range) => {
            // A range leaves a choice: it is made among the versions that the adapter accepts.
            let newest_of = pair.into_iter().chain(&adapter.pairs).map(|pair| &pair.newest_better_auth);
            let accepted: Vec<&String> =
                if range.is_none() { newest_of.take(1).collect() } else { newest_of.collect() };
            newest(accepted.into_iter().rev(), range)
        }
    };
    check_supported(&found_better_auth, better_auth_package, adapter.pairs.iter().map(|pair| &pair.better_auth))?;
    if let Some(pair) = pair.filter(|pair| !satisfies(&found_better_auth.version, &pair.better_auth)) {
        problems.push(not_a_pair(&found_better_auth, &found_adapter, better_auth_package, adapter, pair));
    }
    Ok(Versions { better_auth: found_better_auth, adapter: found_adapter })
}

/// The version of any package around `folder`, if it is installed or locked.
pub fn of_package(package: &str, folder: &Path, top: &Path) -> Result<Option<Version>, Problem> {
    Ok(match settled(None, package, folder, top)? {
        Settled::Version(found) => Some(found.version),
        Settled::Range(Some((_, range))) => Range::parse(&range).ok().and_then(|range| range.min_version()),
        Settled::Range(None) => None,
    })
}

enum Settled {
    Version(Found),
    /// The package.json that asks for a range, and the range, if there is one.
    Range(Option<(PathBuf, String)>),
}

fn settled(asked: Option<Asked>, package: &str, folder: &Path, top: &Path) -> Result<Settled, Problem> {
    if let Some(Asked { text, from }) = asked {
        let version = Version::parse(&text).map_err(|_| {
            let problem = Problem::error(format!("`{text}` is not a version of {package}"))
                .help("write it in full, such as 1.4.9");
            if let Basis::Config(place) = &from { problem.at(place, "") } else { problem }
        })?;
        return Ok(Settled::Version(Found { version, from }));
    }
    if let Some(found) = installed(package, folder, top)? {
        return Ok(Settled::Version(found));
    }
    let Some(wanted) = wanted(package, folder, top)? else { return Ok(Settled::Range(None)) };
    let app = wanted.manifest.parent().unwrap_or(folder);
    for folder in up_to(app, top) {
        if let Some((version, name)) = lock::version(folder, app, package, Some(&wanted.range))? {
            let path = folder.join(name);
            let version = parse_found(&version, package, &path)?;
            return Ok(Settled::Version(Found { version, from: Basis::Lock(path) }));
        }
    }
    if let Ok(version) = Version::parse(&wanted.range) {
        return Ok(Settled::Version(Found {
            version,
            from: Basis::Range { manifest: wanted.manifest, range: wanted.range },
        }));
    }
    Ok(Settled::Range(Some((wanted.manifest, wanted.range))))
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
        Problem::error(format!("{} gives {package} the version `{text}`, which is none", files::shown(path)))
    })
}

struct Wanted {
    manifest: PathBuf,
    range: String,
}

/// The range in which the nearest package.json asks for the package, catalogs followed.
fn wanted(package: &str, folder: &Path, top: &Path) -> Result<Option<Wanted>, Problem> {
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
        return Ok(Some(Wanted { manifest: manifest.path, range }));
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

/// The newest of these versions, oldest first, in a range; if none is in it, the first version of the range.
fn newest<'a>(candidates: impl DoubleEndedIterator<Item = &'a String>, range: Option<(PathBuf, String)>) -> Found {
    let zero = || Version::new(0, 0, 0, Vec::new(), Vec::new());
    let mut candidates = candidates.rev().filter_map(|version| Version::parse(version).ok());
    let Some((manifest, range)) = range else {
        return Found { version: candidates.next().unwrap_or_else(zero), from: Basis::Newest };
    };
    let parsed = Range::parse(&range).ok();
    let in_range = candidates.find(|version| parsed.as_ref().is_some_and(|range| range.satisfies(version)));
    let version = in_range.or_else(|| parsed?.min_version()).unwrap_or_else(zero);
    Found { version, from: Basis::Range { manifest, range } }
}

fn check_supported<'a>(found: &Found, package: &str, ranges: impl Iterator<Item = &'a String>) -> Result<(), Problem> {
    let ranges: Vec<&str> = ranges.map(String::as_str).collect();
    if ranges.iter().any(|range| satisfies(&found.version, range)) {
        return Ok(());
    }
    let problem = Problem::error(format!("{package} {} is not supported", found.version));
    let problem = match &found.from {
        Basis::Config(place) => problem.at(place, ""),
        from => problem.note(format!("the version is from {from}")),
    };
    let mut known: Vec<&str> = Vec::new();
    known.extend(ranges.iter().filter(|range| !ranges.iter().any(|wider| wider != *range && is_within(range, wider))));
    known.dedup();
    Err(problem
        .note(format!("supported: {}", known.join(", ")))
        .help("use a supported version, or wait for a release of sigma-schema that knows this one"))
}

fn is_within(range: &str, wider: &str) -> bool {
    matches!((Range::parse(range), Range::parse(wider)), (Ok(range), Ok(wider)) if wider.allows_all(&range))
}

fn satisfies(version: &Version, range: &str) -> bool {
    Range::parse(range).is_ok_and(|range| range.satisfies(version))
}

fn not_a_pair(
    better_auth: &Found,
    found: &Found,
    better_auth_package: &str,
    adapter: &Adapter,
    pair: &Pair,
) -> Problem {
    let package = &adapter.package;
    let title = format!("{package} {} does not support {better_auth_package} {}", found.version, better_auth.version);
    let problem = Problem::warning(title).note(format!("it supports {better_auth_package} {}", pair.better_auth));
    let fitting = adapter.pairs.iter().rev().find(|pair| satisfies(&better_auth.version, &pair.better_auth));
    match fitting {
        Some(fitting) => problem.help(format!("use {package} {}", fitting.newest_adapter)),
        None => problem,
    }
}

/// The folder and those around it, up to and with `top`.
pub fn up_to<'a>(folder: &'a Path, top: &'a Path) -> impl Iterator<Item = &'a Path> {
    folder.ancestors().take_while(move |at| at.starts_with(top))
}
