//! A diagnostic as an item of a list in Markdown, for a comment on a pull request.

use super::{marks, shown, visible, visible_lines};
use crate::diagnostic::Diagnostic;

/// An item, with its notes and helps below it and a final line end.
pub fn item(diagnostic: &Diagnostic) -> String {
    let diagnostic = &*shown(diagnostic);
    let place = diagnostic.span.as_ref().map(|span| format!(" ({})", code(&span.to_string()))).unwrap_or_default();
    let head =
        format!("- **{}** {}: {}{place}\n", diagnostic.severity.word(), diagnostic.code.id, text(&diagnostic.message));
    let marks = marks(diagnostic).into_iter().map(|mark| format!("  - {}\n", text(&mark)));
    let notes = diagnostic.notes.iter().map(|note| format!("  - {}\n", text(note)));
    let helps = diagnostic.helps.iter().map(|help| format!("  - help: {}\n", text(help)));
    head + &marks.chain(notes).chain(helps).collect::<String>()
}

/// The character that ends a link, a mention or a reference, and that nobody sees. GitHub looks for those in the finished
/// page, where other escapes are gone.
const BREAK: &str = "&#8203;";

/// Text on one line in which only code between backticks is Markdown: nothing is a link, HTML or a mention.
pub fn text(text: &str) -> String {
    let line = line(text);
    let mut shown = String::with_capacity(line.len());
    // Text between two single backticks is code and stays as it is. Of other backticks, Markdown makes other pairs.
    let is_code = !line.contains("``") && line.matches('`').count().is_multiple_of(2);
    for (at, part) in line.split('`').enumerate() {
        if at > 0 {
            shown.push_str(if is_code { "`" } else { "\\`" });
        }
        if is_code && at % 2 == 1 {
            shown.push_str(part);
        } else {
            escape(part, true, &mut shown);
        }
    }
    shown
}

/// Text on one line in an element of HTML, where no Markdown is recognized.
pub fn html(text: &str) -> String {
    let mut shown = String::new();
    escape(&line(text), false, &mut shown);
    shown
}

fn escape(text: &str, is_markdown: bool, shown: &mut String) {
    for (at, character) in text.char_indices() {
        match character {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '@' => shown.extend(["@", BREAK]),
            ':' if text[at..].starts_with("://") => shown.extend([":", BREAK]),
            '.' if is_after(&text[..at], "www") => shown.extend([BREAK, "."]),
            '-' if is_after(&text[..at], "gh") => shown.extend([BREAK, "-"]),
            '#' if !is_markdown => shown.extend(["#", BREAK]),
            '#' if text[at + 1..].starts_with(|c: char| c.is_ascii_digit()) => shown.extend(["\\#", BREAK]),
            '\\' | '#' | '*' | '_' | '[' | ']' | '|' | '!' | '~' if is_markdown => shown.extend(['\\', character]),
            _ => shown.push(character),
        }
    }
}

/// Whether a text ends with this word, in any case.
fn is_after(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len()).and_then(|start| text.get(start..));
    start.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Text as code in one line, with as many backticks around it as it needs.
pub fn code(text: &str) -> String {
    let line = line(text);
    let fence = "`".repeat(longest_run(&line) + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// A link, if the address is one of the web; else the title alone.
pub fn link(title: &str, address: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(c);
    match address.starts_with("https://") && address.chars().all(is_plain) {
        true => format!("[{}]({address})", cell(title)),
        false => cell(title),
    }
}

/// Text in a cell of a table.
pub fn cell(text: &str) -> String {
    pipes(&self::text(text))
}

/// Code in a cell of a table.
pub fn code_cell(text: &str) -> String {
    pipes(&code(text))
}

fn pipes(escaped: &str) -> String {
    // Between backticks, too, a pipe ends the cell, unless a backslash that is not escaped itself is before it.
    let mut shown = String::with_capacity(escaped.len());
    let mut is_escaped = false;
    for character in escaped.chars() {
        if character == '|' && !is_escaped {
            shown.push('\\');
        }
        shown.push(character);
        is_escaped = character == '\\' && !is_escaped;
    }
    shown
}

/// A text as a block of code, with a fence that is longer than any in it.
pub fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{}{end}{fence}\n", visible_lines(text))
}

fn line(text: &str) -> String {
    visible(&text.replace(['\n', '\t'], " "))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
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
            ("```<b>`", "\\`\\`\\`&lt;b&gt;\\`"),
            ("@team\n# x", "@&#8203;team \\# x"),
            ("#1 GH-1", "\\#&#8203;1 GH&#8203;-1"),
            ("http://a.b www.a.b", "http:&#8203;//a.b www&#8203;.a.b"),
        ];
        for (given, expected) in cases {
            assert_eq!(text(given), expected);
        }
        assert_eq!(html("`<b>` a_b @x #1"), "`&lt;b&gt;` a_b @&#8203;x #&#8203;1");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(link("a]", "https://a.b/c#d"), "[a\\]](https://a.b/c#d)");
        assert_eq!(link("a", "javascript:alert(1)"), "a");
        assert_eq!(cell(r"`a\| b` `\\|`"), r"`a\| b` `\\\|`");
        assert_eq!(fenced("ts", "```\n\u{1b}"), "````ts\n```\n\\u{1b}\n````\n");
        assert_eq!(cell("`a | b` | c"), "`a \\| b` \\| c");
    }
}
