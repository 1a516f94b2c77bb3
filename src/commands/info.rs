//! `info`: what was found of the project, and the source of each part.

use serde_json::Value as Json;

use super::documents::{InfoDocument, InfoFile, InfoPlugins, InfoValue, document};
use super::{Component, Report, Session};
use crate::diagnostic::emit::markdown::cell;
use crate::diagnostic::emit::visible;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The facts about one component.
#[derive(Debug)]
pub struct Info {
    document: InfoDocument,
    /// The reason for no options.
    no_options: &'static str,
}

/// Finds the project, with its options and plugins where they can be determined.
pub fn run(sessions: Vec<Session>) -> Result<Report<Info>, Diagnostics> {
    let (mut components, mut diagnostics) = (Vec::new(), Diagnostics::default());
    for mut session in sessions {
        components.push(info(&mut session)?);
        diagnostics.extend(session.into_warnings());
    }
    Ok(Report::new(components, diagnostics, true))
}

fn info(session: &mut Session) -> Result<Info, Diagnostics> {
    let plugins = session.plugins()?.map(|(plugins, by)| InfoPlugins {
        names: plugins.into_iter().map(|plugin| plugin.spec.name).collect(),
        from: by.to_string(),
    });
    let request = session.request(Vec::new());
    let project = &session.project;
    let file = |path: &std::path::Path| InfoFile { file: project.display_path(path), exists: project.files.has(path) };
    let options = session.code.as_ref().map(|code| {
        let named = code.source.named_at.as_ref().map(|at| format!(", which {at} names")).unwrap_or_default();
        InfoValue { value: code.source.name.clone(), from: format!("{}{named}", code.source.span) }
    });
    let versions = &project.versions;
    let value = |value: String, from: String| InfoValue { value, from };
    let document = InfoDocument {
        name: project.component_name(),
        app: project.display_path(&project.app),
        convex: project.display_path(&project.convex),
        component: project.display_path(&project.component),
        schema: file(&project.schema_path()),
        adapter: file(&project.adapter_path()),
        config: project.config.path.as_deref().map(|path| project.display_path(path)),
        options,
        better_auth: value(
            versions.better_auth.version.to_string(),
            versions.better_auth.from.describe(&*project.files),
        ),
        convex_adapter: value(versions.adapter.version.to_string(), versions.adapter.from.describe(&*project.files)),
        plugins,
        indexes: request.index_mode.word(),
    };
    Ok(Info { document, no_options: if session.is_code_read() { "" } else { "no code is read" } })
}

impl Info {
    /// Each part with its value and its source.
    fn rows(&self) -> Vec<(&'static str, String, String)> {
        let document = &self.document;
        let none = || "none".to_owned();
        let file =
            |file: &InfoFile| (file.file.clone(), if file.exists { "exists" } else { "does not exist yet" }.to_owned());
        let value = |value: &InfoValue| (value.value.clone(), value.from.clone());
        let plain = |value: &str| (value.to_owned(), String::new());
        let plugins = match &document.plugins {
            Some(plugins) if plugins.names.is_empty() => (none(), plugins.from.clone()),
            Some(plugins) => (plugins.names.join(", "), plugins.from.clone()),
            None => (none(), "could not be determined".to_owned()),
        };
        let rows = [
            ("app", plain(&document.app)),
            ("convex", plain(&document.convex)),
            ("component", plain(&document.component)),
            ("schema", file(&document.schema)),
            ("adapter", file(&document.adapter)),
            ("config", plain(document.config.as_deref().unwrap_or("none"))),
            ("options", document.options.as_ref().map_or_else(|| (none(), self.no_options.to_owned()), value)),
            ("better-auth", value(&document.better_auth)),
            ("convex-adapter", value(&document.convex_adapter)),
            ("plugins", plugins),
            ("indexes", plain(document.indexes)),
        ];
        rows.into_iter().map(|(name, (value, from))| (name, value, from)).collect()
    }
}

impl Component for Info {
    fn document(&self) -> Json {
        document(self.document.clone())
    }

    fn text(&self, _: &dyn Fn(&Diagnostic) -> String) -> String {
        let line = |(name, value, from): (&str, String, String)| {
            let from = if from.is_empty() { from } else { format!("  ({})", visible(&from)) };
            format!("{name:<15}{}{from}\n", visible(&value))
        };
        self.rows().into_iter().map(line).collect()
    }

    fn markdown(&self) -> String {
        let row =
            |(name, value, from): (&str, String, String)| format!("| {name} | {} | {} |\n", cell(&value), cell(&from));
        let rows: String = self.rows().into_iter().map(row).collect();
        format!("| what | value | from |\n|---|---|---|\n{rows}")
    }

    fn separator(&self) -> &'static str {
        "\n"
    }
}
