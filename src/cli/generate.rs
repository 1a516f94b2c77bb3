//! `gen`: writes schema.ts and adapter.ts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::adapter::plan_adapter;
use super::diff::{Side, noted, on_disk, planned, with_schema};
use super::flags::GenFlags;
use super::session::Session;
use super::{Outcome, changes as shown, packaged, terminal};
use crate::auth::precedence::ChosenBy;
use crate::catalog::plugin::Plugin;
use crate::changes::compare::Change;
use crate::changes::reconcile::adapter;
use crate::changes::reconcile::schema::{self, Refusal};
use crate::changes::sides::of_both;
use crate::convex::generate::{Generated, Request};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, merge};
use crate::workspace::commit::{Done, Seen, Wanted, write};
use crate::workspace::files;
use crate::workspace::{Project, find};

/// What is to be done for one component.
struct Prepared {
    schema: PathBuf,
    adapter: PathBuf,
    /// The texts of the files that are written.
    wanted: Vec<Wanted>,
    is_own_adapter: bool,
    /// What changes in the schema that Convex takes.
    changes: Vec<Change>,
    component: String,
    /// For what it is generated, in a line.
    summary: String,
}

pub(super) fn run(flags: &GenFlags) -> Result<Outcome, Diagnostics> {
    let mut warnings = Diagnostics::default();
    let (mut prepared, mut refused) = (Vec::new(), Diagnostics::default());
    let writes = !flags.stdout && !flags.dry_run;
    let sessions = if writes { Session::find_to_write(&flags.choice)? } else { Session::find(&flags.choice)? };
    if flags.stdout && sessions.len() > 1 {
        let folders = sessions.iter().map(|session| &session.project.component);
        return Err(find::choose("there are several Better Auth components, and one is printed", folders).into());
    }
    for mut session in sessions {
        let prepared_one = prepare(&mut session, flags, &mut refused)?;
        warnings.extend(session.warnings);
        prepared.extend(prepared_one);
    }
    if flags.stdout {
        terminal::tell_all(&warnings);
        let texts = prepared.iter().flat_map(|one| &one.wanted).map(|file| file.text.as_str());
        terminal::print(&texts.collect::<String>())?;
        return Ok(Outcome::Done);
    }
    if refused.has_errors() {
        terminal::tell_all(&warnings);
        terminal::tell_all(&refused);
        return Ok(Outcome::Findings);
    }
    let wanted: Vec<Wanted> = prepared.iter_mut().flat_map(|one| std::mem::take(&mut one.wanted)).collect();
    warnings.extend(prepared.iter().flat_map(|one| shown::warnings(&one.changes)));
    let done = match flags.dry_run {
        true => {
            terminal::print(&shown::would_write(&wanted)?)?;
            vec![Done::Planned; wanted.len()]
        }
        false => write(&wanted)?,
    };
    terminal::tell_all(&warnings);
    let fate = |path: &Path| wanted.iter().zip(&done).find(|(file, _)| file.path == path).map(|(_, done)| *done);
    let told = prepared.iter().map(|one| {
        let schema = line(&one.schema, fate(&one.schema), false);
        let adapter = line(&one.adapter, fate(&one.adapter), one.is_own_adapter);
        let changes: String =
            shown::text(&one.changes, &one.component, false).lines().map(|line| format!("  {line}\n")).collect();
        format!("{schema}{changes}{adapter}{}\n", one.summary)
    });
    terminal::print(&told.collect::<String>())?;
    Ok(Outcome::Done)
}

