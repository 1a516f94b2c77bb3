//! Golden cases: `golden/**/command`, one folder a case.
//!
//! A case is `project/` (what is there before), `command` (what is run in it, a line each), `output` (what was said, with
//! exit codes) and `expected/` (the files that are new or changed). `cargo xtask golden` writes the last two again.
//! Each case is run twice from the start, and both runs must say and write the same. A case is a test of its own:
//! `cargo test --test golden gen/teams` runs one.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use libtest_mimic::{Arguments, Failed, Trial};
use pretty_assertions::StrComparison;

/// Files by their path relative to the case's folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn main() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let cases = find_cases(&golden);
    assert!(!cases.is_empty(), "there is no case under {}", golden.display());
    let trial = |case: PathBuf| {
        let name = case.strip_prefix(&golden).unwrap().to_str().unwrap().replace('\\', "/");
        Trial::test(name.clone(), move || check_case(&case, &name))
    };
    libtest_mimic::run(&Arguments::from_args(), cases.into_iter().map(trial).collect()).exit();
}

/// Runs a case, and writes its expectations again if that is asked for. Fails with what differs.
fn check_case(case: &Path, name: &str) -> Result<(), Failed> {
    let (output, files) = run_case(case);
    if run_case(case) != (output.clone(), files.clone()) {
        return Err("a second run differs from the first".into());
    }
    let succeeds = output.lines().filter(|line| line.starts_with("[exit ")).all(|line| line == "[exit 0]");
    if !succeeds && name.starts_with("gen/") {
        return Err(format!("a case of golden/gen must succeed:\n{output}").into());
    }
    if env::var_os("UPDATE_GOLDENS").is_some() {
        write_case(case, &output, &files);
        return Ok(());
    }
    match compare(case, name, &output, &files) {
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

/// Runs the commands of a case in a copy of its project, and gives what was said and the files that are new or changed.
fn run_case(case: &Path) -> (String, Files) {
    let work = tempfile::tempdir().unwrap();
    let project = fs::canonicalize(work.path()).unwrap().join("project");
    fs::create_dir(&project).unwrap();
    // The end of the search for a project around it.
    fs::create_dir(project.join(".git")).unwrap();
    let mut before = files_in(&case.join("project"));
    // What a project's .gitignore names is somebody's own try, and no part of the case.
    let ignored = before.get(Path::new(".gitignore")).map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    before.retain(|path, _| {
        !ignored.iter().flat_map(|text| text.lines()).any(|line| Path::new(line.trim_start_matches('/')) == path)
    });
    put(&project, &before);
    let mut output = String::new();
    for line in fs::read_to_string(case.join("command")).unwrap().lines() {
        let _ = write!(output, "$ {line}\n{}", run_line(line, &project));
    }
    let mut after = files_in(&project);
    after.retain(|path, bytes| before.get(path) != Some(bytes));
    (output, after)
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

/// What differs from what is expected, as diffs; empty if nothing does.
fn compare(case: &Path, name: &str, output: &str, files: &Files) -> String {
    let expected = files_in(&case.join("expected"));
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
    pairs.iter().map(diff).collect()
}

fn write_case(case: &Path, output: &str, files: &Files) {
    fs::write(case.join("output"), output).unwrap();
    let expected = case.join("expected");
    if expected.exists() {
        fs::remove_dir_all(&expected).unwrap();
    }
    put(&expected, files);
}

fn put(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// All files below a folder, but for git's.
fn files_in(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        if !at.is_dir() {
            continue;
        }
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().unwrap() != ".git" {
                    open.push(path);
                }
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}
