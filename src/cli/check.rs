//! `check`: whether the files on disk are what `gen` would write, and serve Better Auth.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::adapter::plan_adapter;
use super::diff::{noted, noted_within, on_disk, planned};
use super::document::{advice, diagnostic, item, of_run};
use super::flags::{CheckFlags, FindingFormat};
use super::lookups::{findings, usable};
use super::setup::Setup;
use super::written::{determined, refused};
use super::{Outcome, changes as shown, packaged, terminal};
use crate::code::tables;
use crate::diff::changes::Change;
use crate::generate::{self, Generated, Request};
use crate::plan::{adapter, schema};
use crate::project::store::disk;
use crate::project::versions::Versions;
use crate::project::{Project, files, manager};
use crate::report::github::{Level, annotation};
use crate::report::{Problem, Problems, Source, merge};
use crate::schema::Table;
use crate::schema::indexes::IndexMode;
use crate::schema::packages::{VersionChange, version_changes};
use crate::schema::placed::PlacedSchema;

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
    problems: Problems,
    /// The schema that the changes are shown in.
    placed: PlacedSchema,
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

pub(super) fn run(flags: &CheckFlags) -> Result<Outcome, Problems> {
    let (mut all, mut warnings) = (Vec::new(), Problems::default());
    for mut setup in Setup::find(&flags.choice)? {
        let checked = check(&mut setup, flags)?;
        terminal::tell_all(&setup.warnings);
        warnings.extend(setup.warnings);
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

fn check(setup: &mut Setup<'_>, flags: &CheckFlags) -> Result<Checked, Problems> {
    let (request, generated) = setup.generate("check")?;
    let component = setup.project.component_name();
    let versions = changed_versions(&setup.project)?;
    let mut checked = Checked { fresh: Vec::new(), findings: Vec::new(), component, versions, mend: String::new() };
    let schema_path = setup.project.schema_path();
    let of_schema = check_schema(setup, &request, &generated, flags)?;
    let is_whole = setup.project.entry() == schema_path;
    // One that is as `gen` writes it has been held against the rules by that.
    let written = of_schema.as_ref().filter(|_| is_whole).map(|finding| &finding.placed);
    if let Some(whole) = written {
        determined(whole, |name| generated.schema.table(name).is_some())?;
    }
    let refused = written.and_then(|placed| check_rules(setup, &schema_path, placed));
    checked.add(&schema_path, of_schema);
    checked.findings.extend(refused);
    let adapter_path = setup.project.adapter_path();
    let adapter = check_adapter(setup, &generated, flags)?;
    checked.add(&adapter_path, adapter);
    let project = &setup.project;
    let entry = project.entry();
    if entry != project.schema_path() {
        let whole = planned(project, &generated)?.placed;
        let file = files::shown(&project.schema_path());
        let refused = check_rules(setup, &entry, &whole);
        match (check_split(&request, &generated, &entry, whole, &file)?, refused) {
            (None, Some(refused)) => checked.findings.push(refused),
            (unserved, refused) => {
                checked.add(&entry, unserved);
                checked.findings.extend(refused);
            }
        }
    }
    if !checked.findings.is_empty() {
        let project = &setup.project;
        checked.mend = manager::command(&project.app, &project.top, &setup.command())?;
    }
    Ok(checked)
}

/// The packages that have another version than the one that schema.ts was generated for.
fn changed_versions(project: &Project) -> Result<Vec<VersionChange>, Problem> {
    let Some(source) = files::read_with_conflicts(&project.schema_path())? else { return Ok(Vec::new()) };
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
            problems: Problems::default(),
            placed: PlacedSchema::default(),
        }
    }
}

fn check_schema(
    setup: &Setup<'_>,
    request: &Request,
    generated: &Generated,
    flags: &CheckFlags,
) -> Result<Option<Finding>, Problems> {
    let path = setup.project.schema_path();
    let Some(source) = files::read_with_conflicts(&path)? else {
        return Ok(Some(Finding::new(
            &path,
            "missing",
            "it is not there: it was never generated, or is not committed",
        )));
    };
    let finding = |state, what| Ok(Some(differing(&path, state, what, &source, &generated.schema_text, flags)));
    let unreadable = |problem: Problem| match merge::marker(&source) {
        Some(_) => problem,
        None => Problem {
            helps: vec!["correct it, or let it be written again: sigma-schema gen --force".to_owned()],
            ..problem
        },
    };
    let plan = schema::plan(Some(&source), generated, setup.exempt()).map_err(unreadable)?;
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
            recognized = packaged::recognize(&setup.project, &refusal.existing, &refusal.losses);
            ("edited", "it has edits that `gen` would lose, so `gen` refuses to write it")
        }
    };
    let placed = tables::schema(&path, &setup.project.top, &disk())?;
    let mut finding = differing(&path, state, what, &source, &generated.schema_text, flags);
    let (before, after) = (placed.schema(), &generated.schema);
    finding.changes = if setup.project.is_split() {
        let (whole_before, whole_after) = (on_disk(&setup.project)?, planned(&setup.project, generated)?);
        let whole = (&whole_before.placed.schema(), &whole_after.placed.schema());
        noted_within(request, (&before, after), whole)
    } else {
        noted(request, &before, after)
    };
    finding.placed = placed;
    finding.problems.extend(recognized.map(|recognized| recognized.problem));
    if finding.changes.is_empty() && state == "stale" {
        finding.what.push_str("; its tables are the same, but its header or form is not");
    }
    Ok(Some(finding))
}

