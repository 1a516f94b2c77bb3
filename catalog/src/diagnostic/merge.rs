//! Texts with the conflict markers of a git merge. Recognizes and splits them; never interprets the sides.

use std::sync::Arc;

use super::codes::files as codes;
use super::{Diagnostic, Source, Span};

/// The starts of the lines that delimit the sides of a conflict, in order. The second one exists only if
/// `merge.conflictStyle` adds the common base.
const OURS: &str = "<<<<<<<";
const BASE: &str = "|||||||";
const THEIRS: &str = "=======";
const END: &str = ">>>>>>>";

/// Whether a line is a marker: seven of its character, and then nothing or a space and a name.
fn is_marker(line: &str, marker: &str) -> bool {
    let rest = line.strip_prefix(marker).map(|rest| rest.trim_end_matches(['\r', '\n']));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The first line of a text that starts or ends a conflict, if any.
pub fn marker(source: &Arc<Source>) -> Option<Span> {
    let text = source.text.as_str();
    if !text.contains(OURS) && !text.contains(END) {
        return None;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_marker(line, OURS) || is_marker(line, END) {
            return Some(source.span(start..start + line.trim_end().len()));
        }
        start += line.len();
    }
    None
}

/// The diagnostic of a text with conflict markers, if it has any.
pub fn diagnostic(source: &Arc<Source>) -> Option<Diagnostic> {
    let marker = marker(source)?;
    let diagnostic =
        Diagnostic::new(&codes::MERGE_CONFLICT, format!("{} has a merge conflict", source.name)).at(&marker, "");
    Some(diagnostic.help("resolve it: keep what you need of both sides, and remove the markers"))
}

/// The texts in which all conflicts are resolved to one side: ours, then theirs. None if the markers are incomplete.
///
/// The common base is not a third one. With `zdiff3`, git moves lines that both sides share out of a conflict, but not
/// those of the base; and lines that both sides dropped belong to neither.
pub fn sides(text: &str) -> Option<[String; 2]> {
    let (mut ours, mut theirs) = (String::new(), String::new());
    let mut open = None;
    for line in text.split_inclusive('\n') {
        let next = [(OURS, None), (BASE, Some(OURS)), (THEIRS, Some(OURS)), (THEIRS, Some(BASE)), (END, Some(THEIRS))];
        if let Some((marker, _)) = next.iter().find(|(marker, after)| is_marker(line, marker) && open == *after) {
            open = (*marker != END).then_some(*marker);
            continue;
        }
        let is_stray = is_marker(line, OURS) || is_marker(line, END) || (open.is_some() && is_marker(line, BASE));
        match open {
            _ if is_stray => return None,
            Some(OURS) => ours.push_str(line),
            Some(BASE) => {}
            Some(_) => theirs.push_str(line),
            None => [&mut ours, &mut theirs].into_iter().for_each(|side| side.push_str(line)),
        }
    }
    open.is_none().then_some([ours, theirs])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_taken_apart() {
        let cases: [(&str, Option<[&str; 2]>); 7] = [
            ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n", Some(["a\nb\nd\n", "a\nc\nd\n"])),
            ("<<<<<<<\r\nb\r\n||||||| base\r\n=======\r\nc\r\n>>>>>>> x", Some(["b\r\n", "c\r\n"])),
            ("<<<<<<< a\n=======\n1\n>>>>>>> b\n2\n<<<<<<< a\n3\n=======\n>>>>>>> b\n", Some(["2\n3\n", "1\n2\n"])),
            ("<<<<<<< a\nb\n", None),
            ("<<<<<<< a\nb\n=======\n", None),
            (">>>>>>> a\n", None),
            ("<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b\n=======\n>>>>>>> a\n", None),
        ];
        for (text, expected) in cases {
            assert_eq!(sides(text), expected.map(|sides| sides.map(str::to_owned)), "{text}");
            let first = text.lines().position(|line| line.starts_with(OURS) || line.starts_with(END)).unwrap() + 1;
            assert_eq!(marker(&Source::new("x", text)).unwrap().line(), first, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_marker_is_none() {
        for text in ["Title\n=======\n", " * <<<<<<< x\n", "<<<<<<<< x\n", "a <<<<<<< x\n", "|||||||\n", ">>>>>>>x\n"] {
            assert_eq!(marker(&Source::new("x", text)), None, "{text}");
        }
    }
}
