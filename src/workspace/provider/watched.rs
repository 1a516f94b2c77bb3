//! Files as they were first read: a run sees one state of each, and a commit can compare it with the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Entry, FileProvider, Kind};
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::commit::{Expected, Seen};

/// Another provider, of which each file is read once. If it were read again, two decisions of a run could rest on
/// different texts, of which a commit compares only one.
#[derive(Debug)]
pub struct Watched {
    below: Arc<dyn FileProvider>,
    first: Mutex<BTreeMap<PathBuf, Option<Arc<Source>>>>,
}

impl Watched {
    /// The files of another provider.
    pub fn new(below: Arc<dyn FileProvider>) -> Self {
        Self { below, first: Mutex::default() }
    }

    /// The states of those of these files that were read.
    pub fn expected(&self, paths: &[PathBuf]) -> Vec<Expected> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let expected =
            |path: &PathBuf| Some(Expected { path: path.clone(), seen: Seen::of(first.get(path)?.as_ref()) });
        paths.iter().filter_map(expected).collect()
    }
}

impl FileProvider for Watched {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(source) = first.get(path) {
            return Ok(source.clone());
        }
        let source = self.below.read_with_conflicts(path)?;
        first.insert(path.to_owned(), source.clone());
        Ok(source)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        self.below.kind(path)
    }

    fn entries(&self, folder: &Path) -> Option<Vec<Entry>> {
        self.below.entries(folder)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.below.real_path(path)
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        self.below.cwd()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::super::Disk;
    use super::*;

    #[test]
    fn a_file_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let (file, none) = (folder.path().join("a.ts"), folder.path().join("none.ts"));
        let files = Watched::new(Arc::new(Disk));
        fs::write(&file, "a").unwrap();
        for text in ["b", "c"] {
            assert_eq!((files.text(&file), files.read(&none).unwrap()), ("a".to_owned(), None));
            fs::write(&file, text).unwrap();
            fs::write(&none, text).unwrap();
        }
        let expected = files.expected(&[none.clone(), file.clone(), folder.path().join("never-read.ts")]);
        let seen = [(none, Seen::Missing), (file, Seen::Text("a".to_owned()))];
        assert_eq!(expected, seen.map(|(path, seen)| Expected { path, seen }));
    }
}
