//! Locks on the folders that are written to: concurrent runs write one after the other, and no run mistakes the files
//! of another active run for leftovers.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
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

/// Locks one folder. None if this system cannot lock it.
pub(super) fn one(folder: &Path) -> Result<Option<File>, Diagnostic> {
    // Windows cannot open folders as files, and some network file systems cannot lock them.
    let Ok(file) = File::open(folder) else { return Ok(None) };
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
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
}
