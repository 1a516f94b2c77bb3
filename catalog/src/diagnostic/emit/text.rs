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

/// One frame per source, in the order in which sources come. A source that must not be shown has locations only.
fn frames<'a>(marks: impl Iterator<Item = (AnnotationKind, &'a Span, &'a str)>) -> Vec<Element<'a>> {
    let mut hidden: Vec<Element<'a>> = Vec::new();
    let mut all: Vec<(&str, Snippet<'a, Annotation<'a>>)> = Vec::new();
    for (kind, span, label) in marks {
        let name = span.source.name.as_str();
        if span.source.is_hidden {
            let origin = Origin::path(visible(name)).line(span.line()).char_column(span.column());
            hidden.push(origin.into());
            continue;
        }
        let mark = kind.span(span.range.clone());
        let mark = if label.is_empty() { mark } else { mark.label(label) };
        match all.iter().position(|(other, _)| *other == name) {
            Some(at) => {
                let (name, snippet) = all.remove(at);
                all.insert(at, (name, snippet.annotation(mark)));
            }
            None => {
                all.push((name, Snippet::source(framed(&span.source.text)).path(visible(name)).annotation(mark)));
            }
        }
    }
    all.into_iter().map(|(_, snippet)| snippet.into()).chain(hidden).collect()
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

    #[test]
    fn samples_as_text() {
        let shown: Vec<String> = samples::all().iter().map(|diagnostic| render(diagnostic, false) + "\n").collect();
        samples::assert_matches("text", &shown.join("\n"));
    }
}
