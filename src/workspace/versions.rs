//! Which versions of Better Auth and of the Convex adapter an app uses. Where each is known from is the work of `settle`,
//! whether they can be used that of `support`.

use std::path::PathBuf;

use nodejs_semver::{Range, Version};

use super::around::Around;
use super::provider::FileProvider;
use super::range::{choose, plain};
use super::settle::{Asks, Resolution};
use super::support::{check, is_known, not_a_pair, unproven};
use crate::catalog::adapter::{Adapter, Pair};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// A version and where it is known from.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedVersion {
    /// The version.
    pub version: Version,
    /// Where it is known from.
    pub from: VersionSource,
}

/// Where a version is known from.
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
    /// A lock file, although package.json asks for another range as a peer dependency.
    LockedOutside {
        /// The lock file.
        file: PathBuf,
        /// What is asked for.
        asks: Asks,
    },
    /// Lock files that have several versions, with nothing to say which is the app's.
    LockedChoice(Vec<Locked>),
    /// Several versions that are installed for other packages of the repository, with nothing to say which is the app's.
    InstalledChoice(Vec<Locked>),
    /// The newest in the range that a package.json asks for.
    Range {
        /// What is asked for.
        asks: Asks,
        /// What other package.json files ask for, if nothing says which of them counts.
        others: Vec<Asks>,
    },
    /// Nothing says: the newest that goes with another version, which is known.
    Fitting(String),
    /// Nothing says: the newest that is supported.
    Newest,
}

/// The versions of a package in a lock file, or the one of an installed package.
#[derive(Clone, Debug, PartialEq)]
pub struct Locked {
    /// The lock file, or the package.json of what is installed.
    pub file: PathBuf,
    /// The versions, in its order.
    pub versions: Vec<String>,
}

impl VersionSource {
    /// Whether it is one of several versions, with nothing to say which is the app's.
    fn is_choice(&self) -> bool {
        matches!(self, Self::LockedChoice(_) | Self::InstalledChoice(_))
    }

    /// Where the version stands, if that is a place in the config file.
    fn span(&self) -> Option<&Span> {
        match self {
            Self::Config(span) => Some(span),
            _ => None,
        }
    }
}

impl VersionSource {
    /// The source of the version, in words.
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
            Self::Range { asks, .. } => format!("{} in {}", asks.range, files.display_path(&asks.manifest)),
            Self::Fitting(other) => format!("the newest that goes with {other}: nothing says which is used"),
            Self::Newest => "the newest that is supported: nothing says which is used".to_owned(),
        }
    }
}

/// A version that somebody asks for by a flag or in the config file.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The text.
    pub text: String,
    /// Where it is asked for.
    pub from: VersionSource,
}

/// The versions of an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Versions {
    /// Of Better Auth.
    pub better_auth: ResolvedVersion,
    /// Of the Convex adapter.
    pub adapter: ResolvedVersion,
}

