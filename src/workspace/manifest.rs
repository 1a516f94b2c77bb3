//! package.json: the ranges of dependencies, the config key, catalogs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::overrides;
use super::provider::FileProvider;
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::value::json::{Dialect, parse};

/// Keys of package.json that list dependencies.
const DEPENDENCIES: [&str; 4] = ["dependencies", "devDependencies", "optionalDependencies", PEERS];
/// The key that lists what the users of the package install.
const PEERS: &str = "peerDependencies";

/// A package.json.
#[derive(Debug)]
pub struct Manifest {
    /// The path of the file.
    pub path: PathBuf,
    /// The parsed content.
    pub content: Value,
    source: Arc<Source>,
}

impl Manifest {
    /// Whether a package is among the dependencies, of whatever kind.
    pub(super) fn has_dependency(&self, package: &str) -> bool {
        let kinds = ["dependencies", "devDependencies", "optionalDependencies"];
        kinds.iter().any(|kind| self.content.get(*kind).is_some_and(|listed| listed.get(package).is_some()))
    }

    /// The package.json of a folder, if it exists. Fails if it is not valid JSON.
    pub fn read(files: &dyn FileProvider, folder: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = folder.join("package.json");
        let Some(source) = files.read(&path)? else { return Ok(None) };
        Ok(Some(Self { path, content: json(&source)?, source }))
    }

    /// The range in which it requests a package.
    pub fn range(&self, package: &str) -> Option<&str> {
        DEPENDENCIES.iter().find_map(|list| self.content.get(list)?.get(package)?.as_str())
    }

    /// Whether it names a package as a peer dependency, and not otherwise.
    pub fn is_peer_only(&self, package: &str) -> bool {
        let has_it = |list: &&&str| self.content.get(list).is_some_and(|list| list.get(package).is_some());
        DEPENDENCIES.iter().find(has_it) == Some(&PEERS)
    }

    /// The names of all its dependencies.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let lists = DEPENDENCIES.iter().filter_map(|list| self.content.get(list)?.as_object());
        lists.flat_map(|list| list.keys().map(String::as_str))
    }

    /// The place where it requests a package: the name and the range. None if it does not.
    pub fn span(&self, package: &str) -> Option<Span> {
        let content = parse(&self.source, Dialect::Strict).ok()?;
        let lists = DEPENDENCIES.iter().filter_map(|list| content.get(list)?.as_object());
        let (key, value) = lists.flatten().find(|(key, _)| key.name == package)?;
        Some(self.source.span(key.span.range.start..value.span.range.end))
    }

    /// The place where it overrides a package with this range.
    pub fn override_span(&self, package: &str, range: &str) -> Option<Span> {
        let lists = overrides::LISTS.iter().filter_map(|list| self.content.pointer(list));
        lists.into_iter().find(|list| list.get(package).and_then(Value::as_str) == Some(range))?;
        let content = parse(&self.source, Dialect::Strict).ok()?;
        let lists = overrides::LISTS.map(|list| content.at(&list.trim_start_matches('/').replace('/', ".")));
        let mut entries = lists.into_iter().flatten().filter_map(crate::value::Value::as_object).flatten();
        let (key, value) = entries.find(|(key, value)| key.name == package && value.as_str() == Some(range))?;
        Some(self.source.span(key.span.range.start..value.span.range.end))
    }

    /// The range that bun's catalogs give a package; the default catalog has no name.
    pub fn catalog(&self, name: &str, package: &str) -> Option<&str> {
        let holders = [&self.content, self.content.get("workspaces").unwrap_or(&Value::Null)];
        holders.into_iter().find_map(|holder| {
            let catalog = if name.is_empty() { holder.get("catalog") } else { holder.get("catalogs")?.get(name) };
            catalog?.get(package)?.as_str()
        })
    }
}

/// The JSON of a file. Fails with the position of the error.
pub(super) fn json(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    serde_json::from_str(&source.text).map_err(|error| {
        let span = source.span(offset(&source.text, error.line(), error.column()));
        let message = error.to_string();
        // The diagnostic has the position already.
        let message = message.split(" at line ").next().unwrap_or_default();
        Diagnostic::new(&codes::INVALID_JSON, format!("{} is not valid JSON", source.name)).at(&span, message)
    })
}

/// The bytes of one character at a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> std::ops::Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = start + column.saturating_sub(1);
    at..at + 1
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::provider::Memory;
    use super::*;

    fn manifest(text: &str) -> Result<Option<Manifest>, Diagnostic> {
        let files = Memory::new([(PathBuf::from("/app/package.json"), text.to_owned())], "/app");
        Manifest::read(&files, Path::new("/app"))
    }

    #[test]
    fn dependencies() {
        let text = r#"{
  "devDependencies": { "a": "^1", "b": "1.0.0" },
  "peerDependencies": { "b": "*", "c": ">=2" },
  "overrides": { "a": "1.2.3" },
  "workspaces": { "catalog": { "d": "4" }, "catalogs": { "old": { "d": "3" } } }
}"#;
        let manifest = manifest(text).unwrap().unwrap();
        let cases =
            [("a", Some("^1"), false), ("b", Some("1.0.0"), false), ("c", Some(">=2"), true), ("d", None, false)];
        for (package, range, is_peer) in cases {
            assert_eq!((manifest.range(package), manifest.is_peer_only(package)), (range, is_peer), "{package}");
            assert_eq!(manifest.span(package).map(|span| span.text().contains(range.unwrap())), range.map(|_| true));
        }
        assert_eq!(manifest.names().collect::<Vec<_>>(), ["a", "b", "b", "c"]);
        assert_eq!(manifest.span("c").unwrap().line(), 3);
        assert_eq!(manifest.override_span("a", "1.2.3").unwrap().line(), 4);
        assert_eq!(manifest.override_span("a", "1.2.4"), None);
        assert_eq!(
            (manifest.catalog("", "d"), manifest.catalog("old", "d"), manifest.catalog("new", "d")),
            (Some("4"), Some("3"), None)
        );
    }

    #[test]
    fn invalid_json_is_reported_at_its_position() {
        let diagnostic = manifest("{\n  \"name\": x\n}").unwrap_err();
        let span = diagnostic.span.unwrap();
        assert_eq!(
            (diagnostic.message.as_str(), span.line(), span.column()),
            ("package.json is not valid JSON", 2, 11)
        );
    }
}
