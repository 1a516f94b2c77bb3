//! Decides about an existing schema.ts.

use std::sync::Arc;

use crate::changes::lost::{Exempt, LostItem, lost_from_file};
use crate::convex::generate::Generated;
use crate::convex::header::plugins_said;
use crate::convex::typescript::parse::{SchemaFile, schema_file};
use crate::diagnostic::{Diagnostic, Source, merge};

/// The number of edits that are listed.
const MOST: usize = 5;

/// The planned action.
#[derive(Clone, Debug)]
pub enum Plan {
    /// It is written.
    Write,
    /// It is as it is generated, layout aside.
    Same,
    /// It has conflict markers of a merge, but neither side has anything to lose: it is written.
    Merged,
    /// It has edits that would be lost.
    Refused(Box<Refusal>),
}

/// A file that is not replaced.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Its contents.
    pub existing: SchemaFile,
    /// The items of it that would be lost.
    pub losses: Vec<LostItem>,
}

/// Decides about schema.ts. Fails if it cannot be read as TypeScript, or has conflict markers between edits.
///
/// A file with the same header and contents is left as it is in any layout: formatting is not an edit. A generated file
/// without edits is replaced; any other may lose only items that are exempt.
pub fn plan(existing: Option<&Arc<Source>>, generated: &Generated, exempt: Exempt<'_>) -> Result<Plan, Diagnostic> {
    let Some(source) = existing else { return Ok(Plan::Write) };
    if source.text == generated.schema_text {
        return Ok(Plan::Same);
    }
    if let Some(diagnostic) = merge::diagnostic(source) {
        return merged(source, generated, exempt, diagnostic);
    }
    let existing = schema_file(source)
        .map_err(|diagnostic| diagnostic.help("correct it, remove it, or let it be replaced: --force"))?;
    if existing.is_generated() {
        let is_same = existing.has_header(&generated.header) && existing.schema() == generated.schema;
        return Ok(if is_same { Plan::Same } else { Plan::Write });
    }
    let losses = lost_from_file(&existing, &generated.schema, exempt);
    if losses.is_empty() {
        return Ok(Plan::Write);
    }
    Ok(Plan::Refused(Box::new(Refusal { existing, losses })))
}

/// Decides about a file with conflict markers. If git merged parts of the two sides without a conflict, neither has the
/// tables of its digest any more: then each is compared with the new output, like any other file.
fn merged(
    source: &Arc<Source>,
    generated: &Generated,
    exempt: Exempt<'_>,
    diagnostic: Diagnostic,
) -> Result<Plan, Diagnostic> {
    let mut lost: Vec<String> = Vec::new();
    let mut is_read = true;
    let mut left_out: Vec<String> = Vec::new();
    let now = generated.header.join("\n");
    let chosen: Vec<&str> = plugins_said(&now).into_iter().flat_map(|(_, names)| names).collect();
    let sides = merge::sides(&source.text);
    for side in sides.iter().flatten() {
        let Ok(side) = schema_file(&source.with_text(side.as_str())) else {
            is_read = false;
            continue;
        };
        let named = side.header.as_deref().map(plugins_said).unwrap_or_default();
        let named = named.into_iter().flat_map(|(_, names)| names).filter(|name| !chosen.contains(name));
        left_out.extend(named.map(|name| format!("`{name}`")));
        if !side.is_generated() {
            lost.extend(lost_from_file(&side, &generated.schema, exempt).into_iter().map(|loss| loss.what));
        }
    }
    if sides.is_some() && is_read && lost.is_empty() {
        return Ok(Plan::Merged);
    }
    [&mut lost, &mut left_out].into_iter().for_each(|list| {
        list.sort();
        list.dedup();
    });
    let more = lost.len().saturating_sub(MOST);
    lost.truncate(MOST);
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    let diagnostic = match (lost.is_empty(), left_out.is_empty()) {
        (true, _) => diagnostic,
        (false, true) => diagnostic.note(format!("its sides have edits: {}{more}", lost.join(", "))),
        // The digests of two merged files do not show which part is an edit and which is from a plugin.
        (false, false) => diagnostic
            .note(format!("its sides have parts that would be lost: {}{more}", lost.join(", ")))
            .note(format!("they were generated with plugins that are not selected now: {}", left_out.join(", ")))
            .help("or select those plugins as well, in your code or with --plugins, and run this again"),
    };
    let take = format!("git checkout --ours -- {}", source.name);
    Err(diagnostic
        .help(format!(
            "or take one side, without what only the other has, and write it again: {take} && sigma-schema gen"
        ))
        .help("or drop all of them: sigma-schema gen --force"))
}
