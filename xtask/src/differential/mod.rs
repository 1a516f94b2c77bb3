//! Programs that nobody wrote: made by chance (`generate`, by the rows of `grammar` and `statements`), run by Node under
//! every value of their environment (`node`), and read without running them (`reader`).
//!
//! A program that is read wrongly without a word is shrunk, printed, and kept in `tests/corpus/differential`. What is
//! said, even where it is not needed, is only counted.

mod code;
mod generate;
mod grammar;
mod modules;
mod node;
mod reader;
mod report;
mod shrink;
mod statements;
#[cfg(test)]
mod tests;
mod verdict;

use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::{Failure, fuzz, root};
use code::Program;
use reader::{Reader, Reading};
use report::Counts;
use serde_json::json;
use verdict::{Found, Verdict, verdict};

/// How many programs a process of Node runs.
const BATCH: u64 = 500;
/// How many faults are shrunk and kept.
const MOST_KEPT: usize = 10;

/// Compares so many programs. Fails if one is read wrongly in silence: with the first ones, or with the counts of all.
pub(crate) fn run(number: &str, options: &[&str]) -> Result<(), Failure> {
    let parsed = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is not a number"));
    let number = parsed(number)?;
    let (seed, keep_going) = match options {
        [] => (fuzz::seed_of_now(), false),
        ["--keep-going"] => (fuzz::seed_of_now(), true),
        ["--seed", seed] => (parsed(seed)?, false),
        ["--seed", seed, "--keep-going"] | ["--keep-going", "--seed", seed] => (parsed(seed)?, true),
        _ => return Err("cargo xtask differential N [--seed S] [--keep-going]".to_owned()),
    };
    compare(seed, number, keep_going)
}

fn compare(seed: u64, number: u64, keep_going: bool) -> Result<(), Failure> {
    let reader = Reader::new()?;
    let (mut counts, mut found) = (Counts::default(), Vec::new());
    let mut at = seed;
    while at < seed + number && (keep_going || found.is_empty()) {
        let end = (at + BATCH).min(seed + number);
        found.extend(batch(at, end, &reader, &mut counts)?);
        at = end;
    }
    println!("seed {seed}: {}", counts.shown());
    if found.is_empty() {
        return Ok(());
    }
    let most = if keep_going { MOST_KEPT } else { 1 };
    for fault in report::various(found, &counts, most) {
        let fault = shrink::shrunk(fault, &reader)?;
        keep(&fault)?;
        println!("{}", report::shown(&fault));
    }
    if keep_going {
        println!("{}", counts.by_feature());
    }
    Err(format!("{} programs are read wrongly in silence", counts.of(Verdict::Wrong)))
}

/// Compares the programs of these seeds.
fn batch(from: u64, to: u64, reader: &Reader, counts: &mut Counts) -> Result<Vec<Found>, Failure> {
    let programs: Vec<Program> = (from..to).map(generate::program).collect();
    let run = node::start(&programs.iter().collect::<Vec<_>>())?;
    let start = Instant::now();
    let (first, second) = programs.split_at(programs.len() / 2);
    let read = |programs: &[Program]| -> Vec<Reading> { programs.iter().map(|program| reader.read(program)).collect() };
    let readings = thread::scope(|scope| {
        let second = scope.spawn(|| read(second));
        let mut readings = read(first);
        readings.extend(second.join().map_err(|_| "the reader panicked".to_owned())?);
        Ok::<_, Failure>(readings)
    })?;
    counts.reading += start.elapsed();
    let mut found = Vec::new();
    for (((program, reading), theirs), seed) in programs.into_iter().zip(readings).zip(run.answers()).zip(from..) {
        let verdict = verdict(&program, &reading, &theirs);
        counts.add(&program, verdict);
        if let (Verdict::Wrong, Reading::Silent(ours)) = (verdict, reading) {
            found.push(Found { seed, program, ours, theirs });
        }
    }
    Ok(found)
}

/// The start of a file of the corpus, before Node's answers as JSON.
const ANSWERS: &str = "// @answers ";

/// Writes a program to the corpus with Node's answers. Its files are tests from then on.
fn keep(found: &Found) -> Result<(), Failure> {
    let folder = root().join("tests/corpus/differential");
    let file = folder.join(format!("{}.ts", found.seed));
    let written = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, format!("{ANSWERS}{}\n{}", json!(found.theirs), found.program.one_text())));
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// A time per program, for people.
fn per_second(programs: usize, time: Duration) -> u128 {
    u128::try_from(programs).unwrap_or(0) * 1_000 / time.as_millis().max(1)
}
