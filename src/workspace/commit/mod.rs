//! Writing files: all of them or none, each replaced at once, an identical one left untouched.
//!
//! A file is only replaced while it is what it was when that was decided: it is looked at again immediately before, and
//! what came out of its place is looked at after. The old file stays on disk until all new ones are in their places.

mod leftover;
mod lock;
mod stage;
mod swap;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Source};
use crate::workspace::files::shown;
use swap::{Means, Swapped};

pub use leftover::{Recovered, recover};

/// A file that shall have this text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where it is.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
    /// What it was when somebody decided that it may be replaced.
    pub seen: Seen,
}

/// What a file was when it was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seen {
    /// Nobody looked: whatever it is when writing starts is replaced.
    #[default]
    Anything,
    /// It was not there.
    Missing,
    /// It had this text, a byte order mark aside.
    Text(String),
}

impl Seen {
    /// What was read of a file.
    pub fn of(source: Option<&Arc<Source>>) -> Self {
        source.map_or(Self::Missing, |source| Self::Text(source.text.clone()))
    }

    /// Whether the file is still that.
    fn is_still(&self, bytes: Option<&[u8]>) -> bool {
        let mark: &[u8] = b"\xEF\xBB\xBF";
        match (self, bytes) {
            (Self::Anything, _) | (Self::Missing, None) => true,
            (Self::Text(text), Some(bytes)) => bytes.strip_prefix(mark).unwrap_or(bytes) == text.as_bytes(),
            _ => false,
        }
    }
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It has been written.
    Written,
    /// It had this text before.
    Unchanged,
    /// It would be written, in a run that writes nothing.
    Planned,
}

/// Writes the files in their order, making their folders. Symbolic links stay links, and an existing file keeps its mode.
///
/// A run that is killed in between leaves each file old or new: files that others depend on come first.
/// Fails, with the files and folders as they were, if one of them cannot be written, is read-only, or was changed since
/// it was seen; an edit that is saved meanwhile stays.
pub fn write(wanted: &[Wanted]) -> Result<Vec<Done>, Diagnostic> {
    write_by(wanted, Means::ALL)
}

fn write_by(wanted: &[Wanted], means: Means) -> Result<Vec<Done>, Diagnostic> {
    let mut folders = Vec::new();
    let result = in_folders(wanted, means, &mut folders);
    if result.is_err() {
        for folder in folders.iter().rev() {
            // One that somebody has put something into stays.
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

/// Writes the files, and notes the folders that are made for them.
fn in_folders(wanted: &[Wanted], means: Means, made: &mut Vec<PathBuf>) -> Result<Vec<Done>, Diagnostic> {
    let mut targets = Vec::new();
    for file in wanted {
        let target = stage::target(&file.path)?;
        let folder = target.parent().unwrap_or(Path::new("."));
        make_folder(folder, made).map_err(|error| cannot_write(&file.path, &error))?;
        targets.push(target);
    }
    let _locks = lock::all(targets.iter().filter_map(|target| target.parent()))?;
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
    // A program that had opened the file before may have written into it after.
    let failed = failed.or_else(|| swapped.iter().flatten().find_map(|file| file.look_again().err()));
    if let Some(mut diagnostic) = failed {
        for file in swapped.into_iter().flatten().rev() {
            diagnostic = file.undo(diagnostic);
        }
        return Err(diagnostic);
    }
    Ok(swapped.iter().map(|file| if file.is_some() { Done::Written } else { Done::Unchanged }).collect())
}

/// Makes the folder and those around it that are not there, and notes which.
fn make_folder(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|at| !at.exists()).collect();
    for at in missing.into_iter().rev() {
        match fs::create_dir(at) {
            Ok(()) => made.push(at.to_owned()),
            // Somebody else makes it at the same time.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && at.is_dir() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The problem of a file that somebody else changes at the same time.
fn changed(path: &Path) -> Diagnostic {
    let title = format!("{} was changed while sigma-schema was running: nothing was written", shown(path));
    Diagnostic::error(title).help("run it again")
}

fn cannot_write(path: &Path, error: &io::Error) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("{} cannot be written: {}", shown(path), error.kind()));
    match error.kind() {
        io::ErrorKind::PermissionDenied => diagnostic.help("give yourself the right to write in its folder"),
        io::ErrorKind::IsADirectory => diagnostic.help("a folder is where the file should be: move it away"),
        io::ErrorKind::NotADirectory => diagnostic.help("a file is where a folder should be: move it away"),
        _ => diagnostic.note("nothing was written").help("look at the folder and at the space on the disk"),
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests;
