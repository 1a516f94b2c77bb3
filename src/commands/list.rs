//! `list`: the known plugins.

use std::sync::Arc;

use super::documents::{ListDocument, PluginSummary};
use crate::catalog::describe::{self, Description};
use crate::diagnostic::Diagnostics;
use crate::workspace::catalog;
use crate::workspace::provider::FileProvider;

/// Known plugins.
#[derive(Debug)]
pub struct Listing(Vec<Description>);

/// The built-in plugins and those of spec files. Fails if a spec file cannot be read.
pub fn run(files: &Arc<dyn FileProvider>, specs: &[String]) -> Result<Listing, Diagnostics> {
    Ok(Listing(describe::all(&catalog(files, specs)?)))
}

impl Listing {
    /// One line per plugin.
    pub fn text(&self) -> String {
        describe::list_text(&self.0)
    }

    /// A table in Markdown.
    pub fn markdown(&self) -> String {
        describe::list_markdown(&self.0)
    }

    /// It as JSON.
    pub fn document(&self) -> ListDocument {
        let plugins = Some(self.0.iter().map(Into::into).collect());
        ListDocument { components: Vec::new(), plugins, diagnostics: Vec::new() }
    }
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
