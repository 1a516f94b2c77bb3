//! Versions that a repository forces upon its packages, whatever range they request: `overrides` (npm, bun),
//! `resolutions` (yarn, bun, pnpm), `pnpm.overrides` and the `overrides` of pnpm-workspace.yaml.

use std::path::Path;

use nodejs_semver::{Range, Version};
use serde_json::Value;

use super::around::Around;
use super::lockfile;
use super::manifest::Manifest;
use super::range::{plain, split_name};
use super::settle::RequestedRange;
use crate::diagnostic::Diagnostic;

/// The places of overrides in package.json, as JSON pointers.
pub(super) const LISTS: [&str; 3] = ["/overrides", "/resolutions", "/pnpm/overrides"];

/// A version or range that is forced upon a package.
#[derive(Debug)]
pub(super) struct Override {
    /// The requested range.
    pub(super) requested: RequestedRange,
    /// Whether it replaces every range. Others replace some ranges only (`better-auth@^1.4`).
    pub(super) is_for_all: bool,
}

impl Override {
    /// Whether a version can come from it. Anything but a range, such as a folder, can have any version.
    pub(super) fn allows(&self, version: &Version) -> bool {
        Range::parse(plain(&self.requested.range)).map_or(true, |range| range.satisfies(version))
    }
}

/// The overrides of a package for an app, from its folder up to the root, the nearest first. Fails if a file cannot be
/// read.
pub(super) fn of(package: &str, app: Around<'_>) -> Result<Vec<Override>, Diagnostic> {
    let name = Manifest::read(app.files, app.folder)?
        .and_then(|manifest| Some(manifest.content.get("name")?.as_str()?.to_owned()));
    let search = Search { package, app: name.as_deref() };
    let mut all = Vec::new();
    for at in app.folders() {
        if let Some(manifest) = Manifest::read(app.files, at)? {
            for list in LISTS.iter().filter_map(|list| manifest.content.pointer(list)?.as_object()) {
                for (key, value) in list {
                    search.collect(key, value, &manifest, &mut all);
                }
            }
        }
        let (path, of_pnpm) = lockfile::pnpm_overrides(app.files, at)?;
        all.extend(of_pnpm.iter().filter_map(|(key, value)| search.of_entry(key, value, &path)));
    }
    Ok(all)
}

/// The overrides of one package for one app.
struct Search<'a> {
    package: &'a str,
    /// The name of the app's package.
    app: Option<&'a str>,
}

impl Search<'_> {
    /// Collects the overrides of an entry in package.json. npm nests them: below the name of a package are those for
    /// its dependencies, and `.` is the package itself.
    fn collect(&self, key: &str, value: &Value, manifest: &Manifest, all: &mut Vec<Override>) {
        match value {
            Value::String(text) => {
                let referenced = text.strip_prefix('$').and_then(|name| manifest.range(name));
                all.extend(self.of_entry(key, referenced.unwrap_or(text), &manifest.path));
            }
            Value::Object(below) => {
                if let Some(itself) = below.get(".") {
                    self.collect(key, itself, manifest, all);
                }
                if self.app.is_some_and(|app| without_range(key) == app) {
                    below.iter().for_each(|(key, value)| self.collect(key, value, manifest, all));
                }
            }
            _ => {}
        }
    }

    fn of_entry(&self, key: &str, value: &str, path: &Path) -> Option<Override> {
        let is_for_all = self.selects(key)?;
        Some(Override {
            requested: RequestedRange { manifest: path.to_owned(), range: value.to_owned(), stale: Vec::new() },
            is_for_all,
        })
    }

    /// Whether the key of an override is for all ranges of the package, or None if it is not for the package of this
    /// app: `a`, `a@^1`, `**/a`, `app/a` (yarn), `app>a` (pnpm).
    fn selects(&self, key: &str) -> Option<bool> {
        key.match_indices(self.package).find_map(|(at, _)| {
            let (before, after) = (&key[..at], &key[at + self.package.len()..]);
            let parent = before.trim_end_matches(['>', '/']);
            let parent = parent.strip_suffix("**").unwrap_or(parent).trim_end_matches('/');
            let is_for_app = parent.is_empty() || self.app.is_some_and(|app| without_range(parent) == app);
            let is_whole = before.is_empty() || before.ends_with(['>', '/']);
            (is_for_app && is_whole && (after.is_empty() || after.starts_with('@'))).then_some(after.is_empty())
        })
    }
}

/// The name of a package without the range after it.
fn without_range(key: &str) -> &str {
    split_name(key).map_or(key, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_overrides() {
        let cases = [
            ("better-auth", Some(true)),
            ("better-auth@^1.4.0", Some(false)),
            ("better-auth@npm:^1.4.0", Some(false)),
            ("**/better-auth", Some(true)),
            ("@acme/app/better-auth", Some(true)),
            ("@acme/app/**/better-auth", Some(true)),
            ("@acme/app>better-auth", Some(true)),
            ("@acme/app@1>better-auth@^1", Some(false)),
            ("other/better-auth", None),
            ("other>better-auth", None),
            ("@convex-dev/better-auth", None),
            ("@acme/app>@convex-dev/better-auth", None),
            ("better-auth-ui", None),
            ("better-auth>zod", None),
        ];
        let search = Search { package: "better-auth", app: Some("@acme/app") };
        for (key, expected) in cases {
            assert_eq!(search.selects(key), expected, "{key}");
        }
        let scoped = Search { package: "@convex-dev/better-auth", app: None };
        assert_eq!(scoped.selects("@convex-dev/better-auth@^0.10"), Some(false));
    }
}
