//! What programs read: the one JSON document of a run, and annotations for what stops it. Whatever the exit code, a run with
//! `--format json` prints one document, and one with `--format github` names what is wrong; warnings are part of both.

use serde_json::{Value as Json, json};

use super::flags::FindingFormat;
use crate::report::github::{Level, annotation};
use crate::report::{Problem, Problems, Severity};

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
    pub(super) fn failure(self, problems: &Problems) -> String {
        match self {
            Self::Person => String::new(),
            Self::Json => document(Vec::new(), problems),
            Self::Github => all_annotated(problems),
        }
    }
}

/// What a run prints: what was printed of each component, or the document of all, and what was said beside that.
pub(super) fn of_run(format: FindingFormat, printed: String, components: Vec<Json>, warnings: &Problems) -> String {
    match format {
        FindingFormat::Text => printed,
        FindingFormat::Json => document(components, warnings),
        FindingFormat::Github => printed + &all_annotated(warnings),
        FindingFormat::Markdown => printed + &listed(warnings),
    }
}

/// The document of a run: what there is of each component, and what was said beside that.
pub(super) fn document(components: Vec<Json>, diagnostics: &Problems) -> String {
    let diagnostics: Vec<Json> = diagnostics.0.iter().map(diagnostic).collect();
    format!("{:#}\n", json!({ "components": components, "diagnostics": diagnostics }))
}

/// A problem with all that its text shows.
pub(super) fn diagnostic(problem: &Problem) -> Json {
    json!({
        "severity": match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": problem.title,
        "at": problem.place.as_ref().map(|(place, _)| place.to_string()),
        "notes": problem.notes,
        "helps": problem.helps,
    })
}

/// A problem as an annotation, with its notes and helps.
pub(super) fn annotated(problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    };
    let place = problem.place.as_ref().map(|(place, _)| place);
    annotation(level, place, "", &problem.title, &advice(problem))
}

/// The notes and helps of a problem.
pub(super) fn advice(problem: &Problem) -> Vec<String> {
    [problem.notes.as_slice(), &problem.helps].concat()
}

/// Problems as annotations.
pub(super) fn all_annotated(problems: &Problems) -> String {
    problems.0.iter().map(annotated).collect()
}

/// The warnings of a run as a list in markdown, or nothing.
pub(super) fn listed(warnings: &Problems) -> String {
    if warnings.0.is_empty() {
        return String::new();
    }
    format!("\nWarnings:\n\n{}", warnings.0.iter().map(item).collect::<String>())
}

/// A problem as an item of a list in markdown.
pub(super) fn item(problem: &Problem) -> String {
    let place = problem.place.as_ref().map(|(place, _)| format!(" (`{place}`)"));
    format!("- {}{}\n", problem.title, place.unwrap_or_default())
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
