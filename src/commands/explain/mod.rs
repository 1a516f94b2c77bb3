//! `explain`: a code, a plugin, a table of the project, or what is read of its code.

pub mod auth;
pub mod table;

use std::sync::Arc;

use crate::catalog::describe::Description;
use crate::catalog::embedded::core;
use crate::diagnostic::codes;
use crate::diagnostic::codes::files::UNKNOWN_NAME;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::workspace::catalog;
use crate::workspace::provider::FileProvider;

/// The meaning of a name, apart from tables of a project.
#[derive(Debug)]
pub enum Known {
    /// A code of a diagnostic.
    Code(&'static Code),
    /// A plugin.
    Plugin(Box<Description>),
}

/// Looks a name up among codes and plugins. None if it is neither.
///
/// Fails if a spec file of these globs cannot be read.
pub fn known(name: &str, files: &Arc<dyn FileProvider>, specs: &[String]) -> Result<Option<Known>, Diagnostics> {
    if let Some(code) = codes::find(name) {
        return Ok(Some(Known::Code(code)));
    }
    let catalog = catalog(files, specs)?;
    // The core tables of Better Auth have a spec, too.
    let own = Some(core()).filter(|core| core.name == name);
    let spec = own.or_else(|| catalog.find(name));
    Ok(spec.map(|spec| Known::Plugin(Box::new(Description::from(&spec)))))
}

/// The diagnostic of an unknown name.
pub fn unknown(name: &str, files: &Arc<dyn FileProvider>, specs: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::new(&UNKNOWN_NAME, format!("unknown plugin, table or code `{name}`"));
    let catalog = catalog(files, specs).unwrap_or_default();
    let names = catalog.names().into_iter().chain(codes::all().map(|code| code.name));
    diagnostic.nearest(name, names.collect::<Vec<_>>()).help("list all plugins: sigma-schema list")
}
