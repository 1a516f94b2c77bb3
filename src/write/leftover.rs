//! What a killed run leaves beside the files that it was writing, and how the next run goes on from there.
//!
//! A file that lies ready, and later the old one in its stead, is named after what it is for: the digests of the new and
//! of the old text, and the name of its place. So it is known of each leftover whether it can go. What is neither text was
//! saved in the last moment before the run was killed, and goes back to its place.

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
use crate::project::files::shown;
use crate::report::{Problem, Problems};

/// How the names of our files start.
pub(super) const PREFIX: &str = ".sigma-schema-";
/// How the name of a file ends that may not be whole.
pub(super) const UNFINISHED: &str = ".part";
/// How a second name of an old file ends.
pub(super) const OLD: &str = ".old";
/// How old a leftover must be where folders cannot be locked: no run goes on for so long.
const STALE: Duration = Duration::from_secs(600);

/// The name under which a new file lies ready that was written under another one: no other run has that.
pub(super) fn name(unfinished: &Path, target: &Path, before: Option<&[u8]>, after: &[u8]) -> String {
    let part = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (unfinished, place) = (part(unfinished), part(target));
    let unique = unfinished.trim_start_matches(PREFIX).trim_end_matches(UNFINISHED);
    let before = before.map_or(0, xxh3_64);
    format!("{PREFIX}{unique}-{:016x}-{before:016x}-{place}", xxh3_64(after))
}

/// What a name says.
struct Name<'n> {
    after: u64,
    before: u64,
    place: &'n str,
}

fn parse(name: &str) -> Option<Name<'_>> {
    let mut parts = name.strip_prefix(PREFIX)?.splitn(4, '-');
    let _unique = parts.next()?;
    let after = u64::from_str_radix(parts.next()?, 16).ok()?;
    let before = u64::from_str_radix(parts.next()?, 16).ok()?;
    let place = parts.next()?;
    Some(Name { after, before, place: place.strip_suffix(OLD).unwrap_or(place) })
}

/// What has been done about leftovers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Whether a file has its edit again.
    pub has_put_back: bool,
    /// What could not be decided.
    pub warnings: Problems,
}

/// Removes what killed runs left beside these files, and puts back what was saved while one of them was killed. Never
/// touches the files of a run that goes on. Fails if another run writes there and does not end.
pub fn recover(paths: &[PathBuf]) -> Result<Recovered, Problem> {
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
    let is_ours = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(PREFIX));
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
    Undecided(Problem),
}

/// Removes one leftover, or puts it back.
fn clear(path: &Path) -> Cleared {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let Some(name) = parse(name).filter(|_| !name.ends_with(UNFINISHED)) else {
        // It never was in its place.
        let _ = fs::remove_file(path);
        return Cleared::Removed;
    };
    // One that cannot be read, or is gone, is none to decide about.
    let Ok(Some(bytes)) = stage::read(path) else { return Cleared::Removed };
    let digest = xxh3_64(&bytes);
    if digest == name.after || digest == name.before {
        let _ = fs::remove_file(path);
        return Cleared::Removed;
    }
    let target = path.with_file_name(name.place);
    if put_back(path, &target, name.after, &bytes).unwrap_or(false) {
        let _ = fs::remove_file(path);
        return Cleared::PutBack;
    }
    let title = format!("{} holds an edit of {}", shown(path), shown(&target));
    let problem = Problem::warning(title).note("it was saved while a run of sigma-schema was killed");
    Cleared::Undecided(problem.help("compare the two, take over what you need, and remove it"))
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
