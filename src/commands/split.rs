//! A split schema: what schema.ts adds to the tables of the generated file, so that the generated file does not have it too.

use super::compare::after_gen;
use crate::convex::generate::{Generated, Request, generate};
use crate::convex::indexes::{AddedIndexes, free_name};
use crate::convex::spanned::{SpannedSchema, SpannedTable, Unread};
use crate::convex::unread::undetermined_indexes;
use crate::convex::{Index, OtherTable, Table};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::emit::shown;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, Spanned};
use crate::existing::tables;
use crate::workspace::Project;

/// Generation beside a schema.ts that spreads the result: without the indexes that schema.ts adds, by name or by
/// fields.
///
/// Warns if those cannot be determined, and about each that uses the name of a generated index for other fields. Fails
/// if schema.ts, or a module that it needs, cannot be read or parsed.
pub(super) fn beside(project: &Project, request: &mut Request, generated: Generated) -> Result<Generated, Diagnostics> {
    let whole = tables::exported(&project.entry(), &project.root, &after_gen(project, &generated))?;
    let (added, mut warnings) = match whole {
        Ok(whole) => added_indexes(project, &generated, &whole),
        Err(diagnostic) => {
            let unknown = unknown_indexes(project).note(shown(&diagnostic).message.clone());
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

/// Warns that schema.ts may add unknown indexes.
fn unknown_indexes(project: &Project) -> Diagnostic {
    let title = format!("cannot determine which indexes {} adds", project.display_path(&project.entry()));
    Diagnostic::new(&codes::ADDED_INDEX_UNKNOWN, title)
        .note("Convex refuses a table with two indexes of one name or on the same fields")
}

fn with_warnings(mut generated: Generated, warnings: Vec<Diagnostic>) -> Generated {
    generated.warnings.extend(warnings);
    generated
}

/// The indexes that schema.ts adds to each generated table, and warnings about those that cannot be determined.
fn added_indexes(
    project: &Project,
    generated: &Generated,
    whole: &SpannedSchema,
) -> (Vec<AddedIndexes>, Vec<Diagnostic>) {
    let file = project.display_path(&project.schema_path());
    let (mut added, mut warnings) = (Vec::new(), Vec::new());
    let is_generated = |other: &OtherTable| {
        other.name.as_ref().is_none_or(|name| generated.schema.tables.iter().any(|table| table.name == *name))
    };
    let unknown: Vec<_> = whole.other.iter().filter(|other| is_generated(other)).collect();
    if let Some(first) = unknown.first() {
        let diagnostic = unknown_indexes(project).at(&first.span.first_line(), "");
        let names: Vec<&str> = unknown.iter().filter_map(|other| other.name.as_deref()).collect();
        let diagnostic = match names.is_empty() {
            true => diagnostic,
            false => diagnostic.note(format!("unknown tables: {}", names.join(", "))),
        };
        warnings.push(diagnostic.help("write out the tables and their indexes: defineSchema({ ...tables })"));
    }
    for table in &generated.schema.tables {
        let Some(spanned) = whole.table(&table.name) else { continue };
        if !is_extended(spanned, table, &file) {
            continue;
        }
        warnings.extend(undetermined_indexes(spanned));
        // An index that may be absent does not replace a generated one: a refused push is visible, a lost index is not.
        let possible = spanned.unread.iter().filter_map(|unread| Some((unread.possible.as_ref()?, &unread.span)));
        let present = possible.filter(|(possible, _)| possible.is_added);
        let present = present.map(|(possible, span)| Spanned::new(possible.index.clone(), span.clone()));
        // The name of a part that could not be read may be known, and counts as used.
        let is_kept = |unread: &Unread| {
            unread.possible.as_ref().filter(|possible| !possible.is_added).is_some_and(|possible| {
                table.index(&possible.index.name).is_some_and(|own| own.fields == possible.index.fields)
            })
        };
        let unread = spanned.unread.iter().filter(|unread| !is_kept(unread));
        let unread = unread.filter_map(|unread| Some(Spanned::new(unread.name.clone()?, unread.span.clone())));
        let is_here = |span: &Span| span.source.name != file;
        let of_table = AddedIndexes {
            table: table.name.clone(),
            indexes: spanned.indexes.iter().cloned().chain(present).filter(|index| is_here(&index.span)).collect(),
            searches: spanned.searches.iter().filter(|index| is_here(&index.span)).cloned().collect(),
            names: unread.collect(),
        };
        if !of_table.indexes.is_empty() || !of_table.searches.is_empty() || !of_table.names.is_empty() {
            added.push(of_table);
        }
    }
    (added, warnings)
}

/// Whether the table of schema.ts is the generated one, possibly with more indexes: a redefined table has none of the
/// generated indexes.
fn is_extended(spanned: &SpannedTable, generated: &Table, file: &str) -> bool {
    let indexes = spanned.indexes.iter().map(|index| &index.span);
    let mut spans = indexes.chain(spanned.searches.iter().map(|index| &index.span));
    spanned.span.source.name == file
        || (!generated.indexes.is_empty() || !generated.searches.is_empty())
            && spans.any(|span| span.source.name == file)
}

/// Warnings about added indexes that have the name of a generated one and other fields.
fn renamed(request: &Request, alone: &Generated, beside: &Generated) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for added in &request.added_indexes {
        let tables = alone.schema.table(&added.table).zip(beside.schema.table(&added.table));
        let Some((before, after)) = tables else { continue };
        // An index of the config file is already reported at its location.
        let is_own = |index: &Index| {
            let mut own = request.custom_indexes.iter().filter(|own| own.table == added.table);
            own.any(|own| own.index == *index)
        };
        let is_renamed =
            |index: &&Index| added.named(&index.name).is_some() && !added.has_fields(&index.fields) && !is_own(index);
        for index in before.indexes.iter().filter(is_renamed) {
            let title = format!(
                "the index `{}` of `{}` has the name of a generated index on {}",
                index.name,
                added.table,
                index.fields.join(", ")
            );
            let diagnostic = Diagnostic::new(&codes::INDEX_RENAMED, title)
                .about(&added.table)
                .at_opt(added.named(&index.name).map(|span| span.first_line()).as_ref());
            let diagnostic = match after.indexes.iter().find(|other| other.fields == index.fields) {
                Some(other) => diagnostic.note(format!("the generated one is named `{}` instead", other.name)),
                None => diagnostic.note("the generated table gets no index on these fields"),
            };
            let fields = added.indexes.iter().find(|own| own.name == index.name).map(|own| own.fields.as_slice());
            let name = fields.map(|fields| free_name(fields, |name| after.index(name).is_some()));
            let named = name.filter(|name| *name != index.name).map(|name| format!(", such as {name:?}"));
            warnings.push(diagnostic.help(format!("give your index another name{}", named.unwrap_or_default())));
        }
    }
    warnings
}
