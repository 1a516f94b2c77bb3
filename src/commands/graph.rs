//! `graph`: the tables and their references as a diagram, with the changes against another schema.

use serde_json::Value as Json;

use super::compare::{named, on_disk, planned};
use super::documents::{GraphDocument, GraphField, GraphIndex, GraphReference, GraphTable, document};
use super::{Component, Report, Session};
use crate::convex::generate;
use crate::convex::{self, Schema, Validator};
use crate::diagnostic::emit::markdown;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::graph::{ChangeStatus, Field, Graph, Index, Reference, Table};
use crate::tables::assemble::AuthTable;
use crate::workspace::find;

/// The options of the command.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The old schema to draw the changes from: a file, or `git:REF`.
    pub against: Option<String>,
    /// The form of the diagram.
    pub form: Form,
}

/// The form of a diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A Mermaid diagram.
    #[default]
    Mermaid,
    /// A picture.
    Svg,
    /// A page.
    Html,
}

/// The diagram of a component.
#[derive(Debug)]
pub struct Diagram {
    component: String,
    graph: Graph,
    form: Form,
}

/// Draws the tables of the one component. Fails if there are several.
pub fn run(sessions: Vec<Session>, options: &Options) -> Result<Report<Diagram>, Diagnostics> {
    if let [first, _, ..] = sessions.as_slice() {
        let folders = sessions.iter().map(|session| &session.project.component);
        return Err(find::choose(
            "several Better Auth components exist, and one is shown",
            &*first.project.files,
            folders,
        )
        .into());
    }
    let (mut components, mut diagnostics) = (Vec::new(), Diagnostics::default());
    for mut session in sessions {
        let (request, generated) = session.generate("graph")?;
        let auth: Vec<AuthTable> =
            generate::tables(&request, &mut Diagnostics::default()).into_iter().map(|planned| planned.table).collect();
        let component = session.project.component_name();
        let graph = match &options.against {
            None => {
                let new = planned(&session.project, &generated)?.spanned.schema();
                graph(format!("Tables of {component}"), &new, &new, &auth)
            }
            Some(against) => {
                let old = named(against, &mut session)?;
                let new = on_disk(&session.project)?.spanned.schema();
                graph(format!("Tables of {component}, against {}", old.name), &old.spanned.schema(), &new, &auth)
            }
        };
        components.push(Diagram { component, graph, form: options.form });
        diagnostics.extend(session.into_warnings());
    }
    Ok(Report::new(components, diagnostics, true))
}

impl Component for Diagram {
    fn document(&self) -> Json {
        let field = |field: &Field| GraphField {
            name: field.name.clone(),
            r#type: field.kind.clone(),
            optional: field.is_optional,
            change: word(field.status),
        };
        let index = |index: &Index| GraphIndex {
            name: index.name.clone(),
            fields: index.fields.clone(),
            change: word(index.status),
        };
        let table = |table: &Table| GraphTable {
            name: table.name.clone(),
            change: word(table.status),
            fields: table.fields.iter().map(field).collect(),
            indexes: table.indexes.iter().map(index).collect(),
        };
        let reference =
            |one: &Reference| GraphReference { from: one.from.clone(), field: one.field.clone(), to: one.to.clone() };
        document(GraphDocument {
            name: self.component.clone(),
            title: self.graph.title.clone(),
            tables: self.graph.tables.iter().map(table).collect(),
            references: self.graph.references.iter().map(reference).collect(),
        })
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        match self.form {
            Form::Mermaid => self.graph.mermaid(),
            Form::Svg => self.graph.svg(),
            Form::Html => self.graph.html(),
        }
    }

    fn markdown(&self) -> String {
        markdown::fenced("mermaid", &self.graph.mermaid())
    }
}

fn word(mark: ChangeStatus) -> &'static str {
    match mark {
        ChangeStatus::Same => "same",
        ChangeStatus::Added => "added",
        ChangeStatus::Removed => "removed",
        ChangeStatus::Changed => "changed",
    }
}

/// The new schema with the status of each part, and the removed parts.
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

/// The references of a table's fields, by names in the database. A reference names the key of a table, or its name.
fn references_of(table: &AuthTable, auth: &[AuthTable]) -> Vec<Reference> {
    let fields = table.fields.values().filter_map(|field| {
        let wanted = field.attributes.references.as_ref()?;
        let to = auth.iter().find(|other| other.key == *wanted || other.name == *wanted)?;
        Some(Reference { from: table.name.clone(), field: field.name.clone(), to: to.name.clone() })
    });
    fields.collect()
}

fn table(before: Option<&convex::Table>, after: Option<&convex::Table>) -> Table {
    let (shown, status) = match (before, after) {
        (Some(_), Some(after)) => (after, ChangeStatus::Same),
        (None, Some(after)) => (after, ChangeStatus::Added),
        (Some(before), None) => (before, ChangeStatus::Removed),
        (None, None) => (&convex::Table::default(), ChangeStatus::Same),
    };
    let both = before.zip(after);
    let field = |field: &convex::Field, status: ChangeStatus| {
        let (validator, is_optional) = field.validator.required();
        Field { name: field.name.clone(), kind: validator.to_string(), is_optional, status }
    };
    let marked = |one: &convex::Field| match both.map(|(before, _)| before.field(&one.name)) {
        None => ChangeStatus::Same,
        Some(None) => ChangeStatus::Added,
        Some(Some(before)) if before.validator != one.validator => ChangeStatus::Changed,
        Some(Some(_)) => ChangeStatus::Same,
    };
    let mut fields: Vec<Field> = shown.fields.iter().map(|one| field(one, marked(one))).collect();
    let mut indexes = indexes(shown, |name, fields| match both.map(|(before, _)| before) {
        Some(before) => index_status(before, name, fields),
        None => ChangeStatus::Same,
    });
    if let Some((before, after)) = both {
        let gone = before.fields.iter().filter(|one| after.field(&one.name).is_none());
        fields.extend(gone.map(|one| field(one, ChangeStatus::Removed)));
        let gone = self::indexes(before, |_, _| ChangeStatus::Removed);
        let is_there = |name: &str| after.index(name).is_some() || after.search(name).is_some();
        indexes.extend(gone.into_iter().filter(|index| !is_there(&index.name)));
    }
    Table { name: shown.name.clone(), status, fields, indexes }
}

fn index_status(before: &convex::Table, name: &str, fields: &[String]) -> ChangeStatus {
    let found = indexes(before, |_, _| ChangeStatus::Same).into_iter().find(|index| index.name == name);
    match found {
        None => ChangeStatus::Added,
        Some(found) if found.fields != fields => ChangeStatus::Changed,
        Some(_) => ChangeStatus::Same,
    }
}

/// All indexes of a table, those for searching with their filters.
fn indexes(table: &convex::Table, status: impl Fn(&str, &[String]) -> ChangeStatus) -> Vec<Index> {
    let plain = table.indexes.iter().map(|index| (index.name.clone(), index.fields.clone()));
    let searches = table.searches.iter().map(|index| {
        let fields = std::iter::once(format!("search {}", index.field)).chain(index.filters.iter().cloned());
        (index.name.clone(), fields.collect())
    });
    plain
        .chain(searches)
        .map(|(name, fields): (String, Vec<String>)| Index { status: status(&name, &fields), name, fields })
        .collect()
}
