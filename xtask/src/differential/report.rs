//! Counts of verdicts, in all and by feature of the grammar, and faults as text.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::code::Program;
use super::generate::VARIABLES;
use super::node::Answer;
use super::per_second;
use super::verdict::{Found, Verdict};

/// Counts of verdicts.
#[derive(Default)]
pub(super) struct Counts {
    all: BTreeMap<Verdict, usize>,
    by_feature: BTreeMap<&'static str, BTreeMap<Verdict, usize>>,
    /// The time of the reader.
    pub(super) reading: Duration,
}

impl Counts {
    pub(super) fn add(&mut self, program: &Program, verdict: Verdict) {
        *self.all.entry(verdict).or_default() += 1;
        for feature in program.features() {
            *self.by_feature.entry(feature).or_default().entry(verdict).or_default() += 1;
        }
    }

    pub(super) fn of(&self, verdict: Verdict) -> usize {
        self.all.get(&verdict).copied().unwrap_or(0)
    }

    /// The counts in words.
    pub(super) fn shown(&self) -> String {
        let all: usize = self.all.values().sum();
        let said = self.of(Verdict::Said) + self.of(Verdict::Refused);
        format!(
            "{all} programs, {} throw always; {} equal and silent, {said} said, {} of those refused though decidable, \
             {} silently wrong; {} read per second",
            self.of(Verdict::Dropped),
            self.of(Verdict::Equal),
            self.of(Verdict::Refused),
            self.of(Verdict::Wrong),
            per_second(all, self.reading),
        )
    }

    /// The verdicts on the programs with each feature, the worst feature first.
    pub(super) fn by_feature(&self) -> String {
        let of = |counts: &BTreeMap<Verdict, usize>, verdict| counts.get(&verdict).copied().unwrap_or(0);
        let mut rows: Vec<_> = self.by_feature.keys().map(|feature| (self.share(feature), *feature)).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut text = format!("{:>6} {:>6} {:>6} {:>7}  feature\n", "wrong", "equal", "said", "refused");
        for (_, feature) in rows {
            let counts = &self.by_feature[feature];
            let said = of(counts, Verdict::Said) + of(counts, Verdict::Refused);
            let (wrong, equal, refused) =
                (of(counts, Verdict::Wrong), of(counts, Verdict::Equal), of(counts, Verdict::Refused));
            text += &format!("{wrong:>6} {equal:>6} {said:>6} {refused:>7}  {feature}\n");
        }
        text
    }

    /// The share of programs with a feature, among those that are not dropped, that are silently wrong.
    fn share(&self, feature: &str) -> f64 {
        let Some(counts) = self.by_feature.get(feature) else { return 0.0 };
        let of = |verdict| counts.get(&verdict).and_then(|count| u32::try_from(*count).ok()).unwrap_or(0);
        let all = of(Verdict::Wrong) + of(Verdict::Equal) + of(Verdict::Said) + of(Verdict::Refused);
        f64::from(of(Verdict::Wrong)) / f64::from(all.max(1))
    }

    /// The feature of a program that is wrong most often.
    fn suspect(&self, program: &Program, seen: &BTreeSet<&str>) -> Option<(f64, &'static str)> {
        let all = program.features().into_iter().filter(|feature| !seen.contains(feature));
        all.map(|feature| (self.share(feature), feature)).max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// At most so many faults, whose causes are likely to differ.
pub(super) fn various(mut found: Vec<Found>, counts: &Counts, most: usize) -> Vec<Found> {
    let (mut chosen, mut seen) = (Vec::new(), BTreeSet::new());
    // A short program shows its cause, and shrinks in less time.
    found.sort_by_key(|fault| fault.program.one_text().len());
    while chosen.len() < most && !found.is_empty() {
        let shorter = found.iter().take(found.len().min(100)).enumerate();
        let suspects = shorter.filter_map(|(at, fault)| counts.suspect(&fault.program, &seen).map(|of| (of, at)));
        let Some(((_, feature), at)) = suspects.max_by(|a, b| a.0.0.total_cmp(&b.0.0)) else { break };
        let fault = found.remove(at);
        found.retain(|other| !other.program.features().contains(feature) || found_by_others(other, feature));
        seen.insert(feature);
        chosen.push(fault);
    }
    chosen
}

/// A program that has many features besides one may have another cause.
fn found_by_others(found: &Found, feature: &str) -> bool {
    found.program.features().iter().filter(|other| **other != feature).count() > 8
}

/// A fault: its seed, program, and both answers.
pub(super) fn shown(found: &Found) -> String {
    let mut text = format!("seed {}, read as {}\n", found.seed, names(&found.ours));
    let features: Vec<_> = found.program.features().into_iter().collect();
    text += &format!("features: {}\n", features.join(", "));
    let used: Vec<&str> = VARIABLES.iter().copied().filter(|name| is_used(&found.program, name)).collect();
    for (bits, answer) in found.theirs.iter().enumerate() {
        let set = used.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, name)| *name);
        let set: Vec<&str> = set.collect();
        let answer = answer.as_ref().map_or_else(|| "throws".to_owned(), names);
        text += &format!("Node, with {:<6} {answer}\n", format!("[{}]", set.join(" ")));
    }
    text + &found.program.one_text()
}

fn names(answer: &Answer) -> String {
    let names: Vec<&str> = answer.iter().map(String::as_str).collect();
    format!("[{}]", names.join(", "))
}

/// Whether a program reads an environment variable.
pub(super) fn is_used(program: &Program, name: &str) -> bool {
    program
        .files(super::code::Language::JavaScript)
        .iter()
        .any(|(_, text)| text.contains("process.env") && text.contains(name))
}
