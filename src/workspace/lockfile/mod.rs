//! Lock files of npm, pnpm, yarn and bun: the version that a package of the repository resolves another package to, and
//! all locked versions. Reads only lock files: the caller knows which package requests which.

mod bun;
mod npm;
mod pnpm;
mod yaml;
mod yarn;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nodejs_semver::Version;
use saphyr::Yaml;
use serde_json::Value as Json;

use super::files;
use super::manifest::json;
use super::provider::FileProvider;
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::value::Value;
use crate::value::json::{Dialect, parse};

pub use yaml::{catalog, pnpm_overrides, pnpm_packages};

/// The kinds of lock files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Npm,
    Pnpm,
    Yarn,
    Bun,
}

/// Lock files, each with the name of its package manager as in `packageManager` of package.json.
const LOCK_FILES: [(&str, &str, Kind); 5] = [
    ("package-lock.json", "npm", Kind::Npm),
    ("npm-shrinkwrap.json", "npm", Kind::Npm),
    ("pnpm-lock.yaml", "pnpm", Kind::Pnpm),
    ("yarn.lock", "yarn", Kind::Yarn),
    ("bun.lock", "bun", Kind::Bun),
];

/// The limit on the values of a lock file: parsed, a value is much larger than its text. A lock file at the limit on its
/// size has fewer, as package managers write it.
const MAX_VALUES: usize = 500_000;

/// The help for a lock file that is too large.
const WITHOUT_LOCK_FILE: &str = "name the versions: --better-auth and --convex-adapter";

/// bun's lock file before bun 1.2, in a binary format.
const BINARY: &str = "bun.lockb";

/// The package that requests another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockQuery {
    /// The folder of the package, relative to that of the lock file; empty for the same folder.
    pub importer: String,
    /// The requested range. None if its package.json does not name the package.
    pub range: Option<String>,
}

/// The result for a locked package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A version.
    Version(String),
    /// A folder of the repository, relative to that of the lock file.
    Folder(String),
}

impl Resolved {
    /// The version, if it is one.
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Version(version) => Some(version),
            Self::Folder(_) => None,
        }
    }
}

/// A lock file with its text.
#[derive(Debug)]
pub struct LockFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The text of the file.
    pub source: Arc<Source>,
    kind: Kind,
}

/// The content of a lock file.
#[derive(Debug)]
pub enum Content<'a> {
    /// package-lock.json or npm-shrinkwrap.json.
    Npm(Json),
    /// The documents of pnpm-lock.yaml.
    Pnpm(Vec<Yaml<'a>>),
    /// The entries of yarn.lock.
    Yarn(Vec<yarn::Entry<'a>>),
    /// bun.lock.
    Bun(Value),
}

/// The lock files in a folder, that of the named package manager first. Fails if one cannot be read.
pub fn in_folder(files: &dyn FileProvider, folder: &Path, manager: Option<&str>) -> Result<Vec<LockFile>, Diagnostic> {
    let mut found = Vec::new();
    let mut known = LOCK_FILES.to_vec();
    known.sort_by_key(|(_, name, _)| manager != Some(*name));
    for (name, _, kind) in known {
        let path = folder.join(name);
        let read = files.read(&path).map_err(|diagnostic| match diagnostic.code.id == codes::FILE_TOO_LARGE.id {
            true => diagnostic.help(WITHOUT_LOCK_FILE),
            false => diagnostic,
        });
        if let Some(source) = read? {
            found.push(LockFile { path, source, kind });
        }
    }
    Ok(found)
}

/// bun's binary lock file in a folder, if bun has no other lock file there.
pub fn binary(files: &dyn FileProvider, folder: &Path) -> Option<PathBuf> {
    let path = folder.join(BINARY);
    (files.has(&path) && !files.has(&folder.join("bun.lock"))).then_some(path)
}

impl LockFile {
    /// The parsed content. Fails if it is invalid.
    pub fn parse(&self) -> Result<Content<'_>, Diagnostic> {
        self.check_values()?;
        let content = match self.kind {
            Kind::Npm => json(&self.source).map(Content::Npm),
            Kind::Pnpm => yaml::documents(&self.source).map(Content::Pnpm),
            Kind::Yarn => yarn::entries(&self.source).map(Content::Yarn),
            Kind::Bun => parse(&self.source, Dialect::WithComments).map(Content::Bun),
        };
        content.map_err(|diagnostic| {
            diagnostic.help("install the packages again, or name the versions: --better-auth and --convex-adapter")
        })
    }

    /// Fails if it has so many values that parsing them takes too much memory: a value is larger than its text.
    fn check_values(&self) -> Result<(), Diagnostic> {
        // A line of YAML is usually a key and a value.
        let (separators, values): (&[u8], usize) = match self.kind {
            Kind::Npm | Kind::Bun => (b",:", 1),
            Kind::Pnpm => (b",\n", 2),
            Kind::Yarn => (b",\n", 1),
        };
        let separators = self.source.text.bytes().filter(|byte| separators.contains(byte)).count();
        if separators * values <= MAX_VALUES {
            return Ok(());
        }
        let title = format!("{} is too large to read: it has more than {MAX_VALUES} values", self.source.name);
        let diagnostic = Diagnostic::new(&codes::FILE_TOO_LARGE, title).at(&self.source.span(0..0), "");
        Err(diagnostic.help(WITHOUT_LOCK_FILE))
    }

    /// Whether it may have an entry of a package.
    pub fn mentions(&self, package: &str) -> bool {
        self.source.text.contains(package)
    }

    /// The place of this version of a package.
    pub fn span(&self, package: &str, version: &str) -> Span {
        let text = &self.source.text;
        for (at, _) in text.match_indices(package) {
            let before = &text[..at];
            let scope = before.strip_suffix('/').and_then(|before| before.rsplit(['"', '\'', ' ', '\n', '/']).next());
            if scope.is_some_and(|scope| scope.starts_with('@')) {
                continue;
            }
            // An entry starts with the name, and its version follows within a few lines.
            let start = at + package.len();
            let length: usize = text[start..].split_inclusive('\n').take(4).map(str::len).sum();
            let is_it = |found: &usize| {
                let before = text[..start + found].chars().next_back();
                let after = text[start + found + version.len()..].chars().next();
                let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || ".^~-".contains(c));
                !goes_on(before) && !goes_on(after)
            };
            let mut found = text[start..start + length].match_indices(version).map(|(found, _)| found);
            if let Some(found) = found.find(is_it) {
                return self.source.span(start + found..start + found + version.len());
            }
        }
        self.source.span(0..0)
    }
}

