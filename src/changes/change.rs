//! A change between two schemas: its code, its parts, its sentence and its diagnostic. Never compares anything.

use crate::diagnostic::code::Impact;
use crate::diagnostic::{Code, Diagnostic, Span};

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its code.
    pub code: &'static Code,
    /// The table's name in the new schema, or in the old one if it is gone. Empty for a change of the whole schema.
    pub table: String,
    /// The kind of its member.
    pub kind: MemberKind,
    /// The field or the index, by its name in the new schema, or else in the old one.
    pub member: Option<String>,
    /// The old state.
    pub before: Option<String>,
    /// The new state.
    pub after: Option<String>,
    /// Further notes.
    pub notes: Vec<String>,
    /// Its location, if it is more exact than table and member.
    pub span: Option<Span>,
}

/// The kind of the member of a table that changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MemberKind {
    /// The table itself, or the whole schema.
    #[default]
    Table,
    /// A field, or the documents of a table that are not plain objects of fields.
    Field,
    /// An index.
    Index,
    /// A search index.
    SearchIndex,
    /// A vector index.
    VectorIndex,
}

impl MemberKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Field => "field",
            Self::Index => "index",
            Self::SearchIndex => "search index",
            Self::VectorIndex => "vector index",
        }
    }
}

impl Change {
    /// Whether it has this impact.
    pub fn is(&self, impact: Impact) -> bool {
        self.impact() == impact
    }

    /// Its impact on a push.
    pub fn impact(&self) -> Impact {
        self.code.impact.unwrap_or(Impact::Unknown)
    }

    /// A sentence without a full stop.
    pub fn sentence(&self) -> String {
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        // A refused part has its own sentence.
        if self.code.sentence.is_empty() {
            return after.unwrap_or(self.code.summary).to_owned();
        }
        let change = match (before, after) {
            (Some(before), Some(after)) => format!("from {before} to {after}"),
            (before, after) => before.or(after).unwrap_or_default().to_owned(),
        };
        let sentence = [
            ("{table}", self.table.as_str()),
            ("{member}", self.member.as_deref().unwrap_or_default()),
            ("{what}", &self.what()),
            ("{before}", before.unwrap_or_default()),
            ("{after}", after.unwrap_or_default()),
            ("{change}", &change),
        ];
        fill(self.code.sentence, &sentence).replace(" ()", "")
    }

    /// The name of the member, with its kind.
    fn what(&self) -> String {
        match (&self.member, self.table.as_str()) {
            (Some(member), _) => format!("{} `{member}`", self.kind.word()),
            (None, "") => "several tables".to_owned(),
            (None, table) => match self.kind {
                MemberKind::Field => "the document".to_owned(),
                _ => format!("table `{table}`"),
            },
        }
    }

    /// The change as a diagnostic, with its steps as helps. `component` is the component's name.
    pub fn diagnostic(&self, component: &str) -> Diagnostic {
        // On its own, a sentence about a member does not name its table.
        let message = match &self.member {
            Some(_) if !self.code.sentence.is_empty() => format!("table `{}`: {}", self.table, self.sentence()),
            _ => self.sentence(),
        };
        let mut diagnostic = Diagnostic::new(self.code, message).at_opt(self.span.as_ref());
        diagnostic.subject.component = Some(component.to_owned());
        diagnostic.subject.table = Some(self.table.clone()).filter(|table| !table.is_empty());
        diagnostic.subject.member.clone_from(&self.member);
        if !self.is(Impact::Safe) {
            diagnostic.notes.push(self.code.explanation.to_owned());
            let steps = self.steps(component);
            diagnostic.helps =
                steps.iter().enumerate().map(|(number, step)| format!("{}. {step}", number + 1)).collect();
        }
        diagnostic.notes.extend(self.notes.iter().cloned());
        diagnostic
    }
}

/// A text with each name in braces replaced, once and from left to right, so that no replacement is searched again.
pub(super) fn fill(text: &str, names: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        match names.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, value)) => {
                filled.push_str(value);
                rest = &rest[name.len()..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled + rest
}
