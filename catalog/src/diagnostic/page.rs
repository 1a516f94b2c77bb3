//! Codes as `explain` shows them, and the pages docs/changes.md and docs/diagnostics.md.

use std::fmt::Write as _;

use super::Code;
use super::code::Impact;
use super::codes::{self, GROUPS};

impl Code {
    /// It and its steps, as text.
    pub fn text(&self) -> String {
        let kind = match self.impact {
            Some(impact) => format!("{}: {}", impact.word(), impact.description()),
            None => self.severity.word().to_owned(),
        };
        let mut text = format!("{} {}: {}\n{kind}\n\n{}\n", self.id, self.name, self.summary, self.explanation);
        for (number, step) in self.generic_steps().enumerate() {
            let _ = writeln!(text, "{}{}. {step}", if number == 0 { "\n" } else { "" }, number + 1);
        }
        text
    }

    /// It and its steps, as a section of a page.
    pub fn markdown(&self) -> String {
        let kind = self.impact.map_or(self.severity.word(), Impact::word);
        let summary = sentence(self.summary);
        let mut text = format!("### {} {}\n\n`{kind}`. {summary}. {}\n", self.id, self.name, self.explanation);
        for (number, step) in self.generic_steps().enumerate() {
            let _ = writeln!(text, "{}{}. {step}.", if number == 0 { "\n" } else { "" }, number + 1);
        }
        text
    }
}

/// A summary with a capital letter, unless it begins with code.
fn sentence(summary: &str) -> String {
    let mut letters = summary.chars();
    letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// docs/changes.md: the codes with an impact on a push.
pub fn changes() -> String {
    let mut text = String::from(
        "# What a push does\n\n\
         This page is generated from the table of codes (`cargo xtask docs`).\n\n\
         `sigma-schema diff` gives each change between two schemas a code, and reports what a push of the new one does with existing data. `sigma-schema explain SS203` shows one of them. A code never changes its meaning.\n\n\
         | class | meaning |\n|---|---|\n",
    );
    for impact in Impact::ALL {
        let _ = writeln!(text, "| `{}` | {} |", impact.word(), impact.description());
    }
    text.push_str("\n| code | name | change | class |\n|---|---|---|---|\n");
    let all: Vec<(&Code, Impact)> = codes::all().filter_map(|code| Some((code, code.impact?))).collect();
    for (code, impact) in &all {
        let _ = writeln!(text, "| {} | {} | {} | `{}` |", code.id, code.name, code.summary, impact.word());
    }
    text.push_str(
        "\nA migration is a function of the component, because only its own functions can write to its tables: install @convex-dev/migrations in the component's convex.config.ts with `component.use(migrations)`. `diff` prints an outline of migrations.ts for the changes that need one; you complete it.\n",
    );
    for (code, _) in &all {
        let _ = write!(text, "\n{}", code.markdown());
    }
    text
}

/// docs/diagnostics.md: all other codes.
pub fn diagnostics() -> String {
    let mut text = String::from(
        "# Diagnostics\n\n\
         This page is generated from the table of codes (`cargo xtask docs`).\n\n\
         Everything that a command reports has a code and a name; `sigma-schema explain SS821` and `sigma-schema explain unknown-plugin` show the same entry. A code never changes its meaning. Changes between two schemas are on a separate page, [What a push does](changes.md).\n\n\
         An `error` stops the command with exit code 2, or is a finding with exit code 1. A `warning` does not stop it; the findings of `check` and `lookups` set exit code 1 even if they are warnings.\n",
    );
    let is_here = |code: &&Code| code.impact.is_none();
    for group in GROUPS.iter().filter(|group| group.codes.iter().copied().any(|code| is_here(&code))) {
        let _ = write!(text, "\n## {}\n", group.title);
        for code in group.codes.iter().copied().filter(is_here) {
            let _ = write!(text, "\n{}", code.markdown());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    #[test]
    fn changes_that_are_not_safe_have_steps() {
        for code in codes::all() {
            let is_safe = matches!(code.severity, Severity::Notice);
            assert_eq!(code.steps.is_empty(), is_safe, "{}", code.id);
        }
    }
}
