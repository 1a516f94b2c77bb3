//! The kinds of diagnostics: the shape of a row in the table of codes ([`super::codes`]).

use super::Severity;

/// A kind of diagnostic. Each is a static in [`super::codes`], which code refers to by its Rust name; the id and the name
/// never change their meaning once they are released.
#[derive(Debug)]
pub struct Code {
    /// `SS` and three digits. The first digit is the group.
    pub id: &'static str,
    /// The name in kebab case, such as `field-removed`.
    pub name: &'static str,
    /// The usual severity; a diagnostic may differ from it, for example under `--strict`.
    pub severity: Severity,
    /// A sentence without a full stop, in lower case.
    pub summary: &'static str,
    /// Its meaning and the source of the rule, in a sentence or more.
    pub explanation: &'static str,
    /// The fix, step by step. In changes, `{table}`, `{field}`, `{component}` and `{migration}` are names.
    pub steps: &'static [&'static str],
    /// The sentence for one change, in which `{table}`, `{member}`, `{what}` (the member with its kind), `{before}`,
    /// `{after}` and `{change}` (both, or the one that exists) are placeholders. Empty for everything else.
    pub sentence: &'static str,
    /// The impact on a push, for changes and for violations of Convex's rules.
    pub impact: Option<Impact>,
    /// The kind of migration, for changes that need one.
    pub migration: Option<MigrationKind>,
}

/// Two codes are the same if their ids are.
impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// The impact of a change on a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Every document fits, and every query keeps working.
    Safe,
    /// Queries that use an index lose it.
    Lookups,
    /// Data stays in the database, but nothing can read it.
    Removal,
    /// The push fails if a document does not fit.
    Data,
    /// The push fails regardless of the documents.
    Refused,
    /// Unknown without running the code.
    Unknown,
}

impl Impact {
    /// All of them, the mildest first.
    pub const ALL: [Self; 6] = [Self::Safe, Self::Lookups, Self::Removal, Self::Data, Self::Refused, Self::Unknown];

    /// The word for it, as `--fail-on` and reports have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Lookups => "lookups",
            Self::Removal => "removal",
            Self::Data => "data",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// Its meaning, as a sentence without a full stop.
    pub fn description(self) -> &'static str {
        match self {
            Self::Safe => "every document fits, and every query keeps working",
            Self::Lookups => "the push passes; queries that use the index become slow, wrong past 200 rows, or throw",
            Self::Removal => "the push passes; the data stays in the database, but nothing can read it",
            Self::Data => "the push fails if one document does not fit: migrate the data first",
            Self::Refused => "the push fails regardless of the data: Convex refuses the schema",
            Self::Unknown => "the effect cannot be determined without running your code",
        }
    }

    /// The severity of a change of this impact.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Safe => Severity::Notice,
            Self::Lookups | Self::Unknown => Severity::Warning,
            Self::Removal | Self::Data | Self::Refused => Severity::Error,
        }
    }
}

/// The operation of a migration on each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationKind {
    /// Sets a field that is missing.
    Fill,
    /// Removes a field.
    Clear,
    /// Moves the value of one field to another.
    Move,
    /// Converts the value of a field.
    Convert,
    /// Creates a document in another table.
    Copy,
}

impl Code {
    /// A kind of change, with the severity of its impact.
    pub(super) const fn change(
        impact: Impact,
        id: &'static str,
        name: &'static str,
        summary: &'static str,
        explanation: &'static str,
        steps: &'static [&'static str],
    ) -> Self {
        Self { severity: impact.severity(), steps, impact: Some(impact), ..Self::error(id, name, summary, explanation) }
    }

    /// A kind of error.
    pub(super) const fn error(
        id: &'static str,
        name: &'static str,
        summary: &'static str,
        explanation: &'static str,
    ) -> Self {
        Self {
            id,
            name,
            severity: Severity::Error,
            summary,
            explanation,
            steps: &[],
            sentence: "",
            impact: None,
            migration: None,
        }
    }

    /// A kind of warning.
    pub(super) const fn warning(
        id: &'static str,
        name: &'static str,
        summary: &'static str,
        explanation: &'static str,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(id, name, summary, explanation) }
    }

    /// The same kind, with the sentence for one change.
    pub(super) const fn saying(self, sentence: &'static str) -> Self {
        Self { sentence, ..self }
    }

    /// The same kind, with a migration.
    pub(super) const fn migrated(self, migration: MigrationKind) -> Self {
        Self { migration: Some(migration), ..self }
    }

    /// The page of the documentation that explains it, with its anchor.
    pub fn page(&self) -> String {
        let page = if self.impact.is_some() { "changes" } else { "diagnostics" };
        format!("docs/{page}.md#{}-{}", self.id.to_lowercase(), self.name)
    }

    /// The steps without the names of one change.
    pub fn generic_steps(&self) -> impl Iterator<Item = String> {
        let generic = |step: &&str| {
            step.replace("`{table}`", "the table")
                .replace("`{field}`", "the field")
                .replace("{component}", "betterAuth")
                .replace("{migration}", "NAME")
        };
        self.steps.iter().map(generic)
    }
}
