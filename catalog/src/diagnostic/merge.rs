//! Texts that git has left with the conflict markers of a merge: recognised, taken apart, never read as anything else.

use std::sync::Arc;

use super::codes::files as codes;
use super::{Diagnostic, Source, Span};

/// What starts the lines between which the sides of a conflict stand, in their order. The second one is there only if
/// `merge.conflictStyle` asks for the text before both.
const OURS: &str = "<<<<<<<";
const BASE: &str = "|||||||";
const THEIRS: &str = "=======";
const END: &str = ">>>>>>>";

/// Whether a line is a marker: seven of its character, and a name after a space, if anything.
fn is_marker(line: &str, marker: &str) -> bool {
    let rest = line.strip_prefix(marker).map(|rest| rest.trim_end_matches(['\r', '\n']));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The first line of a text that starts or ends a conflict, if there is one.
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

/// The problem of a text with conflict markers, if it has any.
pub fn diagnostic(source: &Arc<Source>) -> Option<Diagnostic> {
    let marker = marker(source)?;
    let diagnostic =
        Diagnostic::new(&codes::MERGE_CONFLICT, format!("{} has a merge conflict", source.name)).at(&marker, "");
    Some(diagnostic.help("resolve it: keep what you need of both sides, and remove the markers"))
}

/// The texts that a text with conflicts becomes if all of them are resolved to one side: ours, then theirs. None if the
/// markers are not whole.
///
/// What was before both is no third one: git may have moved what the sides have in common out of a conflict, and not what
/// was before (`zdiff3`), and what both have dropped is nobody's any more.
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
