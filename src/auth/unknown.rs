//! Diagnostics about what is unknown: which value, of which owner, and what it depends on.

use crate::diagnostic::{Diagnostic, Span};
use crate::js::reason::Reason;
use crate::js::tree::{Origin, Tree, TreeCondition};

/// Whether an assumption stops the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strictness(pub(super) bool);

/// Assumptions about unknown values of an owner: a plugin, or Better Auth itself.
pub(super) struct Assumptions<'s> {
    pub(super) strict: Strictness,
    pub(super) owner: &'s str,
    pub(super) found: Vec<Diagnostic>,
}

impl Strictness {
    /// The diagnostic of something uncertain, and what is assumed.
    pub(super) fn doubt(self, fact: &str, taken: &str) -> Diagnostic {
        match self.0 {
            true => Diagnostic::error(fact).help("make it the same in every deployment, or leave --strict out"),
            false => Diagnostic::warning(format!("{fact}, and is taken {taken}")),
        }
    }
}

impl<'s> Assumptions<'s> {
    pub(super) fn of(owner: &'s str, strict: Strictness) -> Self {
        Self { strict, owner, found: Vec::new() }
    }
}

/// The error of a value that decides about tables and is unknown, for a reason that it has itself.
pub(super) fn unknown_value(value: &Tree, form: &'static str, what: &str, owner: &str) -> Diagnostic {
    let origin = value.origin(form);
    if let Reason::Unreadable(diagnostic) = &origin.reason {
        return diagnostic.as_ref().clone().note(format!("{what} of `{owner}` comes from this module"));
    }
    let title = format!("{what} of `{owner}` cannot be known without running your code");
    with_origin(Diagnostic::error(title).at(&value.span, ""), &value.span, &origin)
        .help("write it out as a constant, or give it in sigma-schema.json (docs/config.md)")
}

/// A diagnostic at the condition that is the cause.
pub(super) fn because_of(diagnostic: Diagnostic, condition: &TreeCondition) -> Diagnostic {
    with_origin(diagnostic.at(&condition.span, ""), &condition.span, &condition.origin)
}

/// A diagnostic with a note about what something unknown depends on, and where that is, unless it is at `span`.
pub(super) fn with_origin(diagnostic: Diagnostic, span: &Span, origin: &Origin) -> Diagnostic {
    let is_here = origin.span.source == span.source && origin.span.range.start == span.range.start;
    match is_here {
        true => diagnostic.note(format!("it depends on {}", origin.reason)),
        false => diagnostic.note(format!("it depends on {}, at {}", origin.reason, origin.span)),
    }
}
