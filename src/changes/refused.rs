//! What Convex refuses in a schema, as changes: a push of it fails, whatever the data.

use super::codes::code;
use super::compare::Change;
use crate::convex::rules::Refusal;
use crate::convex::violation::Rule;

/// What Convex refuses in a schema as a change, with its place as a note. None for what it accepts.
pub fn change(refusal: Refusal) -> Option<Change> {
    let code = code(code_of(refusal.rule?))?;
    let diagnostic = refusal.diagnostic;
    let span = diagnostic.span.map(|(span, _)| span);
    let at = span.iter().map(|span| format!("at {span}"));
    // What to do is in the steps of the code, but for a name that was meant.
    let near = diagnostic.helps.into_iter().filter(|help| help.starts_with("did you mean"));
    Some(Change {
        code,
        table: refusal.table,
        part: refusal.part,
        before: None,
        after: Some(diagnostic.title),
        notes: at.chain(diagnostic.notes).chain(near).collect(),
        span,
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
