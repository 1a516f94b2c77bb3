//! The differences between two texts, line by line in unified form.

use std::fmt::Write as _;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

use crate::diagnostic::emit::visible;

/// Equal lines around each change.
const CONTEXT: u32 = 3;

/// The differences, below the names of both texts; empty if there are none.
pub(super) fn unified(before: &str, after: &str, old_name: &str, new_name: &str) -> String {
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::MyersMinimal, &input);
    diff.postprocess_lines(&input);
    let [old, new] = [&input.before, &input.after]
        .map(|tokens| -> Vec<&str> { tokens.iter().map(|token| input.interner[*token]).collect() });
    let mut text = String::new();
    let hunks: Vec<Hunk> = diff.hunks().collect();
    for group in hunks.chunk_by(|one, next| next.before.start - one.before.end <= 2 * CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (lead, tail) = (CONTEXT.min(first.before.start), CONTEXT.min(length(&old) - last.before.end));
        let range = |start: u32, end: u32| (start - lead)..(end + tail);
        let ranges = [range(first.before.start, last.before.end), range(first.after.start, last.after.end)];
        let _ = writeln!(text, "@@ -{} +{} @@", shown(&ranges[0]), shown(&ranges[1]));
        let mut at = ranges[0].start;
        for hunk in group {
            lines(&mut text, ' ', &old, at..hunk.before.start);
            lines(&mut text, '-', &old, hunk.before.clone());
            lines(&mut text, '+', &new, hunk.after.clone());
            at = hunk.before.end;
        }
        lines(&mut text, ' ', &old, at..ranges[0].end);
    }
    let (old_name, new_name) = (visible(old_name), visible(new_name));
    if text.is_empty() { text } else { format!("--- {old_name}\n+++ {new_name}\n{text}") }
}

fn length(lines: &[&str]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(u32::MAX)
}

/// Lines as a header has them: one line is its number alone, and no line is after the line before it.
fn shown(range: &Range<u32>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => (range.start + 1).to_string(),
        count => format!("{},{count}", range.start + 1),
    }
}

/// Adds lines with their sign, and marks one without a line end as `diff` does.
fn lines(text: &mut String, sign: char, all: &[&str], range: Range<u32>) {
    for line in all.iter().take(range.end as usize).skip(range.start as usize) {
        let _ = write!(text, "{sign}{line}");
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn differences_as_diff_prints_them() {
        let cases = [
            ("a\nb\n", "a\nb\n", ""),
            (
                "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
                "--- x\n+++ y\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n",
            ),
            ("1\n2\n3\n", "1\n2\n3\n4\n", "--- x\n+++ y\n@@ -1,3 +1,4 @@\n 1\n 2\n 3\n+4\n"),
            ("a\nb\n", "a\nc\n", "--- x\n+++ y\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
            ("", "a\n", "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n"),
            ("a\n", "a", "--- x\n+++ y\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"),
        ];
        for (before, after, expected) in cases {
            assert_eq!(unified(before, after, "x", "y"), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_new_text_follows_from_the_old_one_and_the_differences(
            before in proptest::collection::vec(0_u8..4, 0..30),
            after in proptest::collection::vec(0_u8..4, 0..30),
        ) {
            let text = |lines: &[u8]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
            let (old, new) = (text(&before), text(&after));
            assert_eq!(patched(&old, &unified(&old, &new, "x", "y")), new);
        }
    }

    /// A text with differences applied by the line numbers of their headers.
    fn patched(old: &str, differences: &str) -> String {
        let old: Vec<&str> = old.lines().collect();
        let (mut new, mut at) = (Vec::new(), 0);
        for line in differences.lines().skip(2) {
            if let Some(header) = line.strip_prefix("@@ -") {
                let (start, count) =
                    header.split(' ').next().map(|range| range.split_once(',').unwrap_or((range, "1"))).unwrap();
                let start: usize = start.parse().unwrap();
                let start = if count == "0" { start } else { start - 1 };
                new.extend(&old[at..start]);
                at = start;
                continue;
            }
            let (sign, text) = line.split_at(1);
            if sign != "+" {
                assert_eq!(old[at], text);
                at += 1;
            }
            if sign != "-" {
                new.push(text);
            }
        }
        new.extend(&old[at..]);
        new.iter().map(|line| format!("{line}\n")).collect()
    }
}
