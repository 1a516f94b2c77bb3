//! The comparison of what the reader says with what Node does.

use super::code::Program;
use super::node::{Answer, Answers};
use super::reader::Reading;

/// The verdict on one program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// Node throws under every value of the environment.
    Dropped,
    /// The answer is Node's under every value of the environment, and nothing is said.
    Equal,
    /// Something is said.
    Said,
    /// Something is said, but Node has one answer, in a program without unknown packages.
    Refused,
    /// Nothing is said, and Node's answer differs under some value of the environment.
    Wrong,
}

/// A program that is read wrongly in silence.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) seed: u64,
    pub(super) program: Program,
    pub(super) ours: Answer,
    pub(super) theirs: Answers,
}

/// Compares.
pub(super) fn verdict(program: &Program, ours: &Reading, theirs: &Answers) -> Verdict {
    let mut known = theirs.iter().flatten();
    let Some(first) = known.next() else { return Verdict::Dropped };
    match ours {
        Reading::Silent(answer) if is_wrong(answer, theirs) => Verdict::Wrong,
        Reading::Silent(_) => Verdict::Equal,
        Reading::Said(_) if !program.uses_package() && known.all(|other| other == first) => Verdict::Refused,
        Reading::Said(_) => Verdict::Said,
    }
}

/// Whether an answer differs from Node's under some value of the environment.
pub(super) fn is_wrong(ours: &Answer, theirs: &Answers) -> bool {
    theirs.iter().flatten().any(|answer| answer != ours)
}
