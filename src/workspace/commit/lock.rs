//! A lock on the folders that are written to: two runs at the same time write one after the other, and nobody takes the
//! files of a run that still goes on for leftovers.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::workspace::files::shown;

/// The longest time that another run is waited for. It holds the lock only while it writes.
const LONGEST: Duration = Duration::from_secs(10);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(2);

/// Locks the folders, which are given back when the value is dropped, or when the process ends in any way.
///
/// A file system or a system that has no locks on folders gives none. Fails if another run does not give one back.
pub(super) fn all<'p>(folders: impl Iterator<Item = &'p Path>) -> Result<Vec<File>, Diagnostic> {
    // In one order, so that two runs never wait for each other, and each once, whichever link leads to it.
    let real = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let folders: BTreeSet<PathBuf> = folders.map(real).collect();
    let locks = folders.iter().map(|folder| one(folder)).collect::<Result<Vec<_>, _>>()?;
    Ok(locks.into_iter().flatten().collect())
}

/// Locks one folder. None if that cannot be done here.
pub(super) fn one(folder: &Path) -> Result<Option<File>, Diagnostic> {
    // A folder cannot be opened on Windows, nor locked on some network file systems.
    let Ok(file) = File::open(folder) else { return Ok(None) };
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if start.elapsed() > LONGEST => {
                let diagnostic = Diagnostic::error(format!("another sigma-schema is writing in {}", shown(folder)));
                return Err(diagnostic.note("nothing was written").help("wait for it, or end it, and run this again"));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
}
