//! `adopt`: takes over a schema.ts with edits, without losing one.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::flags::AdoptFlags;
use super::generate::plan_adapter;
use super::setup::Setup;
use super::{Outcome, changes, terminal};
use crate::adopt::config::{self, Addition};
use crate::adopt::kept::not_kept;
use crate::adopt::split::split;
use crate::code::tables;
use crate::diff::loss::{Loss, losses};
use crate::diff::renames::is_alike;
use crate::generate::{Generated, Request, generate};
use crate::plan::adapter;
use crate::project::files;
use crate::project::store::{Planned, Store};
use crate::report::{Place, Problem, Problems, Source, merge};
use crate::schema::indexes::{OwnIndex, OwnSearch};
use crate::schema::own::OwnTable;
use crate::schema::{Schema, Table};
use crate::typescript::parse::{SchemaFile, schema_file};
use crate::write::{Done, Seen, Wanted, write};

/// The generated file beside a schema.ts that spreads it.
const GENERATED: &str = "generatedSchema";

pub(super) fn run(flags: &AdoptFlags) -> Result<Outcome, Problems> {
    let mut outcome = Outcome::Done;
    let setups = if flags.dry_run { Setup::find(&flags.choice)? } else { Setup::find_to_write(&flags.choice)? };
    for mut setup in setups {
        let adopted = adopt(&mut setup, flags)?;
        terminal::tell_all(&setup.warnings);
        match adopted {
            Adopted::Nothing(file) => terminal::print(&format!("{file} has no edits that `gen` would lose\n"))?,
            Adopted::Refused(problems) => {
                terminal::tell_all(&problems);
                outcome = Outcome::Findings;
            }
            Adopted::Files(wanted) if flags.dry_run => terminal::print(&shown(&wanted)?)?,
            Adopted::Files(wanted) => {
                let done = write(&wanted)?;
                let line = |(file, done): (&Wanted, &Done)| {
                    let what = if *done == Done::Written { "written  " } else { "unchanged" };
                    format!("{what} {}\n", files::shown(&file.path))
                };
                terminal::print(&wanted.iter().zip(&done).map(line).collect::<String>())?;
            }
        }
    }
    Ok(outcome)
}

/// What became of one component's schema.
enum Adopted {
    /// It has no edits.
    Nothing(String),
    /// What stands in the way.
    Refused(Problems),
    /// These files take over all of it.
    Files(Vec<Wanted>),
}

fn adopt(setup: &mut Setup<'_>, flags: &AdoptFlags) -> Result<Adopted, Problems> {
    let (request, generated) = setup.generate("adopt")?;
    let unsplit = unsplit(setup)?;
    let is_unsplit = unsplit.is_some();
    let (path, source) = match unsplit {
        Some((path, source)) => (path, Some(source)),
        None => (setup.project.schema_path(), files::read_with_conflicts(&setup.project.schema_path())?),
    };
    let shown = files::shown(&path);
    let Some(source) = source else {
        let problem = Problem::error(format!("{shown} is not there: there is nothing to take over"));
        return Err(problem.help("write it: sigma-schema gen").into());
    };
    if let Some(problem) = merge::problem(&source) {
        return Err(problem.help("or write it again, if both sides were generated: sigma-schema gen").into());
    }
    let existing = schema_file(&source).map_err(|problem| problem.help("correct it first"))?;
    let losses = losses(&existing, &generated.schema);
    if !is_unsplit && (existing.is_generated() || losses.is_empty()) {
        return Ok(Adopted::Nothing(shown));
    }
    let adapter = adapter_file(setup, &generated)?;
    let mut adopted = match flags.split || is_unsplit {
        true => into_split(setup, &path, &source, &existing, &generated)?,
        false => into_config(setup, &source, &existing, &request, &losses, &generated.schema)?,
    };
    if let Adopted::Files(wanted) = &mut adopted {
        wanted.extend(adapter);
        // A run that is killed in between must not leave edits in no file: schema.ts has them until all others are there.
        wanted.sort_by_key(|file| file.path == path);
    }
    Ok(adopted)
}

