//! `adopt`: takes over a schema.ts with edits, without losing one.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::adapter::plan_adapter;
use super::diff::REWRITE;
use super::flags::AdoptFlags;
use super::setup::Setup;
use super::{Outcome, changes, packaged, terminal};
use crate::adopt::config::{self, Addition};
use crate::adopt::kept::not_kept;
use crate::adopt::split::split;
use crate::code::tables;
use crate::diff::loss::{Exempt, Loss, losses};
use crate::diff::renames::is_alike;
use crate::generate::{Generated, Request, generate};
use crate::plan::adapter;
use crate::project::store::{Planned, Store};
use crate::project::{Project, files};
use crate::report::{Place, Problem, Problems, Source, merge};
use crate::schema::indexes::{OwnIndex, OwnSearch};
use crate::schema::rules::refusals;
use crate::schema::{Schema, Table};
use crate::typescript::parse::{SchemaFile, schema_file};
use crate::write::{Done, Seen, Wanted, write};

/// The generated file beside a schema.ts that spreads it.
const GENERATED: &str = "generatedSchema";

pub(super) fn run(flags: &AdoptFlags) -> Result<Outcome, Problems> {
    let setups = if flags.dry_run { Setup::find(&flags.choice)? } else { Setup::find_to_write(&flags.choice)? };
    let is_only = setups.len() == 1;
    let (mut warnings, mut refused) = (Problems::default(), Problems::default());
    let (mut without_edits, mut wanted) = (String::new(), Vec::new());
    for mut setup in setups {
        let adopted = adopt(&mut setup, flags, is_only)?;
        warnings.extend(setup.warnings);
        match adopted {
            Adopted::Nothing(file) => without_edits.push_str(&format!("{file} has no edits that `gen` would lose\n")),
            Adopted::Refused(problems) => refused.extend(problems),
            Adopted::Files(files) => wanted.extend(files),
        }
    }
    terminal::tell_all(&warnings);
    // All components or none: what one is refused leaves the others as they are.
    if refused.has_errors() {
        terminal::tell_all(&refused);
        return Ok(Outcome::Findings);
    }
    let result = if flags.dry_run { changes::would_write(&wanted)? } else { written(&wanted)? };
    terminal::print(&(without_edits + &result))?;
    Ok(Outcome::Done)
}

