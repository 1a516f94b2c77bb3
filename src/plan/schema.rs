//! What becomes of an existing schema.ts.

use std::sync::Arc;

use crate::diff::loss::{losses, losses_of_part};
use crate::generate::Generated;
use crate::report::{Problem, Problems, Source};
use crate::typescript::parse::schema_file;

/// What becomes of it.
#[derive(Clone, Debug)]
pub enum Plan {
    /// It is written.
    Write,
    /// It is as it is generated, layout aside.
    Same,
    /// It has something that would be lost.
    Refused(Problems),
}

/// Decides about schema.ts. Fails if it cannot be read as TypeScript.
///
/// A file that says and holds the same is left as it is, however it is laid out: a formatter is no editor.
/// One that is ours and was not edited since is replaced; of any other, nothing may be lost. `is_part` says that a schema.ts
/// spreads the file: then its header is no edit, whoever wrote it.
pub fn plan(existing: Option<&Arc<Source>>, generated: &Generated, is_part: bool) -> Result<Plan, Problem> {
    let Some(source) = existing else { return Ok(Plan::Write) };
    if source.text == generated.schema_text {
        return Ok(Plan::Same);
    }
    let existing =
        schema_file(source).map_err(|problem| problem.help("correct it, remove it, or let it be replaced: --force"))?;
    if existing.is_generated() {
        let is_same = existing.says(&generated.header) && existing.schema() == generated.schema;
        return Ok(if is_same { Plan::Same } else { Plan::Write });
    }
    let losses = if is_part { losses_of_part } else { losses }(&existing, &generated.schema);
    if losses.is_empty() {
        return Ok(Plan::Write);
    }
    let told = losses.iter().map(|loss| Problem::error(format!("{} would be lost", loss.what)).at(&loss.place, ""));
    let mut problems: Problems = told.collect();
    let title = format!("nothing was written: {} has edits that the generated file does not have", source.name);
    problems.push(
        Problem::error(title)
            .help("keep all of them: sigma-schema adopt")
            .help("drop all of them: sigma-schema gen --force"),
    );
    Ok(Plan::Refused(problems))
}
