//! `adopt`: moves the edits of a schema.ts to a place that `gen` keeps, without losing one.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::adapter::plan_adapter;
use super::compare::REWRITE;
use super::documents::{AdoptDocument, document};
use super::fate::File;
use super::session::of_component;
use super::{Component, Report, Session, Status, packaged, render};
use crate::changes::adopt::config::{self, Addition};
use crate::changes::adopt::split::split;
use crate::changes::lost::{Exempt, LostItem, lost_from_file, lost_items};
use crate::changes::reconcile::adapter;
use crate::changes::renames::is_alike;
use crate::convex::generate::{Generated, Request, generate};
use crate::convex::indexes::{CustomIndex, CustomSearchIndex};
use crate::convex::rules::refusals;
use crate::convex::typescript::parse::{SchemaFile, schema_file};
use crate::convex::{Schema, Table};
use crate::diagnostic::codes::{config as config_codes, coverage as codes};
use crate::diagnostic::emit::markdown::{code, fenced};
use crate::diagnostic::emit::{visible, visible_lines};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned, merge};
use crate::existing::tables;
use crate::workspace::Project;
use crate::workspace::commit::{Done, Seen, Wanted};
use crate::workspace::provider::{FileProvider, Overlay};

/// The generated file beside a schema.ts that spreads it.
const GENERATED: &str = "generatedSchema";

/// The options of the command.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether schema.ts keeps the edits and spreads a generated file.
    pub is_split: bool,
    /// Whether the command shows the differences and writes nothing.
    pub is_dry: bool,
}

/// The result for the schema of one component.
#[derive(Debug)]
pub struct Adoption {
    component: String,
    /// The file of the schema.
    schema: String,
    /// The differences from the files on disk, if that is what is shown.
    differences: String,
    /// The files that receive its edits; empty if it has none.
    files: Vec<File>,
}

/// Adopts the edits of all components, or of none.
///
/// Fails if a schema cannot be read. Edits that cannot be kept this way are findings; then nothing is written.
pub fn run(sessions: Vec<Session>, options: Options) -> Result<Report<Adoption>, Diagnostics> {
    let is_only = sessions.len() == 1;
    let mut report = Report::new(Vec::new(), Diagnostics::default(), true);
    let mut refused = Diagnostics::default();
    for mut session in sessions {
        let adopted = adopt(&mut session, options, is_only);
        let adopted = adopted.map_err(|diagnostics| of_component(diagnostics, &session.project.component_name()))?;
        let (component, schema) =
            (session.project.component_name(), session.project.display_path(&session.project.schema_path()));
        let project = session.project.clone();
        report.diagnostics.extend(session.into_warnings());
        let mut adoption = Adoption { component, schema, differences: String::new(), files: Vec::new() };
        match adopted {
            Adopted::Nothing => {}
            Adopted::Refused(diagnostics) => refused.extend(of_component(diagnostics, &adoption.component)),
            Adopted::Files(wanted) => {
                let done = if options.is_dry { Done::Planned } else { Done::Unchanged };
                let file = |wanted: &Wanted| File { done, ..File::new(&project, wanted.path.clone()) };
                adoption.files = wanted.iter().map(file).collect();
                match options.is_dry {
                    true => adoption.differences = render::would_write(&*project.files, &wanted)?,
                    false => report.writes.extend(wanted),
                }
            }
        }
        report.components.push(adoption);
    }
    // All components or none: if one is refused, the others stay as they are.
    if refused.has_errors() {
        report.diagnostics.extend(refused);
        return Ok(Report { components: Vec::new(), status: Status::Findings, writes: Vec::new(), ..report });
    }
    Ok(report)
}

