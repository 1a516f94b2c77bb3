//! Staging of a new file beside the one that it replaces: complete, on disk, and with its mode.

use std::borrow::Cow;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::{Builder, TempPath};

use super::{Seen, Wanted, cannot_write, changed, leftover};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files as codes;
use crate::workspace::plain::{self, Content};
use crate::workspace::provider::{Disk, FileProvider as _};

/// The wait for an empty file to get its content: an editor empties a file before it writes it.
const SAVE_TIME: Duration = Duration::from_millis(20);

/// A staged file.
#[derive(Debug)]
pub(super) struct Staged {
    /// The path of the file that it replaces, links resolved.
    pub(super) target: PathBuf,
    /// The old content, if the file exists.
    pub(super) before: Option<Vec<u8>>,
    /// The new content.
    pub(super) after: Vec<u8>,
    /// The path of the staged file.
    pub(super) file: TempPath,
}

/// The file that a path leads to. A link is followed, so that it stays a link.
pub(super) fn target(path: &Path) -> Result<PathBuf, Diagnostic> {
    match fs::canonicalize(path) {
        Ok(target) => Ok(target),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if fs::symlink_metadata(path).is_ok() {
                let diagnostic = Diagnostic::new(
                    &codes::NOT_WRITABLE,
                    format!("{} is a link to a missing file", Disk.display_path(path)),
                );
                return Err(diagnostic.help("create the target file, or remove the link"));
            }
            Ok(path.to_owned())
        }
        Err(error) => Err(cannot_write(path, &error)),
    }
}

/// Stages the new file. None if the file already has its text. Fails if the file is read-only, or has changed since it
/// was read.
pub(super) fn stage(wanted: &Wanted, target: PathBuf) -> Result<Option<Staged>, Diagnostic> {
    let failed = |error: io::Error| cannot_write(&wanted.path, &error);
    if let Some(other) = fs::metadata(&target).ok().and_then(|found| plain::other(found.file_type())) {
        let title = format!("cannot write {}: it is {other}", Disk.display_path(&wanted.path));
        let diagnostic = Diagnostic::new(&codes::NOT_WRITABLE, title);
        return Err(diagnostic.note("nothing was written").help("name a file"));
    }
    let mut before = read(&target).map_err(failed)?;
    if before.as_ref().is_some_and(Vec::is_empty) && wanted.seen != Seen::Missing {
        thread::sleep(SAVE_TIME);
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
        let diagnostic =
            Diagnostic::new(&codes::NOT_WRITABLE, format!("{} is read-only", Disk.display_path(&wanted.path)));
        return Err(diagnostic.help("make it writable, or check it out for editing"));
    }
    let after = text.into_owned().into_bytes();
    let file = write_beside(&target, before.as_deref(), &after, mode).map_err(failed)?;
    Ok(Some(Staged { target, before, after, file }))
}

/// The bytes of a file. None if it does not exist. Fails at once if it is no plain file, such as a device.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match plain::read(path, plain::largest(path)) {
        Ok(Content::Bytes(bytes)) => Ok(Some(bytes)),
        Ok(Content::TooLarge(_)) => Err(io::ErrorKind::FileTooLarge.into()),
        Ok(Content::Other(_)) => Err(io::ErrorKind::InvalidInput.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text with the line ends of the existing file, since git checks files out with CRLF on Windows.
fn new_text<'a>(wanted: &'a Wanted, before: Option<&[u8]>) -> Cow<'a, str> {
    let first_line = before.and_then(|before| before.split(|byte| *byte == b'\n').next());
    match first_line.is_some_and(|line| line.ends_with(b"\r")) {
        true => Cow::Owned(wanted.text.replace('\n', "\r\n")),
        false => Cow::Borrowed(&wanted.text),
    }
}

/// Writes the new file beside its target. It gets its final name only when it is complete.
fn write_beside(target: &Path, before: Option<&[u8]>, after: &[u8], mode: Option<Permissions>) -> io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let ending = format!("{}{}", leftover::ending(target, before, after), leftover::UNFINISHED);
    let mut builder = Builder::new();
    builder.prefix(leftover::PREFIX).rand_bytes(leftover::UNIQUE).suffix(&ending);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The default mode of new files, which the umask restricts.
        builder.permissions(Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(after)?;
    file.as_file().sync_all()?;
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode)?;
    }
    let (_, path) = file.into_parts();
    // Without the ending of unfinished files.
    let named = path.with_extension("");
    path.persist(&named).map_err(|error| error.error)?;
    TempPath::try_from_path(named)
}
