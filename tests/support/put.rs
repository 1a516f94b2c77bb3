//! Files of a project that a test makes.

use std::fs;
use std::path::Path;

/// Writes a file below a folder, with the folders around it.
pub(crate) fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
