//! A diagnostic as an annotation of a GitHub workflow: `::warning file=...,line=...::message`
//! (docs.github.com/actions/reference/workflow-commands).

use super::{shown, visible};
use crate::diagnostic::Diagnostic;

/// An annotation, with a final line end. `file` is for diagnostics without a span; if it is empty, the annotation is
/// for the run.
pub fn annotation(diagnostic: &Diagnostic, file: &str) -> String {
    let diagnostic = &*shown(diagnostic);
    let place = match &diagnostic.span {
        Some(span) => {
            let start = format!("file={},line={},col={}", property(&span.source.name), span.line(), span.column());
            format!(" {start},title={}", property(diagnostic.code.name))
        }
        None if file.is_empty() => format!(" title={}", property(diagnostic.code.name)),
        None => format!(" file={},title={}", property(file), property(diagnostic.code.name)),
    };
    let lines = [&diagnostic.message].into_iter().chain(&diagnostic.notes).chain(&diagnostic.helps);
    let lines: Vec<String> = lines.map(|line| data(line)).collect();
    format!("::{}{place}::{}\n", diagnostic.severity.word(), lines.join("%0A"))
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
        let shown: String = samples::all().iter().map(|diagnostic| annotation(diagnostic, "")).collect();
        assert!(shown.lines().all(|line| line.starts_with("::") && line.matches("::").count() >= 2), "{shown}");
        samples::assert_matches("github", &shown);
    }
}
