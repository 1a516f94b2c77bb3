//! Support for the versions of an app: refused and unknown versions, pairs that are not compatible, and versions that
//! are newer than any that the specs were compared with. The ranges are data: `plugin-specs/convex-adapter.toml`.

use nodejs_semver::Version;

use super::around::Around;
use super::provider::FileProvider;
use super::range::{plain, span_of};
use super::settle::RequestedRange;
use super::versions::{Locked, ResolvedVersion, VersionSource, Versions, satisfies};
use super::{lockfile, package_manager};
use crate::catalog::adapter::{Adapter, Pair};
use crate::diagnostic::codes::versions as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// Fails if one of the versions is refused or unknown.
pub(super) fn check(
    versions: &Versions,
    adapter: &Adapter,
    better_auth_package: &str,
    around: Around<'_>,
) -> Result<(), Diagnostic> {
    let Versions { better_auth, adapter: found_adapter } = versions;
    let fitting =
        |found: &ResolvedVersion| adapter.pairs.iter().rev().find(|pair| is_known(&found.version, &pair.better_auth));
    let newest = adapter.pairs.last();
    if !is_known(&found_adapter.version, &adapter.supported_adapter) {
        let use_instead = fitting(better_auth).or(newest).map(|pair| pair.newest_adapter.as_str());
        return Err(not_supported(found_adapter, &adapter.package, &adapter.supported_adapter, use_instead, around)?);
    }
    let pair = adapter.pairs.iter().find(|pair| is_known(&found_adapter.version, &pair.adapter));
    let use_instead = pair.or(newest).map(|pair| pair.newest_better_auth.as_str());
    let is_refused = |refused: &&crate::catalog::adapter::Refused| is_known(&better_auth.version, &refused.better_auth);
    if let Some(refused) = adapter.refused.iter().find(is_refused) {
        let title = format!("{better_auth_package} {} cannot be used on Convex", better_auth.version);
        let diagnostic =
            with_source(Diagnostic::new(&codes::UNSUPPORTED_VERSION, title), better_auth, better_auth_package, around);
        return Err(install(diagnostic.note(refused.reason.clone()), better_auth_package, use_instead, around)?);
    }
    if !is_known(&better_auth.version, &adapter.supported_better_auth) {
        let known = &adapter.supported_better_auth;
        return Err(not_supported(better_auth, better_auth_package, known, use_instead, around)?);
    }
    Ok(())
}

/// Whether a version is in a range of supported versions. A pre-release counts as its release: 1.7.0-beta.1 counts as
/// 1.7.0.
pub(super) fn is_known(version: &Version, range: &str) -> bool {
    let release = Version::new(version.major(), version.minor(), version.patch(), Vec::new(), Vec::new());
    satisfies(&release, range)
}

fn not_supported(
    found: &ResolvedVersion,
    package: &str,
    known: &str,
    use_instead: Option<&str>,
    around: Around<'_>,
) -> Result<Diagnostic, Diagnostic> {
    let diagnostic =
        Diagnostic::new(&codes::UNSUPPORTED_VERSION, format!("{package} {} is not supported", found.version));
    let diagnostic = with_source(diagnostic, found, package, around).note(format!("supported: {package} {known}"));
    let diagnostic = install(diagnostic, package, use_instead, around)?;
    Ok(diagnostic.help("or wait for a sigma-schema release that supports this version"))
}

/// The diagnostic with the command that installs a supported version.
fn install(
    diagnostic: Diagnostic,
    package: &str,
    version: Option<&str>,
    around: Around<'_>,
) -> Result<Diagnostic, Diagnostic> {
    let Some(version) = version else { return Ok(diagnostic) };
    let command = package_manager::install(around, package, version)?;
    Ok(diagnostic.help(format!("install {package} {version}: {command}")).fixed_by(command))
}

/// The diagnostic about a version, with the source of that version: the line that declares it, or for an installed
/// package the line that requests it.
fn with_source(diagnostic: Diagnostic, found: &ResolvedVersion, package: &str, around: Around<'_>) -> Diagnostic {
    let span = match &found.from {
        VersionSource::Config(span) => return diagnostic.at(span, ""),
        VersionSource::Lock(path) | VersionSource::LockedOutside { file: path, .. } => {
            locked_at(around.files, path, package, &found.version)
        }
        VersionSource::LockedChoice(all) => {
            let has_it = |one: &&Locked| one.versions.contains(&found.version.to_string());
            all.iter().find(has_it).and_then(|one| locked_at(around.files, &one.file, package, &found.version))
        }
        VersionSource::Range { requested, .. } => span_of(requested, package, around.files),
        VersionSource::Installed(_) | VersionSource::Folder(_) => {
            around.request_of(package).ok().flatten().and_then(|(manifest, _)| manifest.span(package))
        }
        VersionSource::InstalledChoice(_)
        | VersionSource::Flag(_)
        | VersionSource::Fitting(_)
        | VersionSource::Newest => None,
    };
    diagnostic.at_opt(span.as_ref()).note(format!("version source: {}", found.from.describe(around.files)))
}