/// The schema.ts that was to be split by a run that was killed: the config file names a generated file beside it, and it
/// imports nothing but Convex.
fn unsplit(setup: &Setup<'_>) -> Result<Option<(PathBuf, Arc<Source>)>, Problem> {
    let project = &setup.project;
    let (entry, generated) = (project.entry(), project.schema_path());
    if project.config.schema_file.is_none() || entry == generated || !generated.is_file() {
        return Ok(None);
    }
    let Some(source) = files::read(&entry)? else { return Ok(None) };
    let read = schema_file(&source).map_err(|problem| problem.help("correct it first"))?;
    let is_convex = |import: &Place| import.text().contains("convex/server") || import.text().contains("convex/values");
    let is_whole = !read.tables.is_empty() && read.form.imports.iter().all(is_convex);
    Ok(is_whole.then_some((entry, source)))
}

fn adapter_file(setup: &mut Setup<'_>, generated: &Generated) -> Result<Option<Wanted>, Problems> {
    let (plan, seen) = plan_adapter(setup, generated, false)?;
    match plan {
        adapter::Plan::Write(text) => Ok(Some(Wanted { path: setup.project.adapter_path(), text, seen })),
        adapter::Plan::Same | adapter::Plan::Own(_) => Ok(None),
    }
}

/// Indexes into the config file. Everything else stands in the way, and is told.
fn into_config(
    setup: &Setup<'_>,
    source: &Arc<Source>,
    existing: &SchemaFile,
    request: &Request,
    losses: &[Loss],
    tables: &Schema,
) -> Result<Adopted, Problems> {
    let mut request = request.clone();
    let mut additions = Vec::new();
    for placed in &existing.tables {
        // A table that has another name belongs to an option, and not into the config as one more.
        if renamed_from(&placed.table, existing, tables).is_some() {
            continue;
        }
        let is_lost = |place: &&Place| losses.iter().any(|loss| loss.place == **place);
        let table = placed.table.name.clone();
        if is_lost(&&placed.place) {
            request.own_tables.push(OwnTable { table: placed.table.clone(), place: placed.place.clone() });
            additions.push(Addition::Table(placed.table.clone()));
            continue;
        }
        let indexes = placed.table.indexes.iter().zip(&placed.indexes);
        for (index, place) in indexes.filter(|(_, place)| is_lost(place)) {
            let own = OwnIndex { table: table.clone(), index: index.clone(), place: place.clone() };
            request.own_indexes.push(own);
            additions.push(Addition::Index(table.clone(), index.clone()));
        }
        let searches = placed.table.searches.iter().zip(&placed.searches);
        for (index, place) in searches.filter(|(_, place)| is_lost(place)) {
            let own = OwnSearch { table: table.clone(), index: index.clone(), place: place.clone() };
            request.own_searches.push(own);
            additions.push(Addition::Search(table.clone(), index.clone()));
        }
    }
    let with_indexes = generate(&request);
    let remaining = match &with_indexes {
        Ok(generated) => self::losses(existing, &generated.schema),
        Err(_) => losses.to_vec(),
    };
    let generated = match with_indexes {
        Ok(generated) if remaining.is_empty() => generated,
        _ => return Ok(Adopted::Refused(in_the_way(&remaining, existing, tables))),
    };
    let mut wanted =
        vec![Wanted { path: setup.project.schema_path(), text: generated.schema_text, seen: Seen::of(Some(source)) }];
    wanted.push(config_file(setup, &additions)?);
    Ok(Adopted::Files(wanted))
}

/// What only a split schema can keep.
fn in_the_way(losses: &[Loss], existing: &SchemaFile, tables: &Schema) -> Problems {
    let told = losses.iter().map(|loss| {
        let problem = Problem::error(format!("the config file cannot hold {}", loss.what)).at(&loss.place, "");
        match option_for(loss, existing).or_else(|| model_name(loss, existing, tables)) {
            Some(option) => problem.help(option),
            None => problem,
        }
    });
    let mut problems: Problems = told.collect();
    let problem = Problem::error("nothing was written: only a split schema can keep all of this");
    problems.push(
        problem
            .help("keep everything in schema.ts, beside the generated tables: sigma-schema adopt --split")
            .help("or say it in Better Auth's options as far as they have it, and start again"),
    );
    problems
}

