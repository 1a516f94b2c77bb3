//! Tasks of development, each a command: `TASKS` lists them.
//!
//! A task either does something or reports what is wrong and which command fixes it.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod case;
mod differential;
mod docs;
mod faults;
mod fuzz;
mod licenses;
mod node;
mod reading;
mod samples;
mod test;
mod test262;
mod upstream;
mod words;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What a task reports when it fails.
type Failure = String;

const TASKS: &str = "\
cargo xtask golden            write the expected output of all golden cases again
cargo xtask case gen/teams DIR
                              write the whole project of a golden case into a folder
cargo xtask docs              write the generated pages of docs again
cargo xtask words [PATH...]   check messages, help and documentation for words to avoid
cargo xtask licenses          check licenses and sources of all crates against deny.toml
cargo xtask test [--slow]     everything that CI runs; with --slow more random cases too
cargo xtask upstream 1.6.34 0.12.5
                              what a published pair has that the specs do not declare
cargo xtask samples DIR       print 300 random schemas into a folder
cargo xtask fuzz 600 [PARSER...]
                              broken files for each parser, for so many seconds
cargo xtask test262 CHECKOUT [--list FOLDER | --show NAME]
                              the ECMAScript conformance suite as programs to read; needs Node.
                              In few minutes: cargo run --release -p xtask -- test262 CHECKOUT
cargo xtask faults 2000       commands killed and raced by an editor, so many runs; a seed repeats one
cargo xtask faults calls      commands with an error at every system call, one run per call
cargo xtask faults crowd 100  two and twenty commands at once, so many rounds
cargo xtask differential 5000 [--seed 1] [--keep-going]
                              random programs, read and run by Node, so many; what is read wrongly is kept
cargo xtask bench             time and memory of gen, beside cp of its files
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["golden"] => golden(),
        ["docs"] => docs::write(),
        ["case", name, folder] => case::write(name, folder),
        ["words", paths @ ..] => words::check(paths),
        ["licenses"] => licenses::check(),
        ["test"] => test::all(false),
        ["test", "--slow"] => test::all(true),
        ["samples", folder] => samples::write(Path::new(folder)),
        ["upstream", version, adapter] => upstream::report(version, adapter),
        ["bench"] => bench::all(),
        ["fuzz", seconds, parsers @ ..] => fuzz::run(seconds, parsers),
        ["test262", checkout, arguments @ ..] => test262::run(checkout, arguments),
        ["differential", number, options @ ..] => differential::run(number, options),
        ["faults", "calls"] => faults::run_calls(1),
        ["faults", "crowd", rounds] => faults::run_crowd(rounds),
        ["faults", number] => faults::run(number, None),
        ["faults", number, seed] => faults::run(number, Some(seed)),
        // The command by which `fuzz` runs itself.
        ["fuzz-worker", parser, folder, seed, seconds] => fuzz::work(parser, folder, seed, seconds),
        // The command by which `bench` runs itself.
        ["memory-of", command @ ..] => bench::print_memory_of(command),
        _ => Err(TASKS.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn golden() -> Result<(), Failure> {
    run(cargo(&[
        "test",
        "--quiet",
        "--package",
        "sigma-schema-catalog",
        "--package",
        "sigma-schema",
        "--lib",
        "--test",
        "golden",
        "--test",
        "existing",
    ])
    .env("UPDATE_GOLDENS", "1"))
}

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// cargo, in the repository.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments);
    command
}

/// Runs a command, with its output shown. Fails if it does.
fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = format!("{command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown} failed: {status}")),
        Err(error) => Err(format!("{shown} could not be started: {error}")),
    }
}