/// Finds both versions for the app around a folder. Fails if one is not known here, or if what says
/// it cannot be read; warns if the two do not go together, or if one is newer than all that are proven.
pub fn find(
    adapter: &Adapter,
    better_auth_package: &str,
    asked: [Option<Asked>; 2],
    around: Around<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Versions, Diagnostic> {
    let [better_auth, convex_adapter] = asked;
    let newest_first = || adapter.pairs.iter().rev();
    let settled_adapter = settled(convex_adapter, &adapter.package, around, Some(&adapter.known_adapter))?;
    let pair_of = |version: &Version| adapter.pairs.iter().find(|pair| is_known(version, &pair.adapter));
    let fits = fitting_better_auth(&settled_adapter, adapter);
    let settled_better_auth = settled(better_auth, better_auth_package, around, Some(&fits))?;
    let settled_adapter = fitting_choice(settled_adapter, &settled_better_auth, adapter, around)?;
    let found_adapter = match settled_adapter {
        Resolution::Version(found) => found,
        Resolution::Ranges(asks) => {
            // A range leaves a choice: what goes with the other one comes first.
            let fitting = newest_first().filter(|pair| goes_with(&settled_better_auth, pair));
            let fitting = versions(fitting.map(|pair| &pair.newest_adapter));
            let with = shown(&settled_better_auth).filter(|_| !fitting.is_empty());
            let with = with.map(|version| format!("{better_auth_package} {version}"));
            let all = [fitting, versions(newest_first().map(|pair| &pair.newest_adapter))].concat();
            let is_fitting =
                |version: &Version| pair_of(version).is_some_and(|pair| goes_with(&settled_better_auth, pair));
            choose_or_newest(&all, &asks, &adapter.package, around.files, is_fitting, with)?
        }
    };
    let pair = pair_of(&found_adapter.version);
    let found_better_auth = match settled_better_auth {
        Resolution::Version(found) => found,
        Resolution::Ranges(asks) => {
            let all = versions(pair.into_iter().chain(newest_first()).map(|pair| &pair.newest_better_auth));
            let with = pair.filter(|_| !matches!(found_adapter.from, VersionSource::Newest));
            let with = with.map(|_| format!("{} {}", adapter.package, found_adapter.version));
            let is_fitting = |version: &Version| pair.is_some_and(|pair| is_known(version, &pair.better_auth));
            choose_or_newest(&all, &asks, better_auth_package, around.files, is_fitting, with)?
        }
    };
    let versions = Versions { better_auth: found_better_auth, adapter: found_adapter };
    check(&versions, adapter, better_auth_package, around)?;
    diagnostics.extend(not_a_pair(&versions, better_auth_package, adapter, pair));
    diagnostics.extend(unproven(&versions, better_auth_package, adapter));
    Ok(versions)
}

/// The version of any package around a folder, if it is installed, locked, or asked for in a package.json.
///
/// Of a range, the first of the `preferred` versions that is in it is taken.
pub fn of_package(
    package: &str,
    around: Around<'_>,
    preferred: &[Version],
) -> Result<Option<ResolvedVersion>, Diagnostic> {
    match around.settle(package, None)? {
        Resolution::Version(found) => Ok(Some(found)),
        // A tag or an address names no version, but the plugin's package is there.
        Resolution::Ranges(asks) => Ok(choose(preferred.iter(), &asks, package, around.files, |_| true).ok().flatten()),
    }
}

fn settled(
    asked: Option<Asked>,
    package: &str,
    around: Around<'_>,
    fits: Option<&str>,
) -> Result<Resolution, Diagnostic> {
    let Some(Asked { text, from }) = asked else { return around.settle(package, fits) };
    let version = Version::parse(&text).map_err(|_| {
        let diagnostic = Diagnostic::error(format!("`{text}` is not a version of {package}")).at_opt(from.span());
        diagnostic.help("write it in full, such as 1.4.9")
    })?;
    Ok(Resolution::Version(ResolvedVersion { version, from }))
}

/// The range of Better Auth that goes with what is known of the adapter; all that is supported if that says nothing.
fn fitting_better_auth(settled_adapter: &Resolution, adapter: &Adapter) -> String {
    let is_possible = |pair: &&Pair| match settled_adapter {
        Resolution::Version(found) => is_known(&found.version, &pair.adapter),
        Resolution::Ranges(asks) => Range::parse(&pair.adapter).is_ok_and(|of_pair| {
            asks.iter().any(|asks| Range::parse(plain(&asks.range)).is_ok_and(|range| range.allows_any(&of_pair)))
        }),
    };
    let fitting: Vec<&str> = adapter.pairs.iter().filter(is_possible).map(|pair| pair.better_auth.as_str()).collect();
    if fitting.is_empty() { adapter.known_better_auth.clone() } else { fitting.join(" || ") }
}

/// The adapter, chosen again where several versions are locked and the first choice does not go with Better Auth.
fn fitting_choice(
    settled_adapter: Resolution,
    better_auth: &Resolution,
    adapter: &Adapter,
    around: Around<'_>,
) -> Result<Resolution, Diagnostic> {
    let Resolution::Version(found) = &settled_adapter else { return Ok(settled_adapter) };
    let fitting = || adapter.pairs.iter().filter(|pair| goes_with(better_auth, pair)).map(|pair| pair.adapter.as_str());
    if !found.from.is_choice() || fitting().any(|range| is_known(&found.version, range)) {
        return Ok(settled_adapter);
    }
    let ranges: Vec<&str> = fitting().collect();
    // Without one that fits, the first choice is as good as any.
    if ranges.is_empty() { Ok(settled_adapter) } else { around.settle(&adapter.package, Some(&ranges.join(" || "))) }
}

/// Whether what is known of Better Auth's version goes with a pair.
fn goes_with(better_auth: &Resolution, pair: &Pair) -> bool {
    match better_auth {
        Resolution::Version(found) => is_known(&found.version, &pair.better_auth),
        Resolution::Ranges(asks) => {
            let is_allowed = |asks: &Asks, version: &Version| satisfies(version, &plain(&asks.range));
            let exact = |asks: &Asks| Version::parse(plain(&asks.range)).ok();
            let newest = Version::parse(&pair.newest_better_auth).ok();
            asks.iter().any(|asks| match exact(asks) {
                Some(exact) => is_known(&exact, &pair.better_auth),
                None => newest.as_ref().is_some_and(|newest| is_allowed(asks, newest)),
            })
        }
    }
}

/// What is known of a version, in a word.
fn shown(settled: &Resolution) -> Option<String> {
    match settled {
        Resolution::Version(found) => Some(found.version.to_string()),
        Resolution::Ranges(asks) => asks.first().map(|asks| asks.range.clone()),
    }
}

fn versions<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<Version> {
    texts.filter_map(|text| Version::parse(text).ok()).collect()
}

/// What is asked for, or else the first of the preferred versions; `with` is the version that it goes with.
fn choose_or_newest(
    preferred: &[Version],
    asks: &[Asks],
    package: &str,
    files: &dyn FileProvider,
    is_fitting: impl Fn(&Version) -> bool,
    with: Option<String>,
) -> Result<ResolvedVersion, Diagnostic> {
    if let Some(found) = choose(preferred.iter(), asks, package, files, is_fitting)? {
        return Ok(found);
    }
    let version = preferred.first().ok_or_else(|| Diagnostic::error(format!("no version of {package} is known")))?;
    Ok(ResolvedVersion { version: version.clone(), from: with.map_or(VersionSource::Newest, VersionSource::Fitting) })
}

/// Whether a version is in a range, as npm reads it.
pub(super) fn satisfies(version: &Version, range: &str) -> bool {
    Range::parse(range).is_ok_and(|range| range.satisfies(version))
}
