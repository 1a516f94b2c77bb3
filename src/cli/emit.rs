//! The output of a report, in each format.

use clap::ValueEnum;
use serde_json::Value as Json;

use super::terminal;
use crate::commands::documents::{Document, document};
use crate::commands::{Component, Report};
use crate::diagnostic::emit::json::{print as json, reported};
use crate::diagnostic::emit::{github, markdown, sarif};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Source};

/// The format of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[default]
    Text,
    Json,
    Github,
    Markdown,
    Sarif,
}

impl Format {
    /// The format that a command line requests, even if the rest of it is wrong.
    pub(super) fn of_arguments(arguments: &[String]) -> Self {
        let words = arguments.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
        let after = words.filter(|(flag, _)| *flag == "--format").map(|(_, format)| format);
        let within = arguments.iter().filter_map(|word| word.strip_prefix("--format="));
        after.chain(within).last().and_then(|word| Self::from_str(word, false).ok()).unwrap_or_default()
    }

    /// The output of a run that ends with these diagnostics and nothing else.
    pub(super) fn failure(self, diagnostics: &Diagnostics) -> String {
        match self {
            Self::Text => String::new(),
            Self::Markdown => listed(diagnostics),
            Self::Json => {
                json(&document(Document { components: Vec::<()>::new(), diagnostics: reported(&diagnostics.0) }))
            }
            Self::Github => diagnostics.0.iter().map(github::annotation).collect(),
            Self::Sarif => sarif::log(&diagnostics.0, env!("CARGO_PKG_VERSION")),
        }
    }

    /// The output of a result without diagnostics.
    pub(super) fn plain(
        self,
        text: impl FnOnce() -> String,
        markdown: impl FnOnce() -> String,
        document: &Json,
    ) -> String {
        match self {
            Self::Text => text(),
            Self::Json => json(document),
            Self::Markdown => markdown(),
            Self::Github | Self::Sarif => self.failure(&Diagnostics::default()),
        }
    }

    /// The output of a report.
    pub(super) fn report(self, report: &Report<Box<dyn Component>>) -> String {
        let components = report.components.iter();
        match self {
            Self::Text => {
                let texts: Vec<String> = components.map(|component| component.text(&terminal::rendered)).collect();
                texts.join(report.components.first().map_or("", |first| first.separator()))
            }
            Self::Json => {
                let findings: Vec<Diagnostic> = components.clone().flat_map(|component| component.findings()).collect();
                json(&document(Document {
                    components: components.map(|component| component.document()).collect(),
                    diagnostics: reported(findings.iter().chain(&report.diagnostics.0)),
                }))
            }
            Self::Github => {
                let all = components.flat_map(|component| shown(&**component));
                all.map(|diagnostic| github::annotation(&diagnostic)).collect::<String>()
                    + &self.failure(&report.diagnostics)
            }
            Self::Markdown => {
                let texts: Vec<String> = components.map(|component| component.markdown()).collect();
                let end = if texts.is_empty() || report.diagnostics.0.is_empty() { "" } else { "\n" };
                texts.join("\n") + end + &listed(&report.diagnostics)
            }
            Self::Sarif => {
                let all: Vec<Diagnostic> = components
                    .flat_map(|component| shown(&**component))
                    .chain(report.diagnostics.0.iter().cloned())
                    .collect();
                sarif::log(&all, env!("CARGO_PKG_VERSION"))
            }
        }
    }
}

/// Diagnostics as lists in Markdown, errors first, or an empty text.
fn listed(diagnostics: &Diagnostics) -> String {
    let list = |title: &str, is_error: bool| {
        let items = diagnostics.0.iter().filter(|one| (one.severity == Severity::Error) == is_error);
        let items: String = items.map(markdown::item).collect();
        (!items.is_empty()).then(|| format!("{title}:\n\n{items}"))
    };
    [list("Errors", true), list("Warnings", false)].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// What annotations and SARIF show of a component: findings and changes, those without a span at the start of its file.
fn shown(component: &dyn Component) -> impl Iterator<Item = Diagnostic> {
    let file = component.file().to_owned();
    component.findings().into_iter().chain(component.changes()).map(move |diagnostic| match diagnostic.span {
        None if !file.is_empty() => diagnostic.at(&Source::new(file.clone(), "").span(0..0), ""),
        _ => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_of_a_command_line_that_is_wrong() {
        let cases = [
            (vec!["check", "--format", "json", "--wrong"], Format::Json),
            (vec!["check", "--wrong", "--format=github"], Format::Github),
            (vec!["check", "--format", "sarif"], Format::Sarif),
            (vec!["check", "--format", "yaml"], Format::Text),
            (vec!["check", "--format"], Format::Text),
            (vec![], Format::Text),
        ];
        for (arguments, expected) in cases {
            let words: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(Format::of_arguments(&words), expected, "{arguments:?}");
        }
    }
}
