//! `check`: whether the files on disk are what `gen` would write, and serve Better Auth.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::adapter::plan_adapter;
use super::diff::{noted, noted_within, on_disk, planned};
use super::document::{advice, diagnostic, item, of_run};
use super::flags::{CheckFlags, FindingFormat};
use super::lookups::{findings, usable};
use super::session::Session;
use super::written::{determined, refused};
use super::{Outcome, changes as shown, packaged, terminal};
use crate::changes::compare::Change;
use crate::changes::reconcile::{adapter, schema};
use crate::convex::Table;
use crate::convex::generate::{self, Generated, Request};
use crate::convex::indexes::IndexMode;
use crate::convex::packages::{VersionChange, version_changes};
use crate::convex::spanned::SpannedSchema;
use crate::diagnostic::github::{Level, annotation};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, merge};
use crate::existing::tables;
use crate::workspace::versions::Versions;
use crate::workspace::{Project, files, package_manager};

/// What is wrong with one file.
struct Finding {
    file: String,
    /// In a word: `stale`, `missing`, `incomplete`, `edited`, `unserved`, `refused`.
    state: &'static str,
    /// In a sentence.
    what: String,
    /// Table by table, where the schema differs.
    changes: Vec<Change>,
    /// Line by line.
    diff: String,
    /// What else is known about it.
    diagnostics: Diagnostics,
    /// The schema that the changes are shown in.
    spanned: SpannedSchema,
}

/// What was found of one component.
struct Checked {
    /// The files that are as they should be.
    fresh: Vec<String>,
    findings: Vec<Finding>,
    component: String,
    /// The packages that have another version than the one that schema.ts was generated for.
    versions: Vec<VersionChange>,
    /// The command that mends it.
    mend: String,
}

pub(super) fn run(flags: &CheckFlags) -> Result<Outcome, Diagnostics> {
    let (mut all, mut warnings) = (Vec::new(), Diagnostics::default());
    for mut session in Session::find(&flags.choice)? {
        let checked = check(&mut session, flags)?;
        terminal::tell_all(&session.warnings);
        warnings.extend(session.warnings);
        all.push(checked);
    }
    let (mut printed, mut components) = (String::new(), Vec::new());
    match flags.format {
        FindingFormat::Text => printed = all.iter().map(text).collect::<Vec<_>>().join("\n"),
        FindingFormat::Json => components = all.iter().map(as_json).collect(),
        FindingFormat::Github => printed = all.iter().map(annotations).collect(),
        FindingFormat::Markdown => printed = all.iter().map(markdown).collect::<Vec<_>>().join("\n"),
    }
    terminal::print(&of_run(flags.format, printed, components, &warnings))?;
    let is_fresh = all.iter().all(|checked| checked.findings.is_empty());
    Ok(if is_fresh { Outcome::Done } else { Outcome::Findings })
}

fn check(session: &mut Session<'_>, flags: &CheckFlags) -> Result<Checked, Diagnostics> {
    let (request, generated) = session.generate("check")?;
    let component = session.project.component_name();
    let versions = changed_versions(&session.project)?;
    let mut checked = Checked { fresh: Vec::new(), findings: Vec::new(), component, versions, mend: String::new() };
    let schema_path = session.project.schema_path();
    let of_schema = check_schema(session, &request, &generated, flags)?;
    let is_whole = session.project.entry() == schema_path;
    // One that is as `gen` writes it has been held against the rules by that.
    let written = of_schema.as_ref().filter(|_| is_whole).map(|finding| &finding.spanned);
    if let Some(whole) = written {
        determined(whole, |name| generated.schema.table(name).is_some())?;
    }
    let refused = written.and_then(|spanned| check_rules(session, &schema_path, spanned));
    checked.add(&schema_path, of_schema);
    checked.findings.extend(refused);
    let adapter_path = session.project.adapter_path();
    let adapter = check_adapter(session, &generated, flags)?;
    checked.add(&adapter_path, adapter);
    let project = &session.project;
    let entry = project.entry();
    if entry != project.schema_path() {
        let whole = planned(project, &generated)?.spanned;
        let file = files::shown(&project.schema_path());
        let refused = check_rules(session, &entry, &whole);
        match (check_split(&request, &generated, &entry, whole, &file)?, refused) {
            (None, Some(refused)) => checked.findings.push(refused),
            (unserved, refused) => {
                checked.add(&entry, unserved);
                checked.findings.extend(refused);
            }
        }
    }
    if !checked.findings.is_empty() {
        let project = &session.project;
        checked.mend = package_manager::command(project.around().at(&project.app), &session.command())?;
    }
    Ok(checked)
}

