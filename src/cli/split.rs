//! A split schema: what schema.ts adds to the tables of the generated file, so that the generated file does not have it too.

use super::diff::planned;
use crate::generate::{Generated, Request, generate};
use crate::project::Project;
use crate::project::files;
use crate::report::{Problem, Problems};
use crate::schema::indexes::{AddedIndexes, free_name};
use crate::schema::placed::PlacedTable;
use crate::schema::unread::undetermined_indexes;
use crate::schema::{Index, Table};

/// What is generated beside a schema.ts that spreads it: without the indexes that schema.ts adds, by name or by fields.
///
/// Warns if those cannot be determined, and about each that takes the name of a generated index for other fields.
pub(super) fn beside(project: &Project, request: &mut Request, generated: Generated) -> Result<Generated, Problems> {
    let (added, mut warnings) = match added_indexes(project, &generated) {
        Ok(found) => found,
        Err(problem) => {
            let title = format!("cannot determine which indexes {} adds", files::shown(&project.entry()));
            let problem = Problem::warning(title).note(problem.title);
            let problem = problem.note("Convex refuses a table with two indexes of one name or on the same fields");
            return Ok(with_warnings(generated, vec![problem.help("correct it, then run `sigma-schema check`")]));
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

fn with_warnings(mut generated: Generated, warnings: Vec<Problem>) -> Generated {
    generated.warnings.extend(warnings);
    generated
}

/// The indexes that schema.ts adds to each generated table, and warnings about those that cannot be determined.
fn added_indexes(project: &Project, generated: &Generated) -> Result<(Vec<AddedIndexes>, Vec<Problem>), Problem> {
    let whole = planned(project, generated)?.placed;
    let file = files::shown(&project.schema_path());
    let (mut added, mut warnings) = (Vec::new(), Vec::new());
    for table in &generated.schema.tables {
        let Some(placed) = whole.table(&table.name) else { continue };
        if !is_extended(placed, table, &file) {
            continue;
        }
        warnings.extend(undetermined_indexes(placed));
        let indexes = placed.table.indexes.iter().zip(&placed.indexes);
        let searches = placed.table.searches.iter().zip(&placed.searches);
        // Of what could not be read, the name may be known, and is taken.
        let unread = placed.unread.iter().filter_map(|unread| Some((unread.name.clone()?, unread.place.clone())));
        let of_table = AddedIndexes {
            table: table.name.clone(),
            indexes: indexes
                .filter(|(_, place)| place.source.name != file)
                .map(|(index, place)| (index.clone(), place.clone()))
                .collect(),
            searches: searches
                .filter(|(_, place)| place.source.name != file)
                .map(|(search, place)| (search.name.clone(), place.clone()))
                .chain(unread)
                .collect(),
        };
        if !of_table.indexes.is_empty() || !of_table.searches.is_empty() {
            added.push(of_table);
        }
    }
    Ok((added, warnings))
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
