//! What the reader finds in a program, in a project in memory.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use sigma_schema::auth::{self, OptionsQuery};
use sigma_schema::catalog::embedded::{self, Catalog};
use sigma_schema::{Diagnostic, Memory};

/// The folder of the project, in memory.
const TOP: &str = "/app";

/// The reader's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The plugins, without a word.
    Silent(BTreeSet<String>),
    /// A diagnostic: its code and message.
    Said(String),
}

/// The reader, with the catalog as any project has it.
pub(super) struct Reader {
    query: OptionsQuery,
}

impl Reader {
    pub(super) fn new() -> Self {
        let adapter = embedded::adapter();
        let top = PathBuf::from(TOP);
        let api = adapter.api.first();
        let query = OptionsQuery {
            files: Arc::new(Memory::default()),
            named: None,
            convex: top.join("convex"),
            component: top.join("convex/betterAuth"),
            adapter: top.join("convex/betterAuth/adapter.ts"),
            adapter_function: api.map(|api| api.function.clone()).unwrap_or_default(),
            adapter_options: api.map(|api| api.options.clone()).unwrap_or_default(),
            adapter_package: adapter.package,
            top,
            catalog: Catalog::default(),
            core: embedded::core(),
            without_tables: Vec::new(),
            strict: false,
        };
        Self { query }
    }

    /// The answer to a program as `convex/auth.ts`.
    pub(super) fn read(&mut self, program: &str) -> Answer {
        let file = self.query.convex.join("auth.ts");
        self.query.files = Arc::new(Memory::new([(file, program.to_owned())], TOP));
        let options = match auth::read(&self.query) {
            Ok(Some(options)) => options,
            // Commands refuse it then.
            Ok(None) => return Answer::Said("no options are found".to_owned()),
            Err(diagnostics) => return said(diagnostics.0.first()),
        };
        let conditions = options.plugins.iter().filter_map(|plugin| plugin.condition.as_ref());
        let mut all = options.unknown_plugins.iter().chain(conditions).chain(&options.warnings.0);
        match all.next() {
            Some(diagnostic) => said(Some(diagnostic)),
            None => Answer::Silent(options.plugins.into_iter().map(|plugin| plugin.spec.name).collect()),
        }
    }
}

fn said(diagnostic: Option<&Diagnostic>) -> Answer {
    Answer::Said(diagnostic.map_or_else(String::new, |diagnostic| diagnostic.message.clone()))
}
