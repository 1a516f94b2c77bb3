//! Sources of files: the disk, texts over other files, a map in memory, or a commit. The library reads files only
//! through a [`FileProvider`]; only `commit` writes, and only to the disk.

mod disk;
mod memory;
mod overlay;
mod watched;
mod within;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use crate::diagnostic::{Diagnostic, Source, merge};

pub use disk::Disk;
pub use memory::Memory;
pub use overlay::Overlay;
pub use watched::Watched;
pub use within::Within;
pub(crate) use within::refused;

/// Files and folders by their absolute paths.
pub trait FileProvider: fmt::Debug + Send + Sync {
    /// The file as a source, with conflict markers if it has any. None if it does not exist. Fails if it exists and
    /// cannot be read.
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic>;

    /// The kind of a path, links followed. If it cannot be determined, a file: reading it fails with the reason.
    fn kind(&self, path: &Path) -> Option<Kind>;

    /// The content of a folder, in any order. None if it cannot be listed.
    fn entries(&self, folder: &Path) -> Option<Vec<Entry>>;

    /// The path without links. None if nothing exists there.
    fn real_path(&self, path: &Path) -> Option<PathBuf>;

    /// The folder that displayed paths are relative to. Fails if it cannot be determined.
    fn cwd(&self) -> Result<PathBuf, Diagnostic>;

    /// The path from [`Self::cwd`] made absolute and free of `.` and `..`. Fails if that folder cannot be determined.
    fn absolute(&self, path: &Path) -> Result<PathBuf, Diagnostic> {
        Ok(files::absolute(&self.cwd()?.join(path)))
    }

    /// Whether a file, or the place where it would be created, is outside of the project, links followed.
    fn is_outside(&self, _path: &Path) -> bool {
        false
    }

    /// The file as a source. None if it does not exist. Fails if it exists and cannot be read, or has conflict markers.
    fn read(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let source = self.read_with_conflicts(path)?;
        match source.as_ref().and_then(merge::diagnostic) {
            Some(diagnostic) => Err(diagnostic),
            None => Ok(source),
        }
    }

    /// The text of a file, to search for hints. Empty if it cannot be read.
    fn text(&self, path: &Path) -> String {
        self.read_with_conflicts(path).ok().flatten().map(|source| source.text.clone()).unwrap_or_default()
    }

    /// Whether a file exists.
    fn has(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::File)
    }

    /// Whether a folder exists.
    fn is_folder(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::Folder)
    }

    /// Whether anything exists at a path.
    fn exists(&self, path: &Path) -> bool {
        self.kind(path).is_some()
    }

    /// The path as it is displayed: relative to [`Self::cwd`], with forward slashes.
    fn display_path(&self, path: &Path) -> String {
        let shown = match self.cwd() {
            Ok(cwd) if path.is_absolute() => files::relative(&cwd, path),
            _ => path.to_owned(),
        };
        let shown = files::with_slashes(&shown);
        if shown.is_empty() { ".".to_owned() } else { shown }
    }
}

/// The kind of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link, only among the entries of a folder.
    Link,
    /// Anything else, such as a socket.
    Other,
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The whole path.
    pub path: PathBuf,
    /// The kind, links not followed.
    pub kind: Kind,
}

impl Entry {
    /// The last part of the path.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Whether it is a folder, or a link to one.
    pub fn is_folder(&self, files: &dyn FileProvider) -> bool {
        self.kind == Kind::Folder || self.kind == Kind::Link && files.is_folder(&self.path)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    /// The same files from each provider, with their root.
    fn all(folder: &Path) -> Vec<(PathBuf, Arc<dyn FileProvider>)> {
        let texts = [("a.ts", "a"), ("b/c.ts", "c"), ("b/d/e.ts", "<<<<<<< HEAD\n=======\n>>>>>>> other\n")];
        for (path, text) in texts {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let below = |root: &str| texts.map(|(path, text)| (Path::new(root).join(path), text.to_owned()));
        let memory = Arc::new(Memory::new(below("/app"), "/app"));
        let [first, others @ ..] = below("/app");
        let part: Arc<dyn FileProvider> = Arc::new(Memory::new([first], "/app"));
        vec![
            (folder.to_owned(), Arc::new(Disk)),
            ("/app".into(), memory.clone()),
            ("/app".into(), Arc::new(Overlay::new(others, part))),
            ("/app".into(), Arc::new(Overlay::new([], memory))),
        ]
    }

    #[test]
    fn providers_agree() {
        let folder = tempfile::tempdir().unwrap();
        for (root, files) in all(&fs::canonicalize(folder.path()).unwrap()) {
            let kinds = [
                ("", Some(Kind::Folder)),
                ("a.ts", Some(Kind::File)),
                ("b", Some(Kind::Folder)),
                ("b/d", Some(Kind::Folder)),
                ("c", None),
                ("a", None),
            ];
            for (path, kind) in kinds {
                assert_eq!(files.kind(&root.join(path)), kind, "{path} in {files:?}");
                assert_eq!(files.real_path(&root.join(path)).is_some(), kind.is_some(), "{path} in {files:?}");
            }
            let content = |path: &str| {
                let mut content: Vec<_> = files.entries(&root.join(path)).into_iter().flatten().collect();
                content.sort_by_key(Entry::name);
                content.into_iter().map(|entry| (entry.name(), entry.kind)).collect::<Vec<_>>()
            };
            assert_eq!(content(""), [("a.ts".to_owned(), Kind::File), ("b".to_owned(), Kind::Folder)], "{files:?}");
            assert_eq!(content("b"), [("c.ts".to_owned(), Kind::File), ("d".to_owned(), Kind::Folder)], "{files:?}");
            assert_eq!(files.entries(&root.join("a.ts")), None, "{files:?}");
            assert_eq!(files.text(&root.join("a.ts")), "a");
            assert_eq!(files.read(&root.join("none.ts")).unwrap(), None);
            let conflicted = root.join("b/d/e.ts");
            assert!(files.read(&conflicted).is_err() && files.read_with_conflicts(&conflicted).unwrap().is_some());
        }
    }

    #[test]
    fn paths_as_displayed() {
        let files = Memory::new([], "/repo/app");
        let cases = [("/repo/app", "."), ("/repo/app/a/b.ts", "a/b.ts"), ("/repo/x", "../x"), ("a.ts", "a.ts")];
        for (path, expected) in cases {
            assert_eq!(files.display_path(Path::new(path)), expected);
        }
    }
}
