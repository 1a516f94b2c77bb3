//! `explain TABLE`: the indexes of a table of the project, each with its origin and the lookups that it covers.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::catalog::describe::lookup_fields;
use crate::catalog::model::Lookup;
use crate::commands::documents::{ExplainedIndex, ExplainedLookup, TableDocument, document};
use crate::commands::{Component, Report, Session};
use crate::convex::Index;
use crate::convex::generate;
use crate::convex::indexes::{Coverage, IndexMode, PlannedIndex, PlannedTable, Reason};
use crate::convex::lookups::coverage;
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::emit::markdown::{code, text as escaped};
use crate::diagnostic::emit::visible;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::tables::assemble::AuthTable;

/// A table of one component.
#[derive(Debug)]
pub struct Explained {
    component: String,
    name: String,
    key: String,
    /// Each index with its origin and the lookups that it covers.
    indexes: Vec<(Index, String, Vec<Lookup>)>,
    /// Lookups that no index can cover.
    impossible: Vec<Lookup>,
    /// Lookups of which the caller chooses the fields.
    dynamic: Vec<Lookup>,
}

/// Explains a table of all components that have it, by its name in the database or that of Better Auth. The report is
/// empty if no component has it.
pub fn run(sessions: Vec<Session>, name: &str) -> Result<Report<Explained>, Diagnostics> {
    let mut found = Vec::new();
    for mut session in sessions {
        let Some((plugins, _)) = session.plugins()? else { continue };
        let mut request = session.request(plugins);
        request.index_mode = IndexMode::Complete;
        let tables = generate::tables(&request, &mut Diagnostics::default());
        let is_it = |planned: &&PlannedTable| planned.table.name == name || planned.table.key == name;
        let component = session.project.component_name();
        found.extend(tables.iter().find(is_it).map(|planned| explained(component, &planned.table, &planned.indexes)));
    }
    Ok(Report::new(found, Diagnostics::default(), true))
}

/// The diagnostic of a table that the project does not have.
pub fn unknown(name: &str) -> Diagnostic {
    Diagnostic::new(&codes::NO_SUCH_TABLE, format!("this project has no table `{name}`"))
        .help("show all tables: sigma-schema gen --stdout")
}

fn explained(component: String, table: &AuthTable, planned: &[PlannedIndex]) -> Explained {
    let indexes: Vec<&Index> = planned.iter().map(|planned| &planned.index).collect();
    let coverage = coverage(table, &indexes, planned);
    let with = |wanted: Coverage| {
        coverage.iter().filter(|one| one.coverage == wanted).map(|one| one.lookup.clone()).collect::<Vec<_>>()
    };
    let shown = planned.iter().enumerate().map(|(position, planned)| {
        let served = with(Coverage::Covered(position));
        (planned.index.clone(), because(&planned.reason), served)
    });
    Explained {
        component,
        name: table.name.clone(),
        key: table.key.clone(),
        indexes: shown.collect(),
        impossible: with(Coverage::Unindexable),
        dynamic: table.lookups.iter().filter(|lookup| lookup.dynamic).cloned().collect(),
    }
}

fn because(reason: &Reason) -> String {
    match reason {
        Reason::Listed => "official: the adapter lists it".to_owned(),
        Reason::Field(key) => format!("official: `{key}` is unique, sortable or a reference"),
        Reason::Custom(span) => format!("configured at {span}"),
        Reason::Lookup(_) => "a lookup needs it; the official generator leaves it out".to_owned(),
    }
}

fn described(lookup: &Lookup) -> String {
    format!("{}: {}", lookup_fields(lookup), lookup.called_from)
}

/// Lists beside the indexes, each with its title.
fn others(table: &Explained) -> [(&'static str, &[Lookup]); 2] {
    [("no index can serve", &table.impossible), ("fields chosen by the caller", &table.dynamic)]
}

fn title(table: &Explained) -> String {
    match table.name == table.key {
        true => format!("table {}", table.name),
        false => format!("table {}, Better Auth's `{}`", table.name, table.key),
    }
}

impl Component for Explained {
    fn document(&self) -> Json {
        let lookup = |lookup: &Lookup| ExplainedLookup {
            fields: lookup_fields(lookup),
            called_from: lookup.called_from.clone(),
        };
        let lookups = |all: &[Lookup]| all.iter().map(lookup).collect();
        let index = |(index, reason, served): &(Index, String, Vec<Lookup>)| ExplainedIndex {
            name: index.name.clone(),
            fields: index.fields.clone(),
            reason: reason.clone(),
            serves: lookups(served),
        };
        document(TableDocument {
            name: self.component.clone(),
            table: self.name.clone(),
            key: self.key.clone(),
            indexes: self.indexes.iter().map(index).collect(),
            unindexable: lookups(&self.impossible),
            dynamic: lookups(&self.dynamic),
        })
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        let mut text = visible(&title(self)) + "\n";
        for (index, reason, served) in &self.indexes {
            let line = format!("index {} on {} ({reason})", index.name, index.fields.join(", "));
            let _ = writeln!(text, "{}", visible(&line));
            for lookup in served {
                let _ = writeln!(text, "  serves {}", visible(&described(lookup)));
            }
        }
        for (title, lookups) in others(self).into_iter().filter(|(_, lookups)| !lookups.is_empty()) {
            let _ = writeln!(text, "{title}");
            for lookup in lookups {
                let _ = writeln!(text, "  {}", visible(&described(lookup)));
            }
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = format!("## {}\n", escaped(&title(self)));
        for (index, reason, served) in &self.indexes {
            let fields = escaped(&index.fields.join(", "));
            let _ = writeln!(text, "\n{} on {fields} ({})\n", code(&index.name), escaped(reason));
            for lookup in served {
                let _ = writeln!(text, "- serves {}", escaped(&described(lookup)));
            }
        }
        for (title, lookups) in others(self).into_iter().filter(|(_, lookups)| !lookups.is_empty()) {
            let _ = writeln!(text, "\n{title}:\n");
            for lookup in lookups {
                let _ = writeln!(text, "- {}", escaped(&described(lookup)));
            }
        }
        text
    }

    fn separator(&self) -> &'static str {
        "\n"
    }
}