impl Component for Adoption {
    fn document(&self) -> Json {
        document(AdoptDocument {
            name: self.component.clone(),
            files: self.files.iter().map(File::document).collect(),
            diff: self.differences.clone(),
        })
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        if self.files.is_empty() {
            return format!("{} has no edits that `gen` would lose\n", visible(&self.schema));
        }
        if !self.differences.is_empty() {
            return visible_lines(&self.differences);
        }
        self.files.iter().map(File::line).collect()
    }

    fn markdown(&self) -> String {
        if self.files.is_empty() {
            return format!("- {} has no edits that `gen` would lose\n", code(&self.schema));
        }
        let items: String = self.files.iter().map(File::item).collect();
        match self.differences.is_empty() {
            true => items,
            false => format!("{items}\n{}", fenced("diff", &self.differences)),
        }
    }

    fn committed(&mut self, path: &Path, done: Done) {
        if let Some(file) = self.files.iter_mut().find(|file| file.path == path) {
            file.done = done;
        }
    }
}

/// The outcome for one component's schema.
enum Adopted {
    /// It has no edits.
    Nothing,
    /// The obstacles.
    Refused(Diagnostics),
    /// These files receive all of it.
    Files(Vec<Wanted>),
}

fn adopt(session: &mut Session, options: Options, is_only: bool) -> Result<Adopted, Diagnostics> {
    let (request, generated) = session.generate("adopt")?;
    let path = session.project.schema_path();
    let shown = session.project.display_path(&path);
    let Some(source) = session.project.files.read_with_conflicts(&path)? else {
        let diagnostic = Diagnostic::new(&codes::NOT_GENERATED, format!("{shown} does not exist: nothing to adopt"));
        return Err(diagnostic.help("to write it, run `sigma-schema gen`").into());
    };
    if let Some(diagnostic) = merge::diagnostic(&source) {
        return Err(diagnostic.help(REWRITE).into());
    }
    let existing = schema_file(&source).map_err(|diagnostic| diagnostic.help("correct it first"))?;
    let losses = lost_from_file(&existing, &generated.schema, session.exempt());
    if existing.is_generated() || losses.is_empty() {
        return Ok(Adopted::Nothing);
    }
    if let Some(diagnostics) = refused(session, &path, &source)? {
        return Ok(Adopted::Refused(diagnostics));
    }
    let adapter = adapter_file(session, &generated)?;
    let mut adopted = match options.is_split {
        true => into_split(session, &path, &source, &existing, &generated)?,
        false => into_config(session, &source, &existing, &request, &losses, &generated.schema)?,
    };
    if !is_only && !options.is_split && matches!(adopted, Adopted::Files(_)) {
        let diagnostic = Diagnostic::new(
            &config_codes::CONFIG_SHARED,
            format!("the config file applies to all components, and {shown} belongs to one"),
        );
        let diagnostic = diagnostic.note("nothing was written");
        let split_help = "keep them in schema.ts, beside the generated tables: sigma-schema adopt --split";
        return Ok(Adopted::Refused(diagnostic.help(split_help).into()));
    }
    if let Adopted::Files(wanted) = &mut adopted {
        wanted.extend(adapter);
        // A killed run must not lose edits: schema.ts has them until all other files are written.
        wanted.sort_by_key(|file| file.path == path);
        session.refuse_outside(wanted.iter().map(|file| file.path.clone()))?;
    }
    Ok(adopted)
}

/// The violations of Convex's rules in the existing schema: a push would fail wherever its edits are moved.
fn refused(session: &Session, path: &Path, source: &Source) -> Result<Option<Diagnostics>, Diagnostic> {
    // The text that was read, not one that an editor may be saving now.
    let below = Arc::clone(&session.project.files);
    let store: Arc<dyn FileProvider> = Arc::new(Overlay::new([(path.to_owned(), source.text.clone())], below));
    let whole = tables::schema(&session.project.entry(), &session.project.root, &store)?;
    let certain = refusals(&whole).into_iter().filter(|refusal| refusal.is_error() && refusal.is_certain);
    let mut diagnostics: Diagnostics = certain.map(|refusal| refusal.diagnostic).collect();
    if !diagnostics.has_errors() {
        return Ok(None);
    }
    let diagnostic =
        Diagnostic::new(&codes::NOTHING_WRITTEN, "nothing was written: Convex refuses the existing schema");
    diagnostics.push(diagnostic.help("correct it, then run this again"));
    Ok(Some(diagnostics))
}

