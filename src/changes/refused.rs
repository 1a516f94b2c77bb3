//! What Convex refuses in a schema, as changes: a push of it fails, whatever the data.

use super::change::{Change, MemberKind};
use crate::convex::rules::Refusal;
use crate::diagnostic::code::Impact;

/// What Convex refuses in a schema as a change, with its place as a note. None for what it accepts.
pub fn change(refusal: Refusal) -> Option<Change> {
    let Refusal { diagnostic, table, part, .. } = refusal;
    if diagnostic.code.impact != Some(Impact::Refused) {
        return None;
    }
    let at = diagnostic.span.iter().map(|span| format!("at {span}"));
    // What to do is in the steps of the code, except for a name that was probably meant.
    let near = diagnostic.helps.into_iter().filter(|help| help.starts_with("did you mean"));
    Some(Change {
        code: diagnostic.code,
        table,
        kind: MemberKind::Table,
        member: part,
        before: None,
        after: Some(diagnostic.message),
        notes: at.chain(diagnostic.notes).chain(near).collect(),
        span: diagnostic.span,
    })
}
