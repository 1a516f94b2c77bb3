//! What a killed run leaves beside the files that it was writing, and how the next run goes on from there.
//!
//! A file that lies ready, and later the old one in its stead, is named after what it is for: the digests of the new and
//! of the old text, and the name of its place. So it is known of each leftover whether it can go. What is neither text was
//! saved in the last moment before the run was killed, and goes back to its place. A file whose name only begins like
//! ours is nothing of ours.

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
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::workspace::files::shown;

/// How the names of our files start.
pub(super) const PREFIX: &str = ".sigma-schema-";
/// How many letters and digits follow that no other file of ours has.
pub(super) const UNIQUE: usize = 6;
/// How the name of a file ends that may not be whole.
pub(super) const UNFINISHED: &str = ".part";
/// How a second name of an old file ends.
pub(super) const OLD: &str = ".old";
/// The digits of a digest in a name.
const DIGITS: usize = 16;
/// How old a leftover must be where folders cannot be locked: no run goes on for so long.
const STALE: Duration = Duration::from_secs(600);

/// What follows the unique part in the name under which a new file lies ready for its place.
pub(super) fn ending(target: &Path, before: Option<&[u8]>, after: &[u8]) -> String {
    let span = target.file_name().unwrap_or_default().to_string_lossy();
    let before = before.map_or(0, xxh3_64);
    format!("-{:0DIGITS$x}-{before:0DIGITS$x}-{span}", xxh3_64(after))
}

/// What a name says.
struct Name<'n> {
    after: u64,
    before: u64,
    span: &'n str,
    /// Whether the file may not be whole.
    is_unfinished: bool,
}

/// What a name says if it is ours from its first to its last character. A file of any other name is a person's, however
/// the name starts.
fn parse(name: &str) -> Option<Name<'_>> {
    let (unique, rest) = name.strip_prefix(PREFIX)?.split_at_checked(UNIQUE)?;
    let (after, rest) = digest(rest)?;
    let (before, rest) = digest(rest)?;
    let span = rest.strip_prefix('-')?;
    let unfinished = span.strip_suffix(UNFINISHED);
    let is_unfinished = unfinished.is_some();
    let span = unfinished.or_else(|| span.strip_suffix(OLD)).unwrap_or(span);
    let is_ours = !span.is_empty() && unique.chars().all(|c| c.is_ascii_alphanumeric());
    is_ours.then_some(Name { after, before, span, is_unfinished })
}

/// A digest after a hyphen, and what follows it.
fn digest(text: &str) -> Option<(u64, &str)> {
    let (digits, rest) = text.strip_prefix('-')?.split_at_checked(DIGITS)?;
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let value = digits.chars().all(is_digit).then(|| u64::from_str_radix(digits, 16).ok()).flatten()?;
    Some((value, rest))
}

/// What has been done about leftovers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Whether a file has its edit again.
    pub has_put_back: bool,
    /// What could not be decided.
    pub warnings: Diagnostics,
}

/// Removes what killed runs left beside these files, and puts back what was saved while one of them was killed. Never
/// touches the files of a run that goes on. Fails if another run writes there and does not end.
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
        // Another run may have ended meanwhile.
        for leftover in leftovers(&folder) {
            if lock.is_some() || is_stale(&leftover) {
                match clear(&leftover) {
                    Cleared::Removed => {}
                    Cleared::PutBack => recovered.has_put_back = true,
                    Cleared::Undecided(warning) => recovered.warnings.push(warning),
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

/// What became of a leftover.
enum Cleared {
    Removed,
    PutBack,
    Undecided(Diagnostic),
}

/// Removes one leftover, or puts it back.
fn clear(path: &Path) -> Cleared {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    // None of ours is left as it is.
    let Some(name) = parse(name) else { return Cleared::Removed };
    if name.is_unfinished {
        // It never was in its place.
        let _ = fs::remove_file(path);
        return Cleared::Removed;
    }
    // One that cannot be read, or is gone, is none to decide about.
    let Ok(Some(bytes)) = stage::read(path) else { return Cleared::Removed };
    let digest = xxh3_64(&bytes);
    if digest == name.after || digest == name.before {
        let _ = fs::remove_file(path);
        return Cleared::Removed;
    }
    let target = path.with_file_name(name.span);
    if put_back(path, &target, name.after, &bytes).unwrap_or(false) {
        let _ = fs::remove_file(path);
        return Cleared::PutBack;
    }
    let title = format!("{} holds an edit of {}", shown(path), shown(&target));
    let diagnostic = Diagnostic::warning(title).note("it was saved while a run of sigma-schema was killed");
    Cleared::Undecided(diagnostic.help("compare the two, take over what you need, and remove it"))
}

/// Puts what was saved back to its place. False if that has something else by now.
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
    // If an editor saved in this very moment, its text is the newer one.
    if !is(path, &found)? {
        exchange(path, target, Means::ALL)?;
        return Ok(false);
    }
    Ok(true)
}
