//! `list`: the plugins whose tables are known.

use super::documents::PluginSummary;
use crate::catalog::describe::{self, Description};
use crate::diagnostic::Diagnostics;
use crate::workspace::catalog;

/// The built-in plugins, and those of spec files. Fails if a spec file cannot be read.
pub fn run(specs: &[String]) -> Result<Vec<Description>, Diagnostics> {
    Ok(describe::all(&catalog(specs)?))
}

impl From<&Description> for PluginSummary {
    fn from(plugin: &Description) -> Self {
        Self {
            name: plugin.name.clone(),
            docs: plugin.docs.clone(),
            imports: plugin.imports.clone(),
            tables: plugin.added_tables().into_iter().map(Into::into).collect(),
        }
    }
}
