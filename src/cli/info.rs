//! `info`: what was found of the project, and where it is known from.

use serde_json::{Map, Value, json};

use super::flags::InfoFlags;
use super::setup::Setup;
use super::{Outcome, terminal};
use crate::project::files::shown;
use crate::report::Problems;
use crate::schema::indexes::IndexMode;

pub(super) fn run(flags: &InfoFlags) -> Result<Outcome, Problems> {
    let mut setup = Setup::find(&flags.choice)?;
    let plugins = setup.plugins()?;
    let (names, by) = match plugins {
        Some((plugins, by)) => (plugins.into_iter().map(|plugin| plugin.spec.name).collect(), by.to_owned()),
        None => (Vec::new(), "nothing says which".to_owned()),
    };
    let request = setup.request(Vec::new());
    let file =
        |path: &std::path::Path| (shown(path), if path.is_file() { "there" } else { "not there yet" }.to_owned());
    let project = &setup.project;
    let versions = &project.versions;
    let config = match &project.config.path {
        Some(path) => (shown(path), String::new()),
        None => ("none".to_owned(), String::new()),
    };
    let indexes = match request.index_mode {
        IndexMode::Complete => "complete",
        IndexMode::Upstream => "upstream",
    };
    let rows: Vec<(&str, (String, String))> = vec![
        ("app", (shown(&project.app), String::new())),
        ("convex", (shown(&project.convex), String::new())),
        ("component", (shown(&project.component), String::new())),
        ("schema", file(&project.schema_path())),
        ("adapter", file(&project.adapter_path())),
        ("config", config),
        ("better-auth", (versions.better_auth.version.to_string(), versions.better_auth.from.to_string())),
        ("convex-adapter", (versions.adapter.version.to_string(), versions.adapter.from.to_string())),
        ("plugins", (if names.is_empty() { "none".to_owned() } else { names.join(", ") }, by)),
        ("indexes", (indexes.to_owned(), String::new())),
    ];
    terminal::tell_all(&setup.warnings);
    terminal::print(&if flags.json { as_json(rows, names) } else { as_text(&rows) })?;
    Ok(Outcome::Done)
}

fn as_text(rows: &[(&str, (String, String))]) -> String {
    let line = |(what, (value, from)): &(&str, (String, String))| {
        let from = if from.is_empty() { String::new() } else { format!("  ({from})") };
        format!("{what:<15}{value}{from}\n")
    };
    rows.iter().map(line).collect()
}

fn as_json(rows: Vec<(&str, (String, String))>, names: Vec<String>) -> String {
    let mut object = Map::new();
    for (what, (value, from)) in rows {
        let value = if what == "plugins" { json!(names) } else { json!(value) };
        let entry = if from.is_empty() { json!({ "value": value }) } else { json!({ "value": value, "from": from }) };
        object.insert(what.to_owned(), entry);
    }
    format!("{:#}\n", Value::Object(object))
}
