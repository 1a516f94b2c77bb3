//! `lookups`: which of Better Auth's lookups no index of a schema serves, whoever wrote it.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::diff::with_way_on;
use super::document::{annotated, diagnostic, of_run};
use super::flags::{FindingFormat, LookupsFlags};
use super::session::Session;
use super::written::{determined, refused};
use super::{Outcome, terminal};
use crate::catalog::describe::lookup_fields;
use crate::convex::Index;
use crate::convex::generate;
use crate::convex::indexes::{IndexMode, PlannedIndex, Verdict, free_name};
use crate::convex::lookups::{Judged, judged};
use crate::convex::spanned::{SpannedSchema, SpannedTable};
use crate::diagnostic::github::{self, Level};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::existing::tables;
use crate::tables::assemble::AuthTable;
use crate::workspace::files;

/// Rows that the adapter reads at most where no index serves (`maximumRowsRead` in @convex-dev/better-auth,
/// src/client/adapter-utils.ts).
const ROWS: usize = 200;

/// A lookup, and where its table or the index that matters is defined.
pub(super) struct Finding<'t> {
    table: &'t AuthTable,
    span: Span,
    judged: Judged<'t>,
    /// The table's indexes in the schema that is looked at.
    indexes: &'t [Index],
    /// The file that `gen` writes.
    generated: &'t str,
}

pub(super) fn run(flags: &LookupsFlags) -> Result<Outcome, Diagnostics> {
    let mut outcome = Outcome::Done;
    let (mut printed, mut components, mut warnings) = (Vec::new(), Vec::new(), Diagnostics::default());
    for mut session in Session::find(&flags.choice)? {
        let Some((plugins, _)) = session.plugins()? else {
            let diagnostic = Diagnostic::error("nothing says which plugins you use");
            return Err(diagnostic.help("name them: sigma-schema lookups --plugins admin,organization").into());
        };
        let names: Vec<String> = plugins.iter().map(|plugin| plugin.spec.name.clone()).collect();
        let mut request = session.request(plugins);
        request.index_mode = IndexMode::Complete;
        let mut diagnostics = Diagnostics::default();
        let planned = generate::tables(&request, &mut diagnostics);
        let ((), more) = diagnostics.unless_errors(())?;
        session.warnings.extend(more);
        let path = flags.schema.as_ref().map_or_else(|| session.project.entry(), |path| files::absolute(path));
        let existing = tables::schema(&path, &session.project.top, &session.project.files)
            .map_err(|diagnostic| with_way_on(&session.project, diagnostic))?;
        // What Convex refuses serves nobody.
        let refused: Vec<Diagnostic> =
            refused(&mut session, &existing).into_iter().map(|refusal| refusal.diagnostic).collect();
        if !refused.is_empty() {
            outcome = Outcome::Findings;
        }
        let existing = usable(existing, |name| planned.iter().any(|(table, _)| table.name == name))?;
        let missing = missing_tables(&planned, &existing, &path);
        if missing.is_some() {
            outcome = Outcome::Findings;
        }
        session.warnings.extend(missing);
        let generated = files::shown(&session.project.schema_path());
        let all = findings(&planned, &existing, &generated);
        terminal::tell_all(&session.warnings);
        let name = session.project.component_name();
        warnings.extend(session.warnings);
        printed.push(match flags.format {
            FindingFormat::Text => text(&all, &refused, &path, &names),
            FindingFormat::Json => {
                components.push(as_json(name, &all, &refused, &path, &names));
                String::new()
            }
            FindingFormat::Github => {
                let refused = refused.iter().map(annotated);
                refused.chain(all.iter().filter(|one| one.is_wrong()).map(annotation)).collect()
            }
            FindingFormat::Markdown => markdown(&all, &refused, &path, &names),
        });
        if all.iter().any(Finding::is_wrong) {
            outcome = Outcome::Findings;
        }
    }
    terminal::print(&of_run(flags.format, printed.concat(), components, &warnings))?;
    Ok(outcome)
}

