//! Globs over the files of a provider, as the `glob` crate has them over the disk.

use std::path::{MAIN_SEPARATOR_STR, Path, PathBuf};

use glob::{Pattern, PatternError};

use super::provider::FileProvider;

/// The part of a pattern that matches folders at any depth.
const ANY_DEPTH: &str = "**";
/// The depth to which `**` searches: a link can lead to a folder around it.
const MAX_DEPTH: usize = 40;

/// The paths that match a glob in a folder, sorted; `enters` decides by its name whether a folder is searched. Fails if
/// the pattern is invalid.
pub(super) fn paths(
    files: &dyn FileProvider,
    folder: &Path,
    pattern: &str,
    enters: &dyn Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, PatternError> {
    // An absolute pattern does not start at the folder.
    let (start, rest) = match Path::new(pattern).is_absolute() {
        true => (Path::new(MAIN_SEPARATOR_STR), pattern.trim_start_matches(std::path::is_separator)),
        false => (folder, pattern),
    };
    let parts = rest.split(std::path::is_separator).filter(|part| !part.is_empty());
    let parts: Vec<Pattern> = parts.map(Pattern::new).collect::<Result<_, _>>()?;
    let mut search =
        Search { files, enters, must_be_folder: rest.ends_with(std::path::is_separator), found: Vec::new() };
    search.step(start, &parts, 0);
    search.found.sort();
    search.found.dedup();
    Ok(search.found)
}

struct Search<'a> {
    files: &'a dyn FileProvider,
    enters: &'a dyn Fn(&str) -> bool,
    must_be_folder: bool,
    found: Vec<PathBuf>,
}

impl Search<'_> {
    fn step(&mut self, at: &Path, parts: &[Pattern], depth: usize) {
        let Some((part, rest)) = parts.split_first() else {
            if !self.must_be_folder || self.files.is_folder(at) {
                self.found.push(at.to_owned());
            }
            return;
        };
        let text = part.as_str();
        if !text.contains(['*', '?', '[']) {
            let next = at.join(text);
            // If more parts follow, they show whether the folder exists.
            if !rest.is_empty() || self.files.exists(&next) {
                self.step(&next, rest, depth);
            }
            return;
        }
        if text == ANY_DEPTH {
            // `**` also matches no folder at all, unless it is the last part, which matches the folders below.
            if !rest.is_empty() {
                self.step(at, rest, depth);
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
                    self.step(&entry.path, parts, depth + 1);
                }
            } else if part.matches(&entry.name()) && (rest.is_empty() || entry.is_folder(self.files)) {
                self.step(&entry.path, rest, depth);
            }
        }
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
            &absolute,
        ];
        for pattern in patterns {
            let start = Path::new(&Pattern::escape(&root.to_string_lossy())).join(pattern);
            let mut expected: Vec<PathBuf> = glob::glob(&start.to_string_lossy()).unwrap().flatten().collect();
            expected.sort();
            for files in [&Disk as &dyn FileProvider, &memory] {
                if pattern.starts_with("..") && !files.exists(&root.join("..")) {
                    continue;
                }
                let found = paths(files, &root, pattern, &|_| true).unwrap();
                assert_eq!(found, expected, "{pattern} in {files:?}");
            }
        }
        assert!(paths(&memory, &root, "a***", &|_| true).is_err());
        let without = paths(&memory, &root, "p/**/package.json", &|name| name != "y").unwrap();
        assert_eq!(without, [root.join("p/x/package.json")]);
    }
}
