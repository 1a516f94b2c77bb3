//! The tables of a schema.ts that somebody else wrote, however it is put together: each with its indexes.
//!
//! Unlike [`crate::typescript::parse`], which keeps every part with its place, this follows the code: a table may be spread
//! from another module and get more indexes here.

use std::path::{Path, PathBuf};

use super::evaluate::Evaluator;
use super::known::{DEFINE_SCHEMA, DEFINE_TABLE};
use super::modules::{Files, Modules, Packages};
use super::value::{At, Item, Kind, Made, Object, Val};
use crate::guard::{self, Limits};
use crate::project::files;
use crate::report::{Place, Problem};
use crate::schema::Index;

/// A table of a schema.
#[derive(Clone, Debug)]
pub struct TableIndexes {
    /// Its name.
    pub name: String,
    /// Where it is defined.
    pub place: Place,
    /// Its indexes, in order, but for those for searching.
    pub indexes: Vec<Index>,
    /// Where each of them is written.
    pub places: Vec<Place>,
}

/// The tables of the schema that a module exports by default, looked for up to `top`.
///
/// Fails if there is no such file, or if its tables or their indexes cannot be known without running it.
pub fn tables(path: &Path, top: &Path) -> Result<Vec<TableIndexes>, Problem> {
    let (path, top): (PathBuf, PathBuf) = (path.to_owned(), top.to_owned());
    guard::run("the schema", None, move |limits| tables_within(&path, &top, limits))
}

/// Convex's own modules.
struct Convex;

impl Packages for Convex {
    fn has(&self, specifier: &str) -> bool {
        specifier.starts_with("convex/")
    }

    fn exports(&self, specifier: &str, _: &str) -> bool {
        self.has(specifier)
    }
}

fn tables_within(path: &Path, top: &Path, limits: Limits) -> Result<Vec<TableIndexes>, Problem> {
    let files = Files::new();
    let mut evaluator = Evaluator::new(Modules::new(&files, limits, top, &Convex));
    let shown = files::shown(path);
    let missing = || Problem::error(format!("{shown} is not there")).help("name the file of your schema");
    let module = evaluator.modules.load(path)?.ok_or_else(missing)?;
    let schema = evaluator.export(module, "default", At::start(module));
    let tables = match &schema.kind {
        Kind::Made(made) if DEFINE_SCHEMA.is(&made.export) => match made.arguments.first() {
            Some(Item::One(first)) => evaluator.settle(first.clone()),
            _ => schema.clone(),
        },
        _ => {
            let problem = Problem::error(format!("{shown} exports no schema of Convex"));
            let problem = problem.at(&evaluator.modules.place(schema.at), "");
            return Err(problem.help("export it by default: export default defineSchema(tables)"));
        }
    };
    let Kind::Object(_) = &tables.kind else { return Err(unknown(&evaluator, "the tables", &tables)) };
    let object = Object::new(0);
    evaluator.spread_into(&object, &tables);
    if let Some(rest) = object.rest.borrow().first() {
        return Err(unknown(&evaluator, "the tables", rest));
    }
    let mut all = Vec::new();
    for name in object.names() {
        let table = evaluator.get(&tables, &name, tables.at);
        let table = evaluator.settle(table);
        match &table.kind {
            Kind::Made(made) if DEFINE_TABLE.is(&made.export) => {
                let (indexes, places) = indexes(&mut evaluator, made, &name)?.into_iter().unzip();
                all.push(TableIndexes { name, place: evaluator.modules.place(table.at), indexes, places });
            }
            Kind::Undefined => {}
            _ => return Err(unknown(&evaluator, &format!("the table `{name}`"), &table)),
        }
    }
    Ok(all)
}

/// `.index("name", ["field"])`, or `.index("name", { fields: ["field"] })`.
fn indexes<'a>(evaluator: &mut Evaluator<'a>, made: &Made<'a>, table: &str) -> Result<Vec<(Index, Place)>, Problem> {
    let mut indexes = Vec::new();
    for method in made.methods.iter().filter(|method| method.name == "index") {
        let mut argument = |position: usize| match method.arguments.get(position) {
            Some(Item::One(value) | Item::Rest(value)) => Some(evaluator.settle(value.clone())),
            None => None,
        };
        let (name, fields) = (argument(0), argument(1));
        let fields = match fields {
            Some(options) if matches!(options.kind, Kind::Object(_)) => {
                // One that is being built is no index yet, and will be one.
                let fields = evaluator.get(&options, "fields", options.at);
                Some(evaluator.settle(fields))
            }
            fields => fields,
        };
        let names = fields.as_ref().map(|fields| evaluator.items_of(fields)).unwrap_or_default();
        let names: Option<Vec<String>> = names
            .iter()
            .map(|item| match item {
                Item::One(Val { kind: Kind::String(name), .. }) => Some(name.to_string()),
                _ => None,
            })
            .collect();
        match (name.and_then(|name| name.text()), names) {
            (Some(name), Some(fields)) if !fields.is_empty() => {
                indexes.push((Index { name, fields }, evaluator.modules.place(method.at)));
            }
            _ => {
                let title = format!("an index of `{table}` cannot be known without running your code");
                let problem = Problem::error(title).at(&evaluator.modules.place(method.at), "");
                return Err(problem.help("write its name and its fields out"));
            }
        }
    }
    Ok(indexes)
}

fn unknown(evaluator: &Evaluator<'_>, what: &str, value: &Val<'_>) -> Problem {
    let why = value.why("this form");
    Problem::error(format!("{what} cannot be known without running your code"))
        .at(&evaluator.modules.place(value.at), "")
        .note(format!("it depends on {}", why.why))
        .help("write it with defineTable")
}
