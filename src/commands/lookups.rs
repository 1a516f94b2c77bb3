//! `lookups`: the lookups of Better Auth that no index of a schema covers, generated or custom.

use std::path::Path;

use serde_json::Value as Json;

use super::compare::with_rewrite_help;
use super::documents::{IndexDocument, LookupDocument, LookupsDocument, document};
use super::limits::{determined, refused};
use super::session::of_component;
use super::{Component, Report, Session};
use crate::catalog::describe::lookup_fields;
use crate::convex::Index;
use crate::convex::generate;
use crate::convex::indexes::{Coverage, IndexMode, PlannedTable, free_name};
use crate::convex::lookups::{LookupCoverage, coverage};
use crate::convex::spanned::{SpannedSchema, SpannedTable};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::emit::markdown::{cell, item, text as escaped};
use crate::diagnostic::emit::visible;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::existing::tables;
use crate::tables::assemble::AuthTable;

/// Rows that the adapter reads at most without an index (`maximumRowsRead` in @convex-dev/better-auth,
/// src/client/adapter-utils.ts).
const ROWS: usize = 200;

/// The lookups of one component.
#[derive(Debug)]
pub struct Lookups {
    component: String,
    schema: String,
    plugins: Vec<String>,
    lookups: Vec<Lookup>,
    /// The violations of Convex's rules in the schema.
    refused: Vec<Diagnostic>,
}

/// A lookup with the index that covers it.
#[derive(Debug)]
struct Lookup {
    document: LookupDocument,
    fields: String,
    diagnostic: Option<Diagnostic>,
}

/// A lookup, and the definition of its table or of the index that matters.
pub(super) struct Finding<'t> {
    table: &'t AuthTable,
    span: Span,
    covered: LookupCoverage<'t>,
    /// The table's indexes in the schema.
    indexes: &'t [Spanned<Index>],
    /// The file that `gen` writes.
    generated: &'t str,
}

/// Judges the lookups of all components, by the schema in a file, or by that of the component.
///
/// Fails if the plugins are unknown, or if the indexes that a lookup needs cannot be determined.
pub fn run(sessions: Vec<Session>, schema: Option<&Path>) -> Result<Report<Lookups>, Diagnostics> {
    let (mut components, mut diagnostics, mut is_clean) = (Vec::new(), Diagnostics::default(), true);
    for mut session in sessions {
        let (plugins, _) = session.plugins()?.ok_or_else(|| session.no_plugins("lookups"))?;
        let names: Vec<String> = plugins.iter().map(|plugin| plugin.spec.name.clone()).collect();
        let mut request = session.request(plugins);
        request.index_mode = IndexMode::Complete;
        let mut problems = Diagnostics::default();
        let planned = generate::tables(&request, &mut problems);
        let ((), warnings) = problems.unless_errors(())?;
        session.warnings.extend(warnings);
        let path = match schema {
            Some(schema) => session.project.files.absolute(schema)?,
            None => session.project.entry(),
        };
        let existing = tables::schema(&path, &session.project.root, &session.project.files)
            .map_err(|diagnostic| with_rewrite_help(&session.project, diagnostic))?;
        // An index that Convex refuses covers nothing.
        let refused: Vec<Diagnostic> =
            refused(&mut session, &existing).into_iter().map(|refusal| refusal.diagnostic).collect();
        let refused = of_component(Diagnostics(refused), &session.project.component_name()).0;
        let existing = usable(existing, &planned)?;
        let missing = missing_tables(&planned, &existing, &session.project.display_path(&path));
        is_clean &= refused.is_empty() && missing.is_none();
        session.warnings.extend(missing);
        let generated = session.project.display_path(&session.project.schema_path());
        let component = session.project.component_name();
        let all = findings(&planned, &existing, &generated);
        is_clean &= !all.iter().any(Finding::is_wrong);
        let lookups = all.iter().map(|finding| finding.lookup(&component)).collect();
        components.push(Lookups {
            component,
            schema: session.project.display_path(&path),
            plugins: names,
            lookups,
            refused,
        });
        diagnostics.extend(session.into_warnings());
    }
    Ok(Report::new(components, diagnostics, is_clean))
}

/// The tables with the indexes that a query may use. Fails if those of a required table cannot be determined.
pub(super) fn usable(existing: SpannedSchema, planned: &[PlannedTable]) -> Result<Vec<SpannedTable>, Diagnostic> {
    determined(&existing, planned)?;
    if let Some(other) = existing.other.first() {
        let what = other.name.as_ref().map_or_else(|| "some tables".to_owned(), |name| format!("the table `{name}`"));
        let diagnostic = Diagnostic::new(&codes::SCHEMA_UNDETERMINED, format!("cannot determine {what} statically"));
        return Err(diagnostic.at(&other.span.first_line(), "").help("write it with defineTable"));
    }
    let mut tables = existing.tables;
    for spanned in &mut tables {
        spanned.indexes = spanned.usable_indexes();
    }
    Ok(tables)
}

