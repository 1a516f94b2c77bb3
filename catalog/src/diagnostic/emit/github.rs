//! A diagnostic as an annotation of a GitHub workflow: `::warning file=...,line=...::message`
//! (docs.github.com/actions/reference/workflow-commands).

use super::{marks, shown, visible};
use crate::diagnostic::Diagnostic;

/// An annotation, with a final line end; one without a span belongs to the run.
pub fn annotation(diagnostic: &Diagnostic) -> String {
    let diagnostic = &*shown(diagnostic);
    let title = format!("{} {}", diagnostic.code.id, diagnostic.code.name);
    let place = match &diagnostic.span {
        Some(span) => {
            let start = format!("file={},line={},col={}", property(&span.source.name), span.line(), span.column());
            format!(" {start},title={}", property(&title))
        }
        None => format!(" title={}", property(&title)),
    };
    let marks = marks(diagnostic);
    let message = std::slice::from_ref(&diagnostic.message);
    let lines = [message, &marks, &diagnostic.notes, &diagnostic.helps];
    format!(
        "::{}{place}::{}\n",
        diagnostic.severity.word(),
        lines.concat().iter().map(|line| data(line)).collect::<Vec<_>>().join("%0A")
    )
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn samples_as_annotations() {
        let shown: String = samples::all().iter().map(annotation).collect();
        assert!(shown.lines().all(|line| line.starts_with("::") && line.matches("::").count() >= 2), "{shown}");
        samples::assert_matches("github", &shown);
    }
}
