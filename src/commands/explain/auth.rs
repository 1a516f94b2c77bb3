//! `explain --auth`: the values that were read in the app's code, each with its location.

use serde_json::{Value as Json, json};

use crate::auth::{AppOptions, ReadOption, ReadPlugin, grouped};
use crate::commands::documents::{AuthDocument, AuthOption, AuthPlugin, UnknownValue, document};
use crate::commands::{Component, Report, Session, Status};
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::emit::markdown::cell;
use crate::diagnostic::emit::{shown, visible};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::{Kind, Value};

/// The options of one component, as the code has them.
#[derive(Debug)]
pub struct ReadCode {
    component: String,
    code: AppOptions,
}

/// A line of the output: how deep it is, what it is, where it is written.
struct Line(usize, String, String);

/// Reads the code of all components. Fails if there are no options.
pub fn run(sessions: Vec<Session>) -> Result<Report<ReadCode>, Diagnostics> {
    let mut components = Vec::new();
    for session in sessions {
        match session.read_code()? {
            Some(code) => components.push(ReadCode { component: session.project.component_name(), code }),
            None => return Err(nothing().into()),
        }
    }
    let diagnostics: Diagnostics = components.iter().flat_map(|one| problems(&one.code)).collect();
    let status = if diagnostics.has_errors() { Status::Error } else { Status::Done };
    Ok(Report { status, ..Report::new(components, diagnostics, true) })
}

fn nothing() -> Diagnostic {
    Diagnostic::new(&codes::NO_OPTIONS, "no options of betterAuth were found")
        .help("name the file that has them: sigma-schema explain --auth convex/lib/auth.ts#createAuthOptions")
}

/// Errors and warnings.
fn problems(code: &AppOptions) -> Vec<Diagnostic> {
    let of_options = |options: &[ReadOption]| grouped(options.iter().flat_map(ReadOption::diagnostics));
    let mut all = code.warnings.0.clone();
    all.extend(code.unknown_plugins.iter().cloned());
    for plugin in &code.plugins {
        all.extend(plugin.condition.iter().cloned().chain(of_options(&plugin.options)));
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
        let of_project = if plugin.is_custom { ", of this project" } else { "" };
        lines.push(Line(1, format!("{}{of_project}", plugin.spec.name), plugin.span.to_string()));
        lines.extend(plugin.spec.tables.iter().filter(|_| plugin.is_custom).map(|table| {
            let fields: Vec<&str> = table.fields.iter().map(|field| field.key.as_str()).collect();
            Line(2, format!("table {}: {}", table.key, fields.join(", ")), String::new())
        }));
        for option in plugin.options.iter().filter(|_| !plugin.is_custom) {
            lines.extend(option_lines(option, 2));
        }
    }
    lines.extend(code.unknown_plugins.iter().map(|diagnostic| Line(1, "?".to_owned(), span_of(diagnostic))));
    if !code.core.is_empty() {
        lines.push(Line(0, "options of Better Auth's core tables".to_owned(), String::new()));
    }
    for option in &code.core {
        lines.extend(option_lines(option, 1));
    }
    lines
}

/// The words for a value that is written outside of the project, and may be a secret.
const HIDDEN: &str = "not shown: outside of the project";

/// Whether a part of a value is written in a text that must not be shown.
fn is_hidden(value: &Value) -> bool {
    value.span.source.is_hidden
        || match &value.kind {
            Kind::Array(items) => items.iter().any(is_hidden),
            Kind::Object(entries) => entries.iter().any(|(key, value)| key.span.source.is_hidden || is_hidden(value)),
            _ => false,
        }
}

/// An option on a line, or a line for each field.
fn option_lines(option: &ReadOption, depth: usize) -> Vec<Line> {
    match &option.value {
        Ok(value) if is_hidden(value) => {
            vec![Line(depth, format!("{} {HIDDEN}", option.path), value.span.to_string())]
        }
        Err(diagnostic) => vec![Line(depth, format!("{} = ?", option.path), span_of(diagnostic))],
        Ok(Value { kind: Kind::Object(entries), .. }) => entries
            .iter()
            .map(|(key, value)| Line(depth, format!("{}.{} = {value}", option.path, key.name), value.span.to_string()))
            .collect(),
        Ok(value) => vec![Line(depth, format!("{} = {value}", option.path), value.span.to_string())],
    }
}

fn span_of(diagnostic: &Diagnostic) -> String {
    diagnostic.span.as_ref().map(ToString::to_string).unwrap_or_default()
}

impl Component for ReadCode {
    fn document(&self) -> Json {
        let code = &self.code;
        let unknown = |diagnostic: &Diagnostic| UnknownValue {
            unknown: shown(diagnostic).message.clone(),
            span: diagnostic.span.as_ref().map(Into::into),
        };
        document(AuthDocument {
            name: self.component.clone(),
            options: code.source.name.clone(),
            span: (&code.source.span).into(),
            referenced_at: code.source.named_at.as_ref().map(Into::into),
            plugins: code.plugins.iter().map(plugin_document).collect(),
            unknown_plugins: code.unknown_plugins.iter().map(unknown).collect(),
            core: code.core.iter().map(option_document).collect(),
        })
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        let lines = lines(&self.code);
        let left = |Line(depth, what, _): &Line| format!("{}{}", "  ".repeat(*depth), visible(what));
        // Long values do not push all places to the right.
        let width = lines.iter().map(|line| left(line).chars().count()).filter(|width| *width <= 72).max().unwrap_or(0);
        let line = |line: &Line| format!("{:<width$}  {}", left(line), visible(&line.2)).trim_end().to_owned() + "\n";
        lines.iter().map(line).collect()
    }

    fn markdown(&self) -> String {
        let row = |Line(depth, what, span): &Line| {
            format!("| {}{} | {} |\n", "&nbsp;&nbsp;".repeat(*depth), cell(what), cell(span))
        };
        let rows: String = lines(&self.code).iter().map(row).collect();
        format!("| read | at |\n|---|---|\n{rows}")
    }

    fn separator(&self) -> &'static str {
        "\n"
    }
}

fn plugin_document(plugin: &ReadPlugin) -> AuthPlugin {
    AuthPlugin {
        name: plugin.spec.name.clone(),
        local: plugin.is_custom,
        span: (&plugin.span).into(),
        conditional: plugin.condition.is_some(),
        options: plugin.options.iter().map(option_document).collect(),
    }
}

fn option_document(option: &ReadOption) -> AuthOption {
    let path = option.path.clone();
    match &option.value {
        Ok(value) if is_hidden(value) => {
            AuthOption { path, value: None, unknown: Some(HIDDEN.to_owned()), span: Some((&value.span).into()) }
        }
        Ok(value) => AuthOption { path, value: Some(plain(value)), unknown: None, span: Some((&value.span).into()) },
        Err(diagnostic) => AuthOption {
            path,
            value: None,
            unknown: Some(shown(diagnostic).message.clone()),
            span: diagnostic.span.as_ref().map(Into::into),
        },
    }
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
