//! A diagnostic as text, in the style of rustc: code and message, places with their lines, notes, help.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::visible;
use crate::diagnostic::{Diagnostic, Severity, Span};

/// The text of one diagnostic, without a final line end.
///
/// `colour` adds terminal colours; everything else is the same.
pub fn render(diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE,
    };
    let message = visible(&diagnostic.message);
    let label = visible(&diagnostic.label);
    let labels: Vec<String> = diagnostic.labels.iter().map(|(_, label)| visible(label)).collect();
    let notes: Vec<String> = diagnostic.notes.iter().map(|note| visible(note)).collect();
    let helps: Vec<String> = diagnostic.helps.iter().map(|help| visible(help)).collect();
    let mut group = level
        .primary_title(message.as_str())
        .id(diagnostic.code.id)
        .elements(std::iter::empty::<annotate_snippets::Element<'_>>());
    let primary = diagnostic.span.iter().map(|span| (AnnotationKind::Primary, span, label.as_str()));
    let others = diagnostic.labels.iter().zip(&labels);
    let others = others.map(|((span, _), label)| (AnnotationKind::Context, span, label.as_str()));
    for snippet in snippets(primary.chain(others)) {
        group = group.element(snippet);
    }
    for note in &notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// One snippet per source, in the order in which sources come.
fn snippets<'a>(
    marks: impl Iterator<Item = (AnnotationKind, &'a Span, &'a str)>,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut all: Vec<(&str, Snippet<'a, annotate_snippets::Annotation<'a>>)> = Vec::new();
    for (kind, span, label) in marks {
        let mark = kind.span(span.range.clone());
        let mark = if label.is_empty() { mark } else { mark.label(label) };
        let name = span.source.name.as_str();
        match all.iter().position(|(other, _)| *other == name) {
            Some(at) => {
                let (name, snippet) = all.remove(at);
                all.insert(at, (name, snippet.annotation(mark)));
            }
            None => {
                all.push((name, Snippet::source(span.source.text.as_str()).path(name).annotation(mark)));
            }
        }
    }
    all.into_iter().map(|(_, snippet)| snippet).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn samples_as_text() {
        let shown: Vec<String> = samples::all().iter().map(|diagnostic| render(diagnostic, false) + "\n").collect();
        samples::assert_matches("text", &shown.join("\n"));
    }
}
