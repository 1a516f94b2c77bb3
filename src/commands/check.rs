//! `check`: whether the files on disk are what `gen` would write, and have what Better Auth needs.

use std::path::Path;

use serde_json::Value as Json;

use super::adapter::plan_adapter;
use super::compare::{noted, noted_within, on_disk, planned};
use super::documents::{ChangeDocument, CheckDocument, CheckedFile, document};
use super::limits::{determined, refused};
use super::lookups::{findings, usable};
use super::session::of_component;
use super::unified::unified;
use super::{Component, Report, Session, packaged, render};
use crate::changes::change::Change;
use crate::changes::reconcile::{adapter, schema};
use crate::convex::Table;
use crate::convex::generate::{self, Generated, Request};
use crate::convex::indexes::IndexMode;
use crate::convex::packages::{VersionChange, version_changes};
use crate::convex::spanned::{SpannedSchema, SpannedTable};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::emit::{markdown, visible, visible_lines};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, merge};
use crate::existing::tables;
use crate::workspace::versions::Versions;
use crate::workspace::{Project, package_manager};

/// The options of the command.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether a difference in formatting is a finding.
    pub is_exact: bool,
    /// Whether line-by-line differences are left out.
    pub is_brief: bool,
}

/// The finding about one file.
#[derive(Debug)]
struct Finding {
    file: String,
    /// Its state; the name of the code is the word for it.
    code: &'static Code,
    /// The problem, in a sentence without its subject.
    what: String,
    /// Table by table, where the schema differs.
    changes: Vec<Change>,
    /// Line by line.
    diff: String,
    /// The related diagnostics.
    diagnostics: Diagnostics,
    /// The schema that changes are shown in.
    spanned: SpannedSchema,
}

/// The files of one component.
#[derive(Debug)]
pub struct Checked {
    component: String,
    /// The files that are up to date.
    fresh: Vec<String>,
    findings: Vec<Finding>,
    /// The packages whose version changed since schema.ts was generated.
    versions: Vec<VersionChange>,
    /// The command that writes the files again.
    command: String,
}

/// Checks the files of all components.
///
/// Fails if the output of `gen` cannot be determined, or if the schema on disk cannot be read.
pub fn run(sessions: Vec<Session>, options: Options) -> Result<Report<Checked>, Diagnostics> {
    let (mut components, mut diagnostics) = (Vec::new(), Diagnostics::default());
    for mut session in sessions {
        let component = session.project.component_name();
        let checked = check(&mut session, options).map_err(|diagnostics| of_component(diagnostics, &component))?;
        components.push(checked);
        diagnostics.extend(session.into_warnings());
    }
    let is_clean = components.iter().all(|checked| checked.findings.is_empty());
    Ok(Report::new(components, diagnostics, is_clean))
}

fn check(session: &mut Session, options: Options) -> Result<Checked, Diagnostics> {
    let (request, generated) = session.generate("check")?;
    let component = session.project.component_name();
    let versions = changed_versions(&session.project)?;
    let (fresh, findings) = (Vec::new(), Vec::new());
    let mut checked = Checked { component, fresh, findings, versions, command: String::new() };
    let schema_path = session.project.schema_path();
    let of_schema = check_schema(session, &request, &generated, options)?;
    let is_whole = session.project.entry() == schema_path;
    // The output of `gen` is already checked by the rules.
    let written = of_schema.as_ref().filter(|_| is_whole).map(|finding| &finding.spanned);
    if let Some(whole) = written {
        determined(whole, &generate::tables(&request, &mut Diagnostics::default()))?;
    }
    let refused = written.and_then(|spanned| check_rules(session, &schema_path, spanned));
    checked.add(&session.project, &schema_path, of_schema);
    checked.findings.extend(refused);
    let adapter_path = session.project.adapter_path();
    let adapter = check_adapter(session, &generated, options)?;
    checked.add(&session.project, &adapter_path, adapter);
    let project = &session.project;
    let entry = project.entry();
    if entry != project.schema_path() {
        let whole = planned(project, &generated)?.spanned;
        let refused = check_rules(session, &entry, &whole);
        match (check_split(session, &request, &generated, whole)?, refused) {
            (None, Some(refused)) => checked.findings.push(refused),
            (lacking, refused) => {
                checked.add(&session.project, &entry, lacking);
                checked.findings.extend(refused);
            }
        }
    }
    if !checked.findings.is_empty() {
        let project = &session.project;
        checked.command = package_manager::command(project.around().at(&project.app), &session.command())?;
    }
    Ok(checked)
}

