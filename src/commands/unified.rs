//! The differences between two texts, line by line in unified form.

use std::fmt::{self, Write};

use crate::diagnostic::emit::visible;
use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token, UnifiedDiffConfig, UnifiedDiffPrinter};

/// The differences, below the names of both texts; empty if there are none.
pub(super) fn unified(before: &str, after: &str, old_name: &str, new_name: &str) -> String {
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::MyersMinimal, &input);
    diff.postprocess_lines(&input);
    let hunks = diff.unified_diff(&Lines(&input.interner), UnifiedDiffConfig::default(), &input).to_string();
    let (old_name, new_name) = (visible(old_name), visible(new_name));
    if hunks.is_empty() { hunks } else { format!("--- {old_name}\n+++ {new_name}\n{hunks}") }
}

/// Prints lines, and marks one without a line end as `diff` does.
struct Lines<'t>(&'t Interner<&'t str>);

impl Lines<'_> {
    fn line(&self, mut f: impl Write, sign: char, token: Token) -> fmt::Result {
        let line = self.0[token];
        write!(f, "{sign}{line}")?;
        if line.ends_with('\n') { Ok(()) } else { writeln!(f, "\n\\ No newline at end of file") }
    }
}

impl UnifiedDiffPrinter for Lines<'_> {
    fn display_header(&self, mut f: impl Write, old: u32, new: u32, old_len: u32, new_len: u32) -> fmt::Result {
        // A range of one line is its line alone, and an empty one is after the line before it.
        let range = |start: u32, len: u32| match len {
            0 => format!("{start},0"),
            1 => (start + 1).to_string(),
            _ => format!("{},{len}", start + 1),
        };
        writeln!(f, "@@ -{} +{} @@", range(old, old_len), range(new, new_len))
    }

    fn display_context_token(&self, f: impl Write, token: Token) -> fmt::Result {
        self.line(f, ' ', token)
    }

    fn display_hunk(&self, mut f: impl Write, before: &[Token], after: &[Token]) -> fmt::Result {
        before.iter().try_for_each(|token| self.line(&mut f, '-', *token))?;
        after.iter().try_for_each(|token| self.line(&mut f, '+', *token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_as_diff_prints_them() {
        let cases = [
            ("a\nb\n", "a\nb\n", ""),
            ("a\nb\n", "a\nc\n", "--- x\n+++ y\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
            ("", "a\n", "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n"),
            ("a\n", "a", "--- x\n+++ y\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"),
        ];
        for (before, after, expected) in cases {
            assert_eq!(unified(before, after, "x", "y"), expected);
        }
    }
}