fn adapter_file(session: &mut Session, generated: &Generated) -> Result<Option<Wanted>, Diagnostics> {
    let (plan, seen) = plan_adapter(session, generated, false)?;
    match plan {
        adapter::Plan::Write(text) => Ok(Some(Wanted { path: session.project.adapter_path(), text, seen })),
        adapter::Plan::Same | adapter::Plan::Customized(_) => Ok(None),
    }
}

/// Moves indexes into the config file. Everything else is an obstacle, and is reported.
fn into_config(
    session: &Session,
    source: &Arc<Source>,
    existing: &SchemaFile,
    request: &Request,
    losses: &[LostItem],
    tables: &Schema,
) -> Result<Adopted, Diagnostics> {
    let mut request = request.clone();
    let mut additions = Vec::new();
    let mut held = Vec::new();
    for spanned in &existing.tables {
        // A renamed table belongs in an option, not in the config as an additional table.
        if renamed_from(&spanned.table(), existing, tables).is_some() {
            continue;
        }
        let is_lost = |span: &&Span| losses.iter().any(|loss| loss.span == **span);
        let table = spanned.name.clone();
        if is_lost(&&spanned.span) {
            held.push(spanned.span.clone());
            request.custom_tables.push(spanned.clone());
            additions.push(Addition::Table(spanned.table()));
            continue;
        }
        for Spanned { value: index, span } in spanned.indexes.iter().filter(|index| is_lost(&&index.span)) {
            let own = CustomIndex { table: table.clone(), index: index.clone(), span: span.clone() };
            held.push(span.clone());
            request.custom_indexes.push(own);
            additions.push(Addition::Index(table.clone(), index.clone()));
        }
        for Spanned { value: index, span } in spanned.searches.iter().filter(|index| is_lost(&&index.span)) {
            let own = CustomSearchIndex { table: table.clone(), index: index.clone(), span: span.clone() };
            held.push(span.clone());
            request.custom_searches.push(own);
            additions.push(Addition::Search(table.clone(), index.clone()));
        }
    }
    let generated = match generate(&request) {
        Ok(generated) => generated,
        // The index needs an edit that the config file cannot hold.
        Err(_) if losses.iter().any(|loss| !held.contains(&loss.span)) => {
            return Ok(Adopted::Refused(in_the_way(&session.project, losses, existing, tables)));
        }
        // A rule of Convex that an edit breaks, at its line.
        Err(mut diagnostics) => {
            let diagnostic = Diagnostic::new(
                &codes::NOTHING_WRITTEN,
                "nothing was written: the config file cannot hold what is refused",
            );
            diagnostics.push(diagnostic.help("correct it in schema.ts, then run this again"));
            return Ok(Adopted::Refused(diagnostics));
        }
    };
    let remaining = lost_from_file(existing, &generated.schema, session.exempt());
    if !remaining.is_empty() {
        return Ok(Adopted::Refused(in_the_way(&session.project, &remaining, existing, tables)));
    }
    let mut wanted =
        vec![Wanted { path: session.project.schema_path(), text: generated.schema_text, seen: Seen::of(Some(source)) }];
    wanted.push(config_file(session, &additions)?);
    Ok(Adopted::Files(wanted))
}