/// The packages whose version changed since schema.ts was generated.
fn changed_versions(project: &Project) -> Result<Vec<VersionChange>, Diagnostic> {
    let Some(source) = project.files.read_with_conflicts(&project.schema_path())? else { return Ok(Vec::new()) };
    let Versions { better_auth, adapter } = &project.versions;
    let now = [
        (project.core.package.as_str(), better_auth.version.to_string()),
        (project.adapter.package.as_str(), adapter.version.to_string()),
    ];
    Ok(version_changes(&source.text, &now))
}

impl Finding {
    fn new(project: &Project, file: &Path, code: &'static Code, what: impl Into<String>) -> Self {
        Self {
            file: project.display_path(file),
            code,
            what: what.into(),
            changes: Vec::new(),
            diff: String::new(),
            diagnostics: Diagnostics::default(),
            spanned: SpannedSchema::default(),
        }
    }

    fn missing(project: &Project, file: &Path) -> Self {
        Self::new(project, file, &codes::NOT_GENERATED, "not found (never generated, or not committed)")
    }
}

/// The state of a file without findings.
const FRESH: &str = "up to date";
const DIFFERS: &str = "not what `gen` would write";

fn check_schema(
    session: &Session,
    request: &Request,
    generated: &Generated,
    options: Options,
) -> Result<Option<Finding>, Diagnostics> {
    let path = session.project.schema_path();
    let Some(source) = session.project.files.read_with_conflicts(&path)? else {
        return Ok(Some(Finding::missing(&session.project, &path)));
    };
    let finding = |code, what: &str| {
        let finding = Finding::new(&session.project, &path, code, what);
        differing(finding, &source, &generated.schema_text, options)
    };
    let unreadable = |diagnostic: Diagnostic| match merge::marker(&source) {
        Some(_) => diagnostic,
        None => Diagnostic {
            helps: vec!["correct it, or write it again: sigma-schema gen --force".to_owned()],
            ..diagnostic
        },
    };
    let plan = schema::plan(Some(&source), generated, session.exempt()).map_err(unreadable)?;
    let mut recognized = None;
    let (code, what) = match &plan {
        schema::Plan::Same if options.is_exact && with_line_feeds(&source) != generated.schema_text => {
            return Ok(Some(finding(&codes::STALE, "its formatting differs from `gen` (--exact)")));
        }
        schema::Plan::Same => return Ok(None),
        schema::Plan::Merged => {
            return Ok(Some(finding(&codes::STALE, "it has a merge conflict without edits: `gen` rewrites it")));
        }
        schema::Plan::Write => (&codes::STALE, DIFFERS),
        schema::Plan::Refused(refusal) => {
            recognized = packaged::recognize(&session.project, &refusal.existing, &refusal.losses);
            (&codes::MODIFIED, "it has edits that `gen` would lose, so `gen` refuses to write it")
        }
    };
    let spanned = tables::schema(&path, &session.project.root, &session.project.files)?;
    let mut finding = finding(code, what);
    let whole_after = planned(&session.project, generated)?.spanned;
    let changes = if session.project.is_split() {
        let whole_before = on_disk(&session.project)?.spanned;
        noted_within(request, (&spanned.schema(), &generated.schema), (&whole_before, &whole_after))
    } else {
        noted(request, &spanned, &whole_after)
    };
    finding.changes = render::located(&changes, &spanned);
    finding.spanned = spanned;
    finding.diagnostics.extend(recognized.map(|recognized| recognized.diagnostic));
    if finding.changes.is_empty() && *code == codes::STALE {
        finding.what.push_str("; the tables are the same, but the header or the layout differs");
    }
    Ok(Some(finding))
}

fn check_adapter(
    session: &mut Session,
    generated: &Generated,
    options: Options,
) -> Result<Option<Finding>, Diagnostics> {
    let path = session.project.adapter_path();
    let before = session.warnings.0.len();
    let (plan, _) = plan_adapter(session, generated, false)?;
    match plan {
        adapter::Plan::Same => Ok(None),
        adapter::Plan::Customized(own) if own.missing.is_empty() => Ok(None),
        adapter::Plan::Customized(adapter::Customized { missing, .. }) => {
            // It is reported as a finding.
            session.warnings.0.truncate(before);
            let what = format!("it does not export {}, which Better Auth calls", missing.join(", "));
            Ok(Some(Finding::new(&session.project, &path, &codes::ADAPTER_INCOMPLETE, what)))
        }
        adapter::Plan::Write(text) => Ok(Some(match session.project.files.read(&path)? {
            None => Finding::missing(&session.project, &path),
            Some(source) => {
                let finding = Finding::new(&session.project, &path, &codes::STALE, DIFFERS);
                differing(finding, &source, &text, options)
            }
        })),
    }
}

