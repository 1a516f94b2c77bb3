//! `info`: what was found of the project, and where it is known from.

use serde_json::{Map, Value, json};

use super::flags::InfoFlags;
use super::session::Session;
use super::{Outcome, terminal};
use crate::convex::indexes::IndexMode;
use crate::diagnostic::Diagnostics;
use crate::workspace::files::shown;

/// What is shown: the value, and where it is known from if that is more than itself.
type Row = (&'static str, (String, String));

pub(super) fn run(flags: &InfoFlags) -> Result<Outcome, Diagnostics> {
    let mut shown = Vec::new();
    for mut session in Session::find(&flags.choice)? {
        let (rows, names) = rows(&mut session)?;
        terminal::tell_all(&session.warnings);
        shown.push(if flags.json { as_json(rows, names) } else { Value::String(as_text(&rows)) });
    }
    terminal::print(&match (flags.json, shown.as_slice()) {
        (true, [only]) => format!("{only:#}\n"),
        (true, _) => format!("{:#}\n", Value::Array(shown)),
        (false, texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
    })?;
    Ok(Outcome::Done)
}

fn rows(session: &mut Session<'_>) -> Result<(Vec<Row>, Vec<String>), Diagnostics> {
    let plugins = session.plugins()?;
    let (names, by) = match plugins {
        Some((plugins, by)) => (plugins.into_iter().map(|plugin| plugin.spec.name).collect::<Vec<_>>(), by.to_string()),
        None => (Vec::new(), "nothing says which".to_owned()),
    };
    let request = session.request(Vec::new());
    let file = |path: &std::path::Path| {
        (shown(path), if session.project.files.has(path) { "there" } else { "not there yet" }.to_owned())
    };
    let project = &session.project;
    let versions = &project.versions;
    let config = match &project.config.path {
        Some(path) => (shown(path), String::new()),
        None => ("none".to_owned(), String::new()),
    };
    let options = match &session.code {
        Some(code) => {
            let named = code.source.named_at.as_ref().map(|at| format!(", which {at} names")).unwrap_or_default();
            (code.source.name.clone(), format!("{}{named}", code.source.span))
        }
        None => ("none".to_owned(), if session.is_code_read() { "" } else { "no code is read" }.to_owned()),
    };
    let indexes = match request.index_mode {
        IndexMode::Complete => "complete",
        IndexMode::Upstream => "upstream",
    };
    let rows = vec![
        ("app", (shown(&project.app), String::new())),
        ("convex", (shown(&project.convex), String::new())),
        ("component", (shown(&project.component), String::new())),
        ("schema", file(&project.schema_path())),
        ("adapter", file(&project.adapter_path())),
        ("config", config),
        ("options", options),
        (
            "better-auth",
            (versions.better_auth.version.to_string(), versions.better_auth.from.describe(&*project.files)),
        ),
        ("convex-adapter", (versions.adapter.version.to_string(), versions.adapter.from.describe(&*project.files))),
        ("plugins", (if names.is_empty() { "none".to_owned() } else { names.join(", ") }, by)),
        ("indexes", (indexes.to_owned(), String::new())),
    ];
    Ok((rows, names))
}

fn as_text(rows: &[Row]) -> String {
    let line = |(what, (value, from)): &Row| {
        let from = if from.is_empty() { String::new() } else { format!("  ({from})") };
        format!("{what:<15}{value}{from}\n")
    };
    rows.iter().map(line).collect()
}

fn as_json(rows: Vec<Row>, names: Vec<String>) -> Value {
    let mut object = Map::new();
    for (what, (value, from)) in rows {
        let value = if what == "plugins" { json!(names) } else { json!(value) };
        let entry = if from.is_empty() { json!({ "value": value }) } else { json!({ "value": value, "from": from }) };
        object.insert(what.to_owned(), entry);
    }
    Value::Object(object)
}
