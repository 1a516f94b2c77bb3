//! Reading files that a person wrote: their text, or a problem that says what is wrong with the file.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, io};

use crate::diagnostic::{Diagnostic, Source, merge};

/// The file as a source, or none if there is none. Fails if it is there and cannot be read, is not UTF-8, or has the
/// conflict markers of a merge.
pub fn read(path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
    let source = read_with_conflicts(path)?;
    match source.as_ref().and_then(merge::diagnostic) {
        Some(diagnostic) => Err(diagnostic),
        None => Ok(source),
    }
}

/// The file as a source, whether or not it has conflict markers.
pub fn read_with_conflicts(path: &Path) -> Result<Option<Arc<Source>>, Diagnostic> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(unreadable(path, &error)),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(Source::new(shown(path), text))),
        Err(error) => {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let source = Source::new(shown(path), valid);
            let end = source.text.len();
            let diagnostic = Diagnostic::error(format!("{} is not valid UTF-8", shown(path)));
            Err(diagnostic
                .at(&source.span(end..end), "the first byte that is not follows here")
                .help("save the file as UTF-8"))
        }
    }
}

/// The problem of a file that is there and cannot be read.
fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("{} cannot be read: {}", shown(path), error.kind()));
    match error.kind() {
        io::ErrorKind::PermissionDenied => diagnostic.help("give yourself the right to read it"),
        io::ErrorKind::IsADirectory => diagnostic.help("a folder is where a file should be"),
        _ => diagnostic,
    }
}

/// A path as it is shown: relative to the working folder, with forward slashes.
pub fn shown(path: &Path) -> String {
    let shown = match env::current_dir() {
        Ok(here) if path.is_absolute() => relative(&here, path),
        _ => path.to_owned(),
    };
    let shown = with_slashes(&shown);
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// The path with forward slashes.
pub fn with_slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The way from one folder to a path, both absolute and without `.` or `..`.
pub fn relative(from: &Path, to: &Path) -> PathBuf {
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    from.map(|_| Component::ParentDir).chain(to).collect()
}

/// The path made absolute and free of `.` and `..`, without asking the disk about links.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            _ => clean.push(part),
        }
    }
    clean
}
