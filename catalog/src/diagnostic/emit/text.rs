//! A diagnostic as text, in the style of rustc: code and message, places with their lines, notes, help.

use std::borrow::Cow;

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{is_invisible, shown, visible};
use crate::diagnostic::{Diagnostic, Severity, Span};

/// The text of one diagnostic, without a final line end.
///
/// `colour` adds terminal colours; everything else is the same.
pub fn render(diagnostic: &Diagnostic, colour: bool) -> String {
    let diagnostic = &*shown(diagnostic);
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
    let mut group =
        level.primary_title(message.as_str()).id(diagnostic.code.id).elements(std::iter::empty::<Element<'_>>());
    let primary = diagnostic.span.iter().map(|span| (AnnotationKind::Primary, span, label.as_str()));
    let others = diagnostic.labels.iter().zip(&labels);
    let others = others.map(|((span, _), label)| (AnnotationKind::Context, span, label.as_str()));
    for element in frames(primary.chain(others)) {
        group = group.element(element);
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

/// The longest part of a line in bytes that is shown before and after what is marked.
const MAX_LINE: usize = 2_000;

/// One frame per source, in the order in which sources come. A source that must not be shown has locations only; one
/// whose lines are too long has locations with their labels.
fn frames<'a>(marks: impl Iterator<Item = Mark<'a>>) -> Vec<Element<'a>> {
    let mut located: Vec<Element<'a>> = Vec::new();
    let locate = |span: &Span| Origin::path(visible(&span.source.name)).line(span.line()).char_column(span.column());
    let mut all: Vec<(&str, Vec<Mark<'a>>)> = Vec::new();
    for mark in marks {
        let (source, span) = (&mark.1.source, mark.1);
        let name = source.name.as_str();
        if source.is_hidden {
            located.push(locate(span).into());
            continue;
        }
        match all.iter_mut().find(|(other, _)| *other == name) {
            Some((_, marks)) => marks.push(mark),
            None => all.push((name, vec![mark])),
        }
    }
    let mut shown: Vec<Element<'a>> = Vec::new();
    for (name, marks) in all {
        match snippet(name, &marks) {
            Some(snippet) => shown.push(snippet.into()),
            None => {
                for (_, span, label) in marks {
                    located.push(locate(span).into());
                    if !label.is_empty() {
                        located.push(Level::NOTE.message(label).into());
                    }
                }
            }
        }
    }
    shown.into_iter().chain(located).collect()
}

/// The lines of a source with these marks, unless they are too long. The renderer gets no others: it needs time and
/// memory for each line.
fn snippet<'a>(name: &'a str, marks: &[Mark<'a>]) -> Option<Snippet<'a, Annotation<'a>>> {
    let text = &marks.first()?.1.source.text;
    let first = marks.iter().map(|(_, span, _)| span.range.start).min().unwrap_or_default().min(text.len());
    let last = marks.iter().map(|(_, span, _)| span.range.end).max().unwrap_or_default().min(text.len());
    // With one line before and after them, the ends of lines and of the text are as in the whole text.
    let start = text[..first].rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let end = text[last..].match_indices('\n').nth(1).map_or(text.len(), |(at, _)| last + at + 1);
    let end = end.min(text.ceil_char_boundary(last + MAX_LINE));
    if text[start..end].split('\n').any(|line| line.len() > 2 * MAX_LINE) {
        return None;
    }
    let line = text[..start].matches('\n').count() + 1;
    let mut snippet = Snippet::source(framed(&text[start..end])).line_start(line).path(visible(name));
    for (kind, span, label) in marks {
        let mark = kind.span(span.range.start - start..span.range.end - start);
        snippet = snippet.annotation(if label.is_empty() { mark } else { mark.label(*label) });
    }
    Some(snippet)
}

/// The text of a frame: characters that must not reach a terminal are replaced by others of the same length, so that
/// spans stay. ASCII control characters are left to the renderer, which shows a sign for each.
fn framed(text: &str) -> Cow<'_, str> {
    let is_bad = |c: char| is_invisible(c) && !c.is_ascii();
    if !text.contains(is_bad) && !text.contains("##[") {
        return text.into();
    }
    let sign = |c: char| match c.len_utf8() {
        2 => "\u{b7}",
        3 => "\u{fffd}",
        _ => "\u{fffd}.",
    };
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // A GitHub runner executes `##[name]` wherever it is on a line.
            '[' if shown.ends_with("##") => shown.push('('),
            _ if is_bad(character) => shown.push_str(sign(character)),
            _ => shown.push(character),
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::diagnostic::Source;
    use crate::diagnostic::codes::files::USAGE;

    /// A line of any length is shown around what is marked, or its location is.
    #[test]
    fn long_lines() {
        let source = Source::new("a.json", format!("x{}y{}\nz", "-".repeat(100_000), "+".repeat(100_000)));
        let shown = |at: usize| render(&Diagnostic::new(&USAGE, "m").at(&source.span(at..at + 1), "here"), false);
        let (start, middle) = (shown(0), shown(100_001));
        assert!(start.contains("\n1 | x---") && start.contains("^ here") && start.len() < 1_000, "{start}");
        assert!(middle.contains("--> a.json:1:100002") && middle.contains("note: here"), "{middle}");
        assert!(middle.len() < 1_000, "{middle}");
    }

    #[test]
    fn samples_as_text() {
        let shown: Vec<String> = samples::all().iter().map(|diagnostic| render(diagnostic, false) + "\n").collect();
        samples::assert_matches("text", &shown.join("\n"));
    }
}
