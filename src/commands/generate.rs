//! `gen`: the texts of schema.ts and adapter.ts, and the decision about existing files.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::adapter::plan_adapter;
use super::compare::{Side, noted, on_disk, planned, with_schema};
use super::documents::{ChangeDocument, GenDocument, document};
use super::fate::File;
use super::session::of_component;
use super::{Component, Report, Session, Status, packaged, render};
use crate::auth::precedence::ChosenBy;
use crate::catalog::plugin::Plugin;
use crate::changes::change::Change;
use crate::changes::reconcile::adapter;
use crate::changes::reconcile::schema::{self, Refusal};
use crate::changes::sides::of_both;
use crate::convex::generate::{Generated, Request};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::emit::{markdown, shown, visible, visible_lines};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Source, merge};
use crate::workspace::commit::{Done, Seen, Wanted};
use crate::workspace::{Project, find};

/// The options of the command.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether schema.ts is printed regardless of existing files.
    pub is_printed: bool,
    /// Whether the command shows the differences and writes nothing.
    pub is_dry: bool,
    /// Whether files are replaced even if edits are lost.
    pub is_forced: bool,
}

/// The generated files of one component.
#[derive(Debug)]
pub struct Generation {
    component: String,
    /// The text of schema.ts, if that is what is shown.
    printed: Option<String>,
    /// The differences from the files on disk, if that is what is shown.
    differences: String,
    files: Vec<File>,
    /// The changes of the schema that Convex takes.
    changes: Vec<Change>,
    plugins: Vec<String>,
    better_auth: String,
    convex_adapter: String,
    /// The plugins and versions, in a line.
    summary: String,
}

/// Generates the files of all components, and decides about existing ones.
///
/// Fails if the plugins, options or versions cannot be determined, or if Convex refuses the generated schema. Edits
/// that would be lost are findings; then nothing is written.
pub fn run(sessions: Vec<Session>, options: Options) -> Result<Report<Generation>, Diagnostics> {
    if let [first, _, ..] = sessions.as_slice()
        && options.is_printed
    {
        let folders = sessions.iter().map(|session| &session.project.component);
        return Err(find::choose(
            "several Better Auth components exist, and --stdout prints one",
            &*first.project.files,
            folders,
        )
        .into());
    }
    let files = sessions.first().map(|session| Arc::clone(&session.project.files));
    let mut report = Report::new(Vec::new(), Diagnostics::default(), true);
    let mut refused = Diagnostics::default();
    for mut session in sessions {
        let component = session.project.component_name();
        let prepared = prepare(&mut session, options, &mut refused);
        let prepared = prepared.map_err(|diagnostics| of_component(diagnostics, &component))?;
        report.diagnostics.extend(session.into_warnings());
        if let Some((generation, wanted)) = prepared {
            report.components.push(generation);
            report.writes.extend(wanted);
        }
    }
    if refused.has_errors() {
        report.diagnostics.extend(refused);
        return Ok(Report { components: Vec::new(), status: Status::Findings, writes: Vec::new(), ..report });
    }
    report.diagnostics.extend(report.components.iter().flat_map(|one| render::warnings(&one.changes)));
    if let Some(files) = files.filter(|_| options.is_dry) {
        for component in &mut report.components {
            let is_its = |wanted: &&Wanted| component.files.iter().any(|file| file.path == wanted.path);
            let wanted: Vec<Wanted> = report.writes.iter().filter(is_its).cloned().collect();
            component.differences = render::would_write(&*files, &wanted)?;
            wanted.iter().for_each(|wanted| component.committed(&wanted.path, Done::Planned));
        }
        report.writes.clear();
    }
    Ok(report)
}

