//! Files in memory, such as those of a page in a browser. A folder exists if it contains a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Entry, FileProvider, Kind};
use crate::diagnostic::{Diagnostic, Source};

/// Texts by their absolute paths.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    texts: BTreeMap<PathBuf, String>,
    cwd: PathBuf,
}

impl Memory {
    /// Files with these texts, displayed relative to a folder.
    pub fn new(texts: impl IntoIterator<Item = (PathBuf, String)>, cwd: impl Into<PathBuf>) -> Self {
        Self { texts: texts.into_iter().collect(), cwd: cwd.into() }
    }
}

impl FileProvider for Memory {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        Ok(self.texts.get(path).map(|text| Source::new(self.display_path(path), text.as_str())))
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        kind_in(&self.texts, path)
    }

    fn entries(&self, folder: &Path) -> Option<Vec<Entry>> {
        (self.kind(folder) == Some(Kind::Folder)).then(|| entries_in(&self.texts, folder))
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.exists(path).then(|| path.to_owned())
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        Ok(self.cwd.clone())
    }
}

/// The kind of a path by these texts alone.
pub(super) fn kind_in(texts: &BTreeMap<PathBuf, String>, path: &Path) -> Option<Kind> {
    // Paths are ordered part by part, so the entries of a folder follow it.
    let (first, _) = texts.range(path.to_owned()..).next()?;
    match first == path {
        true => Some(Kind::File),
        false => first.starts_with(path).then_some(Kind::Folder),
    }
}

/// The entries of a folder by these texts alone, in order.
pub(super) fn entries_in(texts: &BTreeMap<PathBuf, String>, folder: &Path) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for path in texts.range(folder.to_owned()..).map(|(path, _)| path).take_while(|path| path.starts_with(folder)) {
        let Some(name) = path.strip_prefix(folder).ok().and_then(|below| below.components().next()) else { continue };
        let entry = folder.join(name);
        if found.last().is_none_or(|last| last.path != entry) {
            let kind = if entry == *path { Kind::File } else { Kind::Folder };
            found.push(Entry { path: entry, kind });
        }
    }
    found
}
