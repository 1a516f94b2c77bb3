//! A whole schema.ts held against Convex's rules, for every command that judges one: what is refused, what is worth a
//! warning, and what no answer can be given about.

use super::setup::Setup;
use crate::report::{Place, Problem};
use crate::schema::placed::{PlacedSchema, PlacedTable, Unread};
use crate::schema::rules::{Refusal, refusals};

/// What Convex refuses in a whole schema. What it accepts against its documentation, and what cannot be determined, becomes
/// a warning of the run.
pub(super) fn refused(setup: &mut Setup<'_>, whole: &PlacedSchema) -> Vec<Refusal> {
    let (errors, warnings): (Vec<_>, Vec<_>) = refusals(whole).into_iter().partition(|refusal| refusal.is_error());
    // Of the generated tables it has been said.
    let is_new = |problem: &Problem| !setup.warnings.0.iter().any(|said| said.title == problem.title);
    let warnings: Vec<Problem> = warnings.into_iter().map(|refusal| refusal.problem).filter(is_new).collect();
    setup.warnings.extend(warnings);
    errors
}

/// Fails if a table of Better Auth has an index that cannot be determined: nothing can be said about its lookups then. One
/// that Convex refuses is known to serve none.
pub(super) fn determined(whole: &PlacedSchema, is_needed: impl Fn(&str) -> bool) -> Result<(), Problem> {
    let tables = whole.tables.iter().filter(|placed| is_needed(&placed.table.name));
    let mut unread = tables.flat_map(|placed| placed.unread.iter().map(move |unread| (placed, unread)));
    // A query needs the fields of an index, and not its name.
    let is_known = |placed: &PlacedTable, place: &Place| {
        placed.possible.iter().any(|possible| !possible.index.is_staged && possible.place == *place)
    };
    let is_open = |placed: &PlacedTable, unread: &Unread| unread.may_serve() && !is_known(placed, &unread.place);
    let Some((placed, unread)) = unread.find(|(placed, unread)| is_open(placed, unread)) else { return Ok(()) };
    let title = format!("an index of `{}` cannot be known without running your code", placed.table.name);
    let help = match placed.may_be_absent(&unread.place) {
        true => "add it outside of conditions and loops",
        false => "write its name and its fields out",
    };
    Err(Problem::error(title).at(&unread.place.first_line(), "").help(help))
}
