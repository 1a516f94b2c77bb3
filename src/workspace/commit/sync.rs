//! Names brought to the disk: without that, a power failure can undo the last renames although the files are written.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::cannot_write;
use crate::diagnostic::Diagnostic;

/// Syncs the folders, and those in which others were created. Fails if the disk does.
pub(super) fn folders<'p>(folders: impl Iterator<Item = &'p Path>, created: &'p [PathBuf]) -> Result<(), Diagnostic> {
    let all: BTreeSet<&Path> = folders.chain(created.iter().filter_map(|folder| folder.parent())).collect();
    for folder in all {
        match File::open(folder).and_then(|file| file.sync_all()) {
            Err(error) if is_of_the_disk(&error) => return Err(cannot_write(folder, &error)),
            // Windows and some network file systems cannot sync a folder.
            _ => {}
        }
    }
    Ok(())
}

/// Whether the disk failed, instead of a system that lacks the feature.
fn is_of_the_disk(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) || is_io_error(error)
}

/// The kind of this error has no stable name.
#[cfg(unix)]
fn is_io_error(error: &io::Error) -> bool {
    const EIO: i32 = 5;
    error.raw_os_error() == Some(EIO)
}

#[cfg(not(unix))]
fn is_io_error(_: &io::Error) -> bool {
    false
}