/// The place where a lock file records a version.
fn locked_at(files: &dyn FileProvider, path: &std::path::Path, package: &str, version: &Version) -> Option<Span> {
    let locks = lockfile::in_folder(files, path.parent()?, None).ok()?;
    let file = locks.iter().find(|file| file.path == path)?;
    Some(file.span(package, &version.to_string()).first_line())
}

/// A diagnostic about two versions of which neither release declares support for the other.
pub(super) fn not_a_pair(
    versions: &Versions,
    better_auth_package: &str,
    adapter: &Adapter,
    pair: Option<&Pair>,
) -> Option<Diagnostic> {
    let Versions { better_auth, adapter: found } = versions;
    if pair.is_some_and(|pair| is_known(&better_auth.version, &pair.better_auth)) {
        return None;
    }
    let package = &adapter.package;
    let title = format!("{package} {} does not support {better_auth_package} {}", found.version, better_auth.version);
    let mut diagnostic = Diagnostic::new(&codes::UNSUPPORTED_PAIR, title);
    if let Some(pair) = pair {
        diagnostic = diagnostic.note(format!("it supports {better_auth_package} {}", pair.better_auth));
    }
    let fitting = adapter.pairs.iter().rev().find(|pair| is_known(&better_auth.version, &pair.better_auth));
    Some(match (fitting, pair) {
        (Some(fitting), _) => diagnostic.help(format!("install {package} {}", fitting.newest_adapter)),
        (None, Some(pair)) => diagnostic.help(format!("install {better_auth_package} {}", pair.newest_better_auth)),
        (None, None) => diagnostic,
    })
}

/// Diagnostics about versions that are newer than any that the specs were compared with: upstream changes tables even
/// in patch releases.
pub(super) fn unproven(versions: &Versions, better_auth_package: &str, adapter: &Adapter) -> Diagnostics {
    let pairs = || adapter.pairs.iter();
    let better_auth: Vec<&str> = pairs().map(|pair| pair.newest_better_auth.as_str()).collect();
    let of_adapter: Vec<&str> = pairs().map(|pair| pair.newest_adapter.as_str()).collect();
    let diagnostics = [
        newer_than(&versions.better_auth.version, better_auth_package, &better_auth),
        newer_than(&versions.adapter.version, &adapter.package, &of_adapter),
    ];
    diagnostics.into_iter().flatten().collect()
}

/// A diagnostic about a package that is released with Better Auth, and is newer than any version that its spec was
/// compared with.
pub fn unproven_package(version: &Version, package: &str, adapter: &Adapter) -> Option<Diagnostic> {
    let compared: Vec<&str> = adapter.pairs.iter().map(|pair| pair.newest_better_auth.as_str()).collect();
    newer_than(version, package, &compared)
}

/// A diagnostic about a version that is newer than the newest compared one of its minor version, or than all of them.
fn newer_than(version: &Version, package: &str, compared: &[&str]) -> Option<Diagnostic> {
    let compared: Vec<Version> = compared.iter().filter_map(|compared| Version::parse(compared).ok()).collect();
    let is_same_minor =
        |compared: &&Version| (compared.major(), compared.minor()) == (version.major(), version.minor());
    let newest = compared.iter().filter(is_same_minor).max().or(compared.iter().max())?;
    if version <= newest {
        return None;
    }
    let title =
        format!("{package} {version} is newer than {newest}, the newest version that sigma-schema was compared with");
    let diagnostic = Diagnostic::new(&codes::UNPROVEN_VERSION, title).note("patch releases have changed tables before");
    Some(diagnostic.help(format!("update sigma-schema, or install {package} {newest}")))
}

fn locked_note(one: &Locked, files: &dyn FileProvider) -> String {
    format!("{} has {}", files.display_path(&one.file), one.versions.join(", "))
}

