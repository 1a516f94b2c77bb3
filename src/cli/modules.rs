//! The modules that a file of the component imports, by their files.

use std::path::PathBuf;

use crate::project::modules::imported;
use crate::project::{Project, files};
use crate::schema::header::is_header;

/// Whether a module is a schema that a generator has written, or that `gen` writes here.
pub(super) fn is_generated(project: &Project, module: &str) -> bool {
    if !module.starts_with("./") {
        return false;
    }
    let (Ok(path) | Err(path)) = file(project, module);
    let has_header = || {
        // One that cannot be read is not known to be generated.
        let source = files::read(&path).ok().flatten();
        source.is_some_and(|source| is_header(source.text.split("*/").next().unwrap_or_default()))
    };
    path == project.schema_path() || path.file_name().is_some_and(|name| name == "schema.ts") || has_header()
}

/// The file of a module that a file of the component imports by a relative path; or else the file that it would usually be.
pub(super) fn file(project: &Project, module: &str) -> Result<PathBuf, PathBuf> {
    imported(&project.component, module)
}

/// Whether a module has a file. One that is not relative is resolved by nobody but the bundler.
pub(super) fn is_there(project: &Project, module: &str) -> bool {
    !module.starts_with('.') || file(project, module).is_ok()
}