/// Writes the files, and says what became of each.
fn written(wanted: &[Wanted]) -> Result<String, Problem> {
    let done = write(wanted)?;
    let line = |(file, done): (&Wanted, &Done)| {
        let what = if *done == Done::Written { "written  " } else { "unchanged" };
        format!("{what} {}\n", files::shown(&file.path))
    };
    Ok(wanted.iter().zip(&done).map(line).collect())
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

fn adopt(setup: &mut Setup<'_>, flags: &AdoptFlags, is_only: bool) -> Result<Adopted, Problems> {
    let (request, generated) = setup.generate("adopt")?;
    let path = setup.project.schema_path();
    let shown = files::shown(&path);
    let Some(source) = files::read_with_conflicts(&path)? else {
        let problem = Problem::error(format!("{shown} is not there: there is nothing to take over"));
        return Err(problem.help("write it: sigma-schema gen").into());
    };
    if let Some(problem) = merge::problem(&source) {
        return Err(problem.help(REWRITE).into());
    }
    let existing = schema_file(&source).map_err(|problem| problem.help("correct it first"))?;
    let losses = losses(&existing, &generated.schema, setup.exempt());
    if existing.is_generated() || losses.is_empty() {
        return Ok(Adopted::Nothing(shown));
    }
    if let Some(problems) = refused(setup, &path, &source)? {
        return Ok(Adopted::Refused(problems));
    }
    let adapter = adapter_file(setup, &generated)?;
    let mut adopted = match flags.split {
        true => into_split(setup, &path, &source, &existing, &generated)?,
        false => into_config(setup, &source, &existing, &request, &losses, &generated.schema)?,
    };
    if !is_only && !flags.split && matches!(adopted, Adopted::Files(_)) {
        let problem =
            Problem::error(format!("the config file is of all components, and the edits of {shown} are of one"));
        let problem = problem.note("nothing was written");
        let way_on = "keep them in schema.ts, beside the generated tables: sigma-schema adopt --split";
        return Ok(Adopted::Refused(problem.help(way_on).into()));
    }
    if let Adopted::Files(wanted) = &mut adopted {
        wanted.extend(adapter);
        // A run that is killed in between must not leave edits in no file: schema.ts has them until all others are there.
        wanted.sort_by_key(|file| file.path == path);
    }
    Ok(adopted)
}

/// What Convex refuses in the schema as it is: wherever its edits went, a push would fail.
fn refused(setup: &Setup<'_>, path: &Path, source: &Source) -> Result<Option<Problems>, Problem> {
    // What was read, not what somebody may be saving now.
    let store: Arc<dyn Store> = Arc::new(Planned([(path.to_owned(), source.text.clone())].into()));
    let whole = tables::schema(&setup.project.entry(), &setup.project.top, &store)?;
    let certain = refusals(&whole).into_iter().filter(|refusal| refusal.is_error() && refusal.is_certain);
    let mut problems: Problems = certain.map(|refusal| refusal.problem).collect();
    if !problems.has_errors() {
        return Ok(None);
    }
    let problem = Problem::error("nothing was written: Convex refuses the schema as it is");
    problems.push(problem.help("correct it, then run this again"));
    Ok(Some(problems))
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
    let mut held = Vec::new();
    for placed in &existing.tables {
        // A table that has another name belongs to an option, and not into the config as one more.
        if renamed_from(&placed.table, existing, tables).is_some() {
            continue;
        }
        let is_lost = |place: &&Place| losses.iter().any(|loss| loss.place == **place);
        let table = placed.table.name.clone();
        if is_lost(&&placed.place) {
            held.push(placed.place.clone());
            request.own_tables.push(placed.clone());
            additions.push(Addition::Table(placed.table.clone()));
            continue;
        }
        let indexes = placed.table.indexes.iter().zip(&placed.indexes);
        for (index, place) in indexes.filter(|(_, place)| is_lost(place)) {
            let own = OwnIndex { table: table.clone(), index: index.clone(), place: place.clone() };
            held.push(place.clone());
            request.own_indexes.push(own);
            additions.push(Addition::Index(table.clone(), index.clone()));
        }
        let searches = placed.table.searches.iter().zip(&placed.searches);
        for (index, place) in searches.filter(|(_, place)| is_lost(place)) {
            let own = OwnSearch { table: table.clone(), index: index.clone(), place: place.clone() };
            held.push(place.clone());
            request.own_searches.push(own);
            additions.push(Addition::Search(table.clone(), index.clone()));
        }
    }
    let generated = match generate(&request) {
        Ok(generated) => generated,
        // What an index needs is among what the config file cannot hold.
        Err(_) if losses.iter().any(|loss| !held.contains(&loss.place)) => {
            return Ok(Adopted::Refused(in_the_way(&setup.project, losses, existing, tables)));
        }
        // A rule of Convex that an edit breaks, at its line.
        Err(mut problems) => {
            let problem = Problem::error("nothing was written: the config file cannot hold what is refused");
            problems.push(problem.help("correct it in schema.ts, and start again"));
            return Ok(Adopted::Refused(problems));
        }
    };
    let remaining = self::losses(existing, &generated.schema, setup.exempt());
    if !remaining.is_empty() {
        return Ok(Adopted::Refused(in_the_way(&setup.project, &remaining, existing, tables)));
    }
    let mut wanted =
        vec![Wanted { path: setup.project.schema_path(), text: generated.schema_text, seen: Seen::of(Some(source)) }];
    wanted.push(config_file(setup, &additions)?);
    Ok(Adopted::Files(wanted))
}

/// What only a split schema can keep.
fn in_the_way(project: &Project, losses: &[Loss], existing: &SchemaFile, tables: &Schema) -> Problems {
    let recognized = packaged::recognize(project, existing, losses);
    let losses = recognized.as_ref().map_or(losses, |recognized| &recognized.others);
    let told = losses.iter().map(|loss| {
        let problem = Problem::error(format!("the config file cannot hold {}", loss.what)).at(&loss.place, "");
        match option_for(loss, existing).or_else(|| model_name(loss, existing, tables)) {
            Some(option) => problem.help(option),
            None => problem,
        }
    });
    let told: Vec<Problem> = told.collect();
    let mut problems: Problems = recognized.into_iter().map(|recognized| recognized.problem).chain(told).collect();
    let options = "or say it in Better Auth's options as far as they have it, and start again";
    problems.push(if project.is_split() {
        let title = "nothing was written: only schema.ts, which spreads this file, can keep all of this";
        Problem::error(title).help(INTO_SCHEMA).help(options)
    } else {
        Problem::error("nothing was written: only a split schema can keep all of this")
            .help("keep everything in schema.ts, beside the generated tables: sigma-schema adopt --split")
            .help(options)
    });
    problems
}

/// The way on for edits of the generated part of a split schema.
const INTO_SCHEMA: &str = "move it into schema.ts, where the table repeats its indexes: `user: defineTable({ ...tables.user.validator.fields, role: v.string() }).index(\"email_name\", [\"email\", \"name\"])`, then drop it here: sigma-schema gen --force";

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
    if project.is_split() || path.file_stem().is_none_or(|stem| stem != "schema") {
        let problem = Problem::error(format!("{} is the generated part of a split schema already", source.name));
        return Err(problem.help(INTO_SCHEMA).into());
    }
    let generated_path = project.component.join(format!("{GENERATED}.ts"));
    let present = files::read(&generated_path)?;
    if let Some(present) = &present {
        let exempt = Exempt { is_head: true, ..setup.exempt() };
        // Nothing spreads it: what it holds must be in the new one, or it is somebody's.
        let held = schema_file(present).map(|held| losses(&held, &generated.schema, exempt));
        if held.is_ok_and(|lost| !lost.is_empty()) || schema_file(present).is_err() {
            let problem = Problem::error(format!("{} exists, and {} does not spread it", present.name, source.name));
            return Err(problem.note("nothing was written").help("rename or remove it, then run this again").into());
        }
    }
    let by_hand = |problem: Problem| {
        problem
            .note("nothing was written")
            .help(format!("do it by hand: import `tables` from ./{GENERATED} in {}, and spread them", source.name))
    };
    let module = format!("./{GENERATED}");
    let imports_it =
        |import: &Place| ['"', '\''].iter().any(|quote| import.text().contains(&format!("{module}{quote}")));
    if existing.form.imports.iter().any(imports_it) {
        let problem = Problem::error(format!("{} imports \"{module}\" already, and not for its tables", source.name));
        return Err(problem.help("name that module in another way, then run this again").into());
    }
    let Some(text) = split(&source.text, existing, &generated.schema, &module) else {
        let problem = Problem::error(format!("{} does not define its tables in one object", source.name));
        return Ok(Adopted::Refused(by_hand(problem).into()));
    };
    // The file gets its own line ends when it is written.
    let text = text.replace("\r\n", "\n");
    let wanted = [
        Wanted { path: path.to_owned(), text, seen: Seen::of(Some(source)) },
        Wanted { path: generated_path, text: generated.schema_text.clone(), seen: Seen::of(present.as_ref()) },
    ];
    let lost = lost_by(&wanted, setup, source, existing, &generated.schema)?;
    if !lost.is_empty() {
        let problem = Problem::error(format!("{} cannot be split without losing {}", source.name, lost.join(", ")));
        return Ok(Adopted::Refused(by_hand(problem).into()));
    }
    Ok(Adopted::Files(wanted.into()))
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
