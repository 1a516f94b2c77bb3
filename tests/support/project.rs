//! Projects in a folder of their own, and what is generated in them.

#[path = "case.rs"]
pub(crate) mod case;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies a file or a folder, if it is there.
#[allow(dead_code, reason = "not every test copies")]
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    } else if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            copy(&path, &to.join(path.file_name().unwrap()));
        }
    }
}

/// The schemas that a command writes in a copy of a case's project, without their headers, by path. Fails with what it
/// said if it fails.
pub(crate) fn generated(
    case: &Path,
    arguments: &[&str],
    prepare: impl FnOnce(&Path),
) -> Result<BTreeMap<PathBuf, String>, String> {
    let work = tempfile::tempdir().unwrap();
    let project = fs::canonicalize(work.path()).unwrap();
    case::write(&project, &case::read(case)?.project)?;
    // The end of the search for a project around it.
    fs::create_dir(project.join(".git")).unwrap();
    prepare(&project);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let run = command.args(arguments).current_dir(&project).output().unwrap();
    if !run.status.success() {
        return Err(format!("{}: {arguments:?}\n{}", case.display(), String::from_utf8_lossy(&run.stderr)));
    }
    let mut schemas = BTreeMap::new();
    collect(&project, &project, &mut schemas);
    assert!(!schemas.is_empty(), "{}: {arguments:?} wrote no schema", case.display());
    Ok(schemas)
}

fn collect(folder: &Path, top: &Path, schemas: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, top, schemas);
        } else if path.extension().is_some_and(|extension| extension == "ts") {
            let text = fs::read_to_string(&path).unwrap();
            if let Some((_, tables)) = text.split_once("export const tables = ") {
                schemas.insert(path.strip_prefix(top).unwrap().to_owned(), tables.to_owned());
            }
        }
    }
}
