//! Texts over other files, as if they had been written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::memory::{entries_in, kind_in};
use super::{Entry, FileProvider, Kind};
use crate::diagnostic::{Diagnostic, Source};

/// Texts by their absolute paths, over another provider.
#[derive(Clone, Debug)]
pub struct Overlay {
    texts: BTreeMap<PathBuf, String>,
    below: Arc<dyn FileProvider>,
}

impl Overlay {
    /// These texts over the files of another provider.
    pub fn new(texts: impl IntoIterator<Item = (PathBuf, String)>, below: Arc<dyn FileProvider>) -> Self {
        Self { texts: texts.into_iter().collect(), below }
    }
}

impl FileProvider for Overlay {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        match self.texts.get(path) {
            Some(text) => {
                let source = Source::new(self.display_path(path), text.as_str());
                Ok(Some(if self.is_outside(path) { source.hidden() } else { source }))
            }
            None => self.below.read_with_conflicts(path),
        }
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        kind_in(&self.texts, path).or_else(|| self.below.kind(path))
    }

    fn entries(&self, folder: &Path) -> Option<Vec<Entry>> {
        let below = self.below.entries(folder);
        if below.is_none() && self.kind(folder) != Some(Kind::Folder) {
            return None;
        }
        let mut all = entries_in(&self.texts, folder);
        let others = below.unwrap_or_default().into_iter();
        let others: Vec<Entry> = others.filter(|entry| all.iter().all(|known| known.path != entry.path)).collect();
        all.extend(others);
        Some(all)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.below.real_path(path).or_else(|| self.exists(path).then(|| path.to_owned()))
    }

    fn is_outside(&self, path: &Path) -> bool {
        self.below.is_outside(path)
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        self.below.cwd()
    }
}