/// Reports tables that Better Auth needs and the schema lacks: no lookup in those works.
fn missing_tables(planned: &[PlannedTable], existing: &[SpannedTable], path: &str) -> Option<Diagnostic> {
    let exists = |name: &str| existing.iter().any(|other| other.name == name);
    let names = planned.iter().map(|planned| planned.table.name.as_str());
    let missing: Vec<&str> = names.filter(|name| !exists(name)).collect();
    let title = format!("{} lacks tables that Better Auth needs: {}", path, missing.join(", "));
    (!missing.is_empty())
        .then(|| Diagnostic::new(&codes::TABLE_INCOMPLETE, title).help("generate the schema again: sigma-schema gen"))
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

    fn help(&self) -> Option<String> {
        match (self.covered.coverage, self.covered.missing) {
            (Coverage::Breaks(index), _) => Some(format!("remove the index `{}`", self.indexes[index].name)),
            (_, Some(Index { fields, .. })) => {
                // Convex refuses two indexes of one name.
                let name = free_name(fields, |name| self.indexes.iter().any(|index| index.name == name));
                let index = format!("add .index({name:?}, {fields:?})");
                // A table that a split schema.ts defines itself takes nothing from the generated file.
                let is_generated = self.span.source.name == self.generated;
                Some(if is_generated { index + ", or let `sigma-schema gen` write the schema" } else { index })
            }
            (Coverage::Missing, None) => {
                Some("an index on these fields serves it as soon as it is no longer staged".to_owned())
            }
            _ => None,
        }
    }

    /// The lookup as a diagnostic of a component, if it is not covered.
    pub(super) fn diagnostic(&self, component: &str) -> Option<Diagnostic> {
        let (table, fields) = (&self.table.name, lookup_fields(self.covered.lookup));
        let (diagnostic, note) = match self.covered.coverage {
            Coverage::Breaks(index) => {
                let index = &self.indexes[index].name;
                let title = format!("the index `{index}` makes the lookup of `{table}` by {fields} throw");
                (Diagnostic::new(&codes::LOOKUP_BREAKS, title).about(table).about_member(index), None)
            }
            Coverage::Missing => {
                let title = format!("no index serves the lookup of `{table}` by {fields}");
                let note = format!("beyond {ROWS} rows in `{table}`, matching documents are missed");
                (Diagnostic::new(&codes::LOOKUP_UNINDEXED, title).about(table), Some(note))
            }
            Coverage::Covered(_) | Coverage::Unindexable => return None,
        };
        let mut diagnostic = diagnostic.at(&self.span.first_line(), "");
        diagnostic.subject.component = Some(component.to_owned());
        diagnostic.notes.push(format!("called from {}", self.covered.lookup.called_from));
        diagnostic.notes.extend(note);
        diagnostic.helps.extend(self.help());
        Some(diagnostic)
    }

    fn lookup(&self, component: &str) -> Lookup {
        let lookup = self.covered.lookup;
        let (coverage, index) = match self.covered.coverage {
            Coverage::Covered(index) => ("covered", Some(index)),
            Coverage::Missing => ("missing", None),
            Coverage::Breaks(index) => ("breaks", Some(index)),
            Coverage::Unindexable => ("unindexable", None),
        };
        let missing = self.covered.missing;
        let document = LookupDocument {
            table: self.table.name.clone(),
            equal: lookup.equal.clone(),
            r#in: lookup.one_of.clone(),
            range: lookup.range.clone(),
            sort: lookup.sort.clone(),
            called_from: lookup.called_from.clone(),
            coverage,
            index: index.map(|index| self.indexes[index].name.clone()),
            missing: missing.map(|index| IndexDocument { name: index.name.clone(), fields: index.fields.clone() }),
            span: (&self.span).into(),
        };
        Lookup { document, fields: lookup_fields(lookup), diagnostic: self.diagnostic(component) }
    }
}

impl Lookups {
    /// The number of each, in a line.
    fn summary(&self) -> String {
        let count = |coverage: &str| self.lookups.iter().filter(|one| one.document.coverage == coverage).count();
        let (schema, all, plugins) = (&self.schema, self.lookups.len(), self.plugins.join(", "));
        let mut text = format!("{schema}: {all} lookups of {plugins}: {} served", count("covered"));
        for (coverage, words) in
            [("missing", "not served"), ("breaks", "broken by an index"), ("unindexable", "that no index can serve")]
        {
            let number = count(coverage);
            if number > 0 {
                text.push_str(&format!(", {number} {words}"));
            }
        }
        text
    }
}

impl Component for Lookups {
    fn document(&self) -> Json {
        document(LookupsDocument {
            name: self.component.clone(),
            schema: self.schema.clone(),
            plugins: self.plugins.clone(),
            lookups: self.lookups.iter().map(|lookup| lookup.document.clone()).collect(),
        })
    }

    fn text(&self, render: &dyn Fn(&Diagnostic) -> String) -> String {
        let refused = match self.refused.len() {
            0 => String::new(),
            1 => "Convex refuses this schema, for 1 reason\n".to_owned(),
            count => format!("Convex refuses this schema, for {count} reasons\n"),
        };
        let shown: Vec<String> = self.findings().iter().map(render).collect();
        let end = if shown.is_empty() { "" } else { "\n" };
        format!("{}{end}{refused}{}\n", shown.join("\n"), visible(&self.summary()))
    }

    fn markdown(&self) -> String {
        let row = |lookup: &Lookup| {
            let help = lookup.diagnostic.as_ref()?.helps.first().map(|help| cell(help)).unwrap_or_default();
            let (table, fields, from) =
                (cell(&lookup.document.table), cell(&lookup.fields), cell(&lookup.document.called_from));
            Some(format!("| {table} | {fields} | {from} | {help} |\n"))
        };
        let rows: String = self.lookups.iter().filter_map(row).collect();
        let table = match rows.is_empty() {
            true => String::new(),
            false => format!("\n| table | lookup | called from | fix |\n|---|---|---|---|\n{rows}"),
        };
        let refused: String = self.refused.iter().map(item).collect();
        let refused = if refused.is_empty() { refused } else { format!("\nConvex refuses this schema:\n\n{refused}") };
        format!("{}\n{refused}{table}", escaped(&self.summary()))
    }

    fn findings(&self) -> Vec<Diagnostic> {
        let wrong = self.lookups.iter().filter_map(|lookup| lookup.diagnostic.as_ref());
        self.refused.iter().chain(wrong).cloned().collect()
    }

    fn file(&self) -> &str {
        &self.schema
    }
}
