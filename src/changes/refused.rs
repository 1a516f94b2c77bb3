//! The violations of Convex's rules as changes: a push fails regardless of the data.

use super::change::{Change, MemberKind};
use crate::convex::rules::Refusal;
use crate::diagnostic::code::Impact;
use crate::diagnostic::emit::shown;

/// A violation as a change, with its location as a note. None for a part that Convex accepts.
pub fn change(refusal: Refusal) -> Option<Change> {
    let Refusal { diagnostic, table, part, .. } = refusal;
    if diagnostic.code.impact != Some(Impact::Refused) {
        return None;
    }
    let diagnostic = shown(&diagnostic).into_owned();
    let at = diagnostic.span.iter().map(|span| format!("at {span}"));
    let others = diagnostic.labels.iter().map(|(span, label)| format!("{label} is at {span}"));
    // The fix is in the steps of the code, except for a suggested name.
    let near = diagnostic.helps.into_iter().filter(|help| help.starts_with("did you mean"));
    Some(Change {
        code: diagnostic.code,
        table,
        kind: MemberKind::Table,
        member: part,
        before: None,
        after: Some(diagnostic.message),
        notes: at.chain(others).chain(diagnostic.notes).chain(near).collect(),
        span: diagnostic.span,
    })
}
