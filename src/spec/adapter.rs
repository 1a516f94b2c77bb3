//! What is known about the Convex adapter: the versions that go together, its index list, the form of adapter.ts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::read::holds;
use crate::report::{Problem, Problems, Source};
use crate::value::read::Object;
use crate::value::{Value, toml};

/// The content of `plugin-specs/convex-adapter.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adapter {
    /// Its npm package.
    pub package: String,
    /// The range of the adapter that is known here, in npm's notation.
    pub known_adapter: String,
    /// The range of Better Auth that is known here, in npm's notation.
    pub known_better_auth: String,
    /// Versions of Better Auth that are known and refused, each with the reason.
    pub refused: Vec<Refused>,
    /// Versions that go together, oldest first.
    pub pairs: Vec<Pair>,
    /// The indexes that it lists by hand, by the key of the table, in order.
    pub indexes: Vec<ListedIndex>,
    /// The forms of adapter.ts, by version.
    pub api: Vec<Api>,
    /// The schemas that it ships for its own component, oldest first.
    pub packaged: Vec<Packaged>,
    /// Tables that the official generator printed by mistake.
    pub strays: Vec<Stray>,
}

/// The schema that the adapter ships for its own component (src/component/schema.ts), as a configuration of ours that gives
/// the same tables with the official indexes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Packaged {
    /// The versions that ship it, in npm's notation.
    pub adapter: String,
    /// The version of Better Auth for which it was generated.
    pub better_auth: String,
    /// The version of the adapter for which it was generated.
    pub convex_adapter: String,
    /// The configuration, as in sigma-schema.json.
    pub config: String,
}

/// A table that the official generator printed by mistake, and that nothing reads or writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stray {
    /// Its name.
    pub table: String,
    /// The names of all its fields.
    pub fields: Vec<String>,
}

/// Versions of Better Auth that no app on Convex can use yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Their range, in npm's notation.
    pub better_auth: String,
    /// Why, in a sentence.
    pub because: String,
}

/// Versions of the adapter and of Better Auth that go together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// A range of the adapter, in npm's notation.
    pub adapter: String,
    /// The range of Better Auth that it accepts, in npm's notation.
    pub better_auth: String,
    /// The newest of the adapter in this range that the specs were proven on.
    pub newest_adapter: String,
    /// The newest of Better Auth in this range that the specs were proven on.
    pub newest_better_auth: String,
}

/// An index that the adapter lists by hand (`indexFields` in its create-schema.ts).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedIndex {
    /// The key of the table.
    pub table: String,
    /// The keys of its fields, as written there.
    pub fields: Vec<String>,
    /// When it is listed.
    pub holds: Condition,
}

/// The form of adapter.ts: `export const { exports } = function(schema, options)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Api {
    /// The function that the adapter exports.
    pub function: String,
    /// What it is given beside the schema: the name of the app's function, unless the app calls it something else.
    pub options: String,
    /// Whether that function returns an instance, and not its options.
    pub takes_instance: bool,
    /// What it returns, in order.
    pub exports: Vec<String>,
    /// Those of them that an app can do without.
    pub optional: Vec<String>,
    /// When it has this form.
    pub holds: Condition,
}

/// Reads the adapter's file. Fails with everything that is wrong in it.
pub fn adapter(source: &Arc<Source>) -> Result<Adapter, Problems> {
    let file = toml::parse(source)?;
    let mut problems = Problems::default();
    let adapter = read_adapter(&file, &mut problems);
    match adapter {
        Some(adapter) if !problems.has_errors() => Ok(adapter),
        _ => Err(problems),
    }
}