/// Generates the files of one component, and decides what becomes of those that are there. None if one is refused.
fn prepare(
    session: &mut Session<'_>,
    flags: &GenFlags,
    refused: &mut Diagnostics,
) -> Result<Option<Prepared>, Diagnostics> {
    let (plugins, by) = session.plugins()?.ok_or_else(|| session.no_plugins("gen"))?;
    let with = plugins.iter().map(|plugin: &Plugin| plugin.spec.name.as_str()).collect::<Vec<_>>().join(", ");
    let (request, generated) = session.generate_for(plugins)?;
    let project = &session.project;
    let from = match &by {
        ChosenBy::Flag | ChosenBy::Config => String::new(),
        ChosenBy::Code(span) => format!(", read from {span}"),
        ChosenBy::Recorded(span) => format!(", as recorded at {span}"),
    };
    let summary = format!(
        "for better-auth {} and {} {}, with {with}{from}",
        project.versions.better_auth.version, project.adapter.package, project.versions.adapter.version,
    );
    let (schema, adapter) = (project.schema_path(), project.adapter_path());
    let component = project.component_name();
    let (wanted, changes) = (Vec::new(), Vec::new());
    let mut prepared = Prepared { schema, adapter, wanted, is_own_adapter: false, changes, component, summary };
    if flags.stdout {
        let (path, text) = (prepared.schema.clone(), generated.schema_text);
        prepared.wanted.push(Wanted { path, text, seen: Seen::Anything });
        return Ok(Some(prepared));
    }
    // Whatever cannot be read is replaced if that is asked for.
    let existing = match files::read_with_conflicts(&prepared.schema) {
        Err(_) if flags.force => None,
        read => read?,
    };
    let (plan, seen) = match flags.force {
        true => (schema::Plan::Write, Seen::Anything),
        false => (schema::plan(existing.as_ref(), &generated, session.exempt())?, Seen::of(existing.as_ref())),
    };
    if let schema::Plan::Refused(refusal) = plan {
        refused.extend(edits(&session.project, &refusal));
        return Ok(None);
    }
    let (adapter, adapter_seen) = plan_adapter(session, &generated, flags.force)?;
    match adapter {
        adapter::Plan::Write(text) => {
            prepared.wanted.push(Wanted { path: prepared.adapter.clone(), text, seen: adapter_seen });
        }
        adapter::Plan::Own(_) => prepared.is_own_adapter = true,
        adapter::Plan::Same => {}
    }
    if matches!(plan, schema::Plan::Merged) {
        let title = format!("{} had a merge conflict, and is written again", files::shown(&prepared.schema));
        session.warnings.push(Diagnostic::warning(title).note("none of its sides has an edit that would be lost"));
    }
    if matches!(plan, schema::Plan::Write | schema::Plan::Merged) {
        prepared.changes = changes_on_disk(session, existing.as_ref(), &request, &generated);
        let (path, text) = (prepared.schema.clone(), generated.schema_text);
        prepared.wanted.insert(0, Wanted { path, text, seen });
    }
    Ok(Some(prepared))
}

/// The edits for which a schema is not replaced, and the ways on.
fn edits(project: &Project, refusal: &Refusal) -> Diagnostics {
    let recognized = packaged::recognize(project, &refusal.existing, &refusal.losses);
    let losses = recognized.as_ref().map_or(refusal.losses.as_slice(), |recognized| &recognized.others);
    let lost = losses.iter().map(|loss| Diagnostic::error(format!("{} would be lost", loss.what)).at(&loss.span, ""));
    let lost: Vec<Diagnostic> = lost.collect();
    let shown = files::shown(&project.schema_path());
    let title = format!("nothing was written: {shown} has edits that the generated file does not have");
    let diagnostic = Diagnostic::error(title).help("keep all of them: sigma-schema adopt");
    let way_on = diagnostic.help("drop all of them: sigma-schema gen --force");
    recognized.into_iter().map(|recognized| recognized.diagnostic).chain(lost).chain([way_on]).collect()
}

/// What changes in the schema that Convex takes. Warns if the schema on disk cannot be compared.
fn changes_on_disk(
    session: &mut Session<'_>,
    existing: Option<&Arc<Source>>,
    request: &Request,
    generated: &Generated,
) -> Vec<Change> {
    let project = &session.project;
    // Nothing changes where nothing was generated yet.
    if !project.schema_path().exists() {
        return Vec::new();
    }
    let compared = before(project, existing).and_then(|(old, other)| {
        let new = planned(project, generated)?.spanned.schema();
        let changes = |old: &Side| noted(request, &old.spanned.schema(), &new);
        Ok(match other {
            Some(other) => of_both(changes(&old), changes(&other)),
            None => changes(&old),
        })
    });
    compared.unwrap_or_else(|diagnostic| {
        let title = "the schema that is replaced cannot be read, so what changes in it is not shown";
        session.warnings.push(Diagnostic::warning(title).note(diagnostic.title));
        Vec::new()
    })
}

/// The schema that Convex would take now; of a file with conflict markers, the two of its sides.
fn before(project: &Project, existing: Option<&Arc<Source>>) -> Result<(Side, Option<Side>), Diagnostic> {
    let conflict = existing.filter(|source| merge::marker(source).is_some());
    let Some([ours, theirs]) = conflict.and_then(|source| merge::sides(&source.text)) else {
        return Ok((on_disk(project)?, None));
    };
    Ok((with_schema(project, ours, String::new())?, Some(with_schema(project, theirs, String::new())?)))
}

/// What became of a file.
fn line(path: &Path, done: Option<Done>, is_own: bool) -> String {
    match done {
        Some(Done::Written) => format!("written   {}\n", files::shown(path)),
        Some(Done::Planned) => format!("planned   {}\n", files::shown(path)),
        _ if is_own => format!("kept      {}, which is yours\n", files::shown(path)),
        _ => format!("unchanged {}\n", files::shown(path)),
    }
}