/// Generates the files of one component. None if one is refused.
fn prepare(
    session: &mut Session,
    options: Options,
    refused: &mut Diagnostics,
) -> Result<Option<(Generation, Vec<Wanted>)>, Diagnostics> {
    let (plugins, by) = session.plugins()?.ok_or_else(|| session.no_plugins("gen"))?;
    let names: Vec<String> = plugins.iter().map(|plugin: &Plugin| plugin.spec.name.clone()).collect();
    let (request, generated) = session.generate_for(plugins)?;
    let project = &session.project;
    let from = match &by {
        ChosenBy::Flag | ChosenBy::Config => String::new(),
        ChosenBy::Code(span) => format!(", read from {span}"),
        ChosenBy::Recorded(span) => format!(", as recorded at {span}"),
    };
    let (better_auth, convex_adapter) = (&project.versions.better_auth.version, &project.versions.adapter.version);
    let with = names.join(", ");
    let summary =
        format!("for better-auth {better_auth} and {} {convex_adapter}, with {with}{from}", project.adapter.package);
    let (schema_path, adapter_path) = (project.schema_path(), project.adapter_path());
    let mut generation = Generation {
        component: project.component_name(),
        printed: None,
        differences: String::new(),
        files: [&schema_path, &adapter_path].map(|path| File::new(project, path.clone())).into(),
        changes: Vec::new(),
        plugins: names,
        better_auth: better_auth.to_string(),
        convex_adapter: convex_adapter.to_string(),
        summary,
    };
    if options.is_printed {
        generation.printed = Some(generated.schema_text);
        return Ok(Some((generation, Vec::new())));
    }
    // With --force, a file that cannot be read is replaced.
    let existing = match project.files.read_with_conflicts(&schema_path) {
        Err(_) if options.is_forced => None,
        read => read?,
    };
    let (plan, seen) = match options.is_forced {
        true => (schema::Plan::Write, Seen::Anything),
        false => (schema::plan(existing.as_ref(), &generated, session.exempt())?, Seen::of(existing.as_ref())),
    };
    if let schema::Plan::Refused(refusal) = plan {
        let component = session.project.component_name();
        refused.extend(of_component(edits(&session.project, &refusal), &component));
        return Ok(None);
    }
    let mut wanted = Vec::new();
    let (adapter, adapter_seen) = plan_adapter(session, &generated, options.is_forced)?;
    match adapter {
        adapter::Plan::Write(text) => wanted.push(Wanted { path: adapter_path, text, seen: adapter_seen }),
        adapter::Plan::Customized(_) => generation.files[1].is_custom = true,
        adapter::Plan::Same => {}
    }
    if matches!(plan, schema::Plan::Merged) {
        let title = format!("{} had a merge conflict and is written again", session.project.display_path(&schema_path));
        let diagnostic = Diagnostic::new(&codes::CONFLICT_REPLACED, title);
        session.warnings.push(diagnostic.note("none of its sides has an edit that would be lost"));
    }
    if matches!(plan, schema::Plan::Write | schema::Plan::Merged) {
        generation.changes = changes_on_disk(session, existing.as_ref(), &request, &generated);
        wanted.insert(0, Wanted { path: schema_path, text: generated.schema_text, seen });
    }
    session.refuse_outside(wanted.iter().map(|file| file.path.clone()))?;
    Ok(Some((generation, wanted)))
}

/// The edits for which a schema is not replaced, with helps.
fn edits(project: &Project, refusal: &Refusal) -> Diagnostics {
    let recognized = packaged::recognize(project, &refusal.existing, &refusal.losses);
    let losses = recognized.as_ref().map_or(refusal.losses.as_slice(), |recognized| &recognized.others);
    let lost = losses
        .iter()
        .map(|loss| Diagnostic::new(&codes::EDIT_LOST, format!("{} would be lost", loss.what)).at(&loss.span, ""));
    let lost: Vec<Diagnostic> = lost.collect();
    let shown = project.display_path(&project.schema_path());
    let title = format!("nothing was written: {shown} has edits that the generated file does not have");
    let diagnostic = Diagnostic::new(&codes::NOTHING_WRITTEN, title);
    let diagnostic = diagnostic.help("to keep all of them, run `sigma-schema adopt`");
    let drop_help = diagnostic.help("to drop all of them, run `sigma-schema gen --force`");
    recognized.into_iter().map(|recognized| recognized.diagnostic).chain(lost).chain([drop_help]).collect()
}

