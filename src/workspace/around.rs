//! A folder of a project with the folders around it, up to the root of the repository.

use std::path::Path;

use super::provider::FileProvider;

/// A range of folders to search: from a folder up to the root of the repository.
#[derive(Clone, Copy, Debug)]
pub struct Around<'p> {
    /// The files.
    pub files: &'p dyn FileProvider,
    /// The folder.
    pub folder: &'p Path,
    /// The root, above which nothing is read.
    pub root: &'p Path,
}

impl<'p> Around<'p> {
    /// The folder and those around it, up to and including the root.
    pub fn folders(self) -> impl Iterator<Item = &'p Path> {
        self.folder.ancestors().take_while(move |at| at.starts_with(self.root))
    }

    /// The same around another folder.
    pub fn at<'q>(self, folder: &'q Path) -> Around<'q>
    where
        'p: 'q,
    {
        Around { folder, ..self }
    }

    /// The path as it is displayed.
    pub(super) fn display_path(self, path: &Path) -> String {
        self.files.display_path(path)
    }
}