fn check_adapter(
    setup: &mut Setup<'_>,
    generated: &Generated,
    flags: &CheckFlags,
) -> Result<Option<Finding>, Problems> {
    let path = setup.project.adapter_path();
    let before = setup.warnings.0.len();
    let (plan, _) = plan_adapter(setup, generated, false)?;
    match plan {
        adapter::Plan::Same => Ok(None),
        adapter::Plan::Own(own) if own.missing.is_empty() => Ok(None),
        adapter::Plan::Own(adapter::Own { missing, .. }) => {
            // It is said as a finding.
            setup.warnings.0.truncate(before);
            let what = format!("it does not export {}, which Better Auth calls", missing.join(", "));
            Ok(Some(Finding::new(&path, "incomplete", what)))
        }
        adapter::Plan::Write(text) => Ok(Some(match files::read(&path)? {
            None => Finding::new(&path, "missing", "it is not there: it was never generated, or is not committed"),
            Some(source) => differing(&path, "stale", "it is not what `gen` would write", &source, &text, flags),
        })),
    }
}

/// What Convex refuses in a whole schema. What it accepts against its documentation is a warning.
fn check_rules(setup: &mut Setup<'_>, file: &Path, whole: &PlacedSchema) -> Option<Finding> {
    let errors = refused(setup, whole);
    if errors.is_empty() {
        return None;
    }
    let what = if errors.iter().any(|refusal| refusal.is_certain) {
        "the push fails, whatever the data"
    } else {
        "the push fails unless `schemaValidation` is false"
    };
    let mut finding = Finding::new(file, "refused", what);
    finding.problems = errors.into_iter().map(|refusal| refusal.problem).collect();
    Some(finding)
}

/// What a schema.ts that spreads the generated file lacks: tables, fields, and indexes for lookups.
fn check_split(
    request: &Request,
    generated: &Generated,
    entry: &Path,
    placed: PlacedSchema,
    file: &str,
) -> Result<Option<Finding>, Problems> {
    let mut problems = Problems::default();
    let is_own = |table: &&Table| request.own_tables.iter().any(|own| own.table.name == table.name);
    for table in generated.schema.tables.iter().filter(|table| !is_own(table)) {
        let found = placed.table(&table.name);
        let missing = missing_parts(table, found.map(|found| &found.table));
        if !missing.is_empty() {
            let title = format!("{} lacks {}, which Better Auth needs", files::shown(entry), missing.join(", "));
            let place = found.map(|found| found.place.first_line());
            problems.push(Problem::warning(title).at_if(place.as_ref()).help("spread the generated table, or add it"));
        }
    }
    let existing = usable(placed, |name| generated.schema.table(name).is_some())?;
    if request.index_mode == IndexMode::Complete {
        let tables = generate::tables(request, &mut Problems::default());
        let all = findings(&tables, &existing, file);
        problems.extend(all.iter().filter(|finding| finding.is_wrong()).map(|finding| finding.problem()));
    }
    if problems.0.is_empty() {
        return Ok(None);
    }
    let mut finding = Finding::new(entry, "unserved", "it does not serve Better Auth");
    finding.problems = problems;
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
        let problems = finding.problems.0.iter().map(|problem| format!("\n{}", terminal::rendered(problem)));
        text.extend(problems);
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
        text.push_str(&shown::annotations(&finding.changes, &finding.placed, &finding.file, &checked.component));
        for problem in &finding.problems.0 {
            let place = problem.place.as_ref().map(|(place, _)| place);
            text.push_str(&annotation(Level::Error, place, &finding.file, &problem.title, &advice(problem)));
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
        if !finding.problems.0.is_empty() {
            text.push('\n');
        }
        text.extend(finding.problems.0.iter().map(item));
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
            "problems": finding.problems.0.iter().map(diagnostic).collect::<Vec<_>>(),
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
