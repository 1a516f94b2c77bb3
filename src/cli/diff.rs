//! `diff`: what changes between two schemas, and what a push does with the data that is there.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::document::of_run;
use super::flags::{DiffFlags, FailOn, FindingFormat};
use super::session::Session;
use super::written::{determined, refused};
use super::{Outcome, changes as shown, terminal};
use crate::catalog::describe::lookup_fields;
use crate::changes::codes::Class;
use crate::changes::compare::{Change, changes};
use crate::changes::refused;
use crate::changes::renames::Keys;
use crate::convex::generate::{self, Generated, Request};
use crate::convex::indexes::{IndexMode, PlannedIndex, Verdict};
use crate::convex::lookups::judged;
use crate::convex::spanned::SpannedSchema;
use crate::convex::{Index, Schema, Table};
use crate::diagnostic::{Diagnostic, Diagnostics, merge};
use crate::existing::tables;
use crate::tables::assemble::AuthTable;
use crate::workspace::git::Commit;
use crate::workspace::provider::{FileProvider, Overlay};
use crate::workspace::{Project, files};

/// What starts a reference to a commit.
const GIT: &str = "git:";

/// A schema and how it is called.
pub(super) struct Side {
    pub(super) spanned: SpannedSchema,
    pub(super) name: String,
}

pub(super) fn run(flags: &DiffFlags) -> Result<Outcome, Diagnostics> {
    let mut outcome = Outcome::Done;
    let (mut printed, mut components, mut warnings) = (Vec::new(), Vec::new(), Diagnostics::default());
    for mut session in Session::find(&flags.choice)? {
        let (request, generated) = session.generate("diff")?;
        let (old, new) = match &flags.against {
            None => (on_disk(&session.project)?, planned(&session.project, &generated)?),
            Some(against) => (named(against, &mut session)?, on_disk(&session.project)?),
        };
        let mut found = noted(&request, &old.spanned.schema(), &new.spanned.schema());
        determined(&new.spanned, |name| generated.schema.table(name).is_some())?;
        found.extend(refused(&mut session, &new.spanned).into_iter().filter_map(refused::change));
        let component = session.project.component_name();
        let folder = files::shown(&session.project.component);
        terminal::tell_all(&session.warnings);
        warnings.extend(session.warnings);
        printed.push(match flags.format {
            FindingFormat::Text => format!(
                "{} -> {}: {}\n{}{}",
                old.name,
                new.name,
                shown::summary(&found),
                shown::text(&found, &component, true),
                shown::migrations(&found, &folder),
            ),
            FindingFormat::Json => {
                let changes = shown::as_json(&found, &component);
                components
                    .push(json!({ "name": component, "before": old.name, "after": new.name, "changes": changes }));
                String::new()
            }
            FindingFormat::Markdown => format!(
                "`{}` -> `{}`: {}\n{}",
                old.name,
                new.name,
                shown::summary(&found),
                shown::markdown(&found, &component, &folder),
            ),
            FindingFormat::Github => {
                let on_disk = if flags.against.is_some() { &new } else { &old };
                let file = files::shown(&session.project.entry());
                shown::annotations(&found, &on_disk.spanned, &file, &component)
            }
        });
        let fails = |change: &Change| change.is(Class::Refused) || flags.fail_on.iter().any(|fail| fail.holds(change));
        if found.iter().any(fails) {
            outcome = Outcome::Findings;
        }
    }
    terminal::print(&of_run(flags.format, printed.concat(), components, &warnings))?;
    Ok(outcome)
}

impl FailOn {
    fn holds(self, change: &Change) -> bool {
        match self {
            Self::Data => change.is(Class::Data) || change.is(Class::Unknown),
            Self::Removal => change.is(Class::Removal),
            Self::Lookups => change.is(Class::Lookups),
            Self::Any => !change.is(Class::Safe),
        }
    }
}

/// The schema that Convex would take now.
pub(super) fn on_disk(project: &Project) -> Result<Side, Diagnostic> {
    let path = project.entry();
    if !project.files.exists(&path) {
        let diagnostic =
            Diagnostic::error(format!("{} is not there yet: there is nothing to compare", files::shown(&path)));
        return Err(diagnostic.help("write it first: sigma-schema gen"));
    }
    side(&path, project, &project.files, files::shown(&path))
}

/// The schema that Convex would take after `gen`.
pub(super) fn planned(project: &Project, generated: &Generated) -> Result<Side, Diagnostic> {
    with_schema(project, generated.schema_text.clone(), "what `sigma-schema gen` would write".to_owned())
}

