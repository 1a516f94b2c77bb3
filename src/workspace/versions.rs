//! The versions of Better Auth and of the Convex adapter that an app uses. `settle` finds the source of each version,
//! `support` checks whether they are supported.

use std::path::PathBuf;

use nodejs_semver::{Range, Version};

use super::around::Around;
use super::provider::FileProvider;
use super::range::{choose, plain};
use super::settle::{RequestedRange, Resolution};
use super::support::{check, is_known, not_a_pair, unproven};
use crate::catalog::adapter::{Adapter, Pair};
use crate::diagnostic::codes::versions as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// A version with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedVersion {
    /// The version itself.
    pub version: Version,
    /// The source of the version.
    pub from: VersionSource,
}

/// The source of a version.
#[derive(Clone, Debug, PartialEq)]
pub enum VersionSource {
    /// A flag.
    Flag(&'static str),
    /// The config file.
    Config(Span),
    /// The installed package.
    Installed(PathBuf),
    /// The package.json of a folder that the app's package.json names instead of a version.
    Folder(PathBuf),
    /// A lock file.
    Lock(PathBuf),
    /// A lock file, although package.json requests another range as a peer dependency.
    LockedOutside {
        /// The lock file.
        file: PathBuf,
        /// The requested range.
        requested: RequestedRange,
    },
    /// Lock files with several versions, of which the app's could not be determined.
    LockedChoice(Vec<Locked>),
    /// Several versions that are installed for other packages of the repository, of which the app's could not be
    /// determined.
    InstalledChoice(Vec<Locked>),
    /// The newest version in the range that a package.json requests.
    Range {
        /// The requested range.
        requested: RequestedRange,
        /// The ranges in other package.json files that could equally apply.
        others: Vec<RequestedRange>,
    },
    /// No source: the newest version that is compatible with the known version of the other package.
    Fitting(String),
    /// No source: the newest supported version.
    Newest,
}

/// The versions of a package in a lock file, or the one of an installed package.
#[derive(Clone, Debug, PartialEq)]
pub struct Locked {
    /// The lock file, or the package.json of the installed package.
    pub file: PathBuf,
    /// The versions, in the order of the file.
    pub versions: Vec<String>,
}

impl VersionSource {
    /// Whether it is one of several versions, of which the app's could not be determined.
    fn is_choice(&self) -> bool {
        matches!(self, Self::LockedChoice(_) | Self::InstalledChoice(_))
    }

    /// The place of the version, if it is in the config file.
    fn span(&self) -> Option<&Span> {
        match self {
            Self::Config(span) => Some(span),
            _ => None,
        }
    }
}

impl VersionSource {
    /// A description of the source.
    pub fn describe(&self, files: &dyn FileProvider) -> String {
        match self {
            Self::Flag(flag) => (*flag).to_owned(),
            Self::Config(span) => span.to_string(),
            Self::Installed(path) | Self::Lock(path) | Self::Folder(path) | Self::LockedOutside { file: path, .. } => {
                files.display_path(path)
            }
            Self::LockedChoice(all) | Self::InstalledChoice(all) => {
                let shown = |one: &Locked| format!("{} in {}", one.versions.join(", "), files.display_path(&one.file));
                format!("one of {}", all.iter().map(shown).collect::<Vec<_>>().join("; "))
            }
            Self::Range { requested, .. } => {
                format!("{} in {}", requested.range, files.display_path(&requested.manifest))
            }
            Self::Fitting(other) => format!("the newest compatible with {other} (no version is declared)"),
            Self::Newest => "the newest supported (no version is declared)".to_owned(),
        }
    }
}

/// A version that a flag or the config file requests.
#[derive(Clone, Debug)]
pub struct RequestedVersion {
    /// The version as it is written.
    pub text: String,
    /// The flag, or the place in the config file.
    pub from: VersionSource,
}

/// The versions of an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    /// The version of Better Auth.
    pub better_auth: ResolvedVersion,
    /// The version of the Convex adapter.
    pub adapter: ResolvedVersion,
}

