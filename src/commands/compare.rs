//! The schemas of a project to compare: on disk, as `gen` would write it, at a revision; and the changes between two.

use std::path::Path;
use std::sync::Arc;

use super::Session;
use crate::catalog::describe::lookup_fields;
use crate::changes::change::Change;
use crate::changes::compare::changes;
use crate::changes::renames::Keys;
use crate::convex::Schema;
use crate::convex::generate::{self, Generated, Request};
use crate::convex::indexes::{Coverage, IndexMode, PlannedIndex, PlannedTable};
use crate::convex::lookups::coverage;
use crate::convex::spanned::{SpannedSchema, SpannedTable};
use crate::diagnostic::code::Impact;
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, merge};
use crate::existing::tables;
use crate::tables::assemble::AuthTable;
use crate::workspace::Project;
use crate::workspace::git::Commit;
use crate::workspace::provider::{FileProvider, Overlay};

/// The prefix of a reference to a commit.
const GIT: &str = "git:";

/// A schema and how it is called.
pub(super) struct Side {
    pub(super) spanned: SpannedSchema,
    pub(super) name: String,
}

/// The schema that Convex would use now.
pub(super) fn on_disk(project: &Project) -> Result<Side, Diagnostic> {
    let path = project.entry();
    if !project.files.exists(&path) {
        let diagnostic = Diagnostic::new(
            &codes::NOT_GENERATED,
            format!("{} does not exist: nothing to compare", project.display_path(&path)),
        );
        return Err(diagnostic.help("to write it, run `sigma-schema gen`"));
    }
    side(&path, project, &project.files, project.display_path(&path))
}

/// The schema that Convex would use after `gen`.
pub(super) fn planned(project: &Project, generated: &Generated) -> Result<Side, Diagnostic> {
    with_schema(project, generated.schema_text.clone(), "what `sigma-schema gen` would write".to_owned())
}

/// The schema that Convex would use if the file that `gen` writes had this text.
pub(super) fn with_schema(project: &Project, text: String, name: String) -> Result<Side, Diagnostic> {
    side(&project.entry(), project, &with_text(project, text), name)
}

/// The files as they would be after `gen`.
pub(super) fn after_gen(project: &Project, generated: &Generated) -> Arc<dyn FileProvider> {
    with_text(project, generated.schema_text.clone())
}

/// The files as they would be if the one that `gen` writes had this text.
fn with_text(project: &Project, text: String) -> Arc<dyn FileProvider> {
    Arc::new(Overlay::new([(project.schema_path(), text)], Arc::clone(&project.files)))
}

/// A schema by its file, or that of this project as a commit has it.
pub(super) fn named(against: &str, session: &mut Session) -> Result<Side, Diagnostic> {
    let project = &session.project;
    let Some(reference) = against.strip_prefix(GIT) else {
        let path = project.files.absolute(Path::new(against))?;
        return side(&path, project, &project.files, project.display_path(&path));
    };
    let path = project.entry();
    let name = format!("{reference}:{}", project.display_path(&path));
    let store: Arc<dyn FileProvider> = Arc::new(Commit::find(reference, &project.root)?);
    if !store.has(&path) {
        let diagnostic = Diagnostic::new(
            &codes::NOTHING_TO_COMPARE,
            format!("{} is not in {reference}: every table is new", project.display_path(&path)),
        );
        session.warnings.push(diagnostic);
        return Ok(Side { spanned: SpannedSchema::default(), name });
    }
    let found = side(&path, project, &store, name)?;
    let missing = found.spanned.missing_modules.iter().map(|module| {
        let title = format!("the module {:?} is not in {reference}: every table of it is new", module.value);
        let diagnostic = Diagnostic::new(&codes::NOTHING_TO_COMPARE, title).at(&module.span.first_line(), "");
        diagnostic.help("commit the file, or compare with a commit that has it")
    });
    session.warnings.extend(missing);
    Ok(found)
}

fn side(path: &Path, project: &Project, store: &Arc<dyn FileProvider>, name: String) -> Result<Side, Diagnostic> {
    let spanned =
        tables::schema(path, &project.root, store).map_err(|diagnostic| with_rewrite_help(project, diagnostic))?;
    Ok(Side { spanned, name })
}

/// The same diagnostic. For a merge conflict in the file that `gen` writes, it has a help with that command.
pub(super) fn with_rewrite_help(project: &Project, diagnostic: Diagnostic) -> Diagnostic {
    let written = project.display_path(&project.schema_path());
    let source = diagnostic.span.as_ref().map(|span| &span.source);
    match source.is_some_and(|source| source.name == written && merge::marker(source).is_some()) {
        true => diagnostic.help(REWRITE),
        false => diagnostic,
    }
}

/// The help for a conflict between generated files.
pub(super) const REWRITE: &str = "if both sides were generated, write it again: sigma-schema gen";

/// The changes, with the lookups of Better Auth that each removed index covered.
pub(super) fn noted(request: &Request, old: &SpannedSchema, new: &SpannedSchema) -> Vec<Change> {
    noted_within(request, (&old.schema(), &new.schema()), (old, new))
}

/// The same for a part of a schema, before and after. Another part may have an index that covers the same lookups, so
/// the whole schema decides about those.
pub(super) fn noted_within(
    request: &Request,
    (old, new): (&Schema, &Schema),
    (whole_old, whole_new): (&SpannedSchema, &SpannedSchema),
) -> Vec<Change> {
    let complete = Request { index_mode: IndexMode::Complete, ..request.clone() };
    let tables = generate::tables(&complete, &mut Diagnostics::default());
    let keys = Keys::of(tables.iter().map(|planned| &planned.table));
    let mut found = changes(old, new, &keys);
    for change in found.iter_mut().filter(|change| change.is(Impact::Lookups)) {
        let auth = tables.iter().find(|planned| planned.table.name == change.table);
        if let (Some(PlannedTable { table: auth, indexes: planned }), Some(before), Some(after)) =
            (auth, whole_old.table(&change.table), whole_new.table(&change.table))
        {
            let index = change.member.clone().unwrap_or_default();
            change.notes.extend(lost_lookups(auth, planned, before, after, &index));
        }
    }
    found
}

/// The lookups that an index covered and that none covers any more.
fn lost_lookups(
    auth: &AuthTable,
    planned: &[PlannedIndex],
    before: &SpannedTable,
    after: &SpannedTable,
    index: &str,
) -> Vec<String> {
    let (before, after) = (before.usable_indexes(), after.usable_indexes());
    let now = coverage(auth, &after, planned);
    coverage(auth, &before, planned)
        .into_iter()
        .zip(now)
        .filter(|(old, new)| {
            let was_here = matches!(old.coverage, Coverage::Covered(at) if before[at].name == index);
            was_here && !matches!(new.coverage, Coverage::Covered(_))
        })
        .map(|(old, _)| {
            let lookup = old.lookup;
            format!(
                "Better Auth loses its lookup of `{}` by {}: {}",
                auth.name,
                lookup_fields(lookup),
                lookup.called_from
            )
        })
        .collect()
}
