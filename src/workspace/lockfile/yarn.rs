//! yarn.lock, of yarn 1 and later: one entry per requested range. Both formats are lists of lines: a line without an
//! indent names the requested package and ranges, the lines below it have the result.

use std::sync::Arc;

use super::Resolved;
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::range::split_name;

/// An entry of the lock file.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The name of the package.
    name: &'a str,
    /// The requested ranges.
    ranges: Vec<&'a str>,
    /// The version. In yarn 2 and later, a package in a folder has `0.0.0-use.local`.
    version: &'a str,
    /// The resolution, as yarn 2 and later write it: `better-auth@npm:1.4.9`.
    resolution: &'a str,
}

/// The entries of a lock file. Fails if it is not a yarn lock file.
pub(super) fn entries(source: &Arc<Source>) -> Result<Vec<Entry<'_>>, Diagnostic> {
    let mut entries = Vec::<Entry<'_>>::new();
    let mut offset = 0;
    for whole in source.text.split_inclusive('\n') {
        let start = offset;
        offset += whole.len();
        let line = whole.trim_end();
        let invalid = |what: &str| {
            let span = source.span(start..start + line.len());
            Diagnostic::new(&codes::INVALID_LOCK_FILE, format!("{} is not a yarn lock file", source.name))
                .at(&span, what)
        };
        if line.is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if line.starts_with(' ') {
            let Some(entry) = entries.last_mut() else { return Err(invalid("this line belongs to no entry")) };
            // Deeper lines belong to the list of its dependencies.
            if let Some(property) = line.strip_prefix("  ").filter(|property| !property.starts_with(' ')) {
                let (name, value) = property.split_once(' ').unwrap_or((property, ""));
                match name.trim_end_matches(':') {
                    "version" => entry.version = unquoted(value.trim()),
                    "resolution" => entry.resolution = unquoted(value.trim()),
                    _ => {}
                }
            }
        } else if line != ":" {
            // A key too long for YAML begins with a question mark, and its colon is on the next line.
            let key = line.strip_prefix("? ").or_else(|| line.strip_suffix(':'));
            entries.push(entry(key.ok_or_else(|| invalid("expected a colon at the end of an entry"))?));
        }
    }
    Ok(entries)
}

fn entry(key: &str) -> Entry<'_> {
    let descriptors: Vec<(&str, &str)> = key
        .split(',')
        .map(|descriptor| descriptor.trim().trim_matches('"'))
        .map(|descriptor| split_name(descriptor).unwrap_or((descriptor, "")))
        .collect();
    Entry {
        name: descriptors.first().map_or("", |(name, _)| name),
        ranges: descriptors.into_iter().map(|(_, range)| range).collect(),
        version: "",
        resolution: "",
    }
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// The locked result for a range.
pub(super) fn resolve(entries: &[Entry<'_>], package: &str, range: &str) -> Option<Resolved> {
    let plain = |range: &str| range.strip_prefix("npm:").unwrap_or(range).to_owned();
    let mut entries = entries.iter().filter(|entry| entry.name == package);
    let entry = entries.find(|entry| entry.ranges.iter().any(|requested| plain(requested) == plain(range)))?;
    let resolution = entry.resolution.get(package.len() + 1..).unwrap_or_default();
    let folder = resolution.split("::").next().unwrap_or_default();
    match folder.split_once(':') {
        Some(("workspace" | "portal" | "link" | "file", folder)) => {
            Some(Resolved::Folder(folder.rsplit('#').next().unwrap_or(folder).to_owned()))
        }
        _ => is_version(entry).then(|| Resolved::Version(entry.version.to_owned())),
    }
}

/// All versions of a package.
pub(super) fn all(entries: &[Entry<'_>], package: &str) -> Vec<String> {
    let named = entries.iter().filter(|entry| entry.name == package && is_version(entry));
    named.map(|entry| entry.version.to_owned()).collect()
}

fn is_version(entry: &Entry<'_>) -> bool {
    !entry.version.is_empty() && entry.version != "0.0.0-use.local"
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn resolved(text: &str, range: &str) -> Option<Resolved> {
        resolve(&entries(&Source::new("yarn.lock", text)).unwrap(), "better-auth", range)
    }

    #[test]
    fn formats_of_an_entry() {
        let version = |version: &str| Some(Resolved::Version(version.to_owned()));
        let cases = [
            ("better-auth@^1.4.0, better-auth@^1.4.9:\n  version \"1.4.12\"\n", "^1.4.9", version("1.4.12")),
            ("better-auth@^1.4.9:\r\n  version \"1.4.12\"\r\n", "^1.4.9", version("1.4.12")),
            ("\"better-auth@npm:^1.4.9\":\n  version: 1.4.12\n", "^1.4.9", version("1.4.12")),
            ("\"better-auth@npm:^1.4.9\":\n  version: 1.4.12\n", "npm:^1.4.9", version("1.4.12")),
            ("? \"better-auth@npm:1, better-auth@npm:2\"\n:\n  version: 1.4.12\n", "2", version("1.4.12")),
            ("better-auth@^1.4.9:\n  dependencies:\n    version \"9.9.9\"\n", "^1.4.9", None),
            ("\"@convex-dev/better-auth@^1.4.9\":\n  version \"0.10.12\"\n", "^1.4.9", None),
            (
                "\"better-auth@workspace:*\":\n  version: 0.0.0-use.local\n  resolution: \"better-auth@workspace:lib\"\n",
                "workspace:*",
                Some(Resolved::Folder("lib".to_owned())),
            ),
            (
                "\"better-auth@portal:../x::locator=a\":\n  version: 0.0.0-use.local\n  resolution: \"better-auth@portal:../x::locator=a\"\n",
                "portal:../x::locator=a",
                Some(Resolved::Folder("../x".to_owned())),
            ),
        ];
        for (text, range, expected) in cases {
            assert_eq!(resolved(text, range), expected, "{text}");
        }
    }

    #[test]
    fn other_files_are_errors() {
        for text in ["  version \"1\"\n", "better-auth\n", "<<<<<<< HEAD\n", "{\n"] {
            assert!(entries(&Source::new("yarn.lock", text)).is_err(), "{text}");
        }
    }
}
