//! A split schema: what schema.ts adds to the tables of the generated file, so that the generated file does not have it too.

use super::diff::after_gen;
use crate::code::tables;
use crate::generate::{Generated, Request, generate};
use crate::project::Project;
use crate::project::files;
use crate::report::{Problem, Problems};
use crate::schema::indexes::{AddedIndexes, free_name};
use crate::schema::placed::{PlacedSchema, PlacedTable, Unread};
use crate::schema::unread::undetermined_indexes;
use crate::schema::{Index, OtherTable, Table};

/// What is generated beside a schema.ts that spreads it: without the indexes that schema.ts adds, by name or by fields.
///
/// Warns if those cannot be determined, and about each that takes the name of a generated index for other fields. Fails if
/// schema.ts, or a module that it needs, cannot be read or parsed.
pub(super) fn beside(project: &Project, request: &mut Request, generated: Generated) -> Result<Generated, Problems> {
    let whole = tables::exported(&project.entry(), &project.top, &after_gen(project, &generated))?;
    let (added, mut warnings) = match whole {
        Ok(whole) => added_indexes(project, &generated, &whole),
        Err(problem) => {
            let unknown = unknown_indexes(project).note(problem.title);
            return Ok(with_warnings(generated, vec![unknown.help("correct it, then run `sigma-schema check`")]));
        }
    };
    if added.is_empty() {
        return Ok(with_warnings(generated, warnings));
    }
    request.added_indexes = added;
    let beside = generate(request)?;
    warnings.extend(renamed(request, &generated, &beside));
    Ok(with_warnings(beside, warnings))
}

/// Warns that schema.ts may add indexes that are not known.
fn unknown_indexes(project: &Project) -> Problem {
    let title = format!("cannot determine which indexes {} adds", files::shown(&project.entry()));
    Problem::warning(title).note("Convex refuses a table with two indexes of one name or on the same fields")
}

fn with_warnings(mut generated: Generated, warnings: Vec<Problem>) -> Generated {
    generated.warnings.extend(warnings);
    generated
}

/// The indexes that schema.ts adds to each generated table, and warnings about those that cannot be determined.
fn added_indexes(project: &Project, generated: &Generated, whole: &PlacedSchema) -> (Vec<AddedIndexes>, Vec<Problem>) {
    let file = files::shown(&project.schema_path());
    let (mut added, mut warnings) = (Vec::new(), Vec::new());
    let is_generated = |other: &OtherTable| {
        other.name.as_ref().is_none_or(|name| generated.schema.tables.iter().any(|table| table.name == *name))
    };
    let unknown: Vec<_> = whole.other.iter().filter(|(other, _)| is_generated(other)).collect();
    if let Some((_, place)) = unknown.first() {
        let problem = unknown_indexes(project).at(&place.first_line(), "");
        let names: Vec<&str> = unknown.iter().filter_map(|(other, _)| other.name.as_deref()).collect();
        let problem = match names.is_empty() {
            true => problem,
            false => problem.note(format!("unknown tables: {}", names.join(", "))),
        };
        warnings.push(problem.help("write the tables and their indexes out: defineSchema({ ...tables })"));
    }
    for table in &generated.schema.tables {
        let Some(placed) = whole.table(&table.name) else { continue };
        if !is_extended(placed, table, &file) {
            continue;
        }
        warnings.extend(undetermined_indexes(placed));
        // One that may be absent replaces no generated index: a refused push is loud, and a lost lookup is not.
        let (present, absent): (Vec<_>, Vec<_>) = placed.possible.iter().partition(|possible| possible.is_added);
        let possible = present.iter().map(|possible| (&possible.index, &possible.place));
        let indexes = placed.table.indexes.iter().zip(&placed.indexes).chain(possible);
        let searches = placed.table.searches.iter().zip(&placed.searches);
        // Of what could not be read, the name may be known, and is taken.
        let is_kept = |unread: &Unread| {
            let mut same = absent.iter().filter(|possible| possible.place == unread.place);
            same.any(|possible| {
                table.index(&possible.index.name).is_some_and(|own| own.fields == possible.index.fields)
            })
        };
        let unread = placed.unread.iter().filter(|unread| !is_kept(unread));
        let unread = unread.filter_map(|unread| Some((unread.name.clone()?, unread.place.clone())));
        let of_table = AddedIndexes {
            table: table.name.clone(),
            indexes: indexes
                .filter(|(_, place)| place.source.name != file)
                .map(|(index, place)| (index.clone(), place.clone()))
                .collect(),
            searches: searches
                .filter(|(_, place)| place.source.name != file)
                .map(|(search, place)| (search.clone(), place.clone()))
                .collect(),
            names: unread.collect(),
        };
        if !of_table.indexes.is_empty() || !of_table.searches.is_empty() || !of_table.names.is_empty() {
            added.push(of_table);
        }
    }
    (added, warnings)
}

/// Whether the table of schema.ts is the generated one, perhaps with more indexes: one that is defined anew has none of the
/// generated indexes.
fn is_extended(placed: &PlacedTable, generated: &Table, file: &str) -> bool {
    let mut places = placed.indexes.iter().chain(&placed.searches);
    placed.place.source.name == file
        || (!generated.indexes.is_empty() || !generated.searches.is_empty())
            && places.any(|place| place.source.name == file)
}

/// Warnings about added indexes that have the name of a generated one and other fields.
fn renamed(request: &Request, alone: &Generated, beside: &Generated) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for added in &request.added_indexes {
        let tables = alone.schema.table(&added.table).zip(beside.schema.table(&added.table));
        let Some((before, after)) = tables else { continue };
        // What the config file asks for has been reported where it stands.
        let is_own = |index: &Index| {
            let mut own = request.own_indexes.iter().filter(|own| own.table == added.table);
            own.any(|own| own.index == *index)
        };
        let is_renamed =
            |index: &&Index| added.named(&index.name).is_some() && !added.has_fields(&index.fields) && !is_own(index);
        for index in before.indexes.iter().filter(is_renamed) {
            let title = format!(
                "the index `{}` of `{}` takes the name of a generated index on {}",
                index.name,
                added.table,
                index.fields.join(", ")
            );
            let problem =
                Problem::warning(title).at_if(added.named(&index.name).map(|place| place.first_line()).as_ref());
            let problem = match after.indexes.iter().find(|other| other.fields == index.fields) {
                Some(other) => problem.note(format!("the generated one is named `{}` instead", other.name)),
                None => problem.note("the generated table does without it"),
            };
            let fields =
                added.indexes.iter().find(|(own, _)| own.name == index.name).map(|(own, _)| own.fields.as_slice());
            let name = fields.map(|fields| free_name(fields, |name| after.index(name).is_some()));
            let named = name.filter(|name| *name != index.name).map(|name| format!(", such as {name:?}"));
            warnings.push(problem.help(format!("give your index another name{}", named.unwrap_or_default())));
        }
    }
    warnings
}
