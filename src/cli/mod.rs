//! The command line: flags, calls, printing; nothing else. Exit codes are decided here, and only here is anything printed.

mod adapter;
mod adopt;
mod changes;
mod check;
mod diff;
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
mod setup;
mod split;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::report::{Problem, Problems};
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
    let outcome = match Flags::try_parse_from(arguments) {
        Ok(flags) => execute(flags),
        Err(usage) if usage.use_stderr() => {
            terminal::tell(&usage.to_string());
            Outcome::CannotTell
        }
        Err(help) => match terminal::print(&help.to_string()) {
            Ok(()) => Outcome::Done,
            Err(problem) => failed(&problem.into()),
        },
    };
    ExitCode::from(outcome as u8)
}

fn execute(flags: Flags) -> Outcome {
    let result = enter(&flags).map_err(Problems::from).and_then(|()| match flags.command {
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
    result.unwrap_or_else(|problems| failed(&problems))
}

fn failed(problems: &Problems) -> Outcome {
    terminal::tell_all(problems);
    Outcome::CannotTell
}

/// `--dir`: everything is as if the command had been started there.
fn enter(flags: &Flags) -> Result<(), Problem> {
    let Some(folder) = &flags.dir else { return Ok(()) };
    std::env::set_current_dir(folder).map_err(|error| {
        Problem::error(format!("--dir {}: {}", folder.display(), error.kind())).help("name a folder that is there")
    })
}
