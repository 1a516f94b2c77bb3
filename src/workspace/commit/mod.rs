//! Writing files: all of them or none, each replaced at once, an identical one left untouched.
//!
//! A file is replaced only if it has not changed since that was decided: it is compared immediately before the
//! replacement, and the replaced file is compared after it. The old files stay on disk until all new ones are in place.

mod leftover;
mod lock;
mod stage;
mod swap;
mod sync;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::provider::{Disk, FileProvider as _};
use swap::{Means, Swapped};

pub use leftover::{Recovered, recover};

/// The number of attempts to lock folders that other runs may be removing.
const ATTEMPTS: usize = 20;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The path of the file.
    pub path: PathBuf,
    /// The new text.
    pub text: String,
    /// The state of the file when the caller decided to replace it.
    pub seen: Seen,
}

/// The state of a file when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seen {
    /// Not checked: the file is replaced whatever it contains.
    #[default]
    Anything,
    /// The file did not exist.
    Missing,
    /// The file had this text, apart from a byte order mark.
    Text(String),
}

impl Seen {
    /// The state of a file that was read.
    pub fn of(source: Option<&Arc<Source>>) -> Self {
        source.map_or(Self::Missing, |source| Self::Text(source.text.clone()))
    }

    /// Whether the file still has this state.
    fn is_still(&self, bytes: Option<&[u8]>) -> bool {
        match (self, bytes) {
            (Self::Anything, _) | (Self::Missing, None) => true,
            (Self::Text(text), Some(bytes)) => bytes.strip_prefix(stage::MARK).unwrap_or(bytes) == text.as_bytes(),
            _ => false,
        }
    }
}

/// A file that the decision to write others rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The path of the file.
    pub path: PathBuf,
    /// The state of the file when it was read.
    pub seen: Seen,
}

/// The outcome for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The file was written.
    Written,
    /// The file already had this text.
    Unchanged,
    /// The file would be written, in a dry run.
    Planned,
}

/// Writes the files in order, and creates their folders. Symbolic links stay links, and an existing file keeps its
/// mode, its owner, its line ends and its byte order mark.
///
/// If the process is killed, each file is either old or new: files that others depend on come first. Fails, with all
/// files and folders restored, if one of them cannot be written, is read-only, or has changed since it was read. An
/// edit that is saved meanwhile is kept.
pub fn write(wanted: &[Wanted]) -> Result<Vec<Done>, Diagnostic> {
    write_if(wanted, &[])
}

/// Writes the files like [`write()`], if the others still have the state in which they were read. Without that, a run
/// could put files beside those that another run has replaced meanwhile.
pub fn write_if(wanted: &[Wanted], expected: &[Expected]) -> Result<Vec<Done>, Diagnostic> {
    write_by(wanted, expected, Means::ALL)
}

fn write_by(wanted: &[Wanted], expected: &[Expected], means: Means) -> Result<Vec<Done>, Diagnostic> {
    let mut folders = Vec::new();
    let mut locks = Vec::new();
    let result = in_folders(wanted, expected, means, &mut folders, &mut locks);
    if result.is_err() {
        for folder in folders.iter().rev() {
            // A folder with new content is not empty, and stays.
            let _ = fs::remove_dir(folder);
        }
    }
    // Only now: another run must not find a folder that is about to be removed.
    drop(locks);
    result
}

/// Writes the files. Records the folders that are created for them, and the locks.
fn in_folders(
    wanted: &[Wanted],
    expected: &[Expected],
    means: Means,
    created: &mut Vec<PathBuf>,
    locks: &mut Vec<File>,
) -> Result<Vec<Done>, Diagnostic> {
    let targets = wanted.iter().map(|file| stage::target(&file.path)).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..ATTEMPTS {
        locks.clear();
        for (file, target) in wanted.iter().zip(&targets) {
            create_folder(stage::folder(target), created).map_err(|error| cannot_write(&file.path, &error))?;
        }
        let others = expected.iter().filter_map(|file| file.path.parent()).filter(|folder| folder.is_dir());
        *locks = lock::all(targets.iter().map(|target| stage::folder(target)).chain(others))?;
        // Another run that failed may have removed a folder that it had created.
        if targets.iter().all(|target| stage::folder(target).is_dir()) {
            break;
        }
    }
    for file in expected.iter().filter(|file| wanted.iter().all(|wanted| wanted.path != file.path)) {
        let found = stage::read(&file.path).map_err(|error| cannot_write(&file.path, &error))?;
        if !file.seen.is_still(found.as_deref()) {
            return Err(changed(&file.path));
        }
    }
    let folders: BTreeSet<PathBuf> = targets.iter().map(|target| stage::folder(target).to_owned()).collect();
    let staged = wanted.iter().zip(targets).map(|(file, target)| stage::stage(file, target));
    let staged = staged.collect::<Result<Vec<_>, _>>()?;
    let mut swapped: Vec<Option<Swapped>> = Vec::new();
    let mut failed = None;
    for file in staged {
        match file.map(|file| swap::put(file, means)).transpose() {
            Ok(done) => swapped.push(done),
            Err(diagnostic) => {
                failed = Some(diagnostic);
                break;
            }
        }
    }
    let is_written = swapped.iter().any(Option::is_some);
    let sync = || match is_written {
        true => sync::folders(folders.iter().map(PathBuf::as_path), created),
        false => Ok(()),
    };
    // A program that opened the file earlier may have written to it since.
    let failed = failed.or_else(|| sync().err());
    let failed = failed.or_else(|| swapped.iter().flatten().find_map(|file| file.check_old().err()));
    if let Some(mut diagnostic) = failed {
        for file in swapped.into_iter().flatten().rev() {
            diagnostic = file.undo(diagnostic);
        }
        return Err(diagnostic);
    }
    Ok(swapped.iter().map(|file| if file.is_some() { Done::Written } else { Done::Unchanged }).collect())
}

/// Creates the folder and its missing parents, and records them.
fn create_folder(folder: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|at| !at.exists()).collect();
    for at in missing.into_iter().rev() {
        match fs::create_dir(at) {
            Ok(()) => created.push(at.to_owned()),
            // Another process created it at the same time.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && at.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A diagnostic about a file that another process has changed meanwhile.
fn changed(path: &Path) -> Diagnostic {
    let title = format!("{} was changed while sigma-schema was running: nothing was written", Disk.display_path(path));
    Diagnostic::new(&codes::CHANGED_MEANWHILE, title).help("run the command again")
}

fn cannot_write(path: &Path, error: &io::Error) -> Diagnostic {
    let title = format!("cannot write {}: {}", Disk.display_path(path), error.kind());
    let diagnostic = Diagnostic::new(&codes::NOT_WRITABLE, title);
    match error.kind() {
        io::ErrorKind::PermissionDenied => diagnostic.help("check the permissions of its folder"),
        io::ErrorKind::IsADirectory => diagnostic.help("move the folder at this path away"),
        io::ErrorKind::NotADirectory => diagnostic.help("move the file at the path of its folder away"),
        _ => diagnostic.note("nothing was written").help("check the folder and the free space on the disk"),
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests;
