//! The ranges in package.json files, and the version that is assumed if only a range is known.

use std::borrow::Cow;

use nodejs_semver::{Range, Version};

use super::manifest::Manifest;
use super::provider::FileProvider;
use super::settle::RequestedRange;
use super::versions::{ResolvedVersion, VersionSource};
use crate::diagnostic::codes::versions as codes;
use crate::diagnostic::{Diagnostic, Span};

/// The range without what package managers write around it: the name of a registry package
/// (`npm:better-auth@^1.4.9`), and a patch of yarn (`patch:better-auth@npm%3A1.4.9#~/.yarn/patches/x.patch`).
pub(super) fn plain(range: &str) -> Cow<'_, str> {
    if let Some(rest) = range.strip_prefix("patch:") {
        let source = rest.split('#').next().unwrap_or(rest);
        let decoded = decoded(after_name(source).unwrap_or(source));
        // The source of a patch can be a patch itself.
        return Cow::Owned(plain(&decoded).into_owned());
    }
    match range.strip_prefix("npm:") {
        Some(rest) => Cow::Borrowed(after_name(rest).unwrap_or(rest)),
        None => Cow::Borrowed(range),
    }
}

/// The name of a package and the text after `@`. The `@` of a scope does not separate. None if nothing follows.
pub(in crate::workspace) fn split_name(descriptor: &str) -> Option<(&str, &str)> {
    let (at, _) = descriptor.char_indices().skip(1).find(|(_, c)| *c == '@')?;
    Some((&descriptor[..at], &descriptor[at + 1..]))
}

fn after_name(descriptor: &str) -> Option<&str> {
    split_name(descriptor).map(|(_, rest)| rest)
}

/// The text without percent-encoding. Invalid sequences are kept.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let code = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The first compatible version: of the preferred versions within one of the ranges, then of the lowest versions of the
/// ranges. If none is compatible, the first of them. Fails if no range is valid, such as a tag or an address.
pub(super) fn choose<'a>(
    preferred: impl Iterator<Item = &'a Version>,
    requested: &[RequestedRange],
    package: &str,
    files: &dyn FileProvider,
    is_fitting: impl Fn(&Version) -> bool,
) -> Result<Option<ResolvedVersion>, Diagnostic> {
    let parsed: Vec<(&RequestedRange, Range)> = requested
        .iter()
        .filter_map(|requested| Some((requested, Range::parse(plain(&requested.range)).ok()?)))
        .collect();
    let Some(first) = requested.first() else { return Ok(None) };
    let allowed = preferred.filter_map(|version| {
        let (requested, _) = parsed.iter().find(|(_, range)| range.satisfies(version))?;
        Some((version.clone(), *requested))
    });
    let lowest = parsed.iter().filter_map(|(requested, range)| Some((range.min_version()?, *requested)));
    let mut all: Vec<(Version, &RequestedRange)> = allowed.chain(lowest).collect();
    let chosen = all.iter().position(|(version, _)| is_fitting(version)).unwrap_or(0);
    if all.is_empty() {
        let manifest = files.display_path(&first.manifest);
        let range = if files.is_outside(&first.manifest) { "the range" } else { &format!("`{}`", first.range) };
        let title = format!("{range} in {manifest} does not resolve to a version of {package}");
        return Err(Diagnostic::new(&codes::UNRESOLVED_VERSION, title)
            .at_opt(span_of(first, package, files).as_ref())
            .help("install the packages, or name the versions: --better-auth and --convex-adapter"));
    }
    let (version, taken) = all.swap_remove(chosen);
    let others = requested.iter().filter(|requested| requested.range != taken.range).cloned().collect();
    Ok(Some(ResolvedVersion { version, from: VersionSource::Range { requested: taken.clone(), others } }))
}

/// The place where a package.json requests a package: in an override, or as a dependency.
pub(super) fn span_of(requested: &RequestedRange, package: &str, files: &dyn FileProvider) -> Option<Span> {
    let manifest = Manifest::read(files, requested.manifest.parent()?).ok()??;
    // Overrides of pnpm are in another file.
    let is_it = manifest.path == requested.manifest;
    is_it.then(|| manifest.override_span(package, &requested.range).or_else(|| manifest.span(package)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_alone() {
        let cases = [
            ("^1.4.9", "^1.4.9"),
            ("npm:^1.4.9", "^1.4.9"),
            ("npm:better-auth@^1.4.9", "^1.4.9"),
            ("npm:@acme/better-auth@1.4.9", "1.4.9"),
            ("patch:better-auth@npm%3A1.6.15#~/.yarn/patches/x.patch", "1.6.15"),
            ("patch:better-auth@npm:1.6.15#./x.patch", "1.6.15"),
            ("patch:better-auth@npm%3A%5E1.6.0#./x.patch", "^1.6.0"),
            ("patch:better-auth@1.6.15#./x.patch", "1.6.15"),
            ("patch:@convex-dev/better-auth@npm%3A0.12.5#./x.patch", "0.12.5"),
            ("patch:a@patch%3Aa@npm%253A1.6.15%23~/x.patch#~/y.patch", "1.6.15"),
            ("latest", "latest"),
            ("patch:better-auth@npm%3Alatest#x%", "latest"),
            ("100%", "100%"),
        ];
        for (range, expected) in cases {
            assert_eq!(plain(range), expected, "{range}");
        }
    }
}
