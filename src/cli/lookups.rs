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
use crate::convex::indexes::{Coverage, IndexMode, PlannedTable, free_name};
use crate::convex::lookups::{LookupCoverage, coverage};
use crate::convex::spanned::{Spanned, SpannedSchema, SpannedTable};
use crate::diagnostic::github::{self, Level};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::existing::tables;
use crate::tables::assemble::AuthTable;
use crate::workspace::files;
use crate::workspace::provider::disk;

/// Rows that the adapter reads at most where no index serves (`maximumRowsRead` in @convex-dev/better-auth,
/// src/client/adapter-utils.ts).
const ROWS: usize = 200;

/// A lookup, and where its table or the index that matters is defined.
pub(super) struct Finding<'t> {
    table: &'t AuthTable,
    span: Span,
    covered: LookupCoverage<'t>,
    /// The table's indexes in the schema that is looked at.
    indexes: &'t [Spanned<Index>],
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
        let existing = tables::schema(&path, &session.project.top, &disk())
            .map_err(|diagnostic| with_way_on(&session.project, diagnostic))?;
        // What Convex refuses serves nobody.
        let refused: Vec<Diagnostic> =
            refused(&mut session, &existing).into_iter().map(|refusal| refusal.diagnostic).collect();
        if !refused.is_empty() {
            outcome = Outcome::Findings;
        }
        let existing = usable(existing, &planned)?;
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
pub(super) fn usable(existing: SpannedSchema, planned: &[PlannedTable]) -> Result<Vec<SpannedTable>, Diagnostic> {
    determined(&existing, planned)?;
    if let Some(other) = existing.other.first() {
        let what = other.name.as_ref().map_or_else(|| "tables".to_owned(), |name| format!("the table `{name}`"));
        let diagnostic = Diagnostic::error(format!("{what} cannot be known without running your code"));
        return Err(diagnostic.at(&other.span.first_line(), "").help("write it with defineTable"));
    }
    let mut tables = existing.tables;
    for spanned in &mut tables {
        spanned.indexes = spanned.usable_indexes();
    }
    Ok(tables)
}

/// Tells of tables that Better Auth needs and the schema does not have: nothing can be looked up in those.
fn missing_tables(planned: &[PlannedTable], existing: &[SpannedTable], path: &Path) -> Option<Diagnostic> {
    let is_there = |name: &str| existing.iter().any(|other| other.name == name);
    let names = planned.iter().map(|planned| planned.table.name.as_str());
    let missing: Vec<&str> = names.filter(|name| !is_there(name)).collect();
    let title = format!("{} lacks tables that Better Auth needs: {}", files::shown(path), missing.join(", "));
    (!missing.is_empty()).then(|| Diagnostic::warning(title).help("generate the schema again"))
}

pub(super) fn findings<'t>(
    planned: &'t [PlannedTable],
    existing: &'t [SpannedTable],
    generated: &'t str,
) -> Vec<Finding<'t>> {
    let tables = planned.iter().filter_map(|PlannedTable { table, indexes }| {
        Some((table, indexes, existing.iter().find(|other| other.name == table.name)?))
    });
    tables
        .flat_map(|(table, planned, found)| {
            coverage(table, &found.indexes, planned).into_iter().map(move |covered| {
                let span = match covered.coverage {
                    Coverage::Breaks(index) => &found.indexes[index].span,
                    _ => &found.span,
                };
                Finding { table, span: span.clone(), covered, indexes: &found.indexes, generated }
            })
        })
        .collect()
}

impl Finding<'_> {
    pub(super) fn is_wrong(&self) -> bool {
        matches!(self.covered.coverage, Coverage::Missing | Coverage::Breaks(_))
    }

    fn title(&self) -> String {
        let (table, fields) = (&self.table.name, lookup_fields(self.covered.lookup));
        match self.covered.coverage {
            Coverage::Breaks(index) => {
                format!("the index `{}` makes the lookup of `{table}` by {fields} throw", self.indexes[index].name)
            }
            Coverage::Unindexable => format!("no index can serve the lookup of `{table}` by {fields}"),
            Coverage::Missing => format!("no index serves the lookup of `{table}` by {fields}"),
            Coverage::Covered(index) => {
                format!("the index `{}` serves the lookup of `{table}` by {fields}", self.indexes[index].name)
            }
        }
    }

    fn help(&self) -> Option<String> {
        match (self.covered.coverage, self.covered.missing) {
            (Coverage::Breaks(index), _) => Some(format!("remove the index `{}`", self.indexes[index].name)),
            (_, Some(Index { fields, .. })) => {
                // Convex refuses two indexes of one name.
                let name = free_name(fields, |name| self.indexes.iter().any(|index| index.name == name));
                let index = format!("add .index({name:?}, {fields:?})");
                // A table that a split schema.ts defines itself gets nothing from the generated file.
                let is_generated = self.span.source.name == self.generated;
                Some(if is_generated { index + ", or let `sigma-schema gen` write the schema" } else { index })
            }
            (Coverage::Missing, None) => {
                Some("an index on these fields serves it once it is not staged any more".to_owned())
            }
            _ => None,
        }
    }

    pub(super) fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::warning(self.title()).at(&self.span.first_line(), "");
        let diagnostic = diagnostic.note(format!("made by {}", self.covered.lookup.made_by));
        let diagnostic = match self.covered.coverage {
            Coverage::Missing => {
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
    let count = |is: fn(&Coverage) -> bool| all.iter().filter(|one| is(&one.covered.coverage)).count();
    let served = count(|verdict| matches!(verdict, Coverage::Covered(_)));
    let unserved = count(|verdict| matches!(verdict, Coverage::Missing));
    let throwing = count(|verdict| matches!(verdict, Coverage::Breaks(_)));
    let impossible = count(|verdict| matches!(verdict, Coverage::Unindexable));
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
    let lines = std::iter::once(format!("made by {}", finding.covered.lookup.made_by)).chain(finding.help());
    github::annotation(Level::Warning, Some(span), "", &finding.title(), &lines.collect::<Vec<_>>())
}

fn markdown(all: &[Finding<'_>], refused: &[Diagnostic], path: &Path, plugins: &[String]) -> String {
    let row = |one: &Finding<'_>| {
        let (lookup, help) = (one.covered.lookup, one.help().unwrap_or_default());
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
        let lookup = one.covered.lookup;
        let (verdict, index) = match one.covered.coverage {
            Coverage::Covered(index) => ("served", Some(index)),
            Coverage::Missing => ("unserved", None),
            Coverage::Breaks(index) => ("throws", Some(index)),
            Coverage::Unindexable => ("impossible", None),
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
            "missing": one.covered.missing.map(|index| json!({ "name": index.name, "fields": index.fields })),
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
