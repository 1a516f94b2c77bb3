//! The command line: flags, calls, printing; nothing else. Exit codes are decided here, and only here is anything printed.

mod adapter;
mod adopt;
mod changes;
mod check;
mod diff;
mod document;
mod explain_code;
mod explain_table;
mod flags;
mod generate;
mod graph;
mod info;
mod list;
mod lookups;
mod modules;
mod packaged;
mod session;
mod split;
mod terminal;
mod written;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::diagnostic::{Diagnostic, Diagnostics};
use document::Reader;
use flags::{Command, Flags};

/// How a command ended. The number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, or nothing to do.
    Done = 0,
    /// Done so far, and something was found that somebody has to look at.
    Findings = 1,
    /// Wrong usage, or input that cannot be read or decided. Nothing was written.
    CannotTell = 2,
}

/// Runs a command line and tells how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let reader = Reader::of_arguments(&words);
    let outcome = match Flags::try_parse_from(arguments) {
        Ok(flags) => execute(flags, reader),
        Err(usage) if usage.use_stderr() => {
            terminal::tell(&usage.to_string());
            let text = usage.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            let diagnostic =
                Diagnostic::error(first).help("`sigma-schema help` lists the commands, `--help` their flags");
            let _ = terminal::print(&reader.failure(&diagnostic.into()));
            Outcome::CannotTell
        }
        Err(help) => match terminal::print(&help.to_string()) {
            Ok(()) => Outcome::Done,
            Err(diagnostic) => failed(&diagnostic.into(), reader),
        },
    };
    ExitCode::from(outcome as u8)
}

fn execute(flags: Flags, reader: Reader) -> Outcome {
    let result = enter(&flags).map_err(Diagnostics::from).and_then(|()| match flags.command {
        Command::Gen(flags) => generate::run(&flags),
        Command::Adopt(flags) => adopt::run(&flags),
        Command::Check(flags) => check::run(&flags),
        Command::Diff(flags) => diff::run(&flags),
        Command::Graph(flags) => graph::run(&flags),
        Command::Info(flags) => info::run(&flags),
        Command::Lookups(flags) => lookups::run(&flags),
        Command::List(flags) => list::list(&flags),
        Command::Explain(flags) if flags.auth.is_some() => explain_code::run(&flags),
        Command::Explain(flags) => list::explain(&flags),
    });
    result.unwrap_or_else(|diagnostics| failed(&diagnostics, reader))
}

fn failed(diagnostics: &Diagnostics, reader: Reader) -> Outcome {
    terminal::tell_all(diagnostics);
    // Whether it can be printed makes no difference any more.
    let _ = terminal::print(&reader.failure(diagnostics));
    Outcome::CannotTell
}

/// `--dir`: everything is as if the command had been started there.
fn enter(flags: &Flags) -> Result<(), Diagnostic> {
    let Some(folder) = &flags.dir else { return Ok(()) };
    std::env::set_current_dir(folder).map_err(|error| {
        Diagnostic::error(format!("--dir {}: {}", folder.display(), error.kind())).help("name a folder that is there")
    })
}
