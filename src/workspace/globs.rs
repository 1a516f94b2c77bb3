//! Globs over the files of a provider, as the `glob` crate has them over the disk.

use std::collections::HashSet;
use std::fmt;
use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};

use glob::{Pattern, PatternError};

use super::provider::FileProvider;

/// The part of a pattern that matches folders at any depth.
const ANY_DEPTH: &str = "**";
/// The depth to which `**` searches: a link can lead to a folder around it.
const MAX_DEPTH: usize = 40;
/// The number of folders that are searched: several times those of the largest known repository, and a part of a second.
const MAX_FOLDERS: usize = 20_000;

/// The folders that may still be searched.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_FOLDERS)
    }
}

/// The reason why a glob has no result, as the end of a sentence about it.
#[derive(Debug)]
pub(super) enum Failure {
    Invalid(PatternError),
    TooManyFolders,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => write!(f, "is invalid: {error}"),
            Self::TooManyFolders => write!(f, "searches more than {MAX_FOLDERS} folders"),
        }
    }
}

/// The paths that match a glob in a folder, sorted; `enters` decides by its name whether a folder is searched. Fails if
/// the pattern is invalid, or searches more folders than the budget has.
pub(super) fn paths(
    files: &dyn FileProvider,
    folder: &Path,
    pattern: &str,
    enters: &dyn Fn(&str) -> bool,
    budget: &mut Budget,
) -> Result<Vec<PathBuf>, Failure> {
    // An absolute pattern does not start at the folder.
    let (start, rest) = match Path::new(pattern).is_absolute() {
        true => (Path::new(MAIN_SEPARATOR_STR), pattern.trim_start_matches(std::path::is_separator)),
        false => (folder, pattern),
    };
    let parts = rest.split(std::path::is_separator).filter(|part| !part.is_empty());
    let mut parts: Vec<Pattern> = parts.map(Pattern::new).collect::<Result<_, _>>().map_err(Failure::Invalid)?;
    // Two of them in a row match what one does, unless they are at the end.
    let count = parts.len();
    let mut position = 0;
    parts.dedup_by(|next, before| {
        position += 1;
        position + 1 < count && next.as_str() == ANY_DEPTH && before.as_str() == ANY_DEPTH
    });
    let must_be_folder = rest.ends_with(std::path::is_separator);
    let mut search = Search { files, enters, must_be_folder, budget, seen: HashSet::new(), found: Vec::new() };
    search.step(start, &parts, 0)?;
    search.found.sort();
    search.found.dedup();
    Ok(search.found)
}

struct Search<'a> {
    files: &'a dyn FileProvider,
    enters: &'a dyn Fn(&str) -> bool,
    must_be_folder: bool,
    budget: &'a mut Budget,
    /// Folders that were searched, with the number of parts that were left.
    seen: HashSet<(PathBuf, usize)>,
    found: Vec<PathBuf>,
}

impl Search<'_> {
    fn step(&mut self, at: &Path, parts: &[Pattern], depth: usize) -> Result<(), Failure> {
        let Some((part, rest)) = parts.split_first() else {
            if !self.must_be_folder || self.files.is_folder(at) {
                self.found.push(at.to_owned());
            }
            return Ok(());
        };
        let text = part.as_str();
        if !text.contains(['*', '?', '[']) {
            let next = at.join(text);
            // If more parts follow, they show whether the folder exists.
            if !rest.is_empty() || self.files.exists(&next) {
                self.step(&next, rest, depth)?;
            }
            return Ok(());
        }
        if !self.seen.insert((at.to_owned(), parts.len())) {
            return Ok(());
        }
        self.budget.0 = self.budget.0.checked_sub(1).ok_or(Failure::TooManyFolders)?;
        if text == ANY_DEPTH {
            // `**` also matches no folder at all, unless it is the last part, which matches the folders below.
            if !rest.is_empty() {
                self.step(at, rest, depth)?;
            }
        }
        let mut entries = self.files.entries(at).unwrap_or_default();
        entries.retain(|entry| (self.enters)(&entry.name()));
        for entry in entries {
            if text == ANY_DEPTH {
                if depth < MAX_DEPTH && entry.is_folder(self.files) {
                    if rest.is_empty() {
                        self.found.push(entry.path.clone());
                    }
                    self.step(&entry.path, parts, depth + 1)?;
                }
            } else if part.matches(&entry.name()) && (rest.is_empty() || entry.is_folder(self.files)) {
                self.step(&entry.path, rest, depth)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::provider::{Disk, Memory};
    use super::*;

    #[test]
    fn globs_find_what_the_crate_finds() {
        let folder = tempfile::tempdir().unwrap();
        let root = std::fs::canonicalize(folder.path()).unwrap();
        let texts =
            ["a.toml", "b.json", "p/x/package.json", "p/y/package.json", "p/y/z/package.json", "p/.h/a.toml", "q"];
        for path in texts {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let memory = Memory::new(texts.map(|path| (root.join(path), String::new())), &root);
        let absolute = root.join("p/*").to_string_lossy().into_owned();
        let patterns = [
            "*",
            "*.toml",
            "./*.toml",
            "p/*",
            "p/*/",
            "p/x",
            "p/none",
            "p/**",
            "**/package.json",
            "p/**/*",
            "p/?",
            "p/[!x]",
            "p/*/package.json",
            "q/*",
            "../*/p/x",
            "p/**/z",
            "**/**/**/package.json",
            "p/**/**/z",
            "p/**/**",
            "**/*/**/z",
            &absolute,
        ];
        for pattern in patterns {
            let start = Path::new(&Pattern::escape(&root.to_string_lossy())).join(pattern);
            let mut expected: Vec<PathBuf> = glob::glob(&start.to_string_lossy()).unwrap().flatten().collect();
            expected.sort();
            expected.dedup();
            for files in [&Disk as &dyn FileProvider, &memory] {
                if pattern.starts_with("..") && !files.exists(&root.join("..")) {
                    continue;
                }
                let found = paths(files, &root, pattern, &|_| true, &mut Budget::default()).unwrap();
                assert_eq!(found, expected, "{pattern} in {files:?}");
            }
        }
        assert!(paths(&memory, &root, "a***", &|_| true, &mut Budget::default()).is_err());
        let without = paths(&memory, &root, "p/**/package.json", &|name| name != "y", &mut Budget::default()).unwrap();
        assert_eq!(without, [root.join("p/x/package.json")]);
    }
    /// However many `**` a pattern has, each folder is searched once for each of its other parts.
    #[test]
    fn a_search_is_limited() {
        let root = Path::new("/app");
        let path = |depth: usize| root.join("a/".repeat(depth)).join("x");
        let memory = Memory::new((0..30).map(|depth| (path(depth), String::new())), root);
        let mut budget = Budget(200);
        let pattern = "**/".repeat(20) + "a/" + &"**/".repeat(20) + "none";
        assert!(paths(&memory, root, &pattern, &|_| true, &mut budget).unwrap().is_empty());
        let failure = paths(&memory, root, "**/*/**/none", &|_| true, &mut Budget(20));
        assert!(matches!(failure, Err(Failure::TooManyFolders)));
    }
}
