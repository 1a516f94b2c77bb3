//! Golden cases: `golden/**/command`, one folder a case.
//!
//! A case is `project/` (its files before, over those of its bases: `support/case.rs`), `command` (its bases and what is
//! run, one per line), `output` (what was printed, with exit codes) and `expected/` (the files that are new or changed).
//! `cargo xtask golden` writes the last two again. Each case is run twice from the start, and both runs must print and
//! write the same. Each case is its own test: `cargo test --test golden gen/teams` runs one, and `cargo test --test golden
//! bases` checks that no case repeats a file of its bases.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/case.rs"]
mod case;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use case::{Files, files_in};
use libtest_mimic::{Arguments, Failed, Trial};
use pretty_assertions::StrComparison;

fn main() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let cases = find_cases(&golden);
    assert!(!cases.is_empty(), "there is no case under {}", golden.display());
    let trial = |case: PathBuf| {
        let name = case.strip_prefix(&golden).unwrap().to_str().unwrap().replace('\\', "/");
        Trial::test(name.clone(), move || check_case(&case, &name))
    };
    let bases = Trial::test("bases", {
        let (golden, cases) = (golden.clone(), cases.clone());
        move || check_bases(&golden, &cases)
    });
    let trials = std::iter::once(bases).chain(cases.into_iter().map(trial)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Fails if a case repeats a file of its bases, or if fewer than three cases share a base.
fn check_bases(golden: &Path, cases: &[PathBuf]) -> Result<(), Failed> {
    let bases = fs::read_dir(golden.join("bases"))?.map(|entry| Ok((entry?.path(), 0)));
    let mut users = bases.collect::<Result<BTreeMap<PathBuf, usize>, Failed>>()?;
    let mut failures = Vec::new();
    for case in cases {
        let mut inherited = Files::new();
        for base in case::layers(case)?.bases {
            inherited.extend(files_in(&base)?);
            *users.entry(base).or_default() += 1;
        }
        let own = files_in(&case.join("project"))?;
        let repeated = own.iter().filter(|(path, bytes)| inherited.get(*path) == Some(bytes));
        failures.extend(repeated.map(|(path, _)| format!("{}: {} is in a base", case.display(), path.display())));
    }
    let rare = users.iter().filter(|(_, count)| **count < 3);
    failures.extend(rare.map(|(base, count)| format!("{}: only {count} cases use it", base.display())));
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// Runs a case, and writes its expectations again if that is asked for. Fails with what differs.
fn check_case(case: &Path, name: &str) -> Result<(), Failed> {
    let (output, files) = run_case(case)?;
    if run_case(case)? != (output.clone(), files.clone()) {
        return Err("a second run differs from the first".into());
    }
    let succeeds = output.lines().filter(|line| line.starts_with("[exit ")).all(|line| line == "[exit 0]");
    if !succeeds && name.starts_with("gen/") {
        return Err(format!("a case of golden/gen must succeed:\n{output}").into());
    }
    if env::var_os("UPDATE_GOLDENS").is_some() {
        write_case(case, &output, &files)?;
        return Ok(());
    }
    match compare(case, name, &output, &files)? {
        differences if differences.is_empty() => Ok(()),
        differences => Err(format!("{differences}\nif this is meant, run `cargo xtask golden`").into()),
    }
}

fn find_cases(folder: &Path) -> Vec<PathBuf> {
    if folder.join("command").is_file() {
        return vec![folder.to_owned()];
    }
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().flat_map(|folder| find_cases(folder)).collect()
}

/// The output of a case's commands in a copy of its project, and the files that are new or changed after them.
fn run_case(case: &Path) -> Result<(String, Files), Failed> {
    let work = tempfile::tempdir().unwrap();
    let project = fs::canonicalize(work.path()).unwrap().join("project");
    fs::create_dir(&project).unwrap();
    // The end of the search for a project around it.
    fs::create_dir(project.join(".git")).unwrap();
    let case::Case { project: mut before, commands } = case::read(case)?;
    // Files that the project's .gitignore lists come from a command that was tried there, and are no part of the case.
    let ignored = before.get(Path::new(".gitignore")).map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    before.retain(|path, _| {
        !ignored.iter().flat_map(|text| text.lines()).any(|line| Path::new(line.trim_start_matches('/')) == path)
    });
    case::write(&project, &before)?;
    let mut output = String::new();
    for line in commands {
        let _ = write!(output, "$ {line}\n{}", run_line(&line, &project));
    }
    let mut after = files_in(&project)?;
    after.retain(|path, bytes| before.get(path) != Some(bytes));
    Ok((output, after))
}

/// Runs one line: sigma-schema, or a program of the system that prepares the project.
fn run_line(line: &str, project: &Path) -> String {
    let mut words = line.split_whitespace();
    let program = match words.next().unwrap() {
        "sigma-schema" => env!("CARGO_BIN_EXE_sigma-schema"),
        other => other,
    };
    let mut command = Command::new(program);
    command.args(words).current_dir(project).env_remove("FORCE_COLOR").env_remove("NO_COLOR");
    let run = command.output().unwrap();
    let mut text = String::new();
    for (name, bytes) in [("stdout", run.stdout), ("stderr", run.stderr)] {
        let said = String::from_utf8(bytes).unwrap().replace(project.to_str().unwrap(), "[project]");
        if !said.is_empty() {
            let end = if said.ends_with('\n') { "" } else { "\n(no final line end)\n" };
            let _ = write!(text, "[{name}]\n{said}{end}");
        }
    }
    let code = run.status.code().map_or("none".to_owned(), |code| code.to_string());
    let _ = writeln!(text, "[exit {code}]\n");
    text
}

/// The differences from what is expected, as diffs; empty if there are none.
fn compare(case: &Path, name: &str, output: &str, files: &Files) -> Result<String, Failed> {
    let expected = files_in(&case.join("expected"))?;
    let text = |files: &Files, path: &PathBuf| {
        files.get(path).map_or("(no file)".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    let expected_output = fs::read_to_string(case.join("output")).unwrap_or_default();
    let mut pairs = vec![("output".to_owned(), expected_output, output.to_owned())];
    for path in expected.keys().chain(files.keys().filter(|path| !expected.contains_key(*path))) {
        pairs.push((path.display().to_string(), text(&expected, path), text(files, path)));
    }
    pairs.retain(|(_, expected, found)| expected != found);
    let diff = |(path, expected, found): &(String, String, String)| {
        format!("{name}: {path}\n{}\n", StrComparison::new(expected, found))
    };
    Ok(pairs.iter().map(diff).collect())
}

fn write_case(case: &Path, output: &str, files: &Files) -> Result<(), Failed> {
    fs::write(case.join("output"), output)?;
    let expected = case.join("expected");
    if expected.exists() {
        fs::remove_dir_all(&expected)?;
    }
    Ok(case::write(&expected, files)?)
}
