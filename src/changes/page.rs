//! docs/changes.md and `explain CODE`, from the table of codes.

use std::fmt::Write as _;

use super::codes::{CODES, Class, Code};

impl Code {
    /// It and its steps, as text.
    pub fn text(&self) -> String {
        let mut text =
            format!("{}: {}\n{}: {}\n\n{}\n", self.id, self.title, self.class.word(), self.class.means(), self.effect);
        for (number, step) in self.generic_steps().enumerate() {
            let _ = writeln!(text, "{}{}. {step}", if number == 0 { "\n" } else { "" }, number + 1);
        }
        text
    }

    /// It and its steps, as a section of a page.
    pub fn markdown(&self) -> String {
        let mut text = format!("### {}: {}\n\n`{}`. {}\n", self.id, self.title, self.class.word(), self.effect);
        for (number, step) in self.generic_steps().enumerate() {
            let _ = writeln!(text, "{}{}. {step}.", if number == 0 { "\n" } else { "" }, number + 1);
        }
        text
    }

    /// The steps without the names of a change.
    pub fn generic_steps(&self) -> impl Iterator<Item = String> {
        let generic = |step: &&str| {
            step.replace("`{table}`", "the table")
                .replace("`{field}`", "the field")
                .replace("{component}", "betterAuth")
                .replace("{migration}", "NAME")
        };
        self.steps.iter().map(generic)
    }
}

/// The page of all codes.
pub fn page() -> String {
    let mut text = String::from(
        "# What a push does\n\n\
         This page is made from the table of codes (`cargo xtask docs`).\n\n\
         `sigma-schema diff` gives each change between two schemas a code, and says what a push of the new one does with the data that is there. `sigma-schema explain SS203` shows one of them. A code never changes its meaning.\n\n\
         | class | what it means |\n|---|---|\n",
    );
    for class in Class::ALL {
        let _ = writeln!(text, "| `{}` | {} |", class.word(), class.means());
    }
    text.push_str("\n| code | change | class |\n|---|---|---|\n");
    for code in &CODES {
        let _ = writeln!(text, "| {} | {} | `{}` |", code.id, code.title, code.class.word());
    }
    text.push_str(
        "\nA migration is a function of the component, since only its own functions write to its tables: install @convex-dev/migrations in the component's convex.config.ts with `component.use(migrations)`. `diff` prints an outline of migrations.ts for the changes that need one; you complete it.\n",
    );
    for code in &CODES {
        let _ = write!(text, "\n{}", code.markdown());
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    #[allow(clippy::unwrap_used)]
    fn each_code_is_shown_by_a_golden_case() {
        let cases = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/diff")).unwrap();
        let shown: String =
            cases.map(|case| fs::read_to_string(case.unwrap().path().join("output")).unwrap_or_default()).collect();
        for code in &CODES {
            assert!(shown.contains(&format!("\n  {} {}", code.id, code.class.word())), "{} is in no case", code.id);
        }
    }

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(CODES.windows(2).all(|pair| pair[0].id < pair[1].id));
        let used = [include_str!("compare.rs"), include_str!("refused.rs")].concat();
        for code in &CODES {
            assert!(used.contains(&format!("\"{}\"", code.id)), "{} is never found", code.id);
            assert_eq!(code.steps.is_empty(), code.class == Class::Safe, "{}", code.id);
        }
        for part in used.split("\"SS").skip(1) {
            assert!(super::super::codes::code(&format!("SS{}", &part[..3])).is_some(), "SS{}", &part[..3]);
        }
    }
}
