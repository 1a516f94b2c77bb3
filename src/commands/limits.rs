//! The check of a whole schema.ts by Convex's rules, for every command that judges one: errors, warnings, and parts
//! that cannot be determined.

use super::Session;
use crate::convex::indexes::PlannedTable;
use crate::convex::lookups::depends_on_unknown;
use crate::convex::rules::{Refusal, refusals};
use crate::convex::spanned::SpannedSchema;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::coverage;

/// The violations of Convex's rules in a whole schema. Parts that it accepts against its documentation, and parts that
/// cannot be determined, become warnings of the run.
pub(super) fn refused(session: &mut Session, whole: &SpannedSchema) -> Vec<Refusal> {
    let (errors, warnings): (Vec<_>, Vec<_>) = refusals(whole).into_iter().partition(|refusal| refusal.is_error());
    // It is already reported about the generated tables.
    let is_new = |diagnostic: &Diagnostic| !session.warnings.0.iter().any(|said| said.message == diagnostic.message);
    let warnings: Vec<Diagnostic> = warnings.into_iter().map(|refusal| refusal.diagnostic).filter(is_new).collect();
    session.warnings.extend(warnings);
    errors
}

/// Fails if an index that may decide about a lookup of Better Auth cannot be determined. An index that Convex refuses
/// covers none.
pub(super) fn determined(whole: &SpannedSchema, planned: &[PlannedTable]) -> Result<(), Diagnostic> {
    let tables = whole.tables.iter().filter(|spanned| {
        let table = planned.iter().find(|planned| planned.table.name == spanned.name);
        table.is_some_and(|planned| depends_on_unknown(&planned.table, &spanned.usable_indexes()))
    });
    let mut unread = tables.flat_map(|spanned| spanned.unread.iter().map(move |unread| (spanned, unread)));
    let Some((spanned, unread)) = unread.find(|(_, unread)| unread.may_cover()) else { return Ok(()) };
    let title = format!("cannot determine an index of `{}` statically", spanned.name);
    let help = match unread.may_be_absent() {
        true => "add it outside of conditions and loops",
        false => "write out its name and fields",
    };
    Err(Diagnostic::new(&coverage::SCHEMA_UNDETERMINED, title)
        .about(&spanned.name)
        .at(&unread.span.first_line(), "")
        .help(help))
}