/// The option of Better Auth that would say the same, for a field that it does not know.
fn option_for(loss: &Loss, existing: &SchemaFile) -> Option<String> {
    let (table, field) = existing.tables.iter().find_map(|placed| {
        let position = placed.fields.iter().position(|place| *place == loss.place)?;
        Some((&placed.table.name, &placed.table.fields[position]))
    })?;
    let (validator, may_be_missing) = field.validator.required();
    let kind = option_type(validator)?;
    let required = if may_be_missing { ", required: false" } else { "" };
    Some(format!(
        "where `{table}` takes additional fields, an option says it: additionalFields: {{ {}: {{ type: {kind}{required} }} }}",
        field.name
    ))
}

/// The option that would name a table so, for one that has the fields of a generated table and another name.
fn model_name(loss: &Loss, existing: &SchemaFile, tables: &Schema) -> Option<String> {
    let placed = existing.tables.iter().find(|placed| placed.place == loss.place)?;
    let generated = renamed_from(&placed.table, existing, tables)?;
    let (old, new) = (&generated.name, &placed.table.name);
    Some(format!("if this is Better Auth's `{old}`, an option says it: modelName: {new:?}"))
}

/// The generated table that a table looks like which nobody generates, where the file does not have that one.
fn renamed_from<'t>(table: &Table, existing: &SchemaFile, tables: &'t Schema) -> Option<&'t Table> {
    if tables.table(&table.name).is_some() {
        return None;
    }
    let is_missing = |name: &str| !existing.tables.iter().any(|placed| placed.table.name == name);
    tables.tables.iter().find(|generated| is_missing(&generated.name) && is_alike(table, generated))
}

/// The type of a field in Better Auth's options.
fn option_type(validator: &crate::schema::Validator) -> Option<String> {
    use crate::schema::{Literal, Plain, Validator};
    let members: Vec<&Validator> = match validator {
        Validator::Union(members) => {
            members.iter().filter(|member| **member != Validator::Plain(Plain::Null)).collect()
        }
        other => vec![other],
    };
    let literals: Option<Vec<String>> = members
        .iter()
        .map(|member| match member {
            Validator::Literal(Literal::String(value)) => Some(format!("{value:?}")),
            _ => None,
        })
        .collect();
    if let Some(literals) = literals.filter(|literals| !literals.is_empty()) {
        return Some(format!("[{}]", literals.join(", ")));
    }
    let word = match members.as_slice() {
        [Validator::Plain(Plain::String)] => "string",
        [Validator::Plain(Plain::Number)] => "number",
        [Validator::Plain(Plain::Boolean)] => "boolean",
        [Validator::Array(element)] => match **element {
            Validator::Plain(Plain::String) => "string[]",
            Validator::Plain(Plain::Number) => "number[]",
            _ => return None,
        },
        _ => return None,
    };
    Some(format!("{word:?}"))
}

