//! Golden projects as files in memory: the library writes the same files for them as the command line writes on disk.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pretty_assertions::StrComparison;
use project::case;
use sigma_schema::commands::{Selection, Session, generate};
use sigma_schema::convex::indexes::IndexMode;
use sigma_schema::diagnostic::Diagnostics;
use sigma_schema::workspace::provider::{FileProvider, Memory};

/// The folder of the project, in memory.
const TOP: &str = "/app";

/// The folder and the selection of a command of `gen`. None if it has other flags.
fn parse(command: &str) -> Option<(PathBuf, Selection)> {
    let (mut folder, mut selection) = (PathBuf::from(TOP), Selection::default());
    let mut words = command.strip_prefix("sigma-schema gen")?.split_whitespace();
    while let Some(flag) = words.next() {
        match flag {
            "--no-auth" => selection.no_auth = true,
            "--plugins" => selection.plugins = Some(words.next()?.split(',').map(str::to_owned).collect()),
            "--indexes" => selection.indexes = IndexMode::from_word(words.next()?),
            "--out" => selection.component = Some(words.next()?.into()),
            "--auth" => selection.auth = Some(words.next()?.to_owned()),
            "--specs" => selection.specs.push(words.next()?.to_owned()),
            "-C" => folder.push(words.next()?),
            _ => return None,
        }
    }
    Some((folder, selection))
}

#[test]
fn tables_are_those_of_the_disk() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let folders = ["gen", "auth", "versions", "found"].map(|folder| fs::read_dir(golden.join(folder)).unwrap());
    let mut cases: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("command").is_file());
    cases.sort();
    let (mut compared, mut differences) = (0, Vec::new());
    for path in cases {
        let case = case::read(&path).unwrap();
        // Those of golden/auth show what was read, for which `gen` writes tables as well.
        let is_auth = path.starts_with(golden.join("auth"));
        let command = if is_auth { "sigma-schema gen" } else { &case.commands[0] };
        let Some((folder, selection)) = parse(command) else { continue };
        let arguments: Vec<&str> = command.split_whitespace().skip(1).chain(["--force"]).collect();
        // What fails on disk is another test's.
        let Ok(on_disk) = project::generated(&path, &arguments, |_| {}) else { continue };
        let in_memory = generated(&case, &folder, &selection);
        let in_memory = in_memory.unwrap_or_else(|found| panic!("{}: {found:?}", path.display()));
        assert!(!in_memory.is_empty(), "{}", path.display());
        for (file, text) in &in_memory {
            // A file keeps its line ends when it is written.
            let expected = on_disk.get(file).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
            if expected != *text {
                let comparison = StrComparison::new(&expected, text);
                differences.push(format!("{}: {}\n{comparison}", path.display(), file.display()));
            }
        }
        compared += 1;
    }
    assert!(compared > 150, "{compared} cases were compared");
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// The tables of each component's schema, by path.
fn generated(
    case: &case::Case,
    folder: &Path,
    selection: &Selection,
) -> Result<BTreeMap<PathBuf, String>, Diagnostics> {
    let mut texts = BTreeMap::from([(Path::new(TOP).join(".git/HEAD"), String::new())]);
    for (path, bytes) in &case.project {
        texts.extend(String::from_utf8(bytes.clone()).ok().map(|text| (Path::new(TOP).join(path), text)));
    }
    let files: Arc<dyn FileProvider> = Arc::new(Memory::new(texts, folder));
    let options = generate::Options { is_forced: true, ..generate::Options::default() };
    let report = generate::run(Session::find(&files, selection)?, options)?;
    let tables = report.writes.into_iter().filter_map(|file| {
        let (_, tables) = file.text.split_once("export const tables = ")?;
        Some((file.path.strip_prefix(TOP).unwrap().to_owned(), tables.to_owned()))
    });
    Ok(tables.collect())
}