/// The packages that have another version than the one that schema.ts was generated for.
fn changed_versions(project: &Project) -> Result<Vec<VersionChange>, Diagnostic> {
    let Some(source) = project.files.read_with_conflicts(&project.schema_path())? else { return Ok(Vec::new()) };
    let Versions { better_auth, adapter } = &project.versions;
    let now = [
        (project.core.package.as_str(), better_auth.version.to_string()),
        (project.adapter.package.as_str(), adapter.version.to_string()),
    ];
    Ok(version_changes(&source.text, &now))
}

impl Checked {
    /// What changed in versions, in a line. None if nothing did.
    fn upgrade(&self) -> Option<String> {
        let changes: Vec<String> = self.versions.iter().map(VersionChange::to_string).collect();
        (!changes.is_empty())
            .then(|| format!("versions changed since the schema was generated: {}", changes.join(", ")))
    }

    fn add(&mut self, file: &Path, finding: Option<Finding>) {
        match finding {
            Some(finding) => self.findings.push(finding),
            None => self.fresh.push(files::shown(file)),
        }
    }
}

impl Finding {
    fn new(file: &Path, state: &'static str, what: impl Into<String>) -> Self {
        Self {
            file: files::shown(file),
            state,
            what: what.into(),
            changes: Vec::new(),
            diff: String::new(),
            diagnostics: Diagnostics::default(),
            spanned: SpannedSchema::default(),
        }
    }
}

fn check_schema(
    session: &Session<'_>,
    request: &Request,
    generated: &Generated,
    flags: &CheckFlags,
) -> Result<Option<Finding>, Diagnostics> {
    let path = session.project.schema_path();
    let Some(source) = session.project.files.read_with_conflicts(&path)? else {
        return Ok(Some(Finding::new(
            &path,
            "missing",
            "it is not there: it was never generated, or is not committed",
        )));
    };
    let finding = |state, what| Ok(Some(differing(&path, state, what, &source, &generated.schema_text, flags)));
    let unreadable = |diagnostic: Diagnostic| match merge::marker(&source) {
        Some(_) => diagnostic,
        None => Diagnostic {
            helps: vec!["correct it, or let it be written again: sigma-schema gen --force".to_owned()],
            ..diagnostic
        },
    };
    let plan = schema::plan(Some(&source), generated, session.exempt()).map_err(unreadable)?;
    let mut recognized = None;
    let (state, what) = match &plan {
        schema::Plan::Same if flags.exact && with_line_feeds(&source) != generated.schema_text => {
            return finding("stale", "its layout is not the one that `gen` writes, and --exact asks for that");
        }
        schema::Plan::Same => return Ok(None),
        schema::Plan::Merged => {
            return finding("stale", "it has a merge conflict, and `gen` writes it again: no side has an edit");
        }
        schema::Plan::Write => ("stale", "it is not what `gen` would write"),
        schema::Plan::Refused(refusal) => {
            recognized = packaged::recognize(&session.project, &refusal.existing, &refusal.losses);
            ("edited", "it has edits that `gen` would lose, so `gen` refuses to write it")
        }
    };
    let spanned = tables::schema(&path, &session.project.top, &session.project.files)?;
    let mut finding = differing(&path, state, what, &source, &generated.schema_text, flags);
    let (before, after) = (spanned.schema(), &generated.schema);
    finding.changes = if session.project.is_split() {
        let (whole_before, whole_after) = (on_disk(&session.project)?, planned(&session.project, generated)?);
        let whole = (&whole_before.spanned.schema(), &whole_after.spanned.schema());
        noted_within(request, (&before, after), whole)
    } else {
        noted(request, &before, after)
    };
    finding.spanned = spanned;
    finding.diagnostics.extend(recognized.map(|recognized| recognized.diagnostic));
    if finding.changes.is_empty() && state == "stale" {
        finding.what.push_str("; its tables are the same, but its header or form is not");
    }
    Ok(Some(finding))
}

