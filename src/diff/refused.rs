//! What Convex refuses in a schema, as changes: a push of it fails, whatever the data.

use super::changes::Change;
use super::codes::code;
use crate::schema::rules::Refusal;
use crate::schema::violation::Rule;

/// What Convex refuses in a schema as a change, with its place as a note. None for what it accepts.
pub fn change(refusal: Refusal) -> Option<Change> {
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
