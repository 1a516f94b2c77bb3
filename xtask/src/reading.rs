//! Options of projects in memory, as the library reads them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sigma_schema::auth::{self, AppOptions, OptionsQuery};
use sigma_schema::catalog::embedded::{self, Catalog};
use sigma_schema::{Diagnostic, Memory};

use crate::Failure;

/// The folder of a project, in memory.
const TOP: &str = "/app";

/// The reader, with the catalog as any project has it.
#[derive(Clone)]
pub(crate) struct Reader {
    query: OptionsQuery,
}

impl Reader {
    pub(crate) fn new() -> Result<Self, Failure> {
        let catalog = Catalog::with(&[]).map_err(|diagnostics| format!("{diagnostics:?}"))?;
        let adapter = embedded::adapter();
        let api = adapter.api.first();
        let top = Path::new(TOP);
        let query = OptionsQuery {
            files: Arc::new(Memory::default()),
            named: None,
            convex: top.join("convex"),
            component: top.join("convex/betterAuth"),
            adapter: top.join("convex/betterAuth/adapter.ts"),
            adapter_function: api.map(|api| api.function.clone()).unwrap_or_default(),
            adapter_options: api.map(|api| api.options.clone()).unwrap_or_default(),
            adapter_package: adapter.package,
            top: top.to_owned(),
            catalog,
            core: embedded::core(),
            without_tables: Vec::new(),
            strict: false,
        };
        Ok(Self { query })
    }

    /// The options in files with these paths and texts, if the reader finds them without a word. Fails with its first
    /// message.
    pub(crate) fn read(&self, files: impl IntoIterator<Item = (String, String)>) -> Result<AppOptions, String> {
        let files = files.into_iter().map(|(path, text)| (PathBuf::from(TOP).join(path), text));
        let query = OptionsQuery { files: Arc::new(Memory::new(files, TOP)), ..self.query.clone() };
        let message = |said: Option<&Diagnostic>| said.map(|diagnostic| diagnostic.message.clone());
        let options = match auth::read(&query) {
            Ok(Some(options)) => options,
            // Commands refuse it then.
            Ok(None) => return Err("no options were found".to_owned()),
            Err(diagnostics) => return Err(message(diagnostics.0.first()).unwrap_or_default()),
        };
        let said = message(diagnostics(&options).next());
        said.map_or(Ok(options), Err)
    }
}

/// All that the reader says of options.
fn diagnostics(options: &AppOptions) -> impl Iterator<Item = &Diagnostic> {
    let of_core = options.core.iter().flat_map(|option| option.diagnostics().map(|(_, said)| said));
    let conditions = options.plugins.iter().filter_map(|plugin| plugin.condition.as_ref());
    let of_options = options.plugins.iter().flat_map(|plugin| &plugin.options);
    let of_options = of_options.flat_map(|option| option.diagnostics().map(|(_, said)| said));
    options.unknown_plugins.iter().chain(&options.warnings.0).chain(of_core).chain(conditions).chain(of_options)
}
