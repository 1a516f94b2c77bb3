//! `list` and `explain`: what is known about plugins.

use super::flags::{ExplainFlags, Format, ListFlags};
use super::{Outcome, changes, explain_table, terminal};
use crate::catalog::describe::{self, Description};
use crate::catalog::embedded::core;
use crate::changes::codes::code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::workspace::catalog;
use crate::workspace::provider::Disk;

/// A row a plugin.
pub(super) fn list(flags: &ListFlags) -> Result<Outcome, Diagnostics> {
    let all = describe::all(&catalog(&Disk, &flags.specs)?);
    terminal::print(&match flags.format {
        Format::Text => describe::list_text(&all),
        Format::Json => json(&all.iter().map(summary).collect::<Vec<_>>()),
        Format::Markdown => describe::list_markdown(&all),
    })?;
    Ok(Outcome::Done)
}

/// Everything about one plugin, or about a table of the project.
pub(super) fn explain(flags: &ExplainFlags) -> Result<Outcome, Diagnostics> {
    if let Some(table) = &flags.table {
        return explain_table::run(table, flags)?.ok_or_else(|| explain_table::unknown(table).into());
    }
    let name = flags.plugin.as_deref().unwrap_or_default();
    if let Some(code) = code(name) {
        terminal::print(&match flags.format {
            Format::Text => code.text(),
            Format::Json => json(&changes::code_as_json(code)),
            Format::Markdown => code.markdown(),
        })?;
        return Ok(Outcome::Done);
    }
    let catalog = catalog(&Disk, &flags.specs)?;
    // Better Auth's own tables have a spec, too.
    let own = Some(core()).filter(|core| core.name == name);
    let Some(spec) = own.or_else(|| catalog.find(name)) else {
        // Where there is a project, it may be one of its tables.
        if let Ok(Some(outcome)) = explain_table::run(name, flags) {
            return Ok(outcome);
        }
        let diagnostic = Diagnostic::error(format!("there is no plugin `{name}`"));
        return Err(diagnostic.nearest(name, catalog.names()).help("`sigma-schema list` shows all of them").into());
    };
    let description = Description::from(&spec);
    terminal::print(&match flags.format {
        Format::Text => description.text(),
        Format::Json => json(&description),
        Format::Markdown => description.markdown(),
    })?;
    Ok(Outcome::Done)
}

/// A plugin in the list for programs: `explain` has the rest.
fn summary(plugin: &Description) -> serde_json::Value {
    serde_json::json!({
        "name": plugin.name,
        "docs": plugin.docs,
        "imports": plugin.imports,
        "tables": plugin.custom_tables(),
    })
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
