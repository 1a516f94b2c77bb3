//! The prose of a file: its text with everything else blanked out, so that offsets stay. Knows Markdown and Rust by how
//! code and strings begin and end, and nothing more of them.

use std::path::Path;

/// What is not prose; no white space, so that no phrase goes across it.
const BLANK: &str = "\0";

/// Whether a file of a folder has prose that users read.
pub(crate) fn has_prose(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "output") || ["md", "rs"].iter().any(|ending| has_ending(file, ending))
}

/// The text with what is not prose blanked out, byte by byte: code in Markdown, all but string literals in Rust up to its
/// tests. Other files are prose as a whole.
pub(crate) fn prose(text: &str, file: &Path) -> String {
    if has_ending(file, "md") {
        markdown(text)
    } else if has_ending(file, "rs") {
        rust(text)
    } else {
        text.to_owned()
    }
}

fn has_ending(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|extension| extension == ending)
}

fn markdown(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut is_fenced = false;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        if is_fence || is_fenced {
            is_fenced ^= is_fence;
            prose.push_str(&BLANK.repeat(line.len()));
            continue;
        }
        for (number, part) in line.split('`').enumerate() {
            if number > 0 {
                prose.push_str(BLANK);
            }
            if number % 2 == 0 { prose.push_str(part) } else { prose.push_str(&BLANK.repeat(part.len())) }
        }
    }
    prose
}

/// Whether a module of tests begins here, after which a file has no messages.
fn is_module_of_tests(rest: &str) -> bool {
    let Some(after) = rest.strip_prefix("#[cfg(test)]\n") else { return false };
    let item = after.lines().find(|line| !line.starts_with("#[")).unwrap_or_default();
    item.contains("mod ") && item.contains('{')
}

fn rust(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        // The length of what is not prose, and of the string literal's content behind it, if one begins here.
        let (code, content) = if is_module_of_tests(rest) {
            (rest.len(), None)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (rest.find("*/").map_or(rest.len(), |end| end + 2), None)
        } else if let Some(content) = rest.strip_prefix('"') {
            (1, Some(end_of_string(content)))
        } else if let Some(hashes) = raw_string(rest) {
            let begin = hashes + 2;
            let end = format!("\"{}", "#".repeat(hashes));
            (begin, rest[begin..].find(&end))
        } else {
            (char_literal(rest).unwrap_or(next.len_utf8()), None)
        };
        let end = code + content.unwrap_or(0);
        // The quote behind the content, so that it does not begin another literal.
        let quote = usize::from(content.is_some() && end < rest.len());
        prose.push_str(&BLANK.repeat(code));
        prose.push_str(&rest[code..end]);
        prose.push_str(&BLANK.repeat(quote));
        rest = &rest[end + quote..];
    }
    prose
}

/// The length of a string literal's content, from behind its opening quote.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' if !is_escaped => return at,
            _ => is_escaped = letter == '\\' && !is_escaped,
        }
    }
    text.len()
}

/// The number of hashes if a raw string begins here.
fn raw_string(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('r')?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a character literal that begins here; a lifetime is none.
fn char_literal(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('\'')?;
    let mut letters = rest.char_indices();
    let (_, first) = letters.next()?;
    if first == '\\' {
        letters.next();
        return rest[2..].find('\'').map(|end| end + 4);
    }
    letters.next().filter(|(_, second)| *second == '\'').map(|(at, _)| at + 2)
}
