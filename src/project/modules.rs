//! Modules of an app by their name without an extension, which may be any that Convex bundles.

use std::path::{Path, PathBuf};

/// The extensions, in falling order (`entryPoints` in convex, src/bundler/index.ts).
const EXTENSIONS: [&str; 7] = ["ts", "tsx", "mts", "js", "mjs", "jsx", "cjs"];

/// The file of a module in a folder; the one with the first extension where there is none.
pub fn file(folder: &Path, name: &str) -> PathBuf {
    let of = |extension: &str| folder.join(format!("{name}.{extension}"));
    let found = EXTENSIONS.iter().map(|extension| of(extension)).find(|path| path.is_file());
    found.unwrap_or_else(|| of(EXTENSIONS[0]))
}
