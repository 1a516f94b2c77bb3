//! Replacement of a file by its staged version, and the way back. No step writes content: files only change their
//! names, so a full disk cannot prevent the rollback, and each path has a complete file at any time.
//!
//! If the system supports it, two files exchange their names in one step. The file that comes out is then exactly the
//! one that was replaced: if its content is not the expected one, an edit was saved in the last moment, and it is put
//! back. On other systems, the old file gets a second name first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::stage::{Staged, read};
use super::{cannot_write, changed, leftover};
use crate::diagnostic::Diagnostic;
use crate::workspace::provider::{Disk, FileProvider as _};

/// The features of the file system that are tried before simpler ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Means {
    /// Exchange of two names.
    #[cfg_attr(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")), allow(dead_code))]
    pub(super) exchange: bool,
    /// Hard links.
    pub(super) link: bool,
}

impl Means {
    pub(super) const ALL: Self = Self { exchange: true, link: true };
}

/// A file that has replaced another one.
#[derive(Debug)]
pub(super) struct Swapped {
    pub(super) target: PathBuf,
    /// The old content, if the file existed.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
    /// The old file, which is removed when this is dropped.
    old: Old,
    means: Means,
}

#[derive(Debug)]
enum Old {
    /// No file existed. A rollback moves the new one to this path.
    None(PathBuf),
    /// The old file is at this path.
    At(TempPath),
}

/// Puts a staged file in place. Fails, with nothing changed, if the old file is no longer the expected one.
pub(super) fn put(staged: Staged, means: Means) -> Result<Swapped, Diagnostic> {
    let Staged { target, before, after, file } = staged;
    let Some(seen) = &before else {
        let aside = file.to_path_buf();
        return match file.persist_noclobber(&target) {
            Ok(()) => Ok(Swapped { target, before, after, old: Old::None(aside), means }),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(changed(&target)),
            Err(error) => Err(cannot_write(&target, &error.error)),
        };
    };
    must_be(&target, &target, seen)?;
    match exchange(&file, &target, means) {
        Ok(true) => {
            let swapped = Swapped { target, before, after, old: Old::At(file), means };
            swapped.or_undone()
        }
        Ok(false) => put_over(target, before, after, file, means),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(changed(&target)),
        Err(error) => Err(cannot_write(&target, &error)),
    }
}

/// Replaces a file that gets a second name first.
fn put_over(
    target: PathBuf,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
    file: TempPath,
    means: Means,
) -> Result<Swapped, Diagnostic> {
    let failed = |error: &io::Error| cannot_write(&target, error);
    let kept = PathBuf::from(format!("{}{}", file.display(), leftover::OLD));
    let linked = if means.link { fs::hard_link(&target, &kept) } else { Err(io::ErrorKind::Unsupported.into()) };
    if linked.is_err() {
        fs::copy(&target, &kept).map_err(|error| failed(&error))?;
    }
    let kept = TempPath::try_from_path(kept).map_err(|error| failed(&error))?;
    must_be(&target, &target, before.as_deref().unwrap_or_default())?;
    file.persist(&target).map_err(|error| failed(&error.error))?;
    let swapped = Swapped { target, before, after, old: Old::At(kept), means: Means { exchange: false, ..means } };
    swapped.or_undone()
}

impl Swapped {
    /// The same value. Fails, with everything put back, if the old file is not the expected one.
    fn or_undone(self) -> Result<Self, Diagnostic> {
        match self.check_old() {
            Ok(()) => Ok(self),
            Err(diagnostic) => Err(self.undo(diagnostic)),
        }
    }

    /// Fails if the old file is not the expected one.
    pub(super) fn check_old(&self) -> Result<(), Diagnostic> {
        match (&self.old, &self.before) {
            (Old::At(old), Some(seen)) => must_be(&self.target, old, seen),
            _ => Ok(()),
        }
    }

    /// Puts everything back, except for edits that were saved meanwhile. Returns the diagnostic, with a note if this
    /// fails.
    pub(super) fn undo(self, diagnostic: Diagnostic) -> Diagnostic {
        let Self { target, after, old, means, .. } = self;
        match old {
            Old::None(aside) => match take_back(&target, &aside, &after) {
                Ok(()) => diagnostic,
                Err(_) => with_changes(diagnostic)
                    .note(format!("{} was created and cannot be removed", Disk.display_path(&target))),
            },
            Old::At(old) => match put_back(&target, old, &after, means) {
                Ok(()) => diagnostic,
                Err(old) => {
                    let kept = old.keep().map_err(|error| error.path.to_path_buf()).unwrap_or_else(|path| path);
                    with_changes(diagnostic).note(format!(
                        "{} was replaced and cannot be restored: the old file is {}",
                        Disk.display_path(&target),
                        Disk.display_path(&kept)
                    ))
                }
            },
        }
    }
}

/// The diagnostic without the claim that nothing was written.
fn with_changes(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.message = diagnostic.message.replace(": nothing was written", "");
    diagnostic.notes.retain(|note| note != "nothing was written");
    diagnostic
}

/// Removes a created file, unless its content has changed, or cannot be read to check that.
fn take_back(target: &Path, aside: &Path, after: &[u8]) -> io::Result<()> {
    fs::rename(target, aside)?;
    let aside = TempPath::try_from_path(aside)?;
    let is_ours = is(&aside, after);
    if matches!(is_ours, Ok(true)) {
        return Ok(());
    }
    // An edit was saved here since.
    aside.persist_noclobber(target).map_err(|error| {
        let _ = error.path.keep();
        error.error
    })?;
    is_ours.map(|_| ())
}

/// Puts the old file back, unless the new one has changed, or cannot be read to check that.
fn put_back(target: &Path, old: TempPath, after: &[u8], means: Means) -> Result<(), TempPath> {
    match exchange(&old, target, means) {
        Ok(true) => {
            let is_ours = is(&old, after);
            if matches!(is_ours, Ok(true)) {
                return Ok(());
            }
            // An edit that was saved here since is put back.
            return match exchange(&old, target, means) {
                Ok(true) if is_ours.is_ok() => Ok(()),
                _ => Err(old),
            };
        }
        // The system can exchange names, but the disk failed: a plain rename could overwrite an edit saved this moment.
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(old),
        Ok(false) | Err(_) => {}
    }
    match is(target, after) {
        Ok(true) => old.persist(target).map_err(|error| error.path),
        Ok(false) => Ok(()),
        Err(_) => Err(old),
    }
}

/// Fails if a file, in place or beside it, does not have the expected bytes.
fn must_be(target: &Path, file: &Path, seen: &[u8]) -> Result<(), Diagnostic> {
    match is(file, seen) {
        Ok(true) => Ok(()),
        Ok(false) => Err(changed(target)),
        Err(error) => Err(cannot_write(target, &error)),
    }
}

/// Whether a file exists and has these bytes.
pub(super) fn is(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    Ok(read(path)?.as_deref() == Some(bytes))
}

/// Exchanges the names of two files in one step. False, with nothing done, if the system cannot do that.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path, means: Means) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    if !means.exchange {
        return Ok(false);
    }
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        // The errors of systems and file systems without this feature.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::XDEV) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges the names of two files in one step. False, with nothing done, if the system cannot do that.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path, _: Means) -> io::Result<bool> {
    Ok(false)
}
