//! A problem as text, in the style of rustc: title, place with its line, notes, help.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};

/// The text of one problem, without a final line end.
///
/// `colour` adds terminal colours; everything else is the same.
pub fn render(diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group =
        level.primary_title(diagnostic.title.as_str()).elements(std::iter::empty::<annotate_snippets::Element<'_>>());
    if let Some((span, label)) = &diagnostic.span {
        let mark = AnnotationKind::Primary.span(span.range.clone());
        let mark = if label.is_empty() { mark } else { mark.label(label.as_str()) };
        group =
            group.element(Snippet::source(span.source.text.as_str()).path(span.source.name.as_str()).annotation(mark));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for help in &diagnostic.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}
