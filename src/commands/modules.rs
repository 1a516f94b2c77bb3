//! The modules that a file of the component imports, by their files.

use std::path::PathBuf;

use super::Session;
use crate::changes::reconcile::schema::{Plan, plan};
use crate::convex::generate::Generated;
use crate::convex::header::is_header;
use crate::workspace::Project;
use crate::workspace::modules::imported;

/// Whether a module is a schema that `gen` writes here, or that a generator wrote without later edits: then an import
/// of it has nothing of the user's. A module that is imported by an alias or the name of a package does not count.
pub(super) fn is_generated(session: &Session, generated: &Generated, module: &str) -> bool {
    let project = &session.project;
    if !module.starts_with("./") {
        return false;
    }
    let (Ok(path) | Err(path)) = file(project, module);
    if path == project.schema_path() {
        return true;
    }
    match project.files.read(&path) {
        Ok(Some(source)) => {
            let has_header = is_header(source.text.split("*/").next().unwrap_or_default());
            let is_unedited =
                || matches!(plan(Some(&source), generated, session.exempt()), Ok(Plan::Write | Plan::Same));
            has_header && is_unedited()
        }
        // The usual name: it was written under that before.
        Ok(None) => path.file_name().is_some_and(|name| name == "schema.ts"),
        // A module that cannot be read does not count as generated.
        Err(_) => false,
    }
}

/// The file of a module that a file of the component imports by a relative path, or else the usual file for it.
pub(super) fn file(project: &Project, module: &str) -> Result<PathBuf, PathBuf> {
    imported(&*project.files, &project.component, module)
}

/// Whether a module has a file. Only the bundler resolves modules that are not relative.
pub(super) fn is_there(project: &Project, module: &str) -> bool {
    !module.starts_with('.') || file(project, module).is_ok()
}
