//! What Convex refuses in a schema, as changes: a push of it fails, whatever the data.

use super::changes::Change;
use super::codes::code;
use crate::schema::placed::PlacedSchema;
use crate::schema::rules::{Refusal, refusals};
use crate::schema::violation::Rule;

/// Everything in a schema that Convex refuses, each with its place as a note. What it accepts is left out.
pub fn refused(schema: &PlacedSchema) -> Vec<Change> {
    refusals(schema).into_iter().filter_map(change).collect()
}

fn change(refusal: Refusal) -> Option<Change> {
    let code = code(code_of(refusal.rule?))?;
    let problem = refusal.problem;
    let place = problem.place.map(|(place, _)| place);
    let at = place.iter().map(|place| format!("at {place}"));
    // What to do is in the steps of the code, but for a name that was meant.
    let near = problem.helps.into_iter().filter(|help| help.starts_with("did you mean"));
    Some(Change {
        code,
        table: refusal.table,
        part: refusal.part,
        before: None,
        after: Some(problem.title),
        notes: at.chain(problem.notes).chain(near).collect(),
        place,
    })
}

fn code_of(rule: Rule) -> &'static str {
    match rule {
        Rule::Name => "SS501",
        Rule::Duplicate => "SS502",
        Rule::Index => "SS503",
        Rule::Validator => "SS504",
        Rule::Limit => "SS505",
    }
}