/// The violations of Convex's rules in a whole schema. A part that it accepts against its documentation is a warning.
fn check_rules(session: &mut Session, file: &Path, whole: &SpannedSchema) -> Option<Finding> {
    let errors = refused(session, whole);
    if errors.is_empty() {
        return None;
    }
    let what = if errors.iter().any(|refusal| refusal.is_certain) {
        "the push fails regardless of the data"
    } else {
        "the push fails unless `schemaValidation` is false"
    };
    let mut finding = Finding::new(&session.project, file, &codes::REFUSED_SCHEMA, what);
    finding.diagnostics = errors.into_iter().map(|refusal| refusal.diagnostic).collect();
    Some(finding)
}

/// The tables, fields, and indexes for lookups that a schema.ts lacks although it spreads the generated file.
fn check_split(
    session: &Session,
    request: &Request,
    generated: &Generated,
    spanned: SpannedSchema,
) -> Result<Option<Finding>, Diagnostics> {
    let project = &session.project;
    let (entry, file, component) =
        (project.entry(), project.display_path(&project.schema_path()), project.component_name());
    let mut diagnostics = Diagnostics::default();
    let is_custom = |table: &&Table| request.custom_tables.iter().any(|own| own.name == table.name);
    for table in generated.schema.tables.iter().filter(|table| !is_custom(table)) {
        let found = spanned.table(&table.name);
        let missing = missing_parts(table, found);
        if !missing.is_empty() {
            let title =
                format!("{} lacks {}, which Better Auth needs", project.display_path(&entry), missing.join(", "));
            let span = found.map(|found| found.span.first_line());
            let diagnostic = Diagnostic::new(&codes::TABLE_INCOMPLETE, title).about(&table.name);
            diagnostics.push(diagnostic.at_opt(span.as_ref()).help("spread the generated table, or add it"));
        }
    }
    let tables = generate::tables(request, &mut Diagnostics::default());
    let existing = usable(spanned, &tables)?;
    if request.index_mode == IndexMode::Complete {
        diagnostics.extend(findings(&tables, &existing, &file).iter().filter_map(|one| one.diagnostic(&component)));
    }
    if diagnostics.0.is_empty() {
        return Ok(None);
    }
    let mut finding = Finding::new(
        project,
        &entry,
        &codes::MISSING_INDEXES,
        "it lacks tables, fields or indexes that Better Auth needs",
    );
    finding.diagnostics = diagnostics;
    Ok(Some(finding))
}

/// The parts of a table that another does not have, by name.
fn missing_parts(wanted: &Table, found: Option<&SpannedTable>) -> Vec<String> {
    let Some(found) = found else { return vec![format!("the table `{}`", wanted.name)] };
    if found.document.is_some() {
        return Vec::new();
    }
    let missing = wanted.fields.iter().filter(|field| found.field(&field.name).is_none());
    missing.map(|field| format!("the field `{}` of `{}`", field.name, wanted.name)).collect()
}

/// The same finding, with the differences of its file from what `gen` would write.
fn differing(mut finding: Finding, source: &Source, text: &str, options: Options) -> Finding {
    // A file outside of the project may hold a secret.
    if !options.is_brief && !source.is_hidden {
        let file = &finding.file;
        finding.diff = unified(&with_line_feeds(source), text, file, &format!("{file} (gen)"));
    }
    finding
}

/// The text as `gen` would write it into a file without Windows' line ends.
fn with_line_feeds(source: &Source) -> String {
    source.text.replace("\r\n", "\n")
}

impl Checked {
    fn add(&mut self, project: &Project, file: &Path, finding: Option<Finding>) {
        match finding {
            Some(finding) => self.findings.push(finding),
            None => self.fresh.push(project.display_path(file)),
        }
    }

    /// The versions that changed, in a line. None if none did.
    fn upgrade(&self) -> Option<String> {
        let changes: Vec<String> = self.versions.iter().map(VersionChange::to_string).collect();
        (!changes.is_empty())
            .then(|| format!("versions changed since the schema was generated: {}", changes.join(", ")))
    }

    /// The fix of a finding, in a sentence. None if each of its diagnostics has its own.
    fn fix(&self, code: &Code) -> Option<String> {
        let has_refused = self.findings.iter().any(|finding| *finding.code == codes::REFUSED_SCHEMA);
        if [&codes::STALE, &codes::NOT_GENERATED].contains(&code) {
            Some(format!("to fix: {}", self.command))
        } else if *code == codes::MODIFIED && has_refused {
            Some("to drop the edits: sigma-schema gen --force".to_owned())
        } else if *code == codes::MODIFIED {
            Some("to keep the edits: sigma-schema adopt; to drop them: sigma-schema gen --force".to_owned())
        } else if *code == codes::ADAPTER_INCOMPLETE {
            Some("to fix adapter.ts: add what it lacks, or replace it with sigma-schema gen --force".to_owned())
        } else {
            None
        }
    }

