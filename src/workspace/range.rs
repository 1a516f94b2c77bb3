//! The ranges in package.json files, and the version that is assumed where nothing but a range is known.

use std::borrow::Cow;

use nodejs_semver::{Range, Version};

use super::manifest::Manifest;
use super::provider::FileProvider;
use super::settle::Asks;
use super::versions::{ResolvedVersion, VersionSource};
use crate::diagnostic::{Diagnostic, Span};

/// The range alone, of all that package managers write around it: the name of a registry's package
/// (`npm:better-auth@^1.4.9`), and a patch of yarn (`patch:better-auth@npm%3A1.4.9#~/.yarn/patches/x.patch`).
pub(super) fn plain(range: &str) -> Cow<'_, str> {
    if let Some(rest) = range.strip_prefix("patch:") {
        let source = rest.split('#').next().unwrap_or(rest);
        let decoded = decoded(after_name(source).unwrap_or(source));
        // What is patched may be a patch.
        return Cow::Owned(plain(&decoded).into_owned());
    }
    match range.strip_prefix("npm:") {
        Some(rest) => Cow::Borrowed(after_name(rest).unwrap_or(rest)),
        None => Cow::Borrowed(range),
    }
}

/// The name of a package, and what follows it and `@`; a scope begins with the same sign. None if nothing follows.
pub(in crate::workspace) fn split_name(descriptor: &str) -> Option<(&str, &str)> {
    let (at, _) = descriptor.char_indices().skip(1).find(|(_, c)| *c == '@')?;
    Some((&descriptor[..at], &descriptor[at + 1..]))
}

fn after_name(descriptor: &str) -> Option<&str> {
    split_name(descriptor).map(|(_, rest)| rest)
}

/// Text as it was before percent-encoding. What is not valid stays as it is.
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

/// One of these versions that one of the ranges allows, or the lowest version of a range, in this order: the first that
/// goes with the other package. If none does, the first. Fails if the ranges are none, such as a tag or an address.
pub(super) fn choose<'a>(
    preferred: impl Iterator<Item = &'a Version>,
    asks: &[Asks],
    package: &str,
    files: &dyn FileProvider,
    is_fitting: impl Fn(&Version) -> bool,
) -> Result<Option<ResolvedVersion>, Diagnostic> {
    let parsed: Vec<(&Asks, Range)> =
        asks.iter().filter_map(|asks| Some((asks, Range::parse(plain(&asks.range)).ok()?))).collect();
    let Some(first) = asks.first() else { return Ok(None) };
    let allowed = preferred.filter_map(|version| {
        let (asks, _) = parsed.iter().find(|(_, range)| range.satisfies(version))?;
        Some((version.clone(), *asks))
    });
    let lowest = parsed.iter().filter_map(|(asks, range)| Some((range.min_version()?, *asks)));
    let mut all: Vec<(Version, &Asks)> = allowed.chain(lowest).collect();
    let chosen = all.iter().position(|(version, _)| is_fitting(version)).unwrap_or(0);
    if all.is_empty() {
        let manifest = files.display_path(&first.manifest);
        let title = format!("`{}` in {manifest} does not resolve to a version of {package}", first.range);
        return Err(Diagnostic::error(title)
            .at_opt(span_of(first, package, files).as_ref())
            .help("install the packages, or name the versions: --better-auth and --convex-adapter"));
    }
    let (version, taken) = all.swap_remove(chosen);
    let others = asks.iter().filter(|asks| asks.range != taken.range).cloned().collect();
    Ok(Some(ResolvedVersion { version, from: VersionSource::Range { asks: taken.clone(), others } }))
}

/// Where a package.json asks for a package: by an override, or as a dependency.
pub(super) fn span_of(asks: &Asks, package: &str, files: &dyn FileProvider) -> Option<Span> {
    let manifest = Manifest::read(files, asks.manifest.parent()?).ok()??;
    // Overrides of pnpm are in another file.
    let is_it = manifest.path == asks.manifest;
    is_it.then(|| manifest.place_of_override(package, &asks.range).or_else(|| manifest.span(package)))?
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