fn read_adapter(file: &Value, problems: &mut Problems) -> Option<Adapter> {
    let mut object = Object::of(file, "the adapter's file", problems)?;
    let adapter = Adapter {
        package: object.required_string("package", problems)?.to_owned(),
        known_adapter: range(&mut object, "known-adapter", problems)?,
        known_better_auth: range(&mut object, "known-better-auth", problems)?,
        refused: object.one_or_many("refused").iter().filter_map(|value| refused(value, problems)).collect(),
        pairs: object.one_or_many("pair").iter().filter_map(|value| pair(value, problems)).collect(),
        indexes: object
            .entries("indexes", problems)
            .iter()
            .flat_map(|(table, rows)| crate::value::read::one_or_many(rows).iter().map(move |row| (table, row)))
            .filter_map(|(table, row)| listed_index(&table.name, row, problems))
            .collect(),
        api: object.one_or_many("api").iter().filter_map(|value| api(value, problems)).collect(),
        packaged: object.one_or_many("packaged").iter().filter_map(|value| packaged(value, problems)).collect(),
        strays: object.one_or_many("stray").iter().filter_map(|value| stray(value, problems)).collect(),
    };
    object.finish(problems);
    Some(adapter)
}

fn packaged(value: &Value, problems: &mut Problems) -> Option<Packaged> {
    let mut object = Object::of(value, "a packaged schema", problems)?;
    let packaged = Packaged {
        adapter: range(&mut object, "adapter", problems)?,
        better_auth: object.required_string("better-auth", problems)?.to_owned(),
        convex_adapter: object.required_string("convex-adapter", problems)?.to_owned(),
        config: object.required_string("config", problems)?.to_owned(),
    };
    object.finish(problems);
    Some(packaged)
}

fn stray(value: &Value, problems: &mut Problems) -> Option<Stray> {
    let mut object = Object::of(value, "a stray table", problems)?;
    let table = object.required_string("table", problems)?.to_owned();
    let stray = Stray { table, fields: object.strings("fields", problems).into_iter().map(str::to_owned).collect() };
    object.finish(problems);
    Some(stray)
}

fn refused(value: &Value, problems: &mut Problems) -> Option<Refused> {
    let mut object = Object::of(value, "a refused range", problems)?;
    let refused = Refused {
        better_auth: range(&mut object, "better-auth", problems)?,
        because: object.required_string("because", problems)?.to_owned(),
    };
    object.finish(problems);
    Some(refused)
}

fn pair(value: &Value, problems: &mut Problems) -> Option<Pair> {
    let mut object = Object::of(value, "a pair", problems)?;
    let pair = Pair {
        adapter: range(&mut object, "adapter", problems)?,
        better_auth: range(&mut object, "better-auth", problems)?,
        newest_adapter: object.required_string("newest-adapter", problems)?.to_owned(),
        newest_better_auth: object.required_string("newest-better-auth", problems)?.to_owned(),
    };
    object.finish(problems);
    Some(pair)
}

fn range(object: &mut Object<'_>, name: &str, problems: &mut Problems) -> Option<String> {
    let text = object.required_string(name, problems)?;
    if nodejs_semver::Range::parse(text).is_err() {
        problems.push(Problem::error(format!("`{text}` is not a range of versions")).at(&object.value.place, ""));
    }
    Some(text.to_owned())
}

fn listed_index(table: &str, value: &Value, problems: &mut Problems) -> Option<ListedIndex> {
    let mut object = Object::of(value, "an index", problems)?;
    let fields = object.strings("fields", problems).into_iter().map(str::to_owned).collect();
    let index = ListedIndex { table: table.to_owned(), fields, holds: holds(&mut object, problems) };
    object.finish(problems);
    Some(index)
}

fn api(value: &Value, problems: &mut Problems) -> Option<Api> {
    let mut object = Object::of(value, "an api", problems)?;
    let api = Api {
        function: object.required_string("function", problems)?.to_owned(),
        options: object.required_string("options", problems)?.to_owned(),
        exports: object.strings("exports", problems).into_iter().map(str::to_owned).collect(),
        takes_instance: object.flag("takes-instance", problems),
        optional: object.strings("optional", problems).into_iter().map(str::to_owned).collect(),
        holds: holds(&mut object, problems),
    };
    object.finish(problems);
    Some(api)
}
