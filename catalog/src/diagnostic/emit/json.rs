//! A diagnostic as JSON, with everything that its text shows.

use serde::Serialize;

use super::{shown, visible_json};
use crate::diagnostic::model::{Fix, Subject};
use crate::diagnostic::{Diagnostic, Span};

/// A diagnostic, as every JSON document has it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    /// Its code, such as `SS203`.
    pub code: &'static str,
    /// The name of its code, such as `field-removed`.
    pub name: &'static str,
    /// `error`, `warning` or `notice`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["error", "warning", "notice"])))]
    pub severity: &'static str,
    /// The problem, in one sentence.
    pub message: String,
    /// Its location.
    pub span: Option<ReportedSpan>,
    /// A few words about the location.
    pub label: Option<String>,
    /// Related locations.
    pub labels: Vec<ReportedLabel>,
    /// Its causes or consequences.
    pub notes: Vec<String>,
    /// Instructions.
    pub helps: Vec<String>,
    /// Its subject.
    pub subject: ReportedSubject,
    /// A fix that can be applied without a decision.
    pub fix: Option<ReportedFix>,
    /// The page of the documentation that explains it.
    pub page: String,
}

/// A location in a file. Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct ReportedSpan {
    /// The file, relative to the working folder.
    pub file: String,
    /// The line of its start.
    pub line: usize,
    /// The column of its start.
    pub column: usize,
    /// The line of its end.
    pub end_line: usize,
    /// The column after its end.
    pub end_column: usize,
}

/// A related location, with a few words.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct ReportedLabel {
    /// The location.
    pub span: ReportedSpan,
    /// A few words.
    pub label: String,
}

/// The subject of a diagnostic.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct ReportedSubject {
    /// The component of the app.
    pub component: Option<String>,
    /// The table, by its name in the database.
    pub table: Option<String>,
    /// The field or index of the table.
    pub member: Option<String>,
}

/// The fix of a diagnostic.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ReportedFix {
    /// A command to run, from the folder of the app.
    Command {
        /// The command.
        command: String,
    },
    /// A text that replaces another one.
    Edit {
        /// The text that is replaced; empty for an insertion.
        span: ReportedSpan,
        /// The new text.
        text: String,
    },
}

impl From<&Span> for ReportedSpan {
    fn from(span: &Span) -> Self {
        let end = span.end();
        Self {
            file: span.source.name.clone(),
            line: span.line(),
            column: span.column(),
            end_line: end.line(),
            end_column: end.column(),
        }
    }
}

impl From<&Subject> for ReportedSubject {
    fn from(subject: &Subject) -> Self {
        let Subject { component, table, member } = subject.clone();
        Self { component, table, member }
    }
}

impl From<&Fix> for ReportedFix {
    fn from(fix: &Fix) -> Self {
        match fix {
            Fix::Command(command) => Self::Command { command: command.clone() },
            Fix::Edit { span, text } => Self::Edit { span: span.into(), text: text.clone() },
        }
    }
}

impl From<&Diagnostic> for Reported {
    fn from(diagnostic: &Diagnostic) -> Self {
        let diagnostic = &*shown(diagnostic);
        let label = |(span, label): &(Span, String)| ReportedLabel { span: span.into(), label: label.clone() };
        Self {
            code: diagnostic.code.id,
            name: diagnostic.code.name,
            severity: diagnostic.severity.word(),
            message: diagnostic.message.clone(),
            span: diagnostic.span.as_ref().map(Into::into),
            label: Some(diagnostic.label.clone()).filter(|label| !label.is_empty()),
            labels: diagnostic.labels.iter().map(label).collect(),
            notes: diagnostic.notes.clone(),
            helps: diagnostic.helps.clone(),
            subject: (&diagnostic.subject).into(),
            fix: diagnostic.fix.as_ref().map(Into::into),
            page: diagnostic.code.page(),
        }
    }
}

/// A document as text with a final line end, safe for a terminal.
pub fn print(document: &serde_json::Value) -> String {
    visible_json(&format!("{document:#}\n"))
}

/// A text as a string of JSON and of JavaScript, safe for a terminal.
pub fn quoted(text: &str) -> String {
    visible_json(&serde_json::Value::from(text).to_string())
}

/// Diagnostics as JSON shows them.
pub fn reported<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Vec<Reported> {
    diagnostics.into_iter().map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    #[allow(clippy::unwrap_used)]
    fn samples_as_json() {
        let text = serde_json::to_string_pretty(&reported(&samples::all())).unwrap();
        samples::assert_matches("json", &(text + "\n"));
    }
}
