//! Programs read by the library, without running them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sigma_schema::auth::{self, AppOptions, OptionsQuery};
use sigma_schema::catalog::embedded::{Catalog, core};
use sigma_schema::diagnostic::Diagnostics;
use sigma_schema::value::Kind;
use sigma_schema::{FileProvider, Memory};

use super::code::{Language, Program};
use super::node::{Answer, TEAMS, has_tables};
use crate::Failure;

/// The reader, with all specs.
#[derive(Clone)]
pub(super) struct Reader {
    query: OptionsQuery,
}

/// What the reader makes of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The answer, without a word.
    Silent(Answer),
    /// An answer with diagnostics, or none: the first message.
    Said(String),
}

impl Reader {
    pub(super) fn new() -> Result<Self, Failure> {
        let catalog = Catalog::with(&[]).map_err(|diagnostics| format!("{diagnostics:?}"))?;
        let top = Path::new("/app");
        let component = top.join("convex/betterAuth");
        let query = OptionsQuery {
            files: Arc::new(Memory::new([], top)),
            named: None,
            convex: top.join("convex"),
            adapter: component.join("adapter.ts"),
            component,
            adapter_package: "@convex-dev/better-auth".to_owned(),
            adapter_function: "createApi".to_owned(),
            adapter_options: "createAuthOptions".to_owned(),
            top: top.to_owned(),
            catalog,
            core: core(),
            without_tables: Vec::new(),
            strict: false,
        };
        Ok(Self { query })
    }

    pub(super) fn read(&self, program: &Program) -> Reading {
        self.read_files(program.files(Language::TypeScript))
    }

    /// The reading of files with these paths and texts.
    pub(super) fn read_files(&self, files: Vec<(String, String)>) -> Reading {
        let files = files.into_iter().map(|(path, text)| (Path::new("/app").join(path), text));
        let files: Vec<(PathBuf, String)> = files.collect();
        let files: Arc<dyn FileProvider> = Arc::new(Memory::new(files, "/app"));
        match auth::read(&OptionsQuery { files, ..self.query.clone() }) {
            Ok(Some(options)) => reading(&options),
            Ok(None) => Reading::Said("no options were found".to_owned()),
            Err(diagnostics) => Reading::Said(first(&diagnostics)),
        }
    }
}

fn first(diagnostics: &Diagnostics) -> String {
    diagnostics.0.first().map(|diagnostic| diagnostic.message.clone()).unwrap_or_default()
}

fn reading(options: &AppOptions) -> Reading {
    let of_plugins = options.plugins.iter().flat_map(|plugin| {
        plugin
            .condition
            .iter()
            .chain(plugin.options.iter().flat_map(|option| option.diagnostics().map(|(_, said)| said)))
    });
    let of_core = options.core.iter().flat_map(|option| option.diagnostics().map(|(_, said)| said));
    let mut said = options.unknown_plugins.iter().chain(&options.warnings.0).chain(of_core).chain(of_plugins);
    if let Some(diagnostic) = said.next() {
        return Reading::Said(diagnostic.message.clone());
    }
    let mut answer = Answer::new();
    for plugin in &options.plugins {
        answer.insert(plugin.spec.name.clone());
        let teams = plugin.options.iter().find(|option| option.path == "teams.enabled");
        if teams.and_then(|teams| teams.value.as_ref().ok()).is_some_and(|value| value.kind == Kind::Boolean(true)) {
            answer.insert(TEAMS.to_owned());
        }
    }
    answer.retain(|name| has_tables(name));
    Reading::Silent(answer)
}