fn check_adapter(
    session: &mut Session<'_>,
    generated: &Generated,
    flags: &CheckFlags,
) -> Result<Option<Finding>, Diagnostics> {
    let path = session.project.adapter_path();
    let before = session.warnings.0.len();
    let (plan, _) = plan_adapter(session, generated, false)?;
    match plan {
        adapter::Plan::Same => Ok(None),
        adapter::Plan::Own(own) if own.missing.is_empty() => Ok(None),
        adapter::Plan::Own(adapter::Own { missing, .. }) => {
            // It is said as a finding.
            session.warnings.0.truncate(before);
            let what = format!("it does not export {}, which Better Auth calls", missing.join(", "));
            Ok(Some(Finding::new(&path, "incomplete", what)))
        }
        adapter::Plan::Write(text) => Ok(Some(match session.project.files.read(&path)? {
            None => Finding::new(&path, "missing", "it is not there: it was never generated, or is not committed"),
            Some(source) => differing(&path, "stale", "it is not what `gen` would write", &source, &text, flags),
        })),
    }
}

/// What Convex refuses in a whole schema. What it accepts against its documentation is a warning.
fn check_rules(session: &mut Session<'_>, file: &Path, whole: &SpannedSchema) -> Option<Finding> {
    let errors = refused(session, whole);
    if errors.is_empty() {
        return None;
    }
    let what = if errors.iter().any(|refusal| refusal.is_certain) {
        "the push fails, whatever the data"
    } else {
        "the push fails unless `schemaValidation` is false"
    };
    let mut finding = Finding::new(file, "refused", what);
    finding.diagnostics = errors.into_iter().map(|refusal| refusal.diagnostic).collect();
    Some(finding)
}

/// What a schema.ts that spreads the generated file lacks: tables, fields, and indexes for lookups.
fn check_split(
    request: &Request,
    generated: &Generated,
    entry: &Path,
    spanned: SpannedSchema,
    file: &str,
) -> Result<Option<Finding>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let is_own = |table: &&Table| request.custom_tables.iter().any(|own| own.table.name == table.name);
    for table in generated.schema.tables.iter().filter(|table| !is_own(table)) {
        let found = spanned.table(&table.name);
        let missing = missing_parts(table, found.map(|found| &found.table));
        if !missing.is_empty() {
            let title = format!("{} lacks {}, which Better Auth needs", files::shown(entry), missing.join(", "));
            let span = found.map(|found| found.span.first_line());
            diagnostics
                .push(Diagnostic::warning(title).at_opt(span.as_ref()).help("spread the generated table, or add it"));
        }
    }
    let existing = usable(spanned, |name| generated.schema.table(name).is_some())?;
    if request.index_mode == IndexMode::Complete {
        let tables = generate::tables(request, &mut Diagnostics::default());
        let all = findings(&tables, &existing, file);
        diagnostics.extend(all.iter().filter(|finding| finding.is_wrong()).map(|finding| finding.diagnostic()));
    }
    if diagnostics.0.is_empty() {
        return Ok(None);
    }
    let mut finding = Finding::new(entry, "unserved", "it does not serve Better Auth");
    finding.diagnostics = diagnostics;
    Ok(Some(finding))
}

/// The parts of a table that another does not have, by name.
fn missing_parts(wanted: &Table, found: Option<&Table>) -> Vec<String> {
    let Some(found) = found else { return vec![format!("the table `{}`", wanted.name)] };
    if found.document.is_some() {
        return Vec::new();
    }
    let missing = wanted.fields.iter().filter(|field| found.field(&field.name).is_none());
    missing.map(|field| format!("the field `{}` of `{}`", field.name, wanted.name)).collect()
}

fn differing(path: &Path, state: &'static str, what: &str, source: &Source, text: &str, flags: &CheckFlags) -> Finding {
    let mut finding = Finding::new(path, state, what);
    if !flags.no_diff {
        let file = &finding.file;
        finding.diff = shown::unified(&with_line_feeds(source), text, file, &format!("{file} (gen)"));
    }
    finding
}

/// The text as `gen` would write it into a file without Windows' line ends.
fn with_line_feeds(source: &Source) -> String {
    source.text.replace("\r\n", "\n")
}