/// A diagnostic about a version that was assumed.
pub(super) fn assumption(package: &str, found: &ResolvedVersion, around: Around<'_>) -> Option<Diagnostic> {
    let version = &found.version;
    let diagnostic = match &found.from {
        VersionSource::LockedChoice(all) => {
            let diagnostic = Diagnostic::new(
                &codes::SEVERAL_VERSIONS,
                format!("several versions of {package} are locked: assuming {version}"),
            );
            let diagnostic =
                all.iter().fold(diagnostic, |diagnostic, one| diagnostic.note(locked_note(one, around.files)));
            return Some(match all.len() {
                1 => diagnostic.help(format!("add {package} to the app's package.json")),
                _ => diagnostic.help("remove the unused lock file, or set `packageManager` in package.json"),
            });
        }
        VersionSource::InstalledChoice(all) => {
            let diagnostic = Diagnostic::new(
                &codes::SEVERAL_VERSIONS,
                format!("several versions of {package} are installed: assuming {version}"),
            );
            let diagnostic =
                all.iter().fold(diagnostic, |diagnostic, one| diagnostic.note(locked_note(one, around.files)));
            return Some(diagnostic.help(format!("add {package} to the app's package.json, and install it")));
        }
        VersionSource::LockedOutside { file, requested } => {
            let title = format!("the locked {package} {version} is outside its peer range: using the locked version");
            let asked = format!("{} requests `{}`", around.display_path(&requested.manifest), requested.range);
            let diagnostic = Diagnostic::new(&codes::PEER_RANGE, title)
                .note(format!("{} has {version}", around.display_path(file)))
                .note(asked);
            return Some(diagnostic.help("correct the range, or install the packages again"));
        }
        VersionSource::Range { requested, .. } if !requested.stale.is_empty() => {
            let files: Vec<String> = requested.stale.iter().map(|one| around.display_path(&one.file)).collect();
            let manifest = around.display_path(&requested.manifest);
            let verb = if files.len() == 1 { "does" } else { "do" };
            let title = format!("{} {verb} not match {manifest}: assuming {package} {version}", files.join(" and "));
            let diagnostic = Diagnostic::new(&codes::STALE_LOCK_FILE, title)
                .note(format!("{manifest} requests `{}`", requested.range));
            let diagnostic = requested
                .stale
                .iter()
                .fold(diagnostic, |diagnostic, one| diagnostic.note(locked_note(one, around.files)));
            return Some(diagnostic.help("install the packages, so that the lock file is up to date"));
        }
        VersionSource::Range { requested, others } => {
            let is_exact = Version::parse(plain(&requested.range)).is_ok_and(|exact| exact == *version);
            // If another package of the repository requests it, even an exact version may not be the app's.
            let is_of_app = || around.request_of(package).is_ok_and(|found| found.is_some());
            if is_exact && others.is_empty() && is_of_app() {
                return None;
            }
            let title = format!("{package} is neither installed nor locked: assuming {version}");
            let diagnostic = Diagnostic::new(&codes::ASSUMED_VERSION, title);
            let note = |requested: &RequestedRange| {
                format!("{} requests `{}`", around.display_path(&requested.manifest), requested.range)
            };
            std::iter::once(requested)
                .chain(others)
                .fold(diagnostic, |diagnostic, requested| diagnostic.note(note(requested)))
        }
        VersionSource::Fitting(other) => {
            let title =
                format!("no package.json lists {package}: assuming {version}, the newest compatible with {other}");
            Diagnostic::new(&codes::ASSUMED_VERSION, title)
        }
        VersionSource::Newest => {
            let title = format!("no package.json lists {package}: assuming {version}, the newest supported version");
            Diagnostic::new(&codes::ASSUMED_VERSION, title)
        }
        _ => return None,
    };
    let binary = around.folders().find_map(|folder| lockfile::binary(around.files, folder));
    Some(match binary {
        Some(path) => diagnostic
            .note(format!("{} is a binary lock file, which is not read", around.display_path(&path)))
            .help("write the lock file as text: bun install --save-text-lockfile")
            .help("or install the packages")
            .fixed_by("bun install --save-text-lockfile"),
        None => diagnostic.help("install the packages, so that the version is known"),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pre_release_is_one_of_its_release() {
        let cases = [
            ("1.6.34", ">=1.7.0", false),
            ("1.7.0-beta.1", ">=1.7.0", true),
            ("1.7.0-rc.1", ">=1.3.8 <1.7.0", false),
            ("1.6.0-beta.0", ">=1.3.8 <1.7.0", true),
            ("1.5.0+build.1", ">=1.5.0", true),
        ];
        for (version, range, known) in cases {
            assert_eq!(is_known(&Version::parse(version).unwrap(), range), known, "{version} in {range}");
        }
    }

    #[test]
    fn newer_than_the_newest_compared_of_its_minor_version() {
        let cases = [
            ("1.6.34", None),
            ("1.6.35", Some("1.6.34")),
            ("1.4.99", Some("1.4.22")),
            ("1.4.10", None),
            ("1.7.2", Some("1.6.34")),
            ("1.5.0", None),
        ];
        for (version, newest) in cases {
            let diagnostic = newer_than(&Version::parse(version).unwrap(), "p", &["1.4.9", "1.4.22", "1.6.34"]);
            let names =
                |newest: &str| diagnostic.as_ref().is_some_and(|diagnostic| diagnostic.message.contains(newest));
            assert_eq!(diagnostic.is_some(), newest.is_some(), "{version}");
            assert!(newest.is_none_or(names), "{version}");
        }
    }
}
