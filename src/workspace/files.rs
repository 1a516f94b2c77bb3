//! Paths as text and as a way from one to another. Reads no file: see [`super::provider`].

use std::path::{Component, Path, PathBuf};

use super::provider::{Disk, FileProvider as _};

/// A path of the disk as it is displayed: relative to the working folder, with forward slashes.
pub fn shown(path: &Path) -> String {
    Disk.display_path(path)
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

/// The path made absolute and free of `.` and `..`, with links left as they are.
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
