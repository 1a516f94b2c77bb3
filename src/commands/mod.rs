//! The commands, each a function from [`Session`]s and options to a [`Report`]. Never prints or writes, and knows no
//! flag.
//!
//! A report has the result for each component, further diagnostics, and the files to write. The caller shows the
//! results and commits the files ([`crate::workspace::commit`]).

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
mod unified;

use std::path::Path;

use serde_json::Value as Json;

pub use selection::Selection;
pub use session::Session;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::workspace::commit::{Done, Wanted};

/// The status of a finished command. The number is the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done, or nothing to do.
    #[default]
    Done = 0,
    /// Done, with findings that need attention. A command that writes has written nothing.
    Findings = 1,
    /// Wrong usage, or input that cannot be read or decided. Nothing was written.
    Error = 2,
}

/// The findings of a command, and the files to write.
#[derive(Debug)]
pub struct Report<C> {
    /// The result for each component.
    pub components: Vec<C>,
    /// Further diagnostics.
    pub diagnostics: Diagnostics,
    /// The status of the command.
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

impl<C: Component + 'static> Report<C> {
    /// The same report, with components of any command.
    pub fn boxed(self) -> Report<Box<dyn Component>> {
        let Self { components, diagnostics, status, writes } = self;
        let components = components.into_iter().map(|component| Box::new(component) as Box<dyn Component>).collect();
        Report { components, diagnostics, status, writes }
    }
}

/// The result of a command for one component.
pub trait Component {
    /// Its part of the JSON document: a type of [`documents`].
    fn document(&self) -> Json;

    /// The result as text with a final line end, or an empty text. `render` shows a diagnostic.
    fn text(&self, render: &dyn Fn(&Diagnostic) -> String) -> String;

    /// It in Markdown.
    fn markdown(&self) -> String;

    /// Its findings, as the JSON document lists them.
    fn findings(&self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Further diagnostics for annotations and SARIF: changes, which the JSON document has in another form.
    fn changes(&self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// The file for findings without a span.
    fn file(&self) -> &str {
        ""
    }

    /// Records the outcome for a file that was to be written.
    fn committed(&mut self, _path: &Path, _done: Done) {}

    /// The separator between the texts of two components.
    fn separator(&self) -> &'static str {
        ""
    }
}
