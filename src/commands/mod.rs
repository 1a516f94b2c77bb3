//! The commands, each a function from [`Session`]s and options to a [`Report`]. Nothing here prints, writes or knows a flag.
//!
//! A report has what was found of each component, diagnostics beside that, and the files to write. Whoever called the
//! command shows the one and commits the other ([`crate::workspace::commit`]).

pub mod adopt;
pub mod check;
pub mod diff;
pub mod doctor;
pub mod documents;
pub mod explain;
pub mod generate;
pub mod graph;
pub mod info;
pub mod list;
pub mod lookups;
pub mod selection;
pub mod session;

mod adapter;
mod compare;
mod fate;
mod limits;
mod modules;
mod packaged;
mod render;
mod split;

use std::path::Path;

use serde::Serialize;

pub use selection::Selection;
pub use session::Session;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::workspace::commit::{Done, Wanted};

/// How a command ended. The number is the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done, or nothing to do.
    #[default]
    Done = 0,
    /// Done so far, with findings that need attention. A command that writes has written nothing.
    Findings = 1,
    /// Wrong usage, or input that cannot be read or decided. Nothing was written.
    Error = 2,
}

/// What a command has found, and what it would write.
#[derive(Debug)]
pub struct Report<C> {
    /// What was found of each component.
    pub components: Vec<C>,
    /// What else there is to report.
    pub diagnostics: Diagnostics,
    /// How the command ends.
    pub status: Status,
    /// The files to write: all of them or none.
    pub writes: Vec<Wanted>,
}

impl<C> Report<C> {
    /// A report without anything to write.
    fn new(components: Vec<C>, diagnostics: Diagnostics, is_clean: bool) -> Self {
        let status = if is_clean { Status::Done } else { Status::Findings };
        Self { components, diagnostics, status, writes: Vec::new() }
    }
}

/// What a command shows of one component.
pub trait Component {
    /// What the JSON document has of it.
    type Document: Serialize;

    /// It as JSON.
    fn document(&self) -> Self::Document;

    /// It as text, with a final line end, or nothing. `render` shows a diagnostic.
    fn text(&self, render: &dyn Fn(&Diagnostic) -> String) -> String;

    /// It in Markdown.
    fn markdown(&self) -> String;

    /// Its findings, as the JSON document lists them.
    fn findings(&self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// What annotations and SARIF have beside its findings: changes that the JSON document has in another form.
    fn changes(&self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// The file of findings that have no place.
    fn file(&self) -> &str {
        ""
    }

    /// Notes what became of a file that was to be written.
    fn committed(&mut self, _path: &Path, _done: Done) {}

    /// What stands between the texts of two components.
    fn separator() -> &'static str {
        ""
    }
}
