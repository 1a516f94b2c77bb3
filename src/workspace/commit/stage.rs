//! A new file made ready beside the one that it shall replace: written, on disk, and with its mode.

use std::borrow::Cow;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::{Builder, TempPath};

use super::{Seen, Wanted, cannot_write, changed, leftover};
use crate::diagnostic::Diagnostic;
use crate::workspace::files::shown;

/// How long a file is waited for that has nothing in it: an editor empties a file before it writes it.
const WHILE_SAVED: Duration = Duration::from_millis(20);

/// A file that lies ready to be put in its place.
#[derive(Debug)]
pub(super) struct Staged {
    /// Where it shall be; no link.
    pub(super) target: PathBuf,
    /// What is there, if anything.
    pub(super) before: Option<Vec<u8>>,
    /// What it has.
    pub(super) after: Vec<u8>,
    /// Where it lies.
    pub(super) file: TempPath,
}

/// The file that a path leads to. A link is followed, so that it stays a link.
pub(super) fn target(path: &Path) -> Result<PathBuf, Diagnostic> {
    match fs::canonicalize(path) {
        Ok(target) => Ok(target),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if fs::symlink_metadata(path).is_ok() {
                let diagnostic = Diagnostic::error(format!("{} is a link to a file that is not there", shown(path)));
                return Err(diagnostic.help("make the file that it leads to, or remove the link"));
            }
            Ok(path.to_owned())
        }
        Err(error) => Err(cannot_write(path, &error)),
    }
}

/// Makes the new file ready. None if the file has its text already. Fails if the file is read-only, or no longer what was
/// seen.
pub(super) fn stage(wanted: &Wanted, target: PathBuf) -> Result<Option<Staged>, Diagnostic> {
    let failed = |error: io::Error| cannot_write(&wanted.path, &error);
    let mut before = read(&target).map_err(failed)?;
    if before.as_ref().is_some_and(Vec::is_empty) && wanted.seen != Seen::Missing {
        thread::sleep(WHILE_SAVED);
        before = read(&target).map_err(failed)?;
    }
    let text = new_text(wanted, before.as_deref());
    if before.as_deref() == Some(text.as_bytes()) {
        return Ok(None);
    }
    if !wanted.seen.is_still(before.as_deref()) {
        return Err(changed(&wanted.path));
    }
    let mode = before.is_some().then(|| fs::metadata(&target)).transpose().map_err(failed)?;
    let mode = mode.map(|found| found.permissions());
    if mode.as_ref().is_some_and(Permissions::readonly) {
        let diagnostic = Diagnostic::error(format!("{} is read-only", shown(&wanted.path)));
        return Err(diagnostic.help("make it writable, or check it out for editing"));
    }
    let after = text.into_owned().into_bytes();
    let file = ready(&target, before.as_deref(), &after, mode).map_err(failed)?;
    Ok(Some(Staged { target, before, after, file }))
}

/// The bytes of a file, or none if there is none.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text with the line ends that the file has: git gives Windows users files with theirs.
fn new_text<'a>(wanted: &'a Wanted, before: Option<&[u8]>) -> Cow<'a, str> {
    let first_line = before.and_then(|before| before.split(|byte| *byte == b'\n').next());
    match first_line.is_some_and(|line| line.ends_with(b"\r")) {
        true => Cow::Owned(wanted.text.replace('\n', "\r\n")),
        false => Cow::Borrowed(&wanted.text),
    }
}

/// Writes the new file beside its place. It has its lasting name only when it is whole.
fn ready(target: &Path, before: Option<&[u8]>, after: &[u8], mode: Option<Permissions>) -> io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let ending = format!("{}{}", leftover::ending(target, before, after), leftover::UNFINISHED);
    let mut builder = Builder::new();
    builder.prefix(leftover::PREFIX).rand_bytes(leftover::UNIQUE).suffix(&ending);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What a new file is made with; the umask takes its part.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(after)?;
    file.as_file().sync_all()?;
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    let (_, path) = file.into_parts();
    // Without what an unfinished one ends with.
    let named = path.with_extension("");
    path.persist(&named).map_err(|error| error.error)?;
    TempPath::try_from_path(named)
}
