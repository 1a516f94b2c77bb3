//! What programs read: the one JSON document of a run, and annotations for what stops it. Whatever the exit code, a run with
//! `--format json` prints one document, and one with `--format github` names what is wrong; warnings are part of both.

use serde_json::{Value as Json, json};

use super::flags::FindingFormat;
use crate::diagnostic::github::{Level, annotation};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// Who reads what a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person.
    Person,
    /// A program that takes JSON.
    Json,
    /// A GitHub workflow.
    Github,
}

impl Reader {
    /// The reader that arguments name, for a command line that could not be parsed.
    pub(super) fn of_arguments(arguments: &[String]) -> Self {
        let words = arguments.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
        let after = words.filter(|(flag, _)| *flag == "--format").map(|(_, format)| format);
        let within = arguments.iter().filter_map(|word| word.strip_prefix("--format="));
        match after.chain(within).last() {
            Some("json") => Self::Json,
            Some("github") => Self::Github,
            _ if arguments.iter().any(|word| word == "--json") => Self::Json,
            _ => Self::Person,
        }
    }

    /// What is printed of a run that ends with these problems and nothing else.
    pub(super) fn failure(self, diagnostics: &Diagnostics) -> String {
        match self {
            Self::Person => String::new(),
            Self::Json => document(Vec::new(), diagnostics),
            Self::Github => all_annotated(diagnostics),
        }
    }
}

/// What a run prints: what was printed of each component, or the document of all, and what was said beside that.
pub(super) fn of_run(format: FindingFormat, printed: String, components: Vec<Json>, warnings: &Diagnostics) -> String {
    match format {
        FindingFormat::Text => printed,
        FindingFormat::Json => document(components, warnings),
        FindingFormat::Github => printed + &all_annotated(warnings),
        FindingFormat::Markdown => printed + &listed(warnings),
    }
}

/// The document of a run: what there is of each component, and what was said beside that.
pub(super) fn document(components: Vec<Json>, diagnostics: &Diagnostics) -> String {
    let diagnostics: Vec<Json> = diagnostics.0.iter().map(diagnostic).collect();
    format!("{:#}\n", json!({ "components": components, "diagnostics": diagnostics }))
}

/// A problem with all that its text shows.
pub(super) fn diagnostic(diagnostic: &Diagnostic) -> Json {
    json!({
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": diagnostic.title,
        "at": diagnostic.span.as_ref().map(|(span, _)| span.to_string()),
        "notes": diagnostic.notes,
        "helps": diagnostic.helps,
    })
}

/// A problem as an annotation, with its notes and helps.
pub(super) fn annotated(diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    };
    let span = diagnostic.span.as_ref().map(|(span, _)| span);
    annotation(level, span, "", &diagnostic.title, &advice(diagnostic))
}

/// The notes and helps of a problem.
pub(super) fn advice(diagnostic: &Diagnostic) -> Vec<String> {
    [diagnostic.notes.as_slice(), &diagnostic.helps].concat()
}

/// Problems as annotations.
pub(super) fn all_annotated(diagnostics: &Diagnostics) -> String {
    diagnostics.0.iter().map(annotated).collect()
}

/// The warnings of a run as a list in markdown, or nothing.
pub(super) fn listed(warnings: &Diagnostics) -> String {
    if warnings.0.is_empty() {
        return String::new();
    }
    format!("\nWarnings:\n\n{}", warnings.0.iter().map(item).collect::<String>())
}

/// A problem as an item of a list in markdown.
pub(super) fn item(diagnostic: &Diagnostic) -> String {
    let span = diagnostic.span.as_ref().map(|(span, _)| format!(" (`{span}`)"));
    format!("- {}{}\n", diagnostic.title, span.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_of_a_command_line_that_is_wrong() {
        let cases = [
            (vec!["check", "--format", "json", "--wrong"], Reader::Json),
            (vec!["check", "--wrong", "--format=github"], Reader::Github),
            (vec!["info", "--json", "--wrong"], Reader::Json),
            (vec!["check", "--format", "markdown"], Reader::Person),
            (vec!["check", "--format"], Reader::Person),
            (vec![], Reader::Person),
        ];
        for (arguments, expected) in cases {
            let words: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(Reader::of_arguments(&words), expected, "{arguments:?}");
        }
    }
}
