//! Where the text of modules comes from: the disk, the disk with texts that are not written yet, or a commit.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files;
use crate::diagnostic::{Diagnostic, Source};

/// Texts of files by their absolute paths.
pub trait Store: fmt::Debug + Send + Sync {
    /// The file as a source, or none if there is none. Fails if it is there and cannot be read.
    fn read(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic>;
    /// Whether there is such a file. True also where that cannot be told: reading it then fails with the reason.
    fn has(&self, path: &Path) -> bool;
}

/// What is on disk.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Store for Disk {
    fn read(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        files::read(path)
    }

    fn has(&self, path: &Path) -> bool {
        path.is_file()
    }
}

/// What is on disk, for whoever reads modules.
pub fn disk() -> Arc<dyn Store> {
    Arc::new(Disk)
}

/// What would be on disk if these texts were written.
#[derive(Clone, Debug, Default)]
pub struct Planned(pub HashMap<PathBuf, String>);

impl Store for Planned {
    fn read(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        match self.0.get(path) {
            Some(text) => Ok(Some(Source::new(files::shown(path), text.as_str()))),
            None => Disk.read(path),
        }
    }

    fn has(&self, path: &Path) -> bool {
        self.0.contains_key(path) || Disk.has(path)
    }
}
