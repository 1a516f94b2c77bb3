//! Diagnostics about unknown values: the value, its owner, and what it depends on.

use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
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
    /// The code of an uncertain option, which is assumed unless that stops the command.
    pub(super) fn option(self) -> &'static Code {
        if self.0 { &codes::OPTION_UNDETERMINED } else { &codes::OPTION_ASSUMED }
    }

    /// The diagnostic of something uncertain, with the assumption that follows it unless that stops the command.
    pub(super) fn uncertain(self, code: &'static Code, fact: &str, assumption: &str) -> Diagnostic {
        match self.0 {
            true => Diagnostic::new(code, fact)
                .with_severity(Severity::Error)
                .help("make it the same in every deployment, or leave --strict out"),
            false => Diagnostic::new(code, format!("{fact}; {assumption}")),
        }
    }
}

impl<'s> Assumptions<'s> {
    pub(super) fn of(owner: &'s str, strict: Strictness) -> Self {
        Self { strict, owner, found: Vec::new() }
    }
}

/// The error for an unknown value that decides about tables. `form` is the reason if the value itself is known.
pub(super) fn unknown_value(value: &Tree, form: &'static str, what: &str, owner: &str) -> Diagnostic {
    let origin = value.origin(form);
    if let Reason::Unreadable(diagnostic) = &origin.reason {
        return diagnostic.as_ref().clone().note(format!("{what} of `{owner}` comes from this module"));
    }
    let title = format!("cannot determine {what} of `{owner}` statically");
    with_origin(Diagnostic::new(&codes::OPTION_UNDETERMINED, title).at(&value.span, ""), &value.span, &origin)
        .help("write it as a constant, or set it in sigma-schema.json (docs/config.md)")
}

/// The diagnostic at the condition that causes it.
pub(super) fn because_of(diagnostic: Diagnostic, condition: &TreeCondition) -> Diagnostic {
    with_origin(diagnostic.at(&condition.span, ""), &condition.span, &condition.origin)
}

/// The diagnostic with a note about what an unknown value at `span` depends on, and the place of that if it is elsewhere.
pub(super) fn with_origin(diagnostic: Diagnostic, span: &Span, origin: &Origin) -> Diagnostic {
    let is_here = origin.span.source == span.source && origin.span.range.start == span.range.start;
    let diagnostic = diagnostic.note(format!("depends on {}", origin.reason));
    if is_here { diagnostic } else { diagnostic.and_at(&origin.span.first_line(), "depends on this") }
}