impl Content<'_> {
    /// The locked result for the requesting package, if the lock file determines it.
    pub fn resolve(&self, package: &str, query: &LockQuery) -> Option<Resolved> {
        match self {
            Self::Npm(lock) => npm::resolve(lock, package, &query.importer),
            Self::Pnpm(documents) => pnpm::resolve(documents, package, query),
            Self::Yarn(entries) => yarn::resolve(entries, package, query.range.as_deref()?),
            Self::Bun(lock) => bun::resolve(lock, package, &query.importer),
        }
    }

    /// All versions of a package, without duplicates, the oldest first. Invalid versions are left out.
    pub fn all(&self, package: &str) -> Vec<String> {
        let all = match self {
            Self::Npm(lock) => npm::all(lock, package),
            Self::Pnpm(documents) => pnpm::all(documents, package),
            Self::Yarn(entries) => yarn::all(entries, package),
            Self::Bun(lock) => bun::all(lock, package),
        };
        let mut versions: Vec<Version> = all.iter().filter_map(|version| Version::parse(version).ok()).collect();
        versions.sort();
        versions.dedup();
        versions.iter().map(Version::to_string).collect()
    }
}

/// A folder and those around it, as lock files write them: the folder itself first, the root (empty) last.
fn around(importer: &str) -> impl Iterator<Item = String> + '_ {
    Path::new(importer).ancestors().map(files::with_slashes)
}

/// A path relative to a folder, both as lock files write them, without `.`, and without `..` if possible.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')).filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_version() {
        let cases = [
            (
                "\"node_modules/@convex-dev/better-auth\": {\n\"version\": \"1.7.2\"\n},\n\"node_modules/better-auth\": {\n\"version\": \"1.7.2\"",
                5,
            ),
            ("better-auth:\n  specifier: ^1.7.2\n  version: 1.7.2(react@19.0.0)\n", 3),
            ("better-auth@^1.7.2:\n  version \"1.7.2\"\n", 2),
            ("\"better-auth\": [\"better-auth@1.7.20\"],\n\"a/better-auth\": [\"better-auth@1.7.2\"],\n", 2),
            ("something else", 1),
        ];
        for (text, line) in cases {
            let source = Source::new("lock", text);
            let file = LockFile { path: PathBuf::from("lock"), source, kind: Kind::Npm };
            assert_eq!(file.span("better-auth", "1.7.2").line(), line, "{text}");
        }
    }

    #[test]
    fn folders_without_dots() {
        let cases = [("packages/a", "../b", "packages/b"), ("", "./x", "x"), ("a", "../../x", "../x"), ("a", "..", "")];
        for (folder, path, expected) in cases {
            assert_eq!(joined(folder, path), expected, "{folder} {path}");
        }
    }
}