/// The tables with the indexes that a query may use. Fails if those of a table that is needed cannot be known.
pub(super) fn usable(
    existing: SpannedSchema,
    is_needed: impl Fn(&str) -> bool,
) -> Result<Vec<SpannedTable>, Diagnostic> {
    determined(&existing, is_needed)?;
    if let Some((other, span)) = existing.other.first() {
        let what = other.name.as_ref().map_or_else(|| "tables".to_owned(), |name| format!("the table `{name}`"));
        let diagnostic = Diagnostic::error(format!("{what} cannot be known without running your code"));
        return Err(diagnostic.at(&span.first_line(), "").help("write it with defineTable"));
    }
    let mut tables = existing.tables;
    for spanned in &mut tables {
        // A query needs the fields of an index, and not its name.
        let unnamed: Vec<_> = spanned.possible.iter().filter(|possible| !possible.index.is_staged).cloned().collect();
        // In the order in which they are added, which decides between those that start with the same fields.
        for (passed, possible) in unnamed.into_iter().enumerate() {
            spanned.table.indexes.insert(passed + possible.position, possible.index);
            spanned.indexes.insert(passed + possible.position, possible.span);
        }
        // One that is being built serves nobody yet.
        let mut is_ready = spanned.table.indexes.iter().map(|index| !index.is_staged).collect::<Vec<_>>().into_iter();
        spanned.indexes.retain(|_| is_ready.next().unwrap_or(true));
        spanned.table.indexes.retain(|index| !index.is_staged);
    }
    Ok(tables)
}

/// Tells of tables that Better Auth needs and the schema does not have: nothing can be looked up in those.
fn missing_tables(
    planned: &[(AuthTable, Vec<PlannedIndex>)],
    existing: &[SpannedTable],
    path: &Path,
) -> Option<Diagnostic> {
    let is_there = |name: &str| existing.iter().any(|other| other.table.name == name);
    let names = planned.iter().map(|(table, _)| table.name.as_str());
    let missing: Vec<&str> = names.filter(|name| !is_there(name)).collect();
    let title = format!("{} lacks tables that Better Auth needs: {}", files::shown(path), missing.join(", "));
    (!missing.is_empty()).then(|| Diagnostic::warning(title).help("generate the schema again"))
}

pub(super) fn findings<'t>(
    planned: &'t [(AuthTable, Vec<PlannedIndex>)],
    existing: &'t [SpannedTable],
    generated: &'t str,
) -> Vec<Finding<'t>> {
    let tables = planned.iter().filter_map(|(table, planned)| {
        Some((table, planned, existing.iter().find(|other| other.table.name == table.name)?))
    });
    tables
        .flat_map(|(table, planned, found)| {
            judged(table, &found.table.indexes, planned).into_iter().map(move |judged| {
                let span = match judged.verdict {
                    Verdict::Throws(index) => &found.indexes[index],
                    _ => &found.span,
                };
                Finding { table, span: span.clone(), judged, indexes: &found.table.indexes, generated }
            })
        })
        .collect()
}

impl Finding<'_> {
    pub(super) fn is_wrong(&self) -> bool {
        matches!(self.judged.verdict, Verdict::Unserved | Verdict::Throws(_))
    }

    fn title(&self) -> String {
        let (table, fields) = (&self.table.name, lookup_fields(self.judged.lookup));
        match self.judged.verdict {
            Verdict::Throws(index) => {
                format!("the index `{}` makes the lookup of `{table}` by {fields} throw", self.indexes[index].name)
            }
            Verdict::Impossible => format!("no index can serve the lookup of `{table}` by {fields}"),
            Verdict::Unserved => format!("no index serves the lookup of `{table}` by {fields}"),
            Verdict::Served(index) => {
                format!("the index `{}` serves the lookup of `{table}` by {fields}", self.indexes[index].name)
            }
        }
    }

    fn help(&self) -> Option<String> {
        match (self.judged.verdict, self.judged.missing) {
            (Verdict::Throws(index), _) => Some(format!("remove the index `{}`", self.indexes[index].name)),
            (_, Some(Index { fields, .. })) => {
                // Convex refuses two indexes of one name.
                let name = free_name(fields, |name| self.indexes.iter().any(|index| index.name == name));
                let index = format!("add .index({name:?}, {fields:?})");
                // A table that a split schema.ts defines itself gets nothing from the generated file.
                let is_generated = self.span.source.name == self.generated;
                Some(if is_generated { index + ", or let `sigma-schema gen` write the schema" } else { index })
            }
            (Verdict::Unserved, None) => {
                Some("an index on these fields serves it once it is not staged any more".to_owned())
            }
            _ => None,
        }
    }

    pub(super) fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::warning(self.title()).at(&self.span.first_line(), "");
        let diagnostic = diagnostic.note(format!("made by {}", self.judged.lookup.made_by));
        let diagnostic = match self.judged.verdict {
            Verdict::Unserved => {
                let table = &self.table.name;
                diagnostic.note(format!("once `{table}` has more than {ROWS} rows, what is there is not found"))
            }
            _ => diagnostic,
        };
        match self.help() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// How many there are of each, in a line.
