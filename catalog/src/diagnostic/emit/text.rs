//! A diagnostic as text, in the style of rustc: code and message, places with their lines, notes, help.

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};

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

/// A location to mark: its kind, its span and a few words.
type Mark<'a> = (AnnotationKind, &'a Span, &'a str);

/// One snippet per source, in the order in which sources come.
fn snippets<'a>(marks: impl Iterator<Item = Mark<'a>>) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut all: Vec<(&str, Vec<Mark<'a>>)> = Vec::new();
    for mark in marks {
        let name = mark.1.source.name.as_str();
        match all.iter_mut().find(|(other, _)| *other == name) {
            Some((_, marks)) => marks.push(mark),
            None => all.push((name, vec![mark])),
        }
    }
    all.into_iter().filter_map(|(name, marks)| Some(snippet(name, &marks.first()?.1.source.text, &marks))).collect()
}

/// The lines of a source with these marks. The renderer gets no others: it needs time and memory for each line.
fn snippet<'a>(name: &'a str, text: &'a str, marks: &[Mark<'a>]) -> Snippet<'a, Annotation<'a>> {
    let first = marks.iter().map(|(_, span, _)| span.range.start).min().unwrap_or_default().min(text.len());
    let last = marks.iter().map(|(_, span, _)| span.range.end).max().unwrap_or_default().min(text.len());
    // With one line before and after them, the ends of lines and of the text are as in the whole text.
    let start = text[..first].rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let end = text[last..].match_indices('\n').nth(1).map_or(text.len(), |(at, _)| last + at + 1);
    let line = text[..start].matches('\n').count() + 1;
    let mut snippet = Snippet::source(&text[start..end]).line_start(line).path(name);
    for (kind, span, label) in marks {
        let mark = kind.span(span.range.start - start..span.range.end - start);
        snippet = snippet.annotation(if label.is_empty() { mark } else { mark.label(*label) });
    }
    snippet
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
