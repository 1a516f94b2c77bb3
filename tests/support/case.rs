//! Golden cases as they are on disk: the project of a case, put together from its bases and its own files, and its
//! commands. Runs nothing, and writes nothing into `golden`.
//!
//! The file `command` of a case has one command per line. Before them it may say what the project starts from:
//!
//! ```text
//! base app-1.4.9 plugins-admin
//! without convex/betterAuth/convex.config.ts
//! sigma-schema gen
//! ```
//!
//! `base` names folders of `golden/bases`, of which a later one replaces files of an earlier one; `without` removes files
//! of them; the files in the case's own `project` come last. tests/packages/golden-project.mjs reads the same in Node.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files by their path relative to a folder.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What a case starts from, and what is run in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) project: Files,
    pub(crate) commands: Vec<String>,
}

/// The folders of a case's bases, the files that it leaves out of them, and its commands.
pub(crate) struct Layers {
    pub(crate) bases: Vec<PathBuf>,
    pub(crate) without: Vec<PathBuf>,
    pub(crate) commands: Vec<String>,
}

/// The case in a folder. Fails if a file cannot be read, if a base does not exist, or if a base lacks a file that the
/// case leaves out.
pub(crate) fn read(case: &Path) -> Result<Case, String> {
    let layers = layers(case)?;
    let mut project = Files::new();
    for base in &layers.bases {
        project.extend(files_in(base)?);
    }
    for path in &layers.without {
        if project.remove(path).is_none() {
            return Err(format!("{}: no base has {}", case.display(), path.display()));
        }
    }
    project.extend(files_in(&case.join("project"))?);
    Ok(Case { project, commands: layers.commands })
}

/// What the `command` file of a case says.
pub(crate) fn layers(case: &Path) -> Result<Layers, String> {
    let file = case.join("command");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut layers = Layers { bases: Vec::new(), without: Vec::new(), commands: Vec::new() };
    for line in text.lines() {
        match line.split_once(' ') {
            Some(("base", names)) => {
                for name in names.split_whitespace() {
                    let found =
                        case.ancestors().map(|folder| folder.join("bases").join(name)).find(|base| base.is_dir());
                    layers.bases.push(found.ok_or_else(|| format!("{}: no base `{name}`", file.display()))?);
                }
            }
            Some(("without", path)) => layers.without.push(PathBuf::from(path)),
            _ => layers.commands.push(line.to_owned()),
        }
    }
    Ok(layers)
}

/// All files below a folder, except git's; none if the folder does not exist.
pub(crate) fn files_in(folder: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    let failed = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    while let Some(at) = open.pop().filter(|at| at.is_dir()) {
        for entry in fs::read_dir(&at).map_err(|error| failed(&at, error))? {
            let path = entry.map_err(|error| failed(&at, error))?.path();
            if !path.is_dir() {
                let bytes = fs::read(&path).map_err(|error| failed(&path, error))?;
                files.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), bytes);
            } else if path.file_name().is_some_and(|name| name != ".git") {
                open.push(path);
            }
        }
    }
    Ok(files)
}

/// Writes files into a folder, with the folders around them.
pub(crate) fn write(folder: &Path, files: &Files) -> Result<(), String> {
    for (path, bytes) in files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