/// Both versions for the app around a folder. Fails if one is not supported, or if its source cannot be read. Warns if
/// the two are not compatible, or if one is newer than all versions that the specs were compared with.
pub fn find(
    adapter: &Adapter,
    better_auth_package: &str,
    requested: [Option<RequestedVersion>; 2],
    around: Around<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Versions, Diagnostic> {
    let [better_auth, convex_adapter] = requested;
    let newest_first = || adapter.pairs.iter().rev();
    let settled_adapter = settled(convex_adapter, &adapter.package, around, Some(&adapter.supported_adapter))?;
    let pair_of = |version: &Version| adapter.pairs.iter().find(|pair| is_known(version, &pair.adapter));
    let fits = fitting_better_auth(&settled_adapter, adapter);
    let settled_better_auth = settled(better_auth, better_auth_package, around, Some(&fits))?;
    let settled_adapter = fitting_choice(settled_adapter, &settled_better_auth, adapter, around)?;
    let found_adapter = match settled_adapter {
        Resolution::Version(found) => found,
        Resolution::Ranges(requested) => {
            // A range leaves a choice: versions that are compatible with the other package come first.
            let fitting = newest_first().filter(|pair| is_compatible(&settled_better_auth, pair));
            let fitting = versions(fitting.map(|pair| &pair.newest_adapter));
            let with = version_text(&settled_better_auth).filter(|_| !fitting.is_empty());
            let with = with.map(|version| format!("{better_auth_package} {version}"));
            let all = [fitting, versions(newest_first().map(|pair| &pair.newest_adapter))].concat();
            let is_fitting =
                |version: &Version| pair_of(version).is_some_and(|pair| is_compatible(&settled_better_auth, pair));
            choose_or_newest(&all, &requested, &adapter.package, around.files, is_fitting, with)?
        }
    };
    let pair = pair_of(&found_adapter.version);
    let found_better_auth = match settled_better_auth {
        Resolution::Version(found) => found,
        Resolution::Ranges(requested) => {
            let all = versions(pair.into_iter().chain(newest_first()).map(|pair| &pair.newest_better_auth));
            let with = pair.filter(|_| !matches!(found_adapter.from, VersionSource::Newest));
            let with = with.map(|_| format!("{} {}", adapter.package, found_adapter.version));
            let is_fitting = |version: &Version| pair.is_some_and(|pair| is_known(version, &pair.better_auth));
            choose_or_newest(&all, &requested, better_auth_package, around.files, is_fitting, with)?
        }
    };
    let versions = Versions { better_auth: found_better_auth, adapter: found_adapter };
    check(&versions, adapter, better_auth_package, around)?;
    diagnostics.extend(not_a_pair(&versions, better_auth_package, adapter, pair));
    diagnostics.extend(unproven(&versions, better_auth_package, adapter));
    Ok(versions)
}

/// The version of any package around a folder, if it is installed, locked, or requested in a package.json.
///
/// For a range, the first of the `preferred` versions within it.
pub fn of_package(
    package: &str,
    around: Around<'_>,
    preferred: &[Version],
) -> Result<Option<ResolvedVersion>, Diagnostic> {
    match around.settle(package, None)? {
        Resolution::Version(found) => Ok(Some(found)),
        // A tag or an address does not name a version, but the plugin's package exists.
        Resolution::Ranges(requested) => {
            Ok(choose(preferred.iter(), &requested, package, around.files, |_| true).ok().flatten())
        }
    }
}

fn settled(
    requested: Option<RequestedVersion>,
    package: &str,
    around: Around<'_>,
    fits: Option<&str>,
) -> Result<Resolution, Diagnostic> {
    let Some(RequestedVersion { text, from }) = requested else { return around.settle(package, fits) };
    let version = Version::parse(&text).map_err(|_| {
        let title = format!("`{text}` is not a valid version of {package}");
        let diagnostic = Diagnostic::new(&codes::INVALID_VERSION, title).at_opt(from.span());
        diagnostic.help("write it in full, such as 1.4.9")
    })?;
    Ok(Resolution::Version(ResolvedVersion { version, from }))
}

/// The range of Better Auth that is compatible with the possible versions of the adapter. All supported versions if
/// there is no such pair.
fn fitting_better_auth(settled_adapter: &Resolution, adapter: &Adapter) -> String {
    let is_possible = |pair: &&Pair| match settled_adapter {
        Resolution::Version(found) => is_known(&found.version, &pair.adapter),
        Resolution::Ranges(requested) => Range::parse(&pair.adapter).is_ok_and(|of_pair| {
            requested
                .iter()
                .any(|requested| Range::parse(plain(&requested.range)).is_ok_and(|range| range.allows_any(&of_pair)))
        }),
    };
    let fitting: Vec<&str> = adapter.pairs.iter().filter(is_possible).map(|pair| pair.better_auth.as_str()).collect();
    if fitting.is_empty() { adapter.supported_better_auth.clone() } else { fitting.join(" || ") }
}

/// The adapter. If several versions are locked and the first choice is not compatible with Better Auth, it is chosen
/// again.
fn fitting_choice(
    settled_adapter: Resolution,
    better_auth: &Resolution,
    adapter: &Adapter,
    around: Around<'_>,
) -> Result<Resolution, Diagnostic> {
    let Resolution::Version(found) = &settled_adapter else { return Ok(settled_adapter) };
    let fitting =
        || adapter.pairs.iter().filter(|pair| is_compatible(better_auth, pair)).map(|pair| pair.adapter.as_str());
    if !found.from.is_choice() || fitting().any(|range| is_known(&found.version, range)) {
        return Ok(settled_adapter);
    }
    let ranges: Vec<&str> = fitting().collect();
    // If no version is compatible, the first choice stays.
    if ranges.is_empty() { Ok(settled_adapter) } else { around.settle(&adapter.package, Some(&ranges.join(" || "))) }
}

/// Whether a possible version of Better Auth is compatible with a pair.
fn is_compatible(better_auth: &Resolution, pair: &Pair) -> bool {
    match better_auth {
        Resolution::Version(found) => is_known(&found.version, &pair.better_auth),
        Resolution::Ranges(requested) => {
            let is_allowed =
                |requested: &RequestedRange, version: &Version| satisfies(version, &plain(&requested.range));
            let exact = |requested: &RequestedRange| Version::parse(plain(&requested.range)).ok();
            let newest = Version::parse(&pair.newest_better_auth).ok();
            requested.iter().any(|requested| match exact(requested) {
                Some(exact) => is_known(&exact, &pair.better_auth),
                None => newest.as_ref().is_some_and(|newest| is_allowed(requested, newest)),
            })
        }
    }
}

/// The version or its first range, as text.
fn version_text(settled: &Resolution) -> Option<String> {
    match settled {
        Resolution::Version(found) => Some(found.version.to_string()),
        Resolution::Ranges(requested) => requested.first().map(|requested| requested.range.clone()),
    }
}

fn versions<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<Version> {
    texts.filter_map(|text| Version::parse(text).ok()).collect()
}

/// A version in the requested ranges, or else the first of the preferred versions; `with` is the version that it is
/// compatible with.
fn choose_or_newest(
    preferred: &[Version],
    requested: &[RequestedRange],
    package: &str,
    files: &dyn FileProvider,
    is_fitting: impl Fn(&Version) -> bool,
    with: Option<String>,
) -> Result<ResolvedVersion, Diagnostic> {
    if let Some(found) = choose(preferred.iter(), requested, package, files, is_fitting)? {
        return Ok(found);
    }
    let version = preferred
        .first()
        .ok_or_else(|| Diagnostic::new(&codes::UNRESOLVED_VERSION, format!("no version of {package} is known")))?;
    Ok(ResolvedVersion { version: version.clone(), from: with.map_or(VersionSource::Newest, VersionSource::Fitting) })
}

/// Whether a version is in a range, as npm reads it.
pub fn satisfies(version: &Version, range: &str) -> bool {
    Range::parse(range).is_ok_and(|range| range.satisfies(version))
}
