//! Files of which those outside of a folder are read, but never shown.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Entry, FileProvider, Kind};
use crate::diagnostic::codes::files::OUTSIDE_PROJECT;
use crate::diagnostic::{Diagnostic, Source, Span};

/// Files of values, which messages and results name. Outside of the project, they are not read.
const VALUES: [&str; 8] = [
    "sigma-schema.json",
    "convex.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "yarn.lock",
    "bun.lock",
];

/// The diagnostic of a file of values that is outside of the project.
pub(crate) fn refused(name: &str) -> Diagnostic {
    let title = format!("{name} is outside of the project, so it is not read");
    Diagnostic::new(&OUTSIDE_PROJECT, title).help("move it into the project, or replace the link with the file")
}

/// The files of another provider. A file whose real path is outside of the root of the project is a hidden source: it may
/// hold a secret, and messages reach the logs of a CI.
#[derive(Clone, Debug)]
pub struct Within {
    /// The root without links.
    root: PathBuf,
    files: Arc<dyn FileProvider>,
}

impl Within {
    /// These files, of which those below the root are shown.
    pub fn new(root: &Path, files: Arc<dyn FileProvider>) -> Self {
        let root = files.real_path(root).unwrap_or_else(|| root.to_owned());
        Self { root, files }
    }

    fn hidden(mut diagnostic: Diagnostic) -> Diagnostic {
        let hide = |span: &mut Span| span.source = span.source.hidden();
        diagnostic.span.iter_mut().for_each(hide);
        diagnostic.labels.iter_mut().map(|(span, _)| span).for_each(hide);
        diagnostic
    }
}

impl FileProvider for Within {
    fn read_with_conflicts(&self, path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
        let read = self.files.read_with_conflicts(path);
        let is_refused = || path.file_name().is_some_and(|name| VALUES.iter().any(|values| name == *values));
        match read {
            Ok(Some(source)) if is_refused() && self.is_outside(path) => Err(refused(&source.name)),
            Ok(Some(source)) if self.is_outside(path) => Ok(Some(source.hidden())),
            Err(diagnostic) if self.is_outside(path) => Err(Self::hidden(diagnostic)),
            read => read,
        }
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        self.files.kind(path)
    }

    fn entries(&self, folder: &Path) -> Option<Vec<Entry>> {
        self.files.entries(folder)
    }

    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.files.real_path(path)
    }

    fn is_outside(&self, path: &Path) -> bool {
        let real = path.ancestors().find_map(|at| self.files.real_path(at));
        real.is_none_or(|real| !real.starts_with(&self.root))
    }

    fn cwd(&self) -> Result<PathBuf, Diagnostic> {
        self.files.cwd()
    }
}
