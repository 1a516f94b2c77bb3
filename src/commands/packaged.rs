//! An existing schema that is, or began as, the one that the Convex adapter ships for its own component: many projects
//! copied it when they moved to a local install.

use nodejs_semver::Version;

use crate::catalog::adapter::Packaged;
use crate::catalog::plugin::Plugin;
use crate::catalog::select::select;
use crate::changes::lost::LostItem;
use crate::convex::generate::{Request, generate};
use crate::convex::indexes::IndexMode;
use crate::convex::spanned::SpannedTable;
use crate::convex::typescript::parse::SchemaFile;
use crate::convex::{Schema, Table};
use crate::diagnostic::codes::coverage as codes;
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::Project;
use crate::workspace::config::Config;

/// The number of fields, out of ten in a packaged schema, that a copy of it still has: users remove fields that they do
/// not use.
const MOST: usize = 9;

/// The losses that are parts of a packaged schema.
pub(super) struct Recognized {
    /// All of them, in one problem.
    pub(super) diagnostic: Diagnostic,
    /// The lost items that the user wrote.
    pub(super) others: Vec<LostItem>,
}

/// Separates the items of a packaged schema from the lost ones. None if the file did not begin as one, or loses nothing
/// of it.
pub(super) fn recognize(project: &Project, existing: &SchemaFile, losses: &[LostItem]) -> Option<Recognized> {
    let candidates = project.adapter.packaged.iter().rev().filter_map(|packaged| {
        let schema = schema_of(project, packaged)?;
        let tables = tables_of(existing, &schema)?;
        let parts: Vec<Option<String>> = losses.iter().map(|loss| part(loss, &tables)).collect();
        let count = parts.iter().flatten().count();
        (count > 0).then_some((count, packaged, parts))
    });
    let (_, packaged, found) = candidates.max_by_key(|(count, ..)| *count)?;
    let span = losses.iter().zip(&found).find(|(_, part)| part.is_some()).map(|(loss, _)| loss.span.first_line());
    let others = losses.iter().zip(&found).filter(|(_, part)| part.is_none()).map(|(loss, _)| loss.clone()).collect();
    let parts: Vec<String> = found.into_iter().flatten().collect();
    let name = span.as_ref().map(|span| span.source.name.clone()).unwrap_or_default();
    let package = &project.adapter.package;
    let title =
        format!("{name} has parts of the schema that {package} {} ships for its own component", packaged.adapter);
    let diagnostic = Diagnostic::new(&codes::PACKAGED_SCHEMA, title).at_opt(span.as_ref());
    let diagnostic = diagnostic.note(format!("your plugins do not use them: {}", parts.join(", ")));
    Some(Recognized {
        diagnostic: diagnostic.help("if no document uses them, drop them: sigma-schema gen --force"),
        others,
    })
}

/// A table of a file, and that of the packaged schema with the same name.
type Pair<'a> = (&'a SpannedTable, &'a Table);

/// The tables of a file that a packaged schema has, if the file has all of them, and most of their fields.
fn tables_of<'a>(existing: &'a SchemaFile, packaged: &'a Schema) -> Option<Vec<Pair<'a>>> {
    let pair = |table: &'a Table| Some((existing.tables.iter().find(|spanned| spanned.name == table.name)?, table));
    let tables: Vec<Pair<'a>> = packaged.tables.iter().map(pair).collect::<Option<_>>()?;
    let fields = || tables.iter().flat_map(|(spanned, table)| table.fields.iter().map(move |field| (spanned, field)));
    let kept = fields().filter(|(spanned, field)| spanned.field(&field.name).is_some()).count();
    (kept * 10 >= fields().count() * MOST).then_some(tables)
}

/// The name of the part of a packaged schema that a loss is, if it is one.
fn part(loss: &LostItem, tables: &[Pair<'_>]) -> Option<String> {
    tables.iter().find_map(|(spanned, table)| {
        let name = &table.name;
        if spanned.span == loss.span {
            return is_part(spanned, table).then(|| format!("table `{name}`"));
        }
        if let Some(field) = spanned.fields.iter().find(|field| field.span == loss.span) {
            return (table.field(&field.name) == Some(&field.value)).then(|| format!("field `{name}.{}`", field.name));
        }
        let index = spanned.indexes.iter().find(|index| index.span == loss.span)?;
        (table.index(&index.name) == Some(&index.value)).then(|| format!("index `{}` of `{name}`", index.name))
    })
}

/// Whether a whole table is that of a packaged schema, or less.
fn is_part(spanned: &SpannedTable, packaged: &Table) -> bool {
    spanned.document.is_none()
        && spanned.other.is_empty()
        && spanned.searches.is_empty()
        && spanned.fields.iter().all(|field| packaged.field(&field.name) == Some(&field.value))
        && spanned.indexes.iter().all(|index| packaged.index(&index.name) == Some(&index.value))
}

/// The tables of a packaged schema. None if the embedded data about it is wrong, which a test would show.
fn schema_of(project: &Project, packaged: &Packaged) -> Option<Schema> {
    let config = Config::parse(&Source::new("the packaged schema", packaged.config.as_str()), &project.core).ok()?;
    let better_auth = Version::parse(&packaged.better_auth).ok()?;
    let adapter = Version::parse(&packaged.convex_adapter).ok()?;
    let version_of = |package: &str| if package == project.adapter.package { &adapter } else { &better_auth };
    let named = config.plugins.map(|plugins| plugins.named).unwrap_or_default();
    let (plugins, _) = select(&project.catalog, &named, |spec| Ok(version_of(&spec.package).clone())).ok()?;
    let core = Plugin { spec: project.core.clone(), options: config.options, version: better_auth.clone() };
    let request = Request {
        core,
        plugins,
        adapter: project.adapter.clone(),
        adapter_version: adapter.clone(),
        index_mode: IndexMode::Upstream,
        custom_indexes: Vec::new(),
        custom_searches: Vec::new(),
        added_indexes: Vec::new(),
        custom_tables: Vec::new(),
        command: String::new(),
        schema_module: String::new(),
    };
    generate(&request).ok().map(|generated| generated.schema)
}
