//! Diagnostics in each format, one file per format. Every format shows the code, the message, the location, notes and
//! helps, and escapes text of a project for its target.

pub mod github;
pub mod json;
pub mod markdown;
pub mod sarif;
pub mod shell;
pub mod text;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod samples;

use std::borrow::Cow;

use super::Diagnostic;

/// Text of a project in one line for people: control and bidirectional characters and line ends are written out, so
/// that they cannot change how the lines around them look, or add one.
pub fn visible(text: &str) -> String {
    written_out(text, |_| false)
}

/// The lines of a file for people. As [`visible`], but line ends and tabs stay, and no line is a command to a GitHub
/// runner, which executes `::name::` at the start of a line.
pub fn visible_lines(text: &str) -> String {
    let line = |line: &str| {
        let shown = written_out(line, |character| matches!(character, '\n' | '\t'));
        match shown.trim_start().strip_prefix("::") {
            Some(rest) => format!("{}\\u{{3a}}:{rest}", &shown[..shown.len() - shown.trim_start().len()]),
            None => shown,
        }
    };
    text.split_inclusive('\n').map(line).collect()
}

fn written_out(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if stays(character) => shown.push(character),
            // A GitHub runner executes `##[name]` wherever it is on a line.
            '[' if shown.ends_with("##") => shown.push_str("\\u{5b}"),
            _ if is_invisible(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

/// The words under the marked text, and the other places of a diagnostic with their words, one line each: for formats that
/// show no source.
fn marks(diagnostic: &Diagnostic) -> Vec<String> {
    let primary = Some(&diagnostic.label).filter(|label| !label.is_empty()).cloned();
    let others = diagnostic.labels.iter().map(|(span, label)| match label.as_str() {
        "" => span.to_string(),
        label => format!("{label} ({span})"),
    });
    primary.into_iter().chain(others).collect()
}

/// A document as JSON that a terminal and a log can show: the same data, with invisible characters escaped.
pub(super) fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '\n' => shown.push(character),
            '[' if shown.ends_with("##") => shown.push_str("\\u005b"),
            _ if is_invisible(character) => {
                let mut units = [0; 2];
                shown.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
            }
            _ => shown.push(character),
        }
    }
    shown
}

/// Characters that control a terminal or the direction of text, that nobody sees, or that XML refuses, and line ends that
/// only some programs recognize.
fn is_invisible(character: char) -> bool {
    let is_steering = matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e01ef}'
    );
    is_steering || character.is_control()
}

/// A diagnostic as it may be shown. If one of its spans is in a text that must not be shown, all that may quote that
/// text is left out: the code and the location remain.
pub fn shown(diagnostic: &Diagnostic) -> Cow<'_, Diagnostic> {
    let spans = diagnostic.span.iter().chain(diagnostic.labels.iter().map(|(span, _)| span));
    let Some(hidden) = spans.map(|span| &span.source).find(|source| source.is_hidden) else {
        return Cow::Borrowed(diagnostic);
    };
    let note = format!("{} is outside of the project, so its content is not shown", hidden.name);
    let mut shown = Diagnostic::new(diagnostic.code, diagnostic.code.summary).with_severity(diagnostic.severity);
    shown.span.clone_from(&diagnostic.span);
    shown.labels = diagnostic.labels.iter().map(|(span, _)| (span.clone(), String::new())).collect();
    shown.subject.component.clone_from(&diagnostic.subject.component);
    Cow::Owned(shown.note(note).help(format!("for the fix, run `sigma-schema explain {}`", diagnostic.code.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_written_out() {
        let cases = [
            ("plain é 日本", "plain é 日本"),
            ("a\nb\tc", "a\\u{a}b\\u{9}c"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\rb", "a\\u{d}b"),
            ("##[error]x", "##\\u{5b}error]x"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
        }
        assert_eq!(visible_lines("\ta\n  ::error::x\r\n"), "\ta\n  \\u{3a}:error::x\\u{d}\n");
    }

    #[test]
    fn escaped_json_is_the_same_data() {
        let value = serde_json::json!({ "a\u{202e}": "##[x]\u{e0041}\u{85}\n\"" });
        let shown = visible_json(&value.to_string());
        assert!(shown.is_ascii() && !shown.contains("##["), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), Some(value));
    }
}
