//! The pure function in the middle: from a request to the texts of the files. Nothing here reads or writes a file.

use nodejs_semver::Version;

use crate::report::{Problem, Problems};
use crate::schema::assemble::{AuthTable, assemble};
use crate::schema::header::Header;
use crate::schema::indexes::{AddedIndexes, Custom, IndexMode, OwnIndex, OwnSearch, PlannedIndex, plan};
use crate::schema::placed::PlacedTable;
use crate::schema::{Field, Literal, Plain, Schema, Table, Validator, rules};
use crate::spec::adapter::Adapter;
use crate::spec::condition::Facts;
use crate::spec::model::{FieldAttributes, FieldType};
use crate::spec::plugin::Plugin;
use crate::typescript::adapter_file::Form;
use crate::typescript::schema_file;

/// Everything that decides about the generated files.
#[derive(Clone, Debug)]
pub struct Request {
    /// Better Auth's own tables, with the app's options for them.
    pub core: Plugin,
    /// The app's plugins, in order.
    pub plugins: Vec<Plugin>,
    /// What is known about the Convex adapter.
    pub adapter: Adapter,
    /// Its version.
    pub adapter_version: Version,
    /// Which indexes are wanted.
    pub index_mode: IndexMode,
    /// The app's own indexes.
    pub own_indexes: Vec<OwnIndex>,
    /// The app's own indexes for searching.
    pub own_searches: Vec<OwnSearch>,
    /// The indexes that a split schema.ts adds to the generated tables.
    pub added_indexes: Vec<AddedIndexes>,
    /// The app's own tables.
    pub own_tables: Vec<PlacedTable>,
    /// The command that writes the files again, from the project's root.
    pub command: String,
    /// The name of the schema's file, without its extension.
    pub schema_module: String,
}

impl Request {
    /// What a split schema.ts adds to a table.
    fn added_to(&self, table: &str) -> Option<&AddedIndexes> {
        self.added_indexes.iter().find(|added| added.table == table)
    }
}

/// The generated schema and its file.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The schema.
    pub schema: Schema,
    /// What the header of schema.ts says, line by line.
    pub header: Vec<String>,
    /// The text of schema.ts.
    pub schema_text: String,
    /// The form of adapter.ts at this version.
    pub adapter: Form,
    /// What is worth knowing.
    pub warnings: Problems,
}

/// The tables that a request asks for, with their indexes. What is wrong in options is told.
pub fn tables(request: &Request, problems: &mut Problems) -> Vec<(AuthTable, Vec<PlannedIndex>)> {
    let facts = Facts { version: &request.adapter_version, options: None };
    let listed: Vec<_> = request.adapter.indexes.iter().filter(|index| index.holds.is_met(&facts)).collect();
    let searches = own_searches(request);
    let custom = Custom { indexes: &request.own_indexes, searches: &searches, added: &request.added_indexes };
    let tables = assemble(&request.core, &request.plugins, problems).into_iter();
    let planned = tables.map(|table| {
        let indexes = plan(&table, &listed, custom, request.index_mode);
        (table, indexes)
    });
    planned.collect()
}

/// Generates the schema. Fails with everything that is wrong in the options, and every rule of Convex that is not met.
pub fn generate(request: &Request) -> Result<Generated, Problems> {
    let mut problems = Problems::default();
    let adapter_facts = Facts { version: &request.adapter_version, options: None };
    let tables = tables(request, &mut problems);
    unknown_tables(request, &tables, &mut problems);
    added_already(request, &mut problems);
    let searches = own_searches(request);
    let built: Vec<Table> = tables.iter().map(|(table, indexes)| convex_table(table, indexes, &searches)).collect();
    let of_rules: Vec<_> =
        tables.iter().zip(&built).map(|((auth, indexes), table)| rules::Generated { auth, indexes, table }).collect();
    rules::check(&of_rules, &searches, &request.own_tables, &mut problems);
    let api = request.adapter.api.iter().find(|api| api.holds.is_met(&adapter_facts)).cloned();
    let api = api.ok_or_else(|| {
        let Request { adapter, adapter_version, .. } = request;
        Problem::error(format!("the form of adapter.ts is not known for {} {adapter_version}", adapter.package))
    })?;
    let ((), warnings) = problems.unless_errors(())?;
    let schema = Schema {
        tables: built.into_iter().chain(request.own_tables.iter().map(|placed| placed.table.clone())).collect(),
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

/// The app's own indexes for searching, without those that Convex refuses beside what a split schema.ts adds.
fn own_searches(request: &Request) -> Vec<OwnSearch> {
    let is_added =
        |own: &OwnSearch| request.added_to(&own.table).is_some_and(|added| added.clash_of_search(&own.index).is_some());
    request.own_searches.iter().filter(|own| !is_added(own)).cloned().collect()
}

/// Warns about own indexes that are left out because a split schema.ts adds them, or one of their name.
fn added_already(request: &Request, problems: &mut Problems) {
    let indexes = request.own_indexes.iter().map(|own| {
        let clash = request.added_to(&own.table).and_then(|added| added.clash(&own.index));
        (&own.table, &own.index.name, &own.place, clash)
    });
    let searches = request.own_searches.iter().map(|own| {
        let clash = request.added_to(&own.table).and_then(|added| added.clash_of_search(&own.index));
        (&own.table, &own.index.name, &own.place, clash)
    });
    for (table, name, own, clash) in indexes.chain(searches) {
        let Some(place) = clash else { continue };
        let title = format!("the index `{name}` of `{table}` is left out: schema.ts adds it itself");
        let problem = Problem::warning(title).at(own, "").note(format!("it is added at {place}"));
        problems
            .push(problem.help("remove one of the two: Convex refuses two indexes of one name or on the same fields"));
    }
}

/// Tells of own indexes on tables that are not there.
fn unknown_tables(request: &Request, tables: &[(AuthTable, Vec<PlannedIndex>)], problems: &mut Problems) {
    let indexes = request.own_indexes.iter().map(|own| (&own.table, &own.place));
    let searches = request.own_searches.iter().map(|own| (&own.table, &own.place));
    for (name, place) in indexes.chain(searches) {
        if tables.iter().any(|(table, _)| table.name == *name) {
            continue;
        }
        problems.push(match request.own_tables.iter().find(|own| own.table.name == *name) {
            Some(own) => Problem::error(format!("`indexes` is for Better Auth's tables, and `{name}` is your own"))
                .at(place, "")
                .note(format!("it is defined at {}", own.place))
                .help(format!("put this index under extraTables.{name}.indexes")),
            None => {
                let problem = Problem::error(format!("there is no table `{name}`")).at(place, "");
                problem.nearest(name, tables.iter().map(|(table, _)| table.name.as_str()))
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

fn convex_table(table: &AuthTable, indexes: &[PlannedIndex], searches: &[OwnSearch]) -> Table {
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