fn text(checked: &Checked) -> String {
    let mut text: String = checked.upgrade().map(|upgrade| upgrade + "\n").into_iter().collect();
    text.extend(checked.fresh.iter().map(|file| format!("up to date {file}\n")));
    for finding in &checked.findings {
        text.push_str(&format!("{:<10} {}: {}\n", finding.state, finding.file, finding.what));
    }
    for finding in &checked.findings {
        let diagnostics =
            finding.diagnostics.0.iter().map(|diagnostic| format!("\n{}", terminal::rendered(diagnostic)));
        text.extend(diagnostics);
        let changes = shown::text(&finding.changes, &checked.component, false);
        for part in [&changes, &finding.diff].into_iter().filter(|part| !part.is_empty()) {
            text.push('\n');
            text.push_str(part);
        }
    }
    if !checked.findings.is_empty() {
        text.push_str(&format!("\n{}\n", mending(checked)));
    }
    text
}

/// What mends it, in a line or two.
fn mending(checked: &Checked) -> String {
    let has = |state: &str| checked.findings.iter().any(|finding| finding.state == state);
    let mut lines = Vec::new();
    if has("stale") || has("missing") {
        lines.push(format!("to mend: {}", checked.mend));
    }
    if has("edited") && has("refused") {
        lines.push("to drop the edits: sigma-schema gen --force".to_owned());
    } else if has("edited") {
        lines.push("to keep the edits: sigma-schema adopt; to drop them: sigma-schema gen --force".to_owned());
    }
    if has("incomplete") {
        lines.push("to mend adapter.ts: add what it lacks, or replace it by sigma-schema gen --force".to_owned());
    }
    if has("unserved") || has("refused") {
        lines.push("to mend schema.ts: do what is said above".to_owned());
    }
    lines.join("\n")
}

fn annotations(checked: &Checked) -> String {
    let mut text = String::new();
    if let (Some(upgrade), Some(finding)) = (checked.upgrade(), checked.findings.first()) {
        text.push_str(&annotation(Level::Notice, None, &finding.file, &upgrade, &[]));
    }
    for finding in &checked.findings {
        let title = format!("{} is {}: {}", finding.file, finding.state, finding.what);
        let lines: Vec<String> = mending(checked).lines().map(str::to_owned).collect();
        text.push_str(&annotation(Level::Error, None, &finding.file, &title, &lines));
        text.push_str(&shown::annotations(&finding.changes, &finding.spanned, &finding.file, &checked.component));
        for diagnostic in &finding.diagnostics.0 {
            let span = diagnostic.span.as_ref().map(|(span, _)| span);
            text.push_str(&annotation(Level::Error, span, &finding.file, &diagnostic.title, &advice(diagnostic)));
        }
    }
    text
}

fn markdown(checked: &Checked) -> String {
    let mut text = String::from("### Better Auth's files\n\n");
    text.extend(checked.upgrade().map(|upgrade| format!("- {upgrade}\n")));
    for file in &checked.fresh {
        text.push_str(&format!("- `{file}` is up to date\n"));
    }
    for finding in &checked.findings {
        text.push_str(&format!("- **`{}` is {}**: {}\n", finding.file, finding.state, finding.what));
    }
    for finding in &checked.findings {
        if !finding.diagnostics.0.is_empty() {
            text.push('\n');
        }
        text.extend(finding.diagnostics.0.iter().map(item));
        text.push_str(&shown::table(&finding.changes));
        if !finding.diff.is_empty() {
            text.push_str(&format!("\n```diff\n{}```\n", finding.diff));
        }
    }
    if !checked.findings.is_empty() {
        text.push_str(&format!("\n{}\n", mending(checked)));
    }
    text
}

/// A component as JSON.
fn as_json(checked: &Checked) -> Json {
    let finding = |checked: &Checked, finding: &Finding| {
        json!({
            "file": finding.file,
            "state": finding.state,
            "what": finding.what,
            "changes": shown::as_json(&finding.changes, &checked.component),
            "problems": finding.diagnostics.0.iter().map(diagnostic).collect::<Vec<_>>(),
            "diff": finding.diff,
        })
    };
    let version = |change: &VersionChange| json!({ "package": change.package, "from": change.from, "to": change.to });
    json!({
        "name": checked.component,
        "versions": checked.versions.iter().map(version).collect::<Vec<_>>(),
        "upToDate": checked.fresh,
        "findings": checked.findings.iter().map(|one| finding(checked, one)).collect::<Vec<_>>(),
        "fix": (!checked.findings.is_empty()).then(|| mending(checked)),
    })
}