fn summary(all: &[Finding<'_>], path: &Path, plugins: &[String]) -> String {
    let count = |is: fn(&Verdict) -> bool| all.iter().filter(|one| is(&one.judged.verdict)).count();
    let served = count(|verdict| matches!(verdict, Verdict::Served(_)));
    let unserved = count(|verdict| matches!(verdict, Verdict::Unserved));
    let throwing = count(|verdict| matches!(verdict, Verdict::Throws(_)));
    let impossible = count(|verdict| matches!(verdict, Verdict::Impossible));
    let mut text = format!("{}: {} lookups of {}: {served} served", files::shown(path), all.len(), plugins.join(", "));
    for (number, what) in
        [(unserved, "not served"), (throwing, "broken by an index"), (impossible, "that no index can serve")]
    {
        if number > 0 {
            text.push_str(&format!(", {number} {what}"));
        }
    }
    text
}

fn text(all: &[Finding<'_>], refused: &[Diagnostic], path: &Path, plugins: &[String]) -> String {
    let refused_count = match refused.len() {
        0 => String::new(),
        1 => "Convex refuses this schema, for 1 reason\n".to_owned(),
        count => format!("Convex refuses this schema, for {count} reasons\n"),
    };
    let wrong = all.iter().filter(|one| one.is_wrong()).map(|one| terminal::rendered(&one.diagnostic()));
    let told: Vec<String> = refused.iter().map(terminal::rendered).chain(wrong).collect();
    let end = if told.is_empty() { "" } else { "\n" };
    format!("{}{end}{refused_count}{}\n", told.join("\n"), summary(all, path, plugins))
}

/// `::warning file=...` as GitHub's workflows read it.
fn annotation(finding: &Finding<'_>) -> String {
    let span = &finding.span;
    let lines = std::iter::once(format!("made by {}", finding.judged.lookup.made_by)).chain(finding.help());
    github::annotation(Level::Warning, Some(span), "", &finding.title(), &lines.collect::<Vec<_>>())
}

fn markdown(all: &[Finding<'_>], refused: &[Diagnostic], path: &Path, plugins: &[String]) -> String {
    let row = |one: &Finding<'_>| {
        let (lookup, help) = (one.judged.lookup, one.help().unwrap_or_default());
        format!("| {} | {} | {} | {help} |\n", one.table.name, lookup_fields(lookup), lookup.made_by)
    };
    let rows: String = all.iter().filter(|one| one.is_wrong()).map(row).collect();
    let table = if rows.is_empty() {
        String::new()
    } else {
        format!("\n| table | lookup | made by | what to do |\n|---|---|---|---|\n{rows}")
    };
    let refused: String = refused
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.span.as_ref().map(|(span, _)| format!(" (`{span}`)")).unwrap_or_default();
            format!("\n- Convex refuses this: {}{span}", diagnostic.title)
        })
        .collect();
    let end = if refused.is_empty() { "" } else { "\n" };
    format!("{}\n{refused}{end}{table}", summary(all, path, plugins))
}

fn as_json(name: String, all: &[Finding<'_>], refused: &[Diagnostic], path: &Path, plugins: &[String]) -> Json {
    let lookup = |one: &Finding<'_>| {
        let lookup = one.judged.lookup;
        let (verdict, index) = match one.judged.verdict {
            Verdict::Served(index) => ("served", Some(index)),
            Verdict::Unserved => ("unserved", None),
            Verdict::Throws(index) => ("throws", Some(index)),
            Verdict::Impossible => ("impossible", None),
        };
        json!({
            "table": one.table.name,
            "equal": lookup.equal,
            "in": lookup.one_of,
            "range": lookup.range,
            "sort": lookup.sort,
            "madeBy": lookup.made_by,
            "verdict": verdict,
            "index": index.map(|index| &one.indexes[index].name),
            "missing": one.judged.missing.map(|index| json!({ "name": index.name, "fields": index.fields })),
            "at": one.span.to_string(),
        })
    };
    json!({
        "name": name,
        "schema": files::shown(path),
        "plugins": plugins,
        "refused": refused.iter().map(diagnostic).collect::<Vec<_>>(),
        "lookups": all.iter().map(lookup).collect::<Vec<_>>(),
    })
}
