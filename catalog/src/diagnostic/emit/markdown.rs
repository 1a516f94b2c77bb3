//! A diagnostic as an item of a list in Markdown, for a comment on a pull request.

use super::{marks, visible};
use crate::diagnostic::Diagnostic;

/// An item, with its notes and helps below it and a final line end.
pub fn item(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.span.as_ref().map(|span| format!(" ({})", code(&span.to_string()))).unwrap_or_default();
    let head =
        format!("- **{}** {}: {}{place}\n", diagnostic.severity.word(), diagnostic.code.id, text(&diagnostic.message));
    let marks = marks(diagnostic).into_iter().map(|mark| format!("  - {}\n", text(&mark)));
    let notes = diagnostic.notes.iter().map(|note| format!("  - {}\n", text(note)));
    let helps = diagnostic.helps.iter().map(|help| format!("  - help: {}\n", text(help)));
    head + &marks.chain(notes).chain(helps).collect::<String>()
}

/// Text on one line in which only code between backticks is Markdown.
pub fn text(text: &str) -> String {
    let line = visible(text).replace(['\n', '\t'], " ");
    let mut shown = String::with_capacity(line.len());
    // Text between two backticks stays as it is; it cannot contain a backtick.
    let is_closed = line.matches('`').count().is_multiple_of(2);
    for (at, part) in line.split('`').enumerate() {
        if at > 0 {
            shown.push_str(if is_closed { "`" } else { "\\`" });
        }
        if is_closed && at % 2 == 1 {
            shown.push_str(part);
        } else {
            for character in part.chars() {
                match character {
                    '<' => shown.push_str("&lt;"),
                    '>' => shown.push_str("&gt;"),
                    '&' => shown.push_str("&amp;"),
                    '\\' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => shown.extend(['\\', character]),
                    '@' => shown.push_str("&#64;"),
                    _ => shown.push(character),
                }
            }
        }
    }
    shown
}

/// Text as code in one line, with as many backticks around it as it needs.
pub fn code(text: &str) -> String {
    let line = visible(text).replace(['\n', '\t'], " ");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// Text in a cell of a table.
pub fn cell(text: &str) -> String {
    let escaped = self::text(text);
    // Between backticks, too, a pipe ends the cell.
    let mut shown = String::with_capacity(escaped.len());
    let mut before = ' ';
    for character in escaped.chars() {
        if character == '|' && before != '\\' {
            shown.push('\\');
        }
        shown.push(character);
        before = character;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn samples_as_items() {
        let shown: String = samples::all().iter().map(item).collect();
        samples::assert_matches("markdown", &shown);
    }

    #[test]
    fn text_is_escaped() {
        let cases = [
            ("the index `by_a` of `t`", "the index `by_a` of `t`"),
            ("a_b <img> [x](javascript:y)", "a\\_b &lt;img&gt; \\[x\\](javascript:y)"),
            ("`a` and `b", "\\`a\\` and \\`b"),
            ("@team\n# x", "&#64;team \\# x"),
        ];
        for (given, expected) in cases {
            assert_eq!(text(given), expected);
        }
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(cell("`a | b` | c"), "`a \\| b` \\| c");
    }
}
