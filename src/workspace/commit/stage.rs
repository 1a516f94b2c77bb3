//! Staging of a new file beside the one that it replaces: complete, on disk, and with its owner and mode.

use std::borrow::Cow;
use std::fs::{self, File, Metadata};
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

/// The byte order mark, which some editors on Windows write.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

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
    let after = new_bytes(wanted, before.as_deref());
    if before.as_ref() == Some(&after) {
        return Ok(None);
    }
    if !wanted.seen.is_still(before.as_deref()) {
        return Err(changed(&wanted.path));
    }
    let old = before.is_some().then(|| fs::metadata(&target)).transpose().map_err(failed)?;
    if old.as_ref().is_some_and(|old| old.permissions().readonly()) {
        let diagnostic =
            Diagnostic::new(&codes::NOT_WRITABLE, format!("{} is read-only", Disk.display_path(&wanted.path)));
        return Err(diagnostic.help("make it writable, or check it out for editing"));
    }
    let file = write_beside(&target, before.as_deref(), &after, old.as_ref()).map_err(failed)?;
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

/// The text with the line ends of the existing file, since git checks files out with CRLF on Windows, and with its byte
/// order mark.
fn new_bytes(wanted: &Wanted, before: Option<&[u8]>) -> Vec<u8> {
    let before = before.unwrap_or_default();
    let has_returns = before.split(|byte| *byte == b'\n').next().is_some_and(|line| line.ends_with(b"\r"));
    let text = match has_returns {
        true => Cow::Owned(wanted.text.replace('\n', "\r\n")),
        false => Cow::Borrowed(&wanted.text),
    };
    let mark = if before.starts_with(MARK) { MARK } else { &[] };
    [mark, text.as_bytes()].concat()
}

/// The folder of a file.
pub(super) fn folder(target: &Path) -> &Path {
    target.parent().unwrap_or(Path::new("."))
}

/// Writes the new file beside its target. It gets its final name only when it is complete.
fn write_beside(target: &Path, before: Option<&[u8]>, after: &[u8], old: Option<&Metadata>) -> io::Result<TempPath> {
    let ending = format!("{}{}", leftover::ending(target, before, after), leftover::UNFINISHED);
    let mut builder = Builder::new();
    builder.prefix(leftover::PREFIX).rand_bytes(leftover::UNIQUE).suffix(&ending);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The default mode of new files, which the umask restricts.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder(target))?;
    file.write_all(after)?;
    if let Some(old) = old {
        keep_owner(file.as_file(), old)?;
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    let (_, path) = file.into_parts();
    // Without the ending of unfinished files.
    let named = path.with_extension("");
    path.persist(&named).map_err(|error| error.error)?;
    TempPath::try_from_path(named)
}

/// Gives a new file the owner and the group of the old one: under root, as in a container, it would become root's.
/// Without the right to do so it belongs to the user, like any file that an editor replaces.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    let changed = fchown(file, Some(old.uid()), Some(old.gid()));
    match changed.or_else(|_| fchown(file, None, Some(old.gid()))) {
        Err(error) if is_refused(&error) => Ok(()),
        changed => changed,
    }
}

/// Whether the system refuses, or does not have, what was asked for. Other errors are those of a disk.
#[cfg(unix)]
fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
