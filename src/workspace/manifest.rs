//! package.json: the ranges of dependencies, the config key, catalogs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::overrides;
use super::provider::FileProvider;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::value::json::{Dialect, parse};

/// Where a package.json names dependencies.
const DEPENDENCIES: [&str; 4] = ["dependencies", "devDependencies", "optionalDependencies", PEERS];
/// Where it names what its users install.
const PEERS: &str = "peerDependencies";

/// A package.json.
#[derive(Debug)]
pub struct Manifest {
    /// Where it is.
    pub path: PathBuf,
    /// Its content.
    pub content: Value,
    /// Its text.
    source: Arc<Source>,
}

impl Manifest {
    /// The package.json of a folder, if there is one. Fails if it is no JSON.
    pub fn read(files: &dyn FileProvider, folder: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = folder.join("package.json");
        let Some(source) = files.read(&path)? else { return Ok(None) };
        Ok(Some(Self { path, content: json(&source)?, source }))
    }

    /// The range in which it wants a package.
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

    /// Where it asks for a package: the name and the range. None if it does not.
    pub fn span(&self, package: &str) -> Option<Span> {
        let content = parse(&self.source, Dialect::Strict).ok()?;
        let lists = DEPENDENCIES.iter().filter_map(|list| content.get(list)?.as_object());
        let (key, value) = lists.flatten().find(|(key, _)| key.name == package)?;
        Some(self.source.span(key.span.range.start..value.span.range.end))
    }

    /// Where it forces this range upon a package.
    pub fn place_of_override(&self, package: &str, range: &str) -> Option<Span> {
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
        let spans = [&self.content, self.content.get("workspaces").unwrap_or(&Value::Null)];
        spans.into_iter().find_map(|span| {
            let catalog = if name.is_empty() { span.get("catalog") } else { span.get("catalogs")?.get(name) };
            catalog?.get(package)?.as_str()
        })
    }
}

/// A file's JSON. Fails with the place of the error.
pub(super) fn json(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    serde_json::from_str(&source.text).map_err(|error| {
        let span = source.span(offset(&source.text, error.line(), error.column()));
        let message = error.to_string();
        // The place is shown already.
        let message = message.split(" at line ").next().unwrap_or_default();
        Diagnostic::error(format!("{} is not valid JSON", source.name)).at(&span, message)
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
        assert_eq!(manifest.place_of_override("a", "1.2.3").unwrap().line(), 4);
        assert_eq!(manifest.place_of_override("a", "1.2.4"), None);
        assert_eq!(
            (manifest.catalog("", "d"), manifest.catalog("old", "d"), manifest.catalog("new", "d")),
            (Some("4"), Some("3"), None)
        );
    }

    #[test]
    fn what_is_no_json_is_reported_at_its_place() {
        let diagnostic = manifest("{\n  \"name\": x\n}").unwrap_err();
        let span = diagnostic.span.unwrap();
        assert_eq!(
            (diagnostic.message.as_str(), span.line(), span.column()),
            ("package.json is not valid JSON", 2, 11)
        );
    }
}
