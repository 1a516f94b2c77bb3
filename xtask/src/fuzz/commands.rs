//! The commands that a broken file goes through, in memory, with their results in every format.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use sigma_schema::commands::{Component, Report, Selection, Session, Status};
use sigma_schema::commands::{adopt, check, diff, doctor, generate, graph, info, lookups};
use sigma_schema::diagnostic::emit::json::reported;
use sigma_schema::diagnostic::emit::{github, markdown, sarif, text};
use sigma_schema::workspace::commit::Wanted;
use sigma_schema::{Diagnostics, FileProvider, Memory, Overlay};

use super::parsers::{PROJECT, Parser};
use crate::Failure;

/// The states in `check` of files that `gen` has to write.
const STATES_OF_OURS: [&str; 3] = ["missing", "stale", "modified"];

/// The folder of the project, in memory.
const TOP: &str = "/app";

type Outcome = Result<Report<Box<dyn Component>>, Diagnostics>;

/// All commands on a project with this text in the parser's file, and their output. Fails if a command does not go on
/// from what another one writes.
pub(super) fn all(parser: &Parser, text: &str) -> Result<String, Failure> {
    let all = PROJECT.iter().chain(parser.beside).copied().chain([(parser.file, text)]);
    let all = all.map(|(path, text)| (PathBuf::from(TOP).join(path), text.to_owned()));
    let files: Arc<dyn FileProvider> = Arc::new(Memory::new(all, TOP));
    let mut output = String::new();
    for command in [read_only, comparisons] {
        for outcome in command(&files) {
            output += &shown(&outcome);
        }
    }
    let (generated, adopted) = (generate(&files), adopt(&files));
    output += &shown(&generated);
    output += &shown(&adopted);
    for (name, outcome) in [("gen", generated), ("adopt", adopted)] {
        let Ok(report) = outcome else { continue };
        if !report.writes.is_empty() {
            goes_on(name, &files, &report.writes)?;
        }
    }
    Ok(output)
}

fn sessions(files: &Arc<dyn FileProvider>) -> Result<Vec<Session>, Diagnostics> {
    Session::find(files, &Selection::default())
}

fn generate(files: &Arc<dyn FileProvider>) -> Outcome {
    Ok(generate::run(sessions(files)?, generate::Options::default())?.boxed())
}

fn adopt(files: &Arc<dyn FileProvider>) -> Outcome {
    Ok(adopt::run(sessions(files)?, adopt::Options::default())?.boxed())
}

fn check(files: &Arc<dyn FileProvider>) -> Outcome {
    Ok(check::run(sessions(files)?, check::Options::default())?.boxed())
}

fn messages(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.0.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

fn read_only(files: &Arc<dyn FileProvider>) -> Vec<Outcome> {
    let sessions = || sessions(files);
    vec![
        sessions().and_then(info::run).map(Report::boxed),
        sessions().and_then(doctor::run).map(Report::boxed),
        sessions().and_then(|sessions| lookups::run(sessions, None)).map(Report::boxed),
    ]
}

fn comparisons(files: &Arc<dyn FileProvider>) -> Vec<Outcome> {
    let sessions = || sessions(files);
    let svg = graph::Options { against: None, form: graph::Form::Svg };
    vec![
        check(files),
        sessions().and_then(|sessions| diff::run(sessions, &diff::Options::default())).map(Report::boxed),
        sessions().and_then(|sessions| graph::run(sessions, &svg)).map(Report::boxed),
    ]
}

/// The output of a command in all formats.
fn shown(outcome: &Outcome) -> String {
    let render = |diagnostic: &_| text::render(diagnostic, false);
    let (status, components, diagnostics) = match outcome {
        Ok(report) => (report.status, &report.components[..], &report.diagnostics),
        Err(diagnostics) => (Status::Error, &[][..], diagnostics),
    };
    let mut output = format!("{status:?}\n");
    for component in components {
        output += &format!("{}\n{}\n{}\n", component.text(&render), component.markdown(), component.document());
        for finding in component.findings().iter().chain(&component.changes()) {
            output += &github::annotation(finding);
        }
    }
    for diagnostic in &diagnostics.0 {
        output += &(render(diagnostic) + &github::annotation(diagnostic) + &markdown::item(diagnostic));
    }
    output + &sarif::log(&diagnostics.0, "") + &json!(reported(&diagnostics.0)).to_string()
}

/// A command has written: `gen` has nothing left to write then, and `check` finds the files up to date.
fn goes_on(name: &str, before: &Arc<dyn FileProvider>, writes: &[Wanted]) -> Result<(), Failure> {
    let texts = writes.iter().map(|file| (file.path.clone(), file.text.clone()));
    let files: Arc<dyn FileProvider> = Arc::new(Overlay::new(texts, Arc::clone(before)));
    let failed = |what: &str, outcome: &Outcome| Err(format!("{what} after {name}: {}", shown(outcome)));
    let generated = generate(&files);
    match &generated {
        Ok(report) if report.status == Status::Done && report.writes.is_empty() => {}
        _ => return failed("gen", &generated),
    }
    let checked = check(&files);
    let is_current = |one: &dyn Component| {
        one.document()["files"].as_array().is_some_and(|files| {
            // Other states are faults of the user's own code, which `gen` keeps.
            files.iter().all(|file| file["state"].as_str().is_some_and(|state| !STATES_OF_OURS.contains(&state)))
        })
    };
    match &checked {
        Ok(report) if report.components.iter().all(|one| is_current(&**one)) => Ok(()),
        // What it cannot read of the user's own code, it could not read before.
        Err(diagnostics) if check(before).is_err_and(|found| messages(&found) == messages(diagnostics)) => Ok(()),
        _ => failed("check", &checked),
    }
}
