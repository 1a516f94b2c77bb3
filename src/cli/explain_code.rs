//! `explain --auth`: what was read of the app's code, value by value, with the place of each.

use serde_json::{Value as Json, json};

use super::flags::{Choice, ExplainFlags, Format};
use super::session::Session;
use super::{Outcome, terminal};
use crate::auth::{AppOptions, ReadOption, ReadPlugin, grouped};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::{Kind, Value};

/// A line of the output: how deep it is, what it is, where it is written.
struct Line(usize, String, String);

pub(super) fn run(flags: &ExplainFlags) -> Result<Outcome, Diagnostics> {
    let auth = flags.auth.clone().filter(|auth| !auth.is_empty());
    let choice = Choice { auth, specs: flags.specs.clone(), ..Choice::default() };
    let mut all = Vec::new();
    for session in Session::find(&choice)? {
        match session.read_code()? {
            Some(code) => all.push(code),
            None => return Err(nothing().into()),
        }
    }
    let diagnostics: Diagnostics = all.iter().flat_map(diagnostics).collect();
    terminal::print(&match flags.format {
        Format::Text => all.iter().map(text).collect::<Vec<_>>().join("\n"),
        Format::Markdown => all.iter().map(markdown).collect::<Vec<_>>().join("\n"),
        Format::Json => match all.as_slice() {
            [only] => format!("{:#}\n", as_json(only)),
            all => format!("{:#}\n", Json::Array(all.iter().map(as_json).collect())),
        },
    })?;
    terminal::tell_all(&diagnostics);
    Ok(if diagnostics.has_errors() { Outcome::CannotTell } else { Outcome::Done })
}

fn nothing() -> Diagnostic {
    Diagnostic::error("no options of betterAuth were found")
        .help("name the file that has them: sigma-schema explain --auth convex/lib/auth.ts#createAuthOptions")
}

/// What is wrong or doubtful.
fn diagnostics(code: &AppOptions) -> Vec<Diagnostic> {
    let of_options = |options: &[ReadOption]| grouped(options.iter().flat_map(ReadOption::diagnostics));
    let mut all = code.warnings.0.clone();
    all.extend(code.unknown_plugins.iter().cloned());
    for plugin in &code.plugins {
        all.extend(plugin.doubt.iter().cloned().chain(of_options(&plugin.options)));
    }
    all.extend(of_options(&code.core));
    all
}

fn lines(code: &AppOptions) -> Vec<Line> {
    let source = &code.source;
    let mut lines = vec![Line(0, format!("options {}", source.name), source.span.to_string())];
    lines.extend(source.named_at.as_ref().map(|at| Line(1, "which adapter.ts names".to_owned(), at.to_string())));
    lines.push(Line(0, "plugins".to_owned(), String::new()));
    for plugin in &code.plugins {
        let of_project = if plugin.is_own { ", of this project" } else { "" };
        lines.push(Line(1, format!("{}{of_project}", plugin.spec.name), plugin.span.to_string()));
        lines.extend(plugin.spec.tables.iter().filter(|_| plugin.is_own).map(|table| {
            let fields: Vec<&str> = table.fields.iter().map(|field| field.key.as_str()).collect();
            Line(2, format!("table {}: {}", table.key, fields.join(", ")), String::new())
        }));
        for option in plugin.options.iter().filter(|_| !plugin.is_own) {
            lines.extend(option_lines(option, 2));
        }
    }
    lines.extend(code.unknown_plugins.iter().map(|diagnostic| Line(1, "?".to_owned(), span_of(diagnostic))));
    if !code.core.is_empty() {
        lines.push(Line(0, "options of Better Auth's own tables".to_owned(), String::new()));
    }
    for option in &code.core {
        lines.extend(option_lines(option, 1));
    }
    lines
}

/// An option on a line, or a line for each field.
fn option_lines(option: &ReadOption, depth: usize) -> Vec<Line> {
    match &option.value {
        Err(diagnostic) => vec![Line(depth, format!("{} = ?", option.path), span_of(diagnostic))],
        Ok(Value { kind: Kind::Object(entries), .. }) => entries
            .iter()
            .map(|(key, value)| Line(depth, format!("{}.{} = {value}", option.path, key.name), value.span.to_string()))
            .collect(),
        Ok(value) => vec![Line(depth, format!("{} = {value}", option.path), value.span.to_string())],
    }
}

fn span_of(diagnostic: &Diagnostic) -> String {
    diagnostic.span.as_ref().map(|(span, _)| span.to_string()).unwrap_or_default()
}

fn text(code: &AppOptions) -> String {
    let lines = lines(code);
    let left = |Line(depth, what, _): &Line| format!("{}{what}", "  ".repeat(*depth));
    // Long values do not push all places to the right.
    let width = lines.iter().map(|line| left(line).chars().count()).filter(|width| *width <= 72).max().unwrap_or(0);
    let line = |line: &Line| format!("{:<width$}  {}", left(line), line.2).trim_end().to_owned() + "\n";
    lines.iter().map(line).collect()
}

fn markdown(code: &AppOptions) -> String {
    let row = |Line(depth, what, span): &Line| {
        format!("| {}{} | {span} |\n", "&nbsp;&nbsp;".repeat(*depth), what.replace('|', "\\|"))
    };
    let rows: String = lines(code).iter().map(row).collect();
    format!("| read | at |\n|---|---|\n{rows}")
}

fn as_json(code: &AppOptions) -> Json {
    let option = |option: &ReadOption| match &option.value {
        Ok(value) => json!({ "path": option.path, "value": plain(value), "at": value.span.to_string() }),
        Err(diagnostic) => json!({ "path": option.path, "unknown": diagnostic.title, "at": span_of(diagnostic) }),
    };
    let plugin = |plugin: &ReadPlugin| {
        json!({
            "name": plugin.spec.name,
            "ofThisProject": plugin.is_own,
            "at": plugin.span.to_string(),
            "conditional": plugin.doubt.is_some(),
            "options": plugin.options.iter().map(option).collect::<Vec<_>>(),
        })
    };
    json!({
        "name": code.source.name,
        "at": code.source.span.to_string(),
        "namedAt": code.source.named_at.as_ref().map(ToString::to_string),
        "plugins": code.plugins.iter().map(plugin).collect::<Vec<_>>(),
        "unknownPlugins": code.unknown_plugins.iter().map(|diagnostic| json!({ "unknown": diagnostic.title, "at": span_of(diagnostic) })).collect::<Vec<_>>(),
        "options": code.core.iter().map(option).collect::<Vec<_>>(),
    })
}

fn plain(value: &Value) -> Json {
    match &value.kind {
        Kind::Null => Json::Null,
        Kind::Boolean(value) => json!(value),
        Kind::Number(number) => json!(number),
        Kind::String(text) => json!(text),
        Kind::Array(items) => Json::Array(items.iter().map(plain).collect()),
        Kind::Object(entries) => entries.iter().map(|(key, value)| (key.name.clone(), plain(value))).collect(),
    }
}
