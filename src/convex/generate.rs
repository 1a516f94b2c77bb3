//! The pure function in the middle: from a request to the texts of the files. Never reads or writes a file.

use nodejs_semver::Version;

use crate::catalog::adapter::Adapter;
use crate::catalog::condition::ConditionContext;
use crate::catalog::model::{FieldAttributes, FieldType};
use crate::catalog::plugin::Plugin;
use crate::convex::header::Header;
use crate::convex::indexes::{
    AddedIndexes, Custom, CustomIndex, CustomSearchIndex, IndexMode, PlannedTable, plan_indexes,
};
use crate::convex::spanned::SpannedTable;
use crate::convex::typescript::adapter_file::Form;
use crate::convex::typescript::schema_file;
use crate::convex::{Field, Literal, Plain, Schema, Table, Validator, rules};
use crate::diagnostic::codes::config as codes;
use crate::diagnostic::codes::versions;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::tables::assemble::assemble;

/// Everything that decides about the generated files.
#[derive(Clone, Debug)]
pub struct Request {
    /// The core tables of Better Auth, with the app's options for them.
    pub core: Plugin,
    /// The app's plugins, in order.
    pub plugins: Vec<Plugin>,
    /// The spec of the Convex adapter.
    pub adapter: Adapter,
    /// Its version.
    pub adapter_version: Version,
    /// Which indexes are wanted.
    pub index_mode: IndexMode,
    /// The custom indexes of the app.
    pub custom_indexes: Vec<CustomIndex>,
    /// The custom search and vector indexes of the app.
    pub custom_searches: Vec<CustomSearchIndex>,
    /// The indexes that a split schema.ts adds to the generated tables.
    pub added_indexes: Vec<AddedIndexes>,
    /// The custom tables of the app.
    pub custom_tables: Vec<SpannedTable>,
    /// The command that writes the files again, from the project's root.
    pub command: String,
    /// The name of the schema's file, without its extension.
    pub schema_module: String,
}

impl Request {
    /// The indexes that a split schema.ts adds to a table.
    fn added_to(&self, table: &str) -> Option<&AddedIndexes> {
        self.added_indexes.iter().find(|added| added.table == table)
    }
}

/// The generated schema and its file.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The schema.
    pub schema: Schema,
    /// The header of schema.ts, line by line.
    pub header: Vec<String>,
    /// The text of schema.ts.
    pub schema_text: String,
    /// The form of adapter.ts at this version.
    pub adapter: Form,
    /// The warnings.
    pub warnings: Diagnostics,
}

/// The tables that a request asks for, with their indexes. Problems of options are pushed to `diagnostics`.
pub fn tables(request: &Request, diagnostics: &mut Diagnostics) -> Vec<PlannedTable> {
    let facts = ConditionContext { version: &request.adapter_version, options: None };
    let listed: Vec<_> = request.adapter.indexes.iter().filter(|index| index.when.holds(&facts)).collect();
    let searches = custom_searches(request);
    let custom = Custom { indexes: &request.custom_indexes, searches: &searches, added: &request.added_indexes };
    let tables = assemble(&request.core, &request.plugins, diagnostics).into_iter();
    let planned = tables.map(|table| {
        let indexes = plan_indexes(&table, &listed, custom, request.index_mode);
        PlannedTable { table, indexes }
    });
    planned.collect()
}

/// Generates the schema. Fails with everything that is wrong in the options, and every rule of Convex that is not met.
pub fn generate(request: &Request) -> Result<Generated, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let adapter_facts = ConditionContext { version: &request.adapter_version, options: None };
    let tables = tables(request, &mut diagnostics);
    unknown_tables(request, &tables, &mut diagnostics);
    added_already(request, &mut diagnostics);
    let searches = custom_searches(request);
    let built: Vec<Table> = tables.iter().map(|planned| convex_table(planned, &searches)).collect();
    let generated: Vec<_> =
        tables.iter().zip(&built).map(|(planned, table)| rules::Generated { planned, table }).collect();
    rules::check(&generated, &searches, &request.custom_tables, &mut diagnostics);
    let api = request.adapter.api.iter().find(|api| api.when.holds(&adapter_facts)).cloned();
    let api = api.ok_or_else(|| {
        let Request { adapter, adapter_version, .. } = request;
        Diagnostic::new(
            &versions::UNSUPPORTED_VERSION,
            format!("the layout of adapter.ts is unknown for {} {adapter_version}", adapter.package),
        )
    })?;
    let ((), warnings) = diagnostics.unless_errors(())?;
    let schema = Schema {
        tables: built.into_iter().chain(request.custom_tables.iter().map(|spanned| spanned.table())).collect(),
        ..Schema::default()
    };
    let header = header(request, &schema);
    let schema_text = schema_file::print(&schema, &header);
    let adapter = Form {
        api,
        package: request.adapter.package.clone(),
        schema: format!("./{}", request.schema_module),
        versions: request.adapter.api.clone(),
    };
    Ok(Generated { schema, header, schema_text, adapter, warnings })
}

