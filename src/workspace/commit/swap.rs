//! A new file put in its place, and back out of it. No step writes a byte: files only change their names, so a full disk
//! cannot stop the way back, and each place has a whole file at any time.
//!
//! Where the system has it, two files exchange their names in one step. What comes out of the place is then exactly what
//! was replaced: if it is not what was seen, an edit was saved in the last moment, and it goes back. Elsewhere a second
//! name for the old file is made first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::stage::{Staged, read};
use super::{cannot_write, changed, leftover};
use crate::diagnostic::Diagnostic;
use crate::workspace::files::shown;

/// What the file system is asked for before something simpler is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Means {
    /// Two files exchange their names.
    #[cfg_attr(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")), allow(dead_code))]
    pub(super) exchange: bool,
    /// A file gets a second name.
    pub(super) link: bool,
}

impl Means {
    pub(super) const ALL: Self = Self { exchange: true, link: true };
}

/// A file that has been put in its place.
#[derive(Debug)]
pub(super) struct Swapped {
    pub(super) target: PathBuf,
    /// What was there.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
    /// Where the old file lies, if there was one; it goes when this is dropped. Otherwise where it would lie.
    old: Old,
    means: Means,
}

#[derive(Debug)]
enum Old {
    /// There was no file.
    None(PathBuf),
    /// It lies here.
    At(TempPath),
}

/// Puts a file in its place. Fails, with the place as it was, if that is no longer what was seen.
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

/// Puts a file over another, which gets a second name first.
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
    /// The same, or the problem that the old file is not what was seen, with everything put back.
    fn or_undone(self) -> Result<Self, Diagnostic> {
        match self.look_again() {
            Ok(()) => Ok(self),
            Err(diagnostic) => Err(self.undo(diagnostic)),
        }
    }

    /// Fails if the old file is not what was seen.
    pub(super) fn look_again(&self) -> Result<(), Diagnostic> {
        match (&self.old, &self.before) {
            (Old::At(old), Some(seen)) => must_be(&self.target, old, seen),
            _ => Ok(()),
        }
    }

    /// Puts everything back. What somebody saved in the meantime stays in its place. The problem is given back, and says
    /// so if this fails.
    pub(super) fn undo(self, diagnostic: Diagnostic) -> Diagnostic {
        let Self { target, after, old, means, .. } = self;
        match old {
            Old::None(aside) => match take_back(&target, &aside, &after) {
                Ok(()) => diagnostic,
                Err(_) => without_nothing(diagnostic).note(format!("{} is new", shown(&target))),
            },
            Old::At(old) => match put_back(&target, old, &after, means) {
                Ok(()) => diagnostic,
                Err(old) => {
                    let lies = old.keep().map_err(|error| error.path.to_path_buf()).unwrap_or_else(|path| path);
                    without_nothing(diagnostic).note(format!(
                        "{} is new and cannot be put back: as it was, it lies in {}",
                        shown(&target),
                        shown(&lies)
                    ))
                }
            },
        }
    }
}

/// The problem without the claim that nothing was written.
fn without_nothing(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.message = diagnostic.message.replace(": nothing was written", "");
    diagnostic.notes.retain(|note| note != "nothing was written");
    diagnostic
}

/// Removes a file that was made, unless it is something else by now, or cannot be read to know that.
fn take_back(target: &Path, aside: &Path, after: &[u8]) -> io::Result<()> {
    fs::rename(target, aside)?;
    let aside = TempPath::try_from_path(aside)?;
    let is_ours = is(&aside, after);
    if matches!(is_ours, Ok(true)) {
        return Ok(());
    }
    // What was saved here since.
    aside.persist_noclobber(target).map_err(|error| {
        let _ = error.path.keep();
        error.error
    })?;
    is_ours.map(|_| ())
}

/// Puts the old file back, unless its place has something else than the new one by now, or cannot be read to know that.
fn put_back(target: &Path, old: TempPath, after: &[u8], means: Means) -> Result<(), TempPath> {
    match exchange(&old, target, means) {
        Ok(true) => {
            let is_ours = is(&old, after);
            if matches!(is_ours, Ok(true)) {
                return Ok(());
            }
            // What was saved here since goes back to its place.
            return match exchange(&old, target, means) {
                Ok(true) if is_ours.is_ok() => Ok(()),
                _ => Err(old),
            };
        }
        // Where files can exchange their names, and a disk fails to, nothing is put over what may be saved this moment.
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(old),
        Ok(false) | Err(_) => {}
    }
    match is(target, after) {
        Ok(true) => old.persist(target).map_err(|error| error.path),
        Ok(false) => Ok(()),
        Err(_) => Err(old),
    }
}

/// Fails if a file, in its place or beside it, does not have the bytes that were seen.
fn must_be(target: &Path, file: &Path, seen: &[u8]) -> Result<(), Diagnostic> {
    match is(file, seen) {
        Ok(true) => Ok(()),
        Ok(false) => Err(changed(target)),
        Err(error) => Err(cannot_write(target, &error)),
    }
}

/// Whether a file has these bytes. One that is not there has none.
pub(super) fn is(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    Ok(read(path)?.as_deref() == Some(bytes))
}

/// Exchanges the names of two files in one step. False, with nothing done, if that cannot be done here.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path, means: Means) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    if !means.exchange {
        return Ok(false);
    }
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        // What systems and file systems say that do not know it.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::XDEV) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges the names of two files in one step. False, with nothing done, if that cannot be done here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path, _: Means) -> io::Result<bool> {
    Ok(false)
}
