//! The numbers that are printed: how programs were decided, by folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::read::Answer;

/// How the reader decided a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing was said, and the plugins are those that Node finds.
    Right,
    /// There was a diagnostic.
    Said,
    /// Nothing was said, and the plugins are others.
    Wrong,
}

impl Verdict {
    /// The verdict on an answer, by what Node finds.
    pub(super) fn of(answer: &Answer, observed: &BTreeSet<String>) -> Self {
        match answer {
            Answer::Said(_) => Self::Said,
            Answer::Silent(found) if found == observed => Self::Right,
            Answer::Silent(_) => Self::Wrong,
        }
    }
}

/// The numbers of programs decided rightly, said, and wrong in silence.
#[derive(Clone, Copy, Default)]
pub(super) struct Numbers {
    right: usize,
    said: usize,
    pub(super) wrong: usize,
}

impl Numbers {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Said => self.said += 1,
            Verdict::Wrong => self.wrong += 1,
        }
    }

    fn line(self, folder: &str) -> String {
        format!("{folder:<44} {:>7} {:>7} {:>7}\n", self.right, self.said, self.wrong)
    }
}

/// The numbers of each folder.
#[derive(Default)]
pub(super) struct Tally {
    folders: BTreeMap<String, Numbers>,
    pub(super) total: Numbers,
}

impl Tally {
    pub(super) fn add(&mut self, folder: String, verdict: Verdict) {
        self.folders.entry(folder).or_default().add(verdict);
        self.total.add(verdict);
    }

    /// The table.
    pub(super) fn table(&self) -> String {
        let mut table = format!("{:<44} {:>7} {:>7} {:>7}\n", "folder", "right", "said", "wrong");
        for (folder, numbers) in &self.folders {
            table += &numbers.line(folder);
        }
        let _ = write!(table, "{}", self.total.line("all"));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let silent = |names: &[&str]| Answer::Silent(set(names));
        assert_eq!(Verdict::of(&silent(&["admin"]), &set(&["admin"])), Verdict::Right);
        assert_eq!(Verdict::of(&silent(&[]), &set(&["admin"])), Verdict::Wrong);
        assert_eq!(Verdict::of(&silent(&["admin"]), &set(&[])), Verdict::Wrong);
        assert_eq!(Verdict::of(&Answer::Said(String::new()), &set(&["admin"])), Verdict::Said);
    }

    #[test]
    fn tables() {
        let mut tally = Tally::default();
        for verdict in [Verdict::Right, Verdict::Said, Verdict::Wrong, Verdict::Wrong] {
            tally.add("built-ins/Array".to_owned(), verdict);
        }
        let lines: Vec<Vec<String>> =
            tally.table().lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
        assert_eq!(lines[1], ["built-ins/Array", "1", "1", "2"]);
        assert_eq!(lines[2], ["all", "1", "1", "2"]);
    }
}
