//! `graph`: the tables and what refers to what, as a diagram, with the changes against another schema.

use super::diff::{named, on_disk, planned};
use super::flags::{GraphFlags, GraphFormat};
use super::session::Session;
use super::{Outcome, terminal};
use crate::convex::generate;
use crate::convex::{self, Schema, Validator};
use crate::diagnostic::Diagnostics;
use crate::graph::{Field, Graph, Index, Mark, Reference, Table};
use crate::tables::assemble::AuthTable;
use crate::workspace::find;
use crate::workspace::provider::Disk;

pub(super) fn run(flags: &GraphFlags) -> Result<Outcome, Diagnostics> {
    let mut sessions = Session::find(&flags.choice)?;
    if sessions.len() > 1 {
        let folders = sessions.iter().map(|session| &session.project.component);
        return Err(find::choose("there are several Better Auth components, and one is shown", &Disk, folders).into());
    }
    for session in &mut sessions {
        let (request, generated) = session.generate("graph")?;
        let auth: Vec<AuthTable> =
            generate::tables(&request, &mut Diagnostics::default()).into_iter().map(|(table, _)| table).collect();
        let component = session.project.component_name();
        let graph = match &flags.against {
            None => {
                let new = planned(&session.project, &generated)?.spanned.schema();
                graph(format!("Tables of {component}"), &new, &new, &auth)
            }
            Some(against) => {
                let old = named(against, session)?;
                let new = on_disk(&session.project)?.spanned.schema();
                graph(format!("Tables of {component}, against {}", old.name), &old.spanned.schema(), &new, &auth)
            }
        };
        terminal::tell_all(&session.warnings);
        terminal::print(&match flags.format {
            GraphFormat::Mermaid => graph.mermaid(),
            GraphFormat::Svg => graph.svg(),
            GraphFormat::Html => graph.html(),
        })?;
    }
    Ok(Outcome::Done)
}

/// The new schema with what became of each part, and what is gone.
fn graph(title: String, old: &Schema, new: &Schema, auth: &[AuthTable]) -> Graph {
    let gone = old.tables.iter().filter(|table| new.table(&table.name).is_none());
    let tables: Vec<Table> = new
        .tables
        .iter()
        .map(|after| table(old.table(&after.name), Some(after)))
        .chain(gone.map(|before| table(Some(before), None)))
        .collect();
    let of_plugins = auth.iter().flat_map(|table| references_of(table, auth));
    let of_ids = new.tables.iter().flat_map(|table| {
        let ids = table.fields.iter().filter_map(|field| match field.validator.required().0 {
            Validator::Id(to) => Some((field.name.clone(), to.clone())),
            _ => None,
        });
        ids.map(|(field, to)| Reference { from: table.name.clone(), field, to })
    });
    let mut references: Vec<Reference> = of_plugins.chain(of_ids).collect();
    let has_field = |one: &Reference| {
        tables.iter().any(|table| table.name == one.from && table.fields.iter().any(|field| field.name == one.field))
    };
    references.retain(has_field);
    Graph { title, tables, references }
}

/// What the fields of a table refer to, by names in the database. A reference names the key of a table, or its name.
fn references_of(table: &AuthTable, auth: &[AuthTable]) -> Vec<Reference> {
    let fields = table.fields.values().filter_map(|field| {
        let wanted = field.attributes.references.as_ref()?;
        let to = auth.iter().find(|other| other.key == *wanted || other.name == *wanted)?;
        Some(Reference { from: table.name.clone(), field: field.name.clone(), to: to.name.clone() })
    });
    fields.collect()
}

fn table(before: Option<&convex::Table>, after: Option<&convex::Table>) -> Table {
    let (shown, mark) = match (before, after) {
        (Some(_), Some(after)) => (after, Mark::Same),
        (None, Some(after)) => (after, Mark::Added),
        (Some(before), None) => (before, Mark::Removed),
        (None, None) => (&convex::Table::default(), Mark::Same),
    };
    let both = before.zip(after);
    let field = |field: &convex::Field, mark: Mark| {
        let (validator, is_optional) = field.validator.required();
        Field { name: field.name.clone(), kind: validator.to_string(), is_optional, mark }
    };
    let marked = |one: &convex::Field| match both.map(|(before, _)| before.field(&one.name)) {
        None => Mark::Same,
        Some(None) => Mark::Added,
        Some(Some(before)) if before.validator != one.validator => Mark::Changed,
        Some(Some(_)) => Mark::Same,
    };
    let mut fields: Vec<Field> = shown.fields.iter().map(|one| field(one, marked(one))).collect();
    let mut indexes = indexes(shown, |name, fields| match both.map(|(before, _)| before) {
        Some(before) => index_mark(before, name, fields),
        None => Mark::Same,
    });
    if let Some((before, after)) = both {
        let gone = before.fields.iter().filter(|one| after.field(&one.name).is_none());
        fields.extend(gone.map(|one| field(one, Mark::Removed)));
        let gone = self::indexes(before, |_, _| Mark::Removed);
        let is_there = |name: &str| after.index(name).is_some() || after.search(name).is_some();
        indexes.extend(gone.into_iter().filter(|index| !is_there(&index.name)));
    }
    Table { name: shown.name.clone(), mark, fields, indexes }
}

fn index_mark(before: &convex::Table, name: &str, fields: &[String]) -> Mark {
    let found = indexes(before, |_, _| Mark::Same).into_iter().find(|index| index.name == name);
    match found {
        None => Mark::Added,
        Some(found) if found.fields != fields => Mark::Changed,
        Some(_) => Mark::Same,
    }
}

/// All indexes of a table, those for searching with their filters.
fn indexes(table: &convex::Table, mark: impl Fn(&str, &[String]) -> Mark) -> Vec<Index> {
    let plain = table.indexes.iter().map(|index| (index.name.clone(), index.fields.clone()));
    let searches = table.searches.iter().map(|index| {
        let fields = std::iter::once(format!("search {}", index.field)).chain(index.filters.iter().cloned());
        (index.name.clone(), fields.collect())
    });
    plain
        .chain(searches)
        .map(|(name, fields): (String, Vec<String>)| Index { mark: mark(&name, &fields), name, fields })
        .collect()
}