/// The schema that Convex would take if the file that `gen` writes had this text.
pub(super) fn with_schema(project: &Project, text: String, name: String) -> Result<Side, Diagnostic> {
    side(&project.entry(), project, &with_text(project, text), name)
}

/// What would be on disk after `gen`.
pub(super) fn after_gen(project: &Project, generated: &Generated) -> Arc<dyn FileProvider> {
    with_text(project, generated.schema_text.clone())
}

/// What would be on disk if the file that `gen` writes had this text.
fn with_text(project: &Project, text: String) -> Arc<dyn FileProvider> {
    Arc::new(Overlay::new([(project.schema_path(), text)], Arc::clone(&project.files)))
}

/// A schema by its file, or that of this project as a commit has it.
pub(super) fn named(against: &str, session: &mut Session<'_>) -> Result<Side, Diagnostic> {
    let project = &session.project;
    let Some(reference) = against.strip_prefix(GIT) else {
        let path = files::absolute(Path::new(against));
        return side(&path, project, &project.files, files::shown(&path));
    };
    let path = project.entry();
    let name = format!("{reference}:{}", files::shown(&path));
    let store: Arc<dyn FileProvider> = Arc::new(Commit::find(reference, &project.top)?);
    if !store.has(&path) {
        let diagnostic =
            Diagnostic::warning(format!("{} is not in {reference}: every table is new", files::shown(&path)));
        session.warnings.push(diagnostic);
        return Ok(Side { spanned: SpannedSchema::default(), name });
    }
    side(&path, project, &store, name)
}

fn side(path: &Path, project: &Project, store: &Arc<dyn FileProvider>, name: String) -> Result<Side, Diagnostic> {
    let spanned = tables::schema(path, &project.top, store).map_err(|diagnostic| with_way_on(project, diagnostic))?;
    Ok(Side { spanned, name })
}

/// The same problem. For a merge conflict in the file that `gen` writes, with that as a way on.
pub(super) fn with_way_on(project: &Project, diagnostic: Diagnostic) -> Diagnostic {
    let written = files::shown(&project.schema_path());
    let source = diagnostic.span.as_ref().map(|(span, _)| &span.source);
    match source.is_some_and(|source| source.name == written && merge::marker(source).is_some()) {
        true => diagnostic.help(REWRITE),
        false => diagnostic,
    }
}

/// The way on for a conflict between generated files.
pub(super) const REWRITE: &str = "or write it again, if both sides were generated: sigma-schema gen";

/// The changes, and at each index that is gone the lookups of Better Auth that it served.
pub(super) fn noted(request: &Request, old: &Schema, new: &Schema) -> Vec<Change> {
    noted_within(request, (old, new), (old, new))
}

/// The same of a part of a schema, before and after: another part may have an index that serves the same lookups, so those
/// are judged by the whole.
pub(super) fn noted_within(
    request: &Request,
    (old, new): (&Schema, &Schema),
    (whole_old, whole_new): (&Schema, &Schema),
) -> Vec<Change> {
    let complete = Request { index_mode: IndexMode::Complete, ..request.clone() };
    let tables = generate::tables(&complete, &mut Diagnostics::default());
    let keys = Keys::of(tables.iter().map(|(table, _)| table));
    let mut found = changes(old, new, &keys);
    for change in found.iter_mut().filter(|change| change.is(Class::Lookups)) {
        let auth = tables.iter().find(|(table, _)| table.name == change.table);
        if let (Some((auth, planned)), Some(before), Some(after)) =
            (auth, whole_old.table(&change.table), whole_new.table(&change.table))
        {
            let index = change.part.clone().unwrap_or_default();
            change.notes.extend(lost_lookups(auth, planned, before, after, &index));
        }
    }
    found
}

/// The lookups that an index served and none does any more.
fn lost_lookups(auth: &AuthTable, planned: &[PlannedIndex], before: &Table, after: &Table, index: &str) -> Vec<String> {
    let usable =
        |table: &Table| -> Vec<Index> { table.indexes.iter().filter(|index| !index.is_staged).cloned().collect() };
    let (before, after) = (usable(before), usable(after));
    let now = judged(auth, &after, planned);
    judged(auth, &before, planned)
        .into_iter()
        .zip(now)
        .filter(|(old, new)| {
            let was_here = matches!(old.verdict, Verdict::Served(at) if before[at].name == index);
            was_here && !matches!(new.verdict, Verdict::Served(_))
        })
        .map(|(old, _)| {
            let lookup = old.lookup;
            format!("Better Auth loses its lookup of `{}` by {}: {}", auth.name, lookup_fields(lookup), lookup.made_by)
        })
        .collect()
}
