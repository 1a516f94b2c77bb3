//! `adopt`: takes over a schema.ts with edits, without losing one.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::adapter::plan_adapter;
use super::diff::REWRITE;
use super::flags::AdoptFlags;
use super::session::Session;
use super::{Outcome, changes, packaged, terminal};
use crate::changes::adopt::config::{self, Addition};
use crate::changes::adopt::kept::not_kept;
use crate::changes::adopt::split::split;
use crate::changes::loss::{Exempt, Loss, losses};
use crate::changes::reconcile::adapter;
use crate::changes::renames::is_alike;
use crate::convex::generate::{Generated, Request, generate};
use crate::convex::indexes::{CustomIndex, CustomSearchIndex};
use crate::convex::rules::refusals;
use crate::convex::typescript::parse::{SchemaFile, schema_file};
use crate::convex::{Schema, Table};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, merge};
use crate::existing::tables;
use crate::workspace::commit::{Done, Seen, Wanted, write};
use crate::workspace::provider::{FileProvider, Overlay};
use crate::workspace::{Project, files};

/// The generated file beside a schema.ts that spreads it.
const GENERATED: &str = "generatedSchema";

pub(super) fn run(flags: &AdoptFlags) -> Result<Outcome, Diagnostics> {
    let sessions = if flags.dry_run { Session::find(&flags.choice)? } else { Session::find_to_write(&flags.choice)? };
    let is_only = sessions.len() == 1;
    let (mut warnings, mut refused) = (Diagnostics::default(), Diagnostics::default());
    let (mut without_edits, mut wanted) = (String::new(), Vec::new());
    for mut session in sessions {
        let adopted = adopt(&mut session, flags, is_only)?;
        warnings.extend(session.warnings);
        match adopted {
            Adopted::Nothing(file) => without_edits.push_str(&format!("{file} has no edits that `gen` would lose\n")),
            Adopted::Refused(diagnostics) => refused.extend(diagnostics),
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
fn written(wanted: &[Wanted]) -> Result<String, Diagnostic> {
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
    Refused(Diagnostics),
    /// These files take over all of it.
    Files(Vec<Wanted>),
}

fn adopt(session: &mut Session<'_>, flags: &AdoptFlags, is_only: bool) -> Result<Adopted, Diagnostics> {
    let (request, generated) = session.generate("adopt")?;
    let path = session.project.schema_path();
    let shown = files::shown(&path);
    let Some(source) = session.project.files.read_with_conflicts(&path)? else {
        let diagnostic = Diagnostic::error(format!("{shown} is not there: there is nothing to take over"));
        return Err(diagnostic.help("write it: sigma-schema gen").into());
    };
    if let Some(diagnostic) = merge::diagnostic(&source) {
        return Err(diagnostic.help(REWRITE).into());
    }
    let existing = schema_file(&source).map_err(|diagnostic| diagnostic.help("correct it first"))?;
    let losses = losses(&existing, &generated.schema, session.exempt());
    if existing.is_generated() || losses.is_empty() {
        return Ok(Adopted::Nothing(shown));
    }
    if let Some(diagnostics) = refused(session, &path, &source)? {
        return Ok(Adopted::Refused(diagnostics));
    }
    let adapter = adapter_file(session, &generated)?;
    let mut adopted = match flags.split {
        true => into_split(session, &path, &source, &existing, &generated)?,
        false => into_config(session, &source, &existing, &request, &losses, &generated.schema)?,
    };
    if !is_only && !flags.split && matches!(adopted, Adopted::Files(_)) {
        let diagnostic =
            Diagnostic::error(format!("the config file is of all components, and the edits of {shown} are of one"));
        let diagnostic = diagnostic.note("nothing was written");
        let way_on = "keep them in schema.ts, beside the generated tables: sigma-schema adopt --split";
        return Ok(Adopted::Refused(diagnostic.help(way_on).into()));
    }
    if let Adopted::Files(wanted) = &mut adopted {
        wanted.extend(adapter);
        // A run that is killed in between must not leave edits in no file: schema.ts has them until all others are there.
        wanted.sort_by_key(|file| file.path == path);
    }
    Ok(adopted)
}

/// What Convex refuses in the schema as it is: wherever its edits went, a push would fail.
fn refused(session: &Session<'_>, path: &Path, source: &Source) -> Result<Option<Diagnostics>, Diagnostic> {
    // What was read, not what somebody may be saving now.
    let below = Arc::clone(&session.project.files);
    let store: Arc<dyn FileProvider> = Arc::new(Overlay::new([(path.to_owned(), source.text.clone())], below));
    let whole = tables::schema(&session.project.entry(), &session.project.top, &store)?;
    let certain = refusals(&whole).into_iter().filter(|refusal| refusal.is_error() && refusal.is_certain);
    let mut diagnostics: Diagnostics = certain.map(|refusal| refusal.diagnostic).collect();
    if !diagnostics.has_errors() {
        return Ok(None);
    }
    let diagnostic = Diagnostic::error("nothing was written: Convex refuses the schema as it is");
    diagnostics.push(diagnostic.help("correct it, then run this again"));
    Ok(Some(diagnostics))
}

fn adapter_file(session: &mut Session<'_>, generated: &Generated) -> Result<Option<Wanted>, Diagnostics> {
    let (plan, seen) = plan_adapter(session, generated, false)?;
    match plan {
        adapter::Plan::Write(text) => Ok(Some(Wanted { path: session.project.adapter_path(), text, seen })),
        adapter::Plan::Same | adapter::Plan::Own(_) => Ok(None),
    }
}

/// Indexes into the config file. Everything else stands in the way, and is told.
fn into_config(
    session: &Session<'_>,
    source: &Arc<Source>,
    existing: &SchemaFile,
    request: &Request,
    losses: &[Loss],
    tables: &Schema,
) -> Result<Adopted, Diagnostics> {
    let mut request = request.clone();
    let mut additions = Vec::new();
    let mut held = Vec::new();
    for spanned in &existing.tables {
        // A table that has another name belongs to an option, and not into the config as one more.
        if renamed_from(&spanned.table, existing, tables).is_some() {
            continue;
        }
        let is_lost = |span: &&Span| losses.iter().any(|loss| loss.span == **span);
        let table = spanned.table.name.clone();
        if is_lost(&&spanned.span) {
            held.push(spanned.span.clone());
            request.custom_tables.push(spanned.clone());
            additions.push(Addition::Table(spanned.table.clone()));
            continue;
        }
        let indexes = spanned.table.indexes.iter().zip(&spanned.indexes);
        for (index, span) in indexes.filter(|(_, span)| is_lost(span)) {
            let own = CustomIndex { table: table.clone(), index: index.clone(), span: span.clone() };
            held.push(span.clone());
            request.custom_indexes.push(own);
            additions.push(Addition::Index(table.clone(), index.clone()));
        }
        let searches = spanned.table.searches.iter().zip(&spanned.searches);
        for (index, span) in searches.filter(|(_, span)| is_lost(span)) {
            let own = CustomSearchIndex { table: table.clone(), index: index.clone(), span: span.clone() };
            held.push(span.clone());
            request.custom_searches.push(own);
            additions.push(Addition::Search(table.clone(), index.clone()));
        }
    }
    let generated = match generate(&request) {
        Ok(generated) => generated,
        // What an index needs is among what the config file cannot hold.
        Err(_) if losses.iter().any(|loss| !held.contains(&loss.span)) => {
            return Ok(Adopted::Refused(in_the_way(&session.project, losses, existing, tables)));
        }
        // A rule of Convex that an edit breaks, at its line.
        Err(mut diagnostics) => {
            let diagnostic = Diagnostic::error("nothing was written: the config file cannot hold what is refused");
            diagnostics.push(diagnostic.help("correct it in schema.ts, and start again"));
            return Ok(Adopted::Refused(diagnostics));
        }
    };
    let remaining = self::losses(existing, &generated.schema, session.exempt());
    if !remaining.is_empty() {
        return Ok(Adopted::Refused(in_the_way(&session.project, &remaining, existing, tables)));
    }
    let mut wanted =
        vec![Wanted { path: session.project.schema_path(), text: generated.schema_text, seen: Seen::of(Some(source)) }];
    wanted.push(config_file(session, &additions)?);
    Ok(Adopted::Files(wanted))
}

/// What only a split schema can keep.
fn in_the_way(project: &Project, losses: &[Loss], existing: &SchemaFile, tables: &Schema) -> Diagnostics {
    let recognized = packaged::recognize(project, existing, losses);
    let losses = recognized.as_ref().map_or(losses, |recognized| &recognized.others);
    let told = losses.iter().map(|loss| {
        let diagnostic = Diagnostic::error(format!("the config file cannot hold {}", loss.what)).at(&loss.span, "");
        match option_for(loss, existing).or_else(|| model_name(loss, existing, tables)) {
            Some(option) => diagnostic.help(option),
            None => diagnostic,
        }
    });
    let told: Vec<Diagnostic> = told.collect();
    let mut diagnostics: Diagnostics =
        recognized.into_iter().map(|recognized| recognized.diagnostic).chain(told).collect();
    let options = "or say it in Better Auth's options as far as they have it, and start again";
    diagnostics.push(if project.is_split() {
        let title = "nothing was written: only schema.ts, which spreads this file, can keep all of this";
        Diagnostic::error(title).help(INTO_SCHEMA).help(options)
    } else {
        Diagnostic::error("nothing was written: only a split schema can keep all of this")
            .help("keep everything in schema.ts, beside the generated tables: sigma-schema adopt --split")
            .help(options)
    });
    diagnostics
}

/// The way on for edits of the generated part of a split schema.
const INTO_SCHEMA: &str = "move it into schema.ts, where the table repeats its indexes: `user: defineTable({ ...tables.user.validator.fields, role: v.string() }).index(\"email_name\", [\"email\", \"name\"])`, then drop it here: sigma-schema gen --force";

/// The option of Better Auth that would say the same, for a field that it does not know.
fn option_for(loss: &Loss, existing: &SchemaFile) -> Option<String> {
    let (table, field) = existing.tables.iter().find_map(|spanned| {
        let position = spanned.fields.iter().position(|span| *span == loss.span)?;
        Some((&spanned.table.name, &spanned.table.fields[position]))
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
    let spanned = existing.tables.iter().find(|spanned| spanned.span == loss.span)?;
    let generated = renamed_from(&spanned.table, existing, tables)?;
    let (old, new) = (&generated.name, &spanned.table.name);
    Some(format!("if this is Better Auth's `{old}`, an option says it: modelName: {new:?}"))
}

/// The generated table that a table looks like which nobody generates, where the file does not have that one.
fn renamed_from<'t>(table: &Table, existing: &SchemaFile, tables: &'t Schema) -> Option<&'t Table> {
    if tables.table(&table.name).is_some() {
        return None;
    }
    let is_missing = |name: &str| !existing.tables.iter().any(|spanned| spanned.table.name == name);
    tables.tables.iter().find(|generated| is_missing(&generated.name) && is_alike(table, generated))
}

/// The type of a field in Better Auth's options.
fn option_type(validator: &crate::convex::Validator) -> Option<String> {
    use crate::convex::{Literal, Plain, Validator};
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
    session: &Session<'_>,
    path: &Path,
    source: &Arc<Source>,
    existing: &SchemaFile,
    generated: &Generated,
) -> Result<Adopted, Diagnostics> {
    let project = &session.project;
    if project.is_split() || path.file_stem().is_none_or(|stem| stem != "schema") {
        let diagnostic = Diagnostic::error(format!("{} is the generated part of a split schema already", source.name));
        return Err(diagnostic.help(INTO_SCHEMA).into());
    }
    let generated_path = project.component.join(format!("{GENERATED}.ts"));
    let present = project.files.read(&generated_path)?;
    if let Some(present) = &present {
        let exempt = Exempt { is_head: true, ..session.exempt() };
        // Nothing spreads it: what it holds must be in the new one, or it is somebody's.
        let held = schema_file(present).map(|held| losses(&held, &generated.schema, exempt));
        if held.is_ok_and(|lost| !lost.is_empty()) || schema_file(present).is_err() {
            let diagnostic =
                Diagnostic::error(format!("{} exists, and {} does not spread it", present.name, source.name));
            return Err(diagnostic.note("nothing was written").help("rename or remove it, then run this again").into());
        }
    }
    let by_hand = |diagnostic: Diagnostic| {
        diagnostic
            .note("nothing was written")
            .help(format!("do it by hand: import `tables` from ./{GENERATED} in {}, and spread them", source.name))
    };
    let module = format!("./{GENERATED}");
    let imports_it =
        |import: &Span| ['"', '\''].iter().any(|quote| import.text().contains(&format!("{module}{quote}")));
    if existing.form.imports.iter().any(imports_it) {
        let diagnostic =
            Diagnostic::error(format!("{} imports \"{module}\" already, and not for its tables", source.name));
        return Err(diagnostic.help("name that module in another way, then run this again").into());
    }
    let Some(text) = split(&source.text, existing, &generated.schema, &module) else {
        let diagnostic = Diagnostic::error(format!("{} does not define its tables in one object", source.name));
        return Ok(Adopted::Refused(by_hand(diagnostic).into()));
    };
    // The file gets its own line ends when it is written.
    let text = text.replace("\r\n", "\n");
    let wanted = [
        Wanted { path: path.to_owned(), text, seen: Seen::of(Some(source)) },
        Wanted { path: generated_path, text: generated.schema_text.clone(), seen: Seen::of(present.as_ref()) },
    ];
    let lost = lost_by(&wanted, session, source, existing, &generated.schema)?;
    if !lost.is_empty() {
        let diagnostic =
            Diagnostic::error(format!("{} cannot be split without losing {}", source.name, lost.join(", ")));
        return Ok(Adopted::Refused(by_hand(diagnostic).into()));
    }
    Ok(Adopted::Files(wanted.into()))
}

/// What these files would not have any more: proven before they are written.
fn lost_by(
    wanted: &[Wanted],
    session: &Session<'_>,
    source: &Source,
    existing: &SchemaFile,
    generated: &Schema,
) -> Result<Vec<String>, Diagnostic> {
    let top = &session.project.top;
    let path = session.project.entry();
    let texts = wanted.iter().map(|file| (file.path.clone(), file.text.clone()));
    let over =
        |texts: Vec<_>| -> Arc<dyn FileProvider> { Arc::new(Overlay::new(texts, Arc::clone(&session.project.files))) };
    let planned = over(texts.collect());
    // What was read, not what somebody may be saving now.
    let read = over(vec![(path.clone(), source.text.clone())]);
    let before = tables::schema(&path, top, &read)?.schema();
    let after = tables::schema(&path, top, &planned)?.schema();
    let mut lost = not_kept(&before, &after);
    let missing = generated.tables.iter().filter(|table| after.table(&table.name).is_none());
    lost.extend(missing.map(|table| format!("the generated table `{}`", table.name)));
    let text = wanted.first().map(|file| file.text.as_str()).unwrap_or_default();
    let comments = existing.form.comments.iter().filter(|span| !text.contains(&span.text().replace("\r\n", "\n")));
    lost.extend(comments.map(|span| format!("the comment in line {} of {}", span.line(), source.name)));
    Ok(lost)
}

/// The config file with additions.
fn config_file(session: &Session<'_>, additions: &[Addition]) -> Result<Wanted, Diagnostic> {
    let project = &session.project;
    let path = project.config_path();
    let key = (path.file_name() == Some(OsStr::new("package.json"))).then_some("sigma-schema");
    let existing = project.files.read(&path)?;
    let text = existing.as_ref().map(|source| source.text.replace("\r\n", "\n")).unwrap_or_default();
    Ok(Wanted { text: config::with(&text, key, additions)?, path, seen: Seen::of(existing.as_ref()) })
}