/// The edits that only a split schema can keep.
fn in_the_way(project: &Project, losses: &[LostItem], existing: &SchemaFile, tables: &Schema) -> Diagnostics {
    let recognized = packaged::recognize(project, existing, losses);
    let losses = recognized.as_ref().map_or(losses, |recognized| &recognized.others);
    let told = losses.iter().map(|loss| {
        let diagnostic = Diagnostic::new(&codes::NOT_ADOPTABLE, format!("the config file cannot hold {}", loss.what))
            .at(&loss.span, "");
        match option_for(loss, existing).or_else(|| model_name(loss, existing, tables)) {
            Some(option) => diagnostic.help(option),
            None => diagnostic,
        }
    });
    let told: Vec<Diagnostic> = told.collect();
    let mut diagnostics: Diagnostics =
        recognized.into_iter().map(|recognized| recognized.diagnostic).chain(told).collect();
    let options = "or express it in the options of Better Auth, and run this again";
    diagnostics.push(if project.is_split() {
        let title = "nothing was written: only schema.ts, which spreads this file, can keep all of this";
        Diagnostic::new(&codes::NOTHING_WRITTEN, title).help(INTO_SCHEMA).help(options)
    } else {
        Diagnostic::new(&codes::NOTHING_WRITTEN, "nothing was written: only a split schema can keep all of this")
            .help("keep everything in schema.ts, beside the generated tables: sigma-schema adopt --split")
            .help(options)
    });
    diagnostics
}

/// The help for edits of the generated part of a split schema.
const INTO_SCHEMA: &str = "move it into schema.ts, where the table repeats its indexes: `user: defineTable({ ...tables.user.validator.fields, role: v.string() }).index(\"email_name\", [\"email\", \"name\"])`, then drop it here: sigma-schema gen --force";

/// The option of Better Auth that declares the same, for a field that it does not have.
fn option_for(loss: &LostItem, existing: &SchemaFile) -> Option<String> {
    let (table, field) = existing
        .tables
        .iter()
        .find_map(|spanned| Some((&spanned.name, spanned.fields.iter().find(|field| field.span == loss.span)?)))?;
    let (validator, may_be_missing) = field.validator.required();
    let kind = option_type(validator)?;
    let required = if may_be_missing { ", required: false" } else { "" };
    Some(format!(
        "if `{table}` accepts additional fields, use an option: additionalFields: {{ {}: {{ type: {kind}{required} }} }}",
        field.name
    ))
}

/// The option that would name a table so, for one that has the fields of a generated table and another name.
fn model_name(loss: &LostItem, existing: &SchemaFile, tables: &Schema) -> Option<String> {
    let spanned = existing.tables.iter().find(|spanned| spanned.span == loss.span)?;
    let generated = renamed_from(&spanned.table(), existing, tables)?;
    let (old, new) = (&generated.name, &spanned.name);
    Some(format!("if this is Better Auth's `{old}`, use an option: modelName: {new:?}"))
}

