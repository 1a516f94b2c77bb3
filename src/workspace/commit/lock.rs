//! Locks on the folders that are written to: concurrent runs write one after the other, and no run mistakes the files
//! of another active run for leftovers.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files as codes;
use crate::workspace::provider::{Disk, FileProvider as _};

/// The longest wait for another run, which holds the lock only while it writes.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(2);

/// Locks the folders until the value is dropped or the process ends.
///
/// A folder is left out if the system or its file system cannot lock folders. Fails if another run keeps its lock.
pub(super) fn all<'p>(folders: impl Iterator<Item = &'p Path>) -> Result<Vec<File>, Diagnostic> {
    // In a fixed order, so that two runs never wait for each other. Each folder once, even if links lead to it.
    let real = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let folders: BTreeSet<PathBuf> = folders.map(real).collect();
    let locks = folders.iter().map(|folder| one(folder)).collect::<Result<Vec<_>, _>>()?;
    Ok(locks.into_iter().flatten().collect())
}

/// Locks one folder. None if it does not exist, or if this system cannot lock it.
pub(super) fn one(folder: &Path) -> Result<Option<File>, Diagnostic> {
    let start = Instant::now();
    // Windows cannot open folders as files, and some network file systems cannot lock them.
    while let Ok(file) = File::open(folder) {
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(_)) => return Ok(None),
                Err(TryLockError::WouldBlock) if start.elapsed() > TIMEOUT => {
                    let diagnostic = Diagnostic::new(
                        &codes::CONCURRENT_RUN,
                        format!("another sigma-schema process is writing to {}", Disk.display_path(folder)),
                    );
                    return Err(diagnostic
                        .note("nothing was written")
                        .help("wait for it or end it, then run the command again"));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            }
        }
        // A run that failed removes the folders that it has created: the lock on such a folder keeps nobody out.
        if is_at(&file, folder) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Whether an open folder still has its path.
#[cfg(unix)]
fn is_at(file: &File, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    match (file.metadata(), fs::metadata(folder)) {
        (Ok(open), Ok(there)) => identity(open) == identity(there),
        // What cannot be compared is not looked for forever.
        (_, Err(error)) => error.kind() != io::ErrorKind::NotFound,
        (Err(_), Ok(_)) => true,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, folder: &Path) -> bool {
    folder.exists()
}