    /// The fixes of all findings, each once.
    fn fixes(&self) -> Vec<String> {
        let order = [&codes::STALE, &codes::NOT_GENERATED, &codes::MODIFIED, &codes::ADAPTER_INCOMPLETE];
        let has = |code: &Code| self.findings.iter().any(|finding| finding.code == code);
        let mut fixes: Vec<String> =
            order.into_iter().filter(|code| has(code)).filter_map(|code| self.fix(code)).collect();
        fixes.dedup();
        fixes
    }
}

impl Component for Checked {
    fn document(&self) -> Json {
        let file = |finding: &Finding| CheckedFile {
            file: finding.file.clone(),
            state: finding.code.name,
            message: finding.what.clone(),
            changes: finding.changes.iter().map(|change| ChangeDocument::new(change, &self.component)).collect(),
            diff: finding.diff.clone(),
        };
        document(CheckDocument {
            name: self.component.clone(),
            versions: self.versions.iter().map(Into::into).collect(),
            up_to_date: self.fresh.clone(),
            files: self.findings.iter().map(file).collect(),
            fixes: self.fixes(),
        })
    }

    fn text(&self, render: &dyn Fn(&Diagnostic) -> String) -> String {
        let mut text: String = self.upgrade().map(|upgrade| visible(&upgrade) + "\n").into_iter().collect();
        let width = self.findings.iter().map(|finding| finding.code.name.len()).max().unwrap_or(0).max(FRESH.len());
        text.extend(self.fresh.iter().map(|file| format!("{FRESH:<width$} {}\n", visible(file))));
        for Finding { file, code, what, .. } in &self.findings {
            text.push_str(&format!("{:<width$} {}: {}\n", code.name, visible(file), visible(what)));
        }
        for finding in &self.findings {
            text.extend(finding.diagnostics.0.iter().map(|diagnostic| format!("\n{}", render(diagnostic))));
            let changes = render::text(&finding.changes, &self.component, false);
            for part in [changes, visible_lines(&finding.diff)].iter().filter(|part| !part.is_empty()) {
                text.push('\n');
                text.push_str(part);
            }
        }
        let fixes: Vec<String> = self.fixes().iter().map(|fix| visible(fix)).collect();
        if !fixes.is_empty() {
            text.push_str(&format!("\n{}\n", fixes.join("\n")));
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = format!("### Better Auth's files in {}\n\n", markdown::code(&self.component));
        text.extend(self.upgrade().map(|upgrade| format!("- {}\n", markdown::text(&upgrade))));
        for file in &self.fresh {
            text.push_str(&format!("- {} is up to date\n", markdown::code(file)));
        }
        for Finding { file, code, what, .. } in &self.findings {
            text.push_str(&format!("- **{} is {}**: {}\n", markdown::code(file), code.name, markdown::text(what)));
        }
        for finding in &self.findings {
            if !finding.diagnostics.0.is_empty() {
                text.push('\n');
            }
            text.extend(finding.diagnostics.0.iter().map(markdown::item));
            text.push_str(&render::table(&finding.changes));
            if !finding.diff.is_empty() {
                text.push_str(&format!("\n{}", markdown::fenced("diff", &finding.diff)));
            }
        }
        for fix in self.fixes() {
            text.push_str(&format!("\n{}\n", markdown::text(&fix)));
        }
        text
    }

    fn findings(&self) -> Vec<Diagnostic> {
        let of_file = |finding: &Finding| {
            let mut state = Diagnostic::new(finding.code, format!("{}: {}", finding.file, finding.what));
            state.span = Some(Source::new(finding.file.clone(), "").span(0..0));
            state.subject.component = Some(self.component.clone());
            state.helps.extend(self.fix(finding.code));
            if [&codes::STALE, &codes::NOT_GENERATED].contains(&finding.code) {
                state = state.fixed_by(&self.command);
            }
            let others = of_component(finding.diagnostics.clone(), &self.component);
            [state].into_iter().chain(others).collect::<Vec<_>>()
        };
        self.findings.iter().flat_map(of_file).collect()
    }

    fn changes(&self) -> Vec<Diagnostic> {
        let upgrade = self.upgrade().filter(|_| !self.findings.is_empty());
        let upgrade = upgrade.map(|upgrade| Diagnostic::new(&codes::VERSIONS_CHANGED, upgrade));
        let of_file = |finding: &Finding| -> Vec<Diagnostic> {
            finding.changes.iter().map(|change| change.diagnostic(&self.component)).collect()
        };
        upgrade.into_iter().chain(self.findings.iter().flat_map(of_file)).collect()
    }

    fn file(&self) -> &str {
        self.findings.first().map_or("", |finding| &finding.file)
    }

    fn separator(&self) -> &'static str {
        "\n"
    }
}