/// The generated table that a table which is not generated resembles, if the file lacks that one.
fn renamed_from<'t>(table: &Table, existing: &SchemaFile, tables: &'t Schema) -> Option<&'t Table> {
    if tables.table(&table.name).is_some() {
        return None;
    }
    let is_missing = |name: &str| !existing.tables.iter().any(|spanned| spanned.name == name);
    tables.tables.iter().find(|generated| is_alike(table, generated) && is_missing(&generated.name))
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
    session: &Session,
    path: &Path,
    source: &Arc<Source>,
    existing: &SchemaFile,
    generated: &Generated,
) -> Result<Adopted, Diagnostics> {
    let project = &session.project;
    if project.is_split() || path.file_stem().is_none_or(|stem| stem != "schema") {
        let diagnostic = Diagnostic::new(
            &codes::NOT_SPLITTABLE,
            format!("{} is already the generated part of a split schema", source.name),
        );
        return Err(diagnostic.help(INTO_SCHEMA).into());
    }
    let generated_path = project.component.join(format!("{GENERATED}.ts"));
    let present = project.files.read(&generated_path)?;
    if let Some(present) = &present {
        let exempt = Exempt { is_head: true, ..session.exempt() };
        // Nothing spreads it: its contents must be in the new one, or they belong to the user.
        let held = schema_file(present).map(|held| lost_from_file(&held, &generated.schema, exempt));
        if held.is_ok_and(|lost| !lost.is_empty()) || schema_file(present).is_err() {
            let diagnostic = Diagnostic::new(
                &codes::NOT_SPLITTABLE,
                format!("{} exists, and {} does not spread it", present.name, source.name),
            );
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
    if existing.layout.imports.iter().any(imports_it) {
        let diagnostic = Diagnostic::new(
            &codes::NOT_SPLITTABLE,
            format!("{} already imports \"{module}\", but not its tables", source.name),
        );
        return Err(diagnostic.help("change the specifier of that import, then run this again").into());
    }
    let Some(text) = split(&source.text, existing, &generated.schema, &module) else {
        let diagnostic = Diagnostic::new(
            &codes::NOT_SPLITTABLE,
            format!("{} does not define its tables in one object", source.name),
        );
        return Ok(Adopted::Refused(by_hand(diagnostic).into()));
    };
    // The line ends of the file are restored when it is written.
    let text = text.replace("\r\n", "\n");
    let wanted = [
        Wanted { path: path.to_owned(), text, seen: Seen::of(Some(source)) },
        Wanted { path: generated_path, text: generated.schema_text.clone(), seen: Seen::of(present.as_ref()) },
    ];
    let lost = lost_if_written(&wanted, session, source, existing, &generated.schema)?;
    if !lost.is_empty() {
        let diagnostic = Diagnostic::new(
            &codes::NOT_SPLITTABLE,
            format!("{} cannot be split without losing {}", source.name, lost.join(", ")),
        );
        return Ok(Adopted::Refused(by_hand(diagnostic).into()));
    }
    Ok(Adopted::Files(wanted.into()))
}

/// The items that these files would lose: checked before they are written.
fn lost_if_written(
    wanted: &[Wanted],
    session: &Session,
    source: &Source,
    existing: &SchemaFile,
    generated: &Schema,
) -> Result<Vec<String>, Diagnostic> {
    let top = &session.project.root;
    let path = session.project.entry();
    let texts = wanted.iter().map(|file| (file.path.clone(), file.text.clone()));
    let over =
        |texts: Vec<_>| -> Arc<dyn FileProvider> { Arc::new(Overlay::new(texts, Arc::clone(&session.project.files))) };
    let planned = over(texts.collect());
    // The text that was read, not one that an editor may be saving now.
    let read = over(vec![(path.clone(), source.text.clone())]);
    let before = tables::schema(&path, top, &read)?;
    let after = tables::schema(&path, top, &planned)?.schema();
    let mut lost: Vec<String> = lost_items(&before, &after).into_iter().map(|item| item.what).collect();
    let missing = generated.tables.iter().filter(|table| after.table(&table.name).is_none());
    lost.extend(missing.map(|table| format!("the generated table `{}`", table.name)));
    let text = wanted.first().map(|file| file.text.as_str()).unwrap_or_default();
    let comments = existing.layout.comments.iter().filter(|span| !text.contains(&span.text().replace("\r\n", "\n")));
    lost.extend(comments.map(|span| format!("the comment on line {} of {}", span.line(), source.name)));
    Ok(lost)
}

/// The config file with additions.
fn config_file(session: &Session, additions: &[Addition]) -> Result<Wanted, Diagnostic> {
    let project = &session.project;
    let path = project.config_path();
    let key = (path.file_name() == Some(OsStr::new("package.json"))).then_some("sigma-schema");
    let existing = project.files.read(&path)?;
    let text = existing.as_ref().map(|source| source.text.replace("\r\n", "\n")).unwrap_or_default();
    Ok(Wanted { text: config::with(&text, key, additions)?, path, seen: Seen::of(existing.as_ref()) })
}
