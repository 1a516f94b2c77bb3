//! Annotations of a GitHub workflow: `::warning file=...,line=...::message`
//! (docs.github.com/actions/reference/workflow-commands).

use super::Span;

/// How grave an annotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The check fails because of it.
    Error,
    /// It is only told.
    Warning,
    /// It is good to know.
    Notice,
}

/// An annotation, with a final line end. `file` stands where there is no place.
pub fn annotation(level: Level, span: Option<&Span>, file: &str, title: &str, lines: &[String]) -> String {
    let level = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    };
    let at = match span {
        Some(span) => {
            format!(" file={},line={},col={}", property(&span.source.name), span.line(), span.column())
        }
        // What is about no file belongs to the run.
        None if file.is_empty() => String::new(),
        None => format!(" file={}", property(file)),
    };
    let message = [&[title.to_owned()], lines].concat().join("\n");
    format!("::{level}{at}::{}\n", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
