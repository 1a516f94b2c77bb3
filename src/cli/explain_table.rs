//! `explain TABLE`: the indexes of a table of the project, why each is there, and which lookups it serves.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::flags::{Choice, ExplainFlags, Format};
use super::session::Session;
use super::{Outcome, terminal};
use crate::catalog::describe::lookup_fields;
use crate::catalog::model::Lookup;
use crate::convex::Index;
use crate::convex::generate;
use crate::convex::indexes::{Coverage, IndexMode, PlannedIndex, PlannedTable, Reason};
use crate::convex::lookups::coverage;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::tables::assemble::AuthTable;

/// A table as it is shown.
struct Shown {
    name: String,
    key: String,
    /// Each index with why it is there and the lookups that it serves.
    indexes: Vec<(Index, String, Vec<Lookup>)>,
    /// Lookups that no index can serve.
    impossible: Vec<Lookup>,
    /// Lookups of which the caller chooses the fields.
    by_caller: Vec<Lookup>,
}

/// Shows a table of the project. None if the project has no such table, or cannot be read and is not asked for.
pub(super) fn run(name: &str, flags: &ExplainFlags) -> Result<Option<Outcome>, Diagnostics> {
    let choice = Choice { specs: flags.specs.clone(), ..Choice::default() };
    let mut found = Vec::new();
    for mut session in Session::find(&choice)? {
        let Some((plugins, _)) = session.plugins()? else { continue };
        let mut request = session.request(plugins);
        request.index_mode = IndexMode::Complete;
        let tables = generate::tables(&request, &mut Diagnostics::default());
        let is_it = |planned: &&PlannedTable| planned.table.name == name || planned.table.key == name;
        found.extend(tables.iter().find(is_it).map(|planned| shown(&planned.table, &planned.indexes)));
    }
    if found.is_empty() {
        return Ok(None);
    }
    terminal::print(&match flags.format {
        Format::Text => found.iter().map(text).collect::<Vec<_>>().join("\n"),
        Format::Markdown => found.iter().map(markdown).collect::<Vec<_>>().join("\n"),
        Format::Json => match found.as_slice() {
            [only] => format!("{:#}\n", as_json(only)),
            all => format!("{:#}\n", Json::Array(all.iter().map(as_json).collect())),
        },
    })?;
    Ok(Some(Outcome::Done))
}

/// The problem of a table that the project does not have.
pub(super) fn unknown(name: &str) -> Diagnostic {
    Diagnostic::error(format!("this project has no table `{name}`"))
        .help("`sigma-schema gen --stdout` shows all of them")
}

fn shown(table: &AuthTable, planned: &[PlannedIndex]) -> Shown {
    let indexes: Vec<&Index> = planned.iter().map(|planned| &planned.index).collect();
    let coverage = coverage(table, &indexes, planned);
    let with = |wanted: Coverage| {
        coverage.iter().filter(|one| one.coverage == wanted).map(|one| one.lookup.clone()).collect::<Vec<_>>()
    };
    let shown = planned.iter().enumerate().map(|(position, planned)| {
        let served = with(Coverage::Covered(position));
        (planned.index.clone(), because(&planned.reason), served)
    });
    Shown {
        name: table.name.clone(),
        key: table.key.clone(),
        indexes: shown.collect(),
        impossible: with(Coverage::Unindexable),
        by_caller: table.lookups.iter().filter(|lookup| lookup.by_caller).cloned().collect(),
    }
}

fn because(reason: &Reason) -> String {
    match reason {
        Reason::Listed => "official: the adapter lists it".to_owned(),
        Reason::Field(key) => format!("official: `{key}` is unique, sortable or a reference"),
        Reason::Own(span) => format!("asked for at {span}"),
        Reason::Lookup(_) => "a lookup needs it, and the official generator does not give it".to_owned(),
    }
}

fn told(lookup: &Lookup) -> String {
    format!("{}: {}", lookup_fields(lookup), lookup.made_by)
}

/// Lists beside the indexes, each with its title.
fn others(table: &Shown) -> [(&'static str, &[Lookup]); 2] {
    [("no index can serve", &table.impossible), ("fields that the caller chooses", &table.by_caller)]
}

fn title(table: &Shown) -> String {
    match table.name == table.key {
        true => format!("table {}", table.name),
        false => format!("table {}, Better Auth's `{}`", table.name, table.key),
    }
}

fn text(table: &Shown) -> String {
    let mut text = title(table) + "\n";
    for (index, reason, served) in &table.indexes {
        let _ = writeln!(text, "index {} on {} ({reason})", index.name, index.fields.join(", "));
        for lookup in served {
            let _ = writeln!(text, "  serves {}", told(lookup));
        }
    }
    for (title, lookups) in others(table).into_iter().filter(|(_, lookups)| !lookups.is_empty()) {
        let _ = writeln!(text, "{title}");
        for lookup in lookups {
            let _ = writeln!(text, "  {}", told(lookup));
        }
    }
    text
}

fn markdown(table: &Shown) -> String {
    let mut text = format!("## {}\n", title(table));
    for (index, reason, served) in &table.indexes {
        let _ = writeln!(text, "\n`{}` on {} ({reason})\n", index.name, index.fields.join(", "));
        for lookup in served {
            let _ = writeln!(text, "- serves {}", told(lookup));
        }
    }
    for (title, lookups) in others(table).into_iter().filter(|(_, lookups)| !lookups.is_empty()) {
        let _ = writeln!(text, "\n{title}:\n");
        for lookup in lookups {
            let _ = writeln!(text, "- {}", told(lookup));
        }
    }
    text
}

fn as_json(table: &Shown) -> Json {
    let lookup = |lookup: &Lookup| json!({ "fields": lookup_fields(lookup), "madeBy": lookup.made_by });
    let lookups = |all: &[Lookup]| all.iter().map(lookup).collect::<Vec<_>>();
    let index = |(index, reason, served): &(Index, String, Vec<Lookup>)| json!({ "name": index.name, "fields": index.fields, "because": reason, "serves": lookups(served) });
    json!({
        "table": table.name,
        "key": table.key,
        "indexes": table.indexes.iter().map(index).collect::<Vec<_>>(),
        "impossible": lookups(&table.impossible),
        "byCaller": lookups(&table.by_caller),
    })
}
