//! A whole schema.ts held against Convex's rules, for every command that judges one: what is refused, what is worth a
//! warning, and what no answer can be given about.

use super::Session;
use crate::convex::rules::{Refusal, refusals};
use crate::convex::spanned::{SpannedSchema, SpannedTable, Unread};
use crate::diagnostic::codes::coverage;
use crate::diagnostic::{Diagnostic, Span};

/// What Convex refuses in a whole schema. What it accepts against its documentation, and what cannot be determined, becomes
/// a warning of the run.
pub(super) fn refused(session: &mut Session, whole: &SpannedSchema) -> Vec<Refusal> {
    let (errors, warnings): (Vec<_>, Vec<_>) = refusals(whole).into_iter().partition(|refusal| refusal.is_error());
    // Of the generated tables it has been said.
    let is_new = |diagnostic: &Diagnostic| !session.warnings.0.iter().any(|said| said.message == diagnostic.message);
    let warnings: Vec<Diagnostic> = warnings.into_iter().map(|refusal| refusal.diagnostic).filter(is_new).collect();
    session.warnings.extend(warnings);
    errors
}

/// Fails if a table of Better Auth has an index that cannot be determined: nothing can be said about its lookups then. One
/// that Convex refuses is known to serve none.
pub(super) fn determined(whole: &SpannedSchema, is_needed: impl Fn(&str) -> bool) -> Result<(), Diagnostic> {
    let tables = whole.tables.iter().filter(|spanned| is_needed(&spanned.table.name));
    let mut unread = tables.flat_map(|spanned| spanned.unread.iter().map(move |unread| (spanned, unread)));
    // A query needs the fields of an index, and not its name.
    let is_known = |spanned: &SpannedTable, span: &Span| {
        spanned.possible.iter().any(|possible| !possible.index.is_staged && possible.span == *span)
    };
    let is_open = |spanned: &SpannedTable, unread: &Unread| unread.may_serve() && !is_known(spanned, &unread.span);
    let Some((spanned, unread)) = unread.find(|(spanned, unread)| is_open(spanned, unread)) else { return Ok(()) };
    let title = format!("cannot determine an index of `{}` statically", spanned.table.name);
    let help = match spanned.may_be_absent(&unread.span) {
        true => "add it outside of conditions and loops",
        false => "write its name and its fields out",
    };
    Err(Diagnostic::new(&coverage::SCHEMA_UNDETERMINED, title)
        .about(&spanned.table.name)
        .at(&unread.span.first_line(), "")
        .help(help))
}