/// The custom search and vector indexes, without those that Convex refuses beside the ones that a split schema.ts adds.
fn custom_searches(request: &Request) -> Vec<CustomSearchIndex> {
    let is_added = |own: &CustomSearchIndex| {
        request.added_to(&own.table).is_some_and(|added| added.clash_of_search(&own.index).is_some())
    };
    request.custom_searches.iter().filter(|own| !is_added(own)).cloned().collect()
}

/// Warns about custom indexes that are left out because a split schema.ts adds them, or others with their name.
fn added_already(request: &Request, diagnostics: &mut Diagnostics) {
    let indexes = request.custom_indexes.iter().map(|own| {
        let clash = request.added_to(&own.table).and_then(|added| added.clash(&own.index));
        (&own.table, &own.index.name, &own.span, clash)
    });
    let searches = request.custom_searches.iter().map(|own| {
        let clash = request.added_to(&own.table).and_then(|added| added.clash_of_search(&own.index));
        (&own.table, &own.index.name, &own.span, clash)
    });
    for (table, name, own, clash) in indexes.chain(searches) {
        let Some(span) = clash else { continue };
        let title = format!("the index `{name}` of `{table}` is left out: schema.ts adds it itself");
        let diagnostic = Diagnostic::new(&codes::CUSTOM_INDEX_SKIPPED, title)
            .at(own, "")
            .and_at(span, "schema.ts adds it here")
            .about(table)
            .about_member(name);
        diagnostics.push(
            diagnostic.help("remove one of the two: Convex refuses two indexes of one name or on the same fields"),
        );
    }
}

/// Reports custom indexes on tables that do not exist.
fn unknown_tables(request: &Request, tables: &[PlannedTable], diagnostics: &mut Diagnostics) {
    let indexes = request.custom_indexes.iter().map(|own| (&own.table, &own.span));
    let searches = request.custom_searches.iter().map(|own| (&own.table, &own.span));
    for (name, span) in indexes.chain(searches) {
        if tables.iter().any(|planned| planned.table.name == *name) {
            continue;
        }
        diagnostics.push(match request.custom_tables.iter().find(|own| own.name == *name) {
            Some(own) => Diagnostic::new(
                &codes::CUSTOM_INDEX_TABLE,
                format!("`indexes` is for Better Auth's tables, and `{name}` is a custom table"),
            )
            .at(span, "")
            .and_at(&own.span, "the table is defined here")
            .about(name)
            .help(format!("move this index to extraTables.{name}.indexes")),
            None => {
                let diagnostic = Diagnostic::new(&codes::CUSTOM_INDEX_TABLE, format!("unknown table `{name}`"))
                    .at(span, "")
                    .about(name);
                diagnostic.nearest(name, tables.iter().map(|planned| planned.table.name.as_str()))
            }
        });
    }
}

fn header(request: &Request, schema: &Schema) -> Vec<String> {
    let plugins: Vec<&str> = request.plugins.iter().map(|plugin| plugin.spec.name.as_str()).collect();
    let (core, adapter) = (&request.core, &request.adapter);
    let packages = format!("{} {}, {} {}", core.spec.package, core.version, adapter.package, request.adapter_version);
    Header { command: &request.command, packages: &packages, plugins: &plugins }.lines(schema)
}

fn convex_table(planned: &PlannedTable, searches: &[CustomSearchIndex]) -> Table {
    let PlannedTable { table, indexes } = planned;
    let fields = table.fields.values();
    Table {
        name: table.name.clone(),
        fields: fields
            .map(|field| Field { name: field.name.clone(), validator: convex_validator(&field.attributes) })
            .collect(),
        indexes: indexes.iter().map(|planned| planned.index.clone()).collect(),
        searches: searches.iter().filter(|own| own.table == table.name).map(|own| own.index.clone()).collect(),
        ..Table::default()
    }
}

/// The validator that the official generator prints (`getType` in @convex-dev/better-auth, src/client/create-schema.ts),
/// and a union of literals for a field that is one of some strings, where it prints `undefined`.
fn convex_validator(field: &FieldAttributes) -> Validator {
    let plain = Validator::Plain;
    let mut members = match &field.kind {
        FieldType::String | FieldType::Json => vec![plain(Plain::String)],
        FieldType::Number | FieldType::Date => vec![plain(Plain::Number)],
        FieldType::Boolean => vec![plain(Plain::Boolean)],
        FieldType::Strings => vec![Validator::Array(Box::new(plain(Plain::String)))],
        FieldType::Numbers => vec![Validator::Array(Box::new(plain(Plain::Number)))],
        FieldType::OneOf(values) => {
            values.iter().map(|value| Validator::Literal(Literal::String(value.clone()))).collect()
        }
    };
    if !field.required {
        members.insert(0, plain(Plain::Null));
        return Validator::Optional(Box::new(Validator::Union(members)));
    }
    match <[Validator; 1]>::try_from(members) {
        Ok([only]) => only,
        Err(members) => Validator::Union(members),
    }
}
