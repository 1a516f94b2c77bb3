//! `diff`: what changes between two schemas, and what a push does with the data that is there.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::document::of_run;
use super::flags::{DiffFlags, FailOn, FindingFormat};
use super::setup::Setup;
use super::written::{determined, refused};
use super::{Outcome, changes as shown, terminal};
use crate::code::tables;
use crate::diff::changes::{Change, changes};
use crate::diff::codes::Class;
use crate::diff::refused;
use crate::diff::renames::Keys;
use crate::generate::{self, Generated, Request};
use crate::project::git::Commit;
use crate::project::store::{Planned, Store, disk};
use crate::project::{Project, files};
use crate::report::{Problem, Problems, merge};
use crate::schema::assemble::AuthTable;
use crate::schema::indexes::{IndexMode, PlannedIndex, Verdict};
use crate::schema::lookups::judged;
use crate::schema::placed::PlacedSchema;
use crate::schema::{Index, Schema, Table};
use crate::spec::describe::lookup_fields;

/// What starts a reference to a commit.
const GIT: &str = "git:";

/// A schema and how it is called.
pub(super) struct Side {
    pub(super) placed: PlacedSchema,
    pub(super) name: String,
}

pub(super) fn run(flags: &DiffFlags) -> Result<Outcome, Problems> {
    let mut outcome = Outcome::Done;
    let (mut printed, mut components, mut warnings) = (Vec::new(), Vec::new(), Problems::default());
    for mut setup in Setup::find(&flags.choice)? {
        let (request, generated) = setup.generate("diff")?;
        let (old, new) = match &flags.against {
            None => (on_disk(&setup.project)?, planned(&setup.project, &generated)?),
            Some(against) => (named(against, &mut setup)?, on_disk(&setup.project)?),
        };
        let mut found = noted(&request, &old.placed.schema(), &new.placed.schema());
        determined(&new.placed, |name| generated.schema.table(name).is_some())?;
        found.extend(refused(&mut setup, &new.placed).into_iter().filter_map(refused::change));
        let component = setup.project.component_name();
        let folder = files::shown(&setup.project.component);
        terminal::tell_all(&setup.warnings);
        warnings.extend(setup.warnings);
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
                let file = files::shown(&setup.project.entry());
                shown::annotations(&found, &on_disk.placed, &file, &component)
            }
        });
        let fails = |change: &Change| change.is(Class::Refused) || flags.fail_on.iter().any(|fail| fail.is_met(change));
        if found.iter().any(fails) {
            outcome = Outcome::Findings;
        }
    }
    terminal::print(&of_run(flags.format, printed.concat(), components, &warnings))?;
    Ok(outcome)
}

impl FailOn {
    fn is_met(self, change: &Change) -> bool {
        match self {
            Self::Data => change.is(Class::Data) || change.is(Class::Unknown),
            Self::Removal => change.is(Class::Removal),
            Self::Lookups => change.is(Class::Lookups),
            Self::Any => !change.is(Class::Safe),
        }
    }
}

/// The schema that Convex would take now.
pub(super) fn on_disk(project: &Project) -> Result<Side, Problem> {
    let path = project.entry();
    if !path.exists() {
        let problem = Problem::error(format!("{} is not there yet: there is nothing to compare", files::shown(&path)));
        return Err(problem.help("write it first: sigma-schema gen"));
    }
    side(&path, project, &disk(), files::shown(&path))
}

/// The schema that Convex would take after `gen`.
pub(super) fn planned(project: &Project, generated: &Generated) -> Result<Side, Problem> {
    with_schema(project, generated.schema_text.clone(), "what `sigma-schema gen` would write".to_owned())
}

/// The schema that Convex would take if the file that `gen` writes had this text.
pub(super) fn with_schema(project: &Project, text: String, name: String) -> Result<Side, Problem> {
    side(&project.entry(), project, &with_text(project, text), name)
}

/// What would be on disk after `gen`.
pub(super) fn after_gen(project: &Project, generated: &Generated) -> Arc<dyn Store> {
    with_text(project, generated.schema_text.clone())
}

/// What would be on disk if the file that `gen` writes had this text.
fn with_text(project: &Project, text: String) -> Arc<dyn Store> {
    Arc::new(Planned([(project.schema_path(), text)].into()))
}

/// A schema by its file, or that of this project as a commit has it.
pub(super) fn named(against: &str, setup: &mut Setup<'_>) -> Result<Side, Problem> {
    let project = &setup.project;
    let Some(reference) = against.strip_prefix(GIT) else {
        let path = files::absolute(Path::new(against));
        return side(&path, project, &disk(), files::shown(&path));
    };
    let path = project.entry();
    let name = format!("{reference}:{}", files::shown(&path));
    let store: Arc<dyn Store> = Arc::new(Commit::find(reference, &project.top)?);
    if !store.has(&path) {
        let problem = Problem::warning(format!("{} is not in {reference}: every table is new", files::shown(&path)));
        setup.warnings.push(problem);
        return Ok(Side { placed: PlacedSchema::default(), name });
    }
    side(&path, project, &store, name)
}

fn side(path: &Path, project: &Project, store: &Arc<dyn Store>, name: String) -> Result<Side, Problem> {
    let placed = tables::schema(path, &project.top, store).map_err(|problem| with_way_on(project, problem))?;
    Ok(Side { placed, name })
}

/// The same problem. For a merge conflict in the file that `gen` writes, with that as a way on.
pub(super) fn with_way_on(project: &Project, problem: Problem) -> Problem {
    let written = files::shown(&project.schema_path());
    let source = problem.place.as_ref().map(|(place, _)| &place.source);
    match source.is_some_and(|source| source.name == written && merge::marker(source).is_some()) {
        true => problem.help(REWRITE),
        false => problem,
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
    let tables = generate::tables(&complete, &mut Problems::default());
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
