//! The modules that a file of the component imports, by their files.

use std::path::PathBuf;

use crate::project::{Project, files};
use crate::schema::header::is_header;

/// What follows the name of a module in the name of its file.
const ENDINGS: [&str; 9] = ["", ".ts", ".tsx", ".mts", ".js", ".mjs", ".jsx", "/index.ts", "/index.js"];

/// Whether a module is a schema that a generator has written, or that `gen` writes here.
pub(super) fn is_generated(project: &Project, module: &str) -> bool {
    let Some(path) = module.strip_prefix("./").map(|name| project.component.join(format!("{name}.ts"))) else {
        return false;
    };
    let has_header = || {
        // One that cannot be read is not known to be generated.
        let source = files::read(&path).ok().flatten();
        source.is_some_and(|source| is_header(source.text.split("*/").next().unwrap_or_default()))
    };
    path == project.schema_path() || path.file_name().is_some_and(|name| name == "schema.ts") || has_header()
}

/// The file of a module that a file of the component imports by a relative path; or else the file that it would usually be.
pub(super) fn file(project: &Project, module: &str) -> Result<PathBuf, PathBuf> {
    let path = files::absolute(&project.component.join(module));
    let with = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    // TypeScript is imported by the name that it is compiled to, too.
    let is_built = ["js", "mjs"].iter().any(|ending| path.extension().is_some_and(|found| found == *ending));
    let source = is_built.then(|| path.with_extension("ts"));
    let mut candidates = ENDINGS.iter().map(|ending| with(ending)).chain(source);
    candidates.find(|file| file.is_file()).ok_or_else(|| with(".ts"))
}

/// Whether a module has a file. One that is not relative is resolved by nobody but the bundler.
pub(super) fn is_there(project: &Project, module: &str) -> bool {
    !module.starts_with('.') || file(project, module).is_ok()
}
