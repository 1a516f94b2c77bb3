//! The words that users read: messages, help and documentation are held to plain English.
//!
//! A table says which words are left out, and what to write instead. Only prose is searched (`mask`): in Markdown what is
//! not code, in Rust what is in string literals. Never changes a file.

mod mask;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, root};

/// What is checked without arguments; a folder stands for all Markdown and Rust files below it. docs/plugins.md and
/// docs/changes.md are generated from `src` and `plugin-specs`.
const CHECKED: [&str; 8] =
    ["README.md", "CONTRIBUTING.md", "docs", "golden/help", "golden/errors", "src", "catalog/src", "xtask/src"];

/// Words that are left out, each with what to write instead. Case does not matter, and a space matches a line break.
const WORDS: [(&str, &str); 49] = [
    ("told", "reported"),
    ("is told", "is reported, is a warning, is an error"),
    ("tells of", "reports"),
    ("nothing says", "could not determine"),
    ("is there", "exists, is present"),
    ("are there", "exist, are present"),
    ("is not there", "is missing, does not exist"),
    ("that is there", "existing"),
    ("what is there", "existing data, what exists"),
    ("stands", "is written, is located, is"),
    ("stand", "are written, are located, are"),
    ("stood", "was written, was located, was"),
    ("somebody", "the user, another process"),
    ("somebody else", "another user, another program"),
    ("nobody", "no user; passive voice"),
    ("whoever", "the user, the caller"),
    ("of itself", "automatically, itself"),
    ("of your own", "your, custom"),
    ("of yours", "your, custom"),
    ("of its own", "its own, separate"),
    ("of their own", "their own, separate"),
    ("mend", "fix"),
    ("mends", "fixes, fix"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("cannot be known", "cannot be determined statically, is unknown"),
    ("cannot be told", "cannot be determined"),
    ("can be known", "can be determined"),
    ("taken in", "included"),
    ("is taken as", "is assumed to be"),
    ("are taken as", "are assumed to be"),
    ("is taken for", "is assumed to be, is treated as"),
    ("taking in", "including"),
    ("goes before", "takes precedence over"),
    ("go before", "take precedence over"),
    ("belong into", "belong in"),
    ("belongs into", "belongs in"),
    ("index for searching", "search index"),
    ("indexes for searching", "search indexes"),
    ("no TypeScript", "not valid TypeScript"),
    ("is no JSON", "is not JSON"),
    ("is no list", "is not a list"),
    ("is no number", "is not a number"),
    ("speaks of", "references, refers to"),
    ("speak of", "reference, refer to"),
    ("go together", "are compatible"),
    ("a line each", "one per line"),
    ("chore", "task"),
    ("chores", "tasks"),
];

/// A place where a word is used: line and column from 1, the word, what to write instead, and the line.
#[derive(Debug, PartialEq, Eq)]
struct Use<'t> {
    line: usize,
    column: usize,
    word: &'static str,
    instead: &'static str,
    text: &'t str,
}

/// Checks the given files and folders, or else those of the list. Fails with each use of a word.
pub(crate) fn check(paths: &[&str]) -> Result<(), Failure> {
    let mut files = Vec::new();
    for path in if paths.is_empty() { &CHECKED[..] } else { paths } {
        collect(&root().join(path), &mut files)?;
    }
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        // Without the way from xtask to the top of the repository.
        let path = file.strip_prefix(root()).unwrap_or(file).display();
        found.extend(uses(&text, &mask::prose(&text, file)).iter().map(|used| {
            let Use { line, column, word, instead, text } = used;
            format!("{path}:{line}:{column}: `{word}`: write: {instead}\n    {}", text.trim())
        }));
    }
    println!("{} files, {} words, {} uses", files.len(), WORDS.len(), found.len());
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}

/// The Markdown, Rust and golden output files at or below a path, in order.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(failed)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<Result<Vec<PathBuf>, _>>().map_err(failed)?;
    entries.sort();
    // The table itself names the words.
    entries.retain(|entry| entry.is_dir() || mask::has_prose(entry) && !entry.ends_with("words/mod.rs"));
    entries.iter().try_for_each(|entry| collect(entry, files))
}

/// The uses of words in a text, of which `prose` has only what is searched, at the same offsets; of two that overlap only
/// the first and longer one.
fn uses<'t>(text: &'t str, prose: &str) -> Vec<Use<'t>> {
    // Runs of white space, and a line continued in a string literal, are one space each.
    let mut letters: Vec<(usize, char)> = Vec::new();
    for (at, letter) in prose.char_indices() {
        let is_space = letter.is_whitespace() || (letter == '\\' && prose[at + 1..].starts_with('\n'));
        match letters.last() {
            Some((_, ' ')) if is_space => {}
            _ => letters.push((at, if is_space { ' ' } else { letter.to_ascii_lowercase() })),
        }
    }
    // A hyphen makes another word: a stand-in is none of these.
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '-';
    let is_inside = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|(_, letter)| is_letter(*letter));
    let (mut found, mut end_of_last) = (Vec::new(), 0);
    for start in (0..letters.len()).filter(|&start| !is_inside(start.checked_sub(1))) {
        let begins = |word: &str| {
            let mut expected = word.chars().map(|letter| letter.to_ascii_lowercase());
            let end = start + word.len();
            let part = letters.get(start..end).unwrap_or_default();
            part.len() == word.len()
                && part.iter().all(|(_, letter)| expected.next() == Some(*letter))
                && !is_inside(Some(end))
        };
        let longest = WORDS.iter().filter(|(word, _)| begins(word)).max_by_key(|(word, _)| word.len());
        if let Some((word, instead)) = longest.filter(|_| start >= end_of_last) {
            end_of_last = start + word.len();
            let at = letters[start].0;
            let from = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = text[..at].matches('\n').count() + 1;
            let column = text[from..at].chars().count() + 1;
            let whole = text[from..].lines().next().unwrap_or_default();
            found.push(Use { line, column, word, instead, text: whole });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_are_prose() {
        for (file, text, expected) in [
            ("a.md", "It is told.", &[(1, 4, "is told")][..]),
            ("a.md", "Untold\ntales, mended. Mend", &[(2, 8, "mended"), (2, 16, "mend")]),
            ("a.md", "is\nthere", &[(1, 1, "is there")]),
            ("a.md", "`told` and\n```\ntold\n```\nit mends", &[(5, 4, "mends")]),
            ("a.rs", "// told\nlet told = \"it is \\\n    told\";", &[(2, 16, "is told")]),
            ("a.rs", "let a = '\"'; let b = r#\"told\"#;", &[(1, 25, "told")]),
            ("a.rs", "let a = \"x\";\n#[cfg(test)]\nmod tests { \"told\" }", &[]),
            ("output", "fn told() \"told\"", &[(1, 4, "told"), (1, 12, "told")]),
        ] {
            let found = uses(text, &mask::prose(text, Path::new(file)));
            let found: Vec<_> = found.iter().map(|used| (used.line, used.column, used.word)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
