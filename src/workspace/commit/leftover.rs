//! Leftovers of a killed run beside the files that it was writing, and the recovery by the next run.
//!
//! The name of a staged file, and later of the old file in its stead, has the digests of the new and of the old text,
//! and the name of the target. They decide whether a leftover can be removed. A leftover with neither text is an edit
//! that was saved in the last moment before the run was killed, and is put back. Files whose names only begin the same
//! way are left alone.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempPath;
use xxhash_rust::xxh3::xxh3_64;

use super::swap::{Means, exchange, is};
use super::{lock, stage};
use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::workspace::provider::{Disk, FileProvider as _};

/// The prefix of the names of our files.
pub(super) const PREFIX: &str = ".sigma-schema-";
/// The number of random letters and digits after the prefix.
pub(super) const UNIQUE: usize = 6;
/// The ending of a file that may be incomplete.
pub(super) const UNFINISHED: &str = ".part";
/// The ending of the second name of an old file.
pub(super) const OLD: &str = ".old";
/// The number of digits of a digest in a name.
const DIGITS: usize = 16;
/// The age at which a leftover is removed if folders cannot be locked. No run takes that long.
const STALE: Duration = Duration::from_secs(600);

/// The part after the random one in the name of a staged file.
pub(super) fn ending(target: &Path, before: Option<&[u8]>, after: &[u8]) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let before = before.map_or(0, xxh3_64);
    format!("-{:0DIGITS$x}-{before:0DIGITS$x}-{name}", xxh3_64(after))
}

/// The parts of the name of one of our files.
struct Name<'n> {
    after: u64,
    before: u64,
    /// The name of the target.
    target: &'n str,
    /// Whether the file may be incomplete.
    is_unfinished: bool,
}

/// The parts of a name. None unless the whole name has our form: any other file belongs to the user, however its name
/// begins.
fn parse(name: &str) -> Option<Name<'_>> {
    let (unique, rest) = name.strip_prefix(PREFIX)?.split_at_checked(UNIQUE)?;
    let (after, rest) = digest(rest)?;
    let (before, rest) = digest(rest)?;
    let target = rest.strip_prefix('-')?;
    let unfinished = target.strip_suffix(UNFINISHED);
    let is_unfinished = unfinished.is_some();
    let target = unfinished.or_else(|| target.strip_suffix(OLD)).unwrap_or(target);
    let is_ours = !target.is_empty() && unique.chars().all(|c| c.is_ascii_alphanumeric());
    is_ours.then_some(Name { after, before, target, is_unfinished })
}

/// A digest after a hyphen, and what follows it.
fn digest(text: &str) -> Option<(u64, &str)> {
    let (digits, rest) = text.strip_prefix('-')?.split_at_checked(DIGITS)?;
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let value = digits.chars().all(is_digit).then(|| u64::from_str_radix(digits, 16).ok()).flatten()?;
    Some((value, rest))
}

/// The result of a recovery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Whether an edit was put back.
    pub has_put_back: bool,
    /// Warnings about edits that were not put back.
    pub warnings: Diagnostics,
}

/// Removes the leftovers of killed runs beside these files, and puts back edits that were saved while a run was killed.
/// Never touches the files of an active run. Fails if another run keeps its lock.
pub fn recover(paths: &[PathBuf]) -> Result<Recovered, Diagnostic> {
    let mut recovered = Recovered::default();
    let folders = paths.iter().filter_map(|path| {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        real.parent().map(Path::to_owned)
    });
    for folder in folders.collect::<BTreeSet<_>>() {
        if leftovers(&folder).is_empty() {
            continue;
        }
        let lock = lock::one(&folder)?;
        // Listed again: the run that held the lock may have removed them.
        for leftover in leftovers(&folder) {
            if lock.is_some() || is_stale(&leftover) {
                match clear(&leftover) {
                    Cleared::Removed => {}
                    Cleared::PutBack => recovered.has_put_back = true,
                    Cleared::Undecided(warning) => recovered.warnings.push(*warning),
                }
            }
        }
    }
    Ok(recovered)
}

/// Our files in a folder, in the order of their names.
fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_ours = |name: &OsStr| name.to_str().and_then(parse).is_some();
    let ours = entries.flatten().filter(|entry| is_ours(&entry.file_name()));
    let mut found: Vec<PathBuf> =
        ours.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file())).map(|entry| entry.path()).collect();
    found.sort();
    found
}

fn is_stale(path: &Path) -> bool {
    let modified = fs::metadata(path).and_then(|found| found.modified());
    modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > STALE))
}

/// The result for a leftover.
enum Cleared {
    Removed,
    PutBack,
    Undecided(Box<Diagnostic>),
}

/// Removes one leftover, or puts it back.
fn clear(path: &Path) -> Cleared {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    // A file that is not ours is left alone.
    let Some(name) = parse(name) else { return Cleared::Removed };
    if name.is_unfinished {
        // It was never in place.
        let _ = fs::remove_file(path);
        return Cleared::Removed;
    }
    // An unreadable or missing file needs no decision.
    let Ok(Some(bytes)) = stage::read(path) else { return Cleared::Removed };
    let digest = xxh3_64(&bytes);
    if digest == name.after || digest == name.before {
        let _ = fs::remove_file(path);
        return Cleared::Removed;
    }
    let target = path.with_file_name(name.target);
    if put_back(path, &target, name.after, &bytes).unwrap_or(false) {
        let _ = fs::remove_file(path);
        return Cleared::PutBack;
    }
    let title = format!("{} holds an edit of {}", Disk.display_path(path), Disk.display_path(&target));
    let diagnostic = Diagnostic::new(&codes::LEFTOVER_EDIT, title)
        .note("the edit was saved while a sigma-schema process was being killed");
    let diagnostic = diagnostic.help("compare the two files, copy what you need, and remove the first");
    Cleared::Undecided(Box::new(diagnostic))
}

/// Puts an edit back. False if the target has another edit by now.
fn put_back(path: &Path, target: &Path, after: u64, edit: &[u8]) -> io::Result<bool> {
    let Some(found) = stage::read(target)? else {
        let file = TempPath::try_from_path(path)?;
        return Ok(match file.persist_noclobber(target) {
            Ok(()) => true,
            Err(error) => error.path.keep().is_err(),
        });
    };
    if xxh3_64(&found) != after {
        return Ok(found == edit);
    }
    if !exchange(path, target, Means::ALL)? {
        fs::rename(path, target)?;
        return Ok(true);
    }
    // If an editor saved at this very moment, its text is newer.
    if !is(path, &found)? {
        exchange(path, target, Means::ALL)?;
        return Ok(false);
    }
    Ok(true)
}