/// The changes of the schema that Convex takes. Warns if the schema on disk cannot be compared.
fn changes_on_disk(
    session: &mut Session,
    existing: Option<&Arc<Source>>,
    request: &Request,
    generated: &Generated,
) -> Vec<Change> {
    let project = &session.project;
    // Without a generated schema, there are no changes.
    if !project.files.exists(&project.schema_path()) {
        return Vec::new();
    }
    let compared = before(project, existing).and_then(|(old, other)| {
        let new = planned(project, generated)?.spanned;
        let changes = |old: &Side| render::located(&noted(request, &old.spanned, &new), &new);
        Ok(match other {
            Some(other) => of_both(changes(&old), changes(&other)),
            None => changes(&old),
        })
    });
    compared.unwrap_or_else(|diagnostic| {
        let title = "cannot show what changes: the schema that is replaced cannot be read";
        session.warnings.push(Diagnostic::new(&codes::CHANGES_UNKNOWN, title).note(shown(&diagnostic).message.clone()));
        Vec::new()
    })
}

/// The schema that Convex would use now; for a file with conflict markers, the two of its sides.
fn before(project: &Project, existing: Option<&Arc<Source>>) -> Result<(Side, Option<Side>), Diagnostic> {
    let conflict = existing.filter(|source| merge::marker(source).is_some());
    let Some([ours, theirs]) = conflict.and_then(|source| merge::sides(&source.text)) else {
        return Ok((on_disk(project)?, None));
    };
    Ok((with_schema(project, ours, String::new())?, Some(with_schema(project, theirs, String::new())?)))
}

impl Component for Generation {
    fn document(&self) -> Json {
        document(GenDocument {
            name: self.component.clone(),
            files: self.files.iter().map(File::document).collect(),
            changes: self.changes.iter().map(|change| ChangeDocument::new(change, &self.component)).collect(),
            plugins: self.plugins.clone(),
            better_auth: self.better_auth.clone(),
            convex_adapter: self.convex_adapter.clone(),
            diff: self.differences.clone(),
        })
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        if let Some(printed) = &self.printed {
            return printed.clone();
        }
        let changes = render::text(&self.changes, &self.component, false);
        let changes: String = changes.lines().map(|line| format!("  {line}\n")).collect();
        let [schema, adapter] = [0, 1].map(|at| self.files.get(at).map(File::line).unwrap_or_default());
        format!("{}{schema}{changes}{adapter}{}\n", visible_lines(&self.differences), visible(&self.summary))
    }

    fn markdown(&self) -> String {
        if let Some(printed) = &self.printed {
            return markdown::fenced("ts", printed);
        }
        let files: String = self.files.iter().map(File::item).collect();
        let differences = match self.differences.is_empty() {
            true => String::new(),
            false => format!("\n{}", markdown::fenced("diff", &self.differences)),
        };
        let summary = markdown::text(&self.summary);
        format!(
            "### Better Auth's files in {}\n\n{files}\nGenerated {summary}.\n{}{differences}",
            markdown::code(&self.component),
            render::table(&self.changes)
        )
    }

    fn changes(&self) -> Vec<Diagnostic> {
        // A warning: the files are written, whatever a push does about them.
        let diagnostic = |change: &Change| {
            let diagnostic = change.diagnostic(&self.component);
            let severity = diagnostic.severity.min(Severity::Warning);
            diagnostic.with_severity(severity)
        };
        self.changes.iter().map(diagnostic).collect()
    }

    fn file(&self) -> &str {
        self.files.first().map_or("", |file| &file.name)
    }

    fn committed(&mut self, path: &Path, done: Done) {
        if let Some(file) = self.files.iter_mut().find(|file| file.path == path) {
            file.done = done;
        }
    }
}
