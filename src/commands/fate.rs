//! A file that a command writes, and its state.

use std::path::PathBuf;

use super::documents::FileDocument;
use crate::diagnostic::emit::markdown::code;
use crate::diagnostic::emit::visible;
use crate::workspace::Project;
use crate::workspace::commit::Done;

/// A file and its fate.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// The path as it is displayed.
    pub(super) name: String,
    pub(super) done: Done,
    /// Whether it is customized: it differs from the generated text, and is kept.
    pub(super) is_custom: bool,
}

impl File {
    /// A file that is not touched so far.
    pub(super) fn new(project: &Project, path: PathBuf) -> Self {
        let name = project.display_path(&path);
        Self { path, name, done: Done::Unchanged, is_custom: false }
    }

    /// The word for its fate.
    fn fate(&self) -> &'static str {
        match self.done {
            Done::Written => "written",
            Done::Planned => "planned",
            Done::Unchanged if self.is_custom => "kept",
            Done::Unchanged => "unchanged",
        }
    }

    /// It in a line of text.
    pub(super) fn line(&self) -> String {
        let note = if self.is_custom { ", customized" } else { "" };
        format!("{:<9} {}{note}\n", self.fate(), visible(&self.name))
    }

    /// It as an item of a list in Markdown.
    pub(super) fn item(&self) -> String {
        format!("- {} is {}\n", code(&self.name), self.fate())
    }

    /// It as JSON.
    pub(super) fn document(&self) -> FileDocument {
        FileDocument { file: self.name.clone(), fate: self.fate() }
    }
}
