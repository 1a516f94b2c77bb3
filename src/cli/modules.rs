//! The modules that a file of the component imports, by their files.

use std::path::PathBuf;

use crate::project::{Project, files};
use crate::schema::header::is_header;

/// What follows the name of a module in the name of its file.
const ENDINGS: [&str; 6] = ["", ".ts", ".tsx", ".js", ".mjs", "/index.ts"];

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

/// Whether a module has a file. One that is not relative is looked for by nobody but the bundler.
pub(super) fn is_there(project: &Project, module: &str) -> bool {
    let path = files::absolute(&project.component.join(module));
    let has = |ending: &str| PathBuf::from(format!("{}{ending}", path.display())).is_file();
    // TypeScript is imported by the name that it is compiled to, too.
    !module.starts_with('.') || ENDINGS.into_iter().any(has) || path.with_extension("ts").is_file()
}
