//! Files that are remembered as they were first read, so that a commit can see whether they still are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Entry, FileProvider, Kind};
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::commit::{Expected, Seen};

/// Another provider, with a record of what was read of it.
#[derive(Debug)]
pub struct Watched {
    below: Arc<dyn FileProvider>,
    /// The state of each file at its first reading: whatever was decided rests on it.
    first: Mutex<BTreeMap<PathBuf, Seen>>,
}

impl Watched {
    /// The files of another provider.
    pub fn new(below: Arc<dyn FileProvider>) -> Self {
        Self { below, first: Mutex::default() }
    }

    /// The states of those of these files that were read.
    pub fn expected(&self, paths: &[PathBuf]) -> Vec<Expected> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = |path: &PathBuf| Some(Expected { path: path.clone(), seen: first.get(path)?.clone() });
        paths.iter().filter_map(expected).collect()
    }
}

impl FileProvider for Watched {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let source = self.below.read_with_conflicts(path)?;
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.entry(path.to_owned()).or_insert_with(|| Seen::of(source.as_ref()));
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
