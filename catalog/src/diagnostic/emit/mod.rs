//! Diagnostics in each format, one file per format. Every format shows the code, the message, the location, notes and
//! helps, and escapes text of a project for its target.

pub mod github;
pub mod json;
pub mod markdown;
pub mod sarif;
pub mod text;

#[cfg(test)]
mod samples;

use crate::diagnostic::Diagnostic;

/// Text of a project in one line for people: control and bidirectional characters are written out, so that they cannot
/// change how the lines around them look.
pub fn visible(text: &str) -> String {
    if !text.chars().any(is_invisible) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
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

/// Characters that control a terminal or the direction of text, and line ends that only some programs recognize.
fn is_invisible(character: char) -> bool {
    let is_steering = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    );
    is_steering || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_written_out() {
        let cases = [
            ("plain é 日本", "plain é 日本"),
            ("a\nb\tc", "a\nb\tc"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\rb", "a\\u{d}b"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
        }
    }
}