/// Everything into a schema.ts that spreads the generated file.
fn into_split(
    setup: &Setup<'_>,
    path: &Path,
    source: &Arc<Source>,
    existing: &SchemaFile,
    generated: &Generated,
) -> Result<Adopted, Problems> {
    let project = &setup.project;
    if path.file_stem().is_none_or(|stem| stem != "schema") {
        let problem = Problem::error(format!("{} is the generated part of a split schema already", source.name));
        return Err(problem.help("move the edits into schema.ts, which spreads it").into());
    }
    // The config file has the name already where a run was killed.
    let is_named = path != project.schema_path();
    let generated_path =
        if is_named { project.schema_path() } else { project.component.join(format!("{GENERATED}.ts")) };
    let there = files::read(&generated_path)?;
    if let Some(there) = &there
        && !schema_file(there).is_ok_and(|file| file.is_generated())
    {
        let problem = Problem::error(format!("{} is there already", there.name));
        return Err(problem.help("remove it, or name it as `schemaFile` in sigma-schema.json").into());
    }
    let by_hand = |problem: Problem| {
        problem
            .note("nothing was written")
            .help(format!("do it by hand: name another `schemaFile`, and spread its `tables` in {}", source.name))
    };
    let module = generated_path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let imports_it =
        |import: &Place| ['"', '\''].iter().any(|quote| import.text().contains(&format!("./{module}{quote}")));
    if existing.form.imports.iter().any(imports_it) {
        let problem = Problem::error(format!("{} imports {module}.ts already", source.name));
        return Err(problem.help(format!("name it in sigma-schema.json: \"schemaFile\": \"{module}.ts\"")).into());
    }
    let Some(text) = split(&source.text, existing, &generated.schema, &format!("./{module}")) else {
        let problem = Problem::error(format!("{} does not define its tables in one object", source.name));
        return Ok(Adopted::Refused(by_hand(problem).into()));
    };
    // The file gets its own line ends when it is written.
    let text = text.replace("\r\n", "\n");
    let (seen, text_of_generated) = (Seen::of(there.as_ref()), generated.schema_text.clone());
    let wanted = [
        Wanted { path: path.to_owned(), text, seen: Seen::of(Some(source)) },
        Wanted { path: generated_path, text: text_of_generated, seen },
    ];
    let lost = lost_by(&wanted, setup, source, existing, &generated.schema)?;
    if !lost.is_empty() {
        let problem = Problem::error(format!("{} cannot be split without losing {}", source.name, lost.join(", ")));
        return Ok(Adopted::Refused(by_hand(problem).into()));
    }
    let addition = Addition::SchemaFile(format!("{module}.ts"));
    let config = (!is_named).then(|| config_file(setup, &[addition])).transpose()?;
    Ok(Adopted::Files(wanted.into_iter().chain(config).collect()))
}

/// What these files would not have any more: proven before they are written.
fn lost_by(
    wanted: &[Wanted],
    setup: &Setup<'_>,
    source: &Source,
    existing: &SchemaFile,
    generated: &Schema,
) -> Result<Vec<String>, Problem> {
    let top = &setup.project.top;
    let path = setup.project.entry();
    let texts = wanted.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    let planned: Arc<dyn Store> = Arc::new(Planned(texts));
    // What was read, not what somebody may be saving now.
    let read: Arc<dyn Store> = Arc::new(Planned([(path.clone(), source.text.clone())].into()));
    let before = tables::schema(&path, top, &read)?.schema();
    let after = tables::schema(&path, top, &planned)?.schema();
    let mut lost = not_kept(&before, &after);
    let missing = generated.tables.iter().filter(|table| after.table(&table.name).is_none());
    lost.extend(missing.map(|table| format!("the generated table `{}`", table.name)));
    let text = wanted.first().map(|file| file.text.as_str()).unwrap_or_default();
    let comments = existing.form.comments.iter().filter(|place| !text.contains(&place.text().replace("\r\n", "\n")));
    lost.extend(comments.map(|place| format!("the comment in line {} of {}", place.line(), source.name)));
    Ok(lost)
}

/// The config file with additions.
fn config_file(setup: &Setup<'_>, additions: &[Addition]) -> Result<Wanted, Problem> {
    let project = &setup.project;
    let path = project.config_path();
    let key = (path.file_name() == Some(OsStr::new("package.json"))).then_some("sigma-schema");
    let existing = files::read(&path)?;
    let text = existing.as_ref().map(|source| source.text.replace("\r\n", "\n")).unwrap_or_default();
    Ok(Wanted { text: config::with(&text, key, additions)?, path, seen: Seen::of(existing.as_ref()) })
}

/// What would be written, as differences.
fn shown(wanted: &[Wanted]) -> Result<String, Problem> {
    let mut text = String::new();
    for file in wanted {
        let before = files::read(&file.path)?.map(|source| source.text.replace("\r\n", "\n")).unwrap_or_default();
        let name = files::shown(&file.path);
        text.push_str(&changes::unified(&before, &file.text, &name, &name));
    }
    Ok(text)
}
