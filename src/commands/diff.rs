//! `diff`: what changes between two schemas, and what a push does with existing data.

use serde_json::Value as Json;

use super::compare::{named, noted, on_disk, planned};
use super::documents::{ChangeDocument, DiffDocument, document};
use super::limits::{determined, refused};
use super::session::of_component;
use super::{Component, Report, Session, render};
use crate::changes::change::Change;
use crate::changes::refused;
use crate::convex::generate;
use crate::diagnostic::code::Impact;
use crate::diagnostic::emit::markdown::code;
use crate::diagnostic::emit::visible;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The schemas to compare, and the changes that are findings.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The old schema: a file, or `git:REF`. Without it, the schema on disk is compared with what `gen` would write.
    pub against: Option<String>,
    /// The classes of changes that are findings. What Convex refuses always is.
    pub fail_on: Vec<FailOn>,
}

/// Classes of changes that are findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// The push may fail for a document, or the effect is unknown.
    Data,
    /// Data that nothing can read any more.
    Removal,
    /// An index that queries lose.
    Lookups,
    /// Everything that is not safe.
    Any,
}

impl FailOn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Data, Self::Removal, Self::Lookups, Self::Any];

    /// The word for it on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Removal => "removal",
            Self::Lookups => "lookups",
            Self::Any => "any",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    fn holds(self, change: &Change) -> bool {
        match self {
            Self::Data => change.is(Impact::Data) || change.is(Impact::Unknown),
            Self::Removal => change.is(Impact::Removal),
            Self::Lookups => change.is(Impact::Lookups),
            Self::Any => !change.is(Impact::Safe),
        }
    }
}

/// The changes of one component.
#[derive(Debug)]
pub struct Comparison {
    component: String,
    /// The folder of the component.
    folder: String,
    /// The file that annotations are shown in.
    file: String,
    before: String,
    after: String,
    changes: Vec<Change>,
}

/// Compares the schemas of all components.
pub fn run(sessions: Vec<Session>, options: &Options) -> Result<Report<Comparison>, Diagnostics> {
    let (mut components, mut diagnostics) = (Vec::new(), Diagnostics::default());
    for mut session in sessions {
        let component = session.project.component_name();
        let compared = compare(&mut session, options).map_err(|diagnostics| of_component(diagnostics, &component))?;
        components.push(compared);
        diagnostics.extend(session.into_warnings());
    }
    let fails = |change: &Change| change.is(Impact::Refused) || options.fail_on.iter().any(|fail| fail.holds(change));
    let is_clean = !components.iter().any(|one: &Comparison| one.changes.iter().any(fails));
    Ok(Report::new(components, diagnostics, is_clean))
}

fn compare(session: &mut Session, options: &Options) -> Result<Comparison, Diagnostics> {
    let (request, generated) = session.generate("diff")?;
    let (old, new) = match &options.against {
        None => (on_disk(&session.project)?, planned(&session.project, &generated)?),
        Some(against) => (named(against, session)?, on_disk(&session.project)?),
    };
    let mut changes = noted(&request, &old.spanned, &new.spanned);
    determined(&new.spanned, &generate::tables(&request, &mut Diagnostics::default()))?;
    changes.extend(refused(session, &new.spanned).into_iter().filter_map(refused::change));
    let on_disk = if options.against.is_some() { &new } else { &old };
    Ok(Comparison {
        component: session.project.component_name(),
        folder: session.project.display_path(&session.project.component),
        file: session.project.display_path(&session.project.entry()),
        changes: render::located(&changes, &on_disk.spanned),
        before: old.name,
        after: new.name,
    })
}

impl Component for Comparison {
    fn document(&self) -> Json {
        document(DiffDocument {
            name: self.component.clone(),
            before: self.before.clone(),
            after: self.after.clone(),
            changes: self.changes.iter().map(|change| ChangeDocument::new(change, &self.component)).collect(),
        })
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        format!(
            "{} -> {}: {}\n{}{}",
            visible(&self.before),
            visible(&self.after),
            render::summary(&self.changes),
            render::text(&self.changes, &self.component, true),
            render::migrations(&self.changes, &self.folder),
        )
    }

    fn markdown(&self) -> String {
        let (before, after) = (code(&self.before), code(&self.after));
        let summary = render::summary(&self.changes);
        format!("{before} -> {after}: {summary}\n{}", render::markdown(&self.changes, &self.component, &self.folder))
    }

    fn changes(&self) -> Vec<Diagnostic> {
        self.changes.iter().map(|change| change.diagnostic(&self.component)).collect()
    }

    fn file(&self) -> &str {
        &self.file
    }
}
