//! Broken and strange files for everything that parses: made of the golden projects' own files by cutting, repeating and
//! mixing. A worker process runs commands on one after the other, in memory. One that dies, panics, takes too long, gives
//! two results for the same file, or writes files that the next command does not go on from, has found something; the
//! file is kept in `tests/corpus`, whose files are tests from then on.

mod commands;
mod parsers;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::{Failure, root};
use parsers::{PARSERS, Parser};

/// The longest that the commands on one file may take: the time limit of a parser, and what a busy machine adds.
const LONGEST: Duration = Duration::from_secs(7);
/// How many files a worker reads before a new one takes over.
const FILES_OF_A_WORKER: u64 = 2_000;
/// The broken file of a worker, for the case that the worker dies.
const CURRENT: &str = "current";

/// Breaks the files of these parsers, or of all, for so many seconds each. Fails with what is found.
pub(crate) fn run(seconds: &str, names: &[&str]) -> Result<(), Failure> {
    let seconds: u64 = seconds.parse().map_err(|_| format!("`{seconds}` is not a number of seconds"))?;
    for name in names {
        named(name)?;
    }
    let asked = PARSERS.iter().filter(|parser| names.is_empty() || names.contains(&parser.name));
    asked.into_iter().try_for_each(|parser| run_one(seconds, parser))
}

fn named(name: &str) -> Result<&'static Parser, Failure> {
    let all = || PARSERS.map(|parser| parser.name).join(", ");
    PARSERS.iter().find(|parser| parser.name == name).ok_or_else(|| format!("no parser `{name}`; there are {}", all()))
}

/// Runs workers for so many seconds.
fn run_one(seconds: u64, parser: &Parser) -> Result<(), Failure> {
    let (start, mut files, mut seed) = (Instant::now(), 0_u64, seed_of_now());
    let myself = env::current_exe().map_err(|error| error.to_string())?;
    let work = env::temp_dir().join(format!("sigma-schema-fuzz-{}", std::process::id()));
    while start.elapsed() < Duration::from_secs(seconds) {
        fs::create_dir_all(&work).map_err(|error| error.to_string())?;
        let left = seconds.saturating_sub(start.elapsed().as_secs()).max(1);
        let mut worker = Command::new(&myself);
        worker.args(["fuzz-worker", parser.name]).arg(&work).args([seed.to_string(), left.to_string()]);
        let output = worker.stderr(Stdio::piped()).output().map_err(|error| format!("{worker:?}: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        files += said.lines().filter_map(|line| line.parse::<u64>().ok()).next_back().unwrap_or(0);
        if !output.status.success() {
            let kept = root().join("tests/corpus").join(parser.name).join(format!("found-{seed}"));
            fs::create_dir_all(kept.parent().unwrap_or(&kept)).map_err(|error| error.to_string())?;
            fs::copy(work.join(CURRENT), &kept).map_err(|error| error.to_string())?;
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}: {}\n{said}", kept.display(), output.status));
        }
        let _ = fs::remove_dir_all(&work);
        seed = seed.wrapping_add(FILES_OF_A_WORKER);
    }
    println!("{}: {files} files in {} seconds, nothing found", parser.name, start.elapsed().as_secs());
    Ok(())
}

/// A worker: reads files until its number is reached or its time is over, and prints how many it has read.
pub(crate) fn work(name: &str, folder: &str, seed: &str, seconds: &str) -> Result<(), Failure> {
    let number = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is not a number"));
    let (parser, seed, seconds, start) = (named(name)?, number(seed)?, number(seconds)?, Instant::now());
    let seeds = seeds(parser);
    let current = Path::new(folder).join(CURRENT);
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        std::process::abort();
    }));
    for file in 0..FILES_OF_A_WORKER {
        if start.elapsed() > Duration::from_secs(seconds) {
            println!("{file}");
            return Ok(());
        }
        let mut dice = Dice(seed.wrapping_add(file).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let text = mutated(&seeds, parser.words, &mut dice);
        fs::write(&current, &text).map_err(|error| error.to_string())?;
        let begin = Instant::now();
        let first = commands::all(parser, &text)?;
        if begin.elapsed() > LONGEST {
            return Err(format!("it took {:?}", begin.elapsed()));
        }
        if file % 8 == 0 && !first.contains("takes too long") && first != commands::all(parser, &text)? {
            return Err("a second run differs".to_owned());
        }
    }
    println!("{FILES_OF_A_WORKER}");
    Ok(())
}

/// The files of all golden projects and specs that a parser can start from, and what was found before.
fn seeds(parser: &Parser) -> Vec<String> {
    let mut files = Vec::new();
    ["golden", "plugin-specs", "xtask/bench"].iter().for_each(|folder| collect(&root().join(folder), &mut files));
    let ends = |path: &Path, ends: &[&str]| ends.iter().any(|end| path.to_string_lossy().ends_with(end));
    files.retain(|path| ends(path, parser.seeds) && !ends(path, parser.without));
    collect(&root().join("tests/corpus").join(parser.name), &mut files);
    files.sort();
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    let mut texts: Vec<String> = texts.filter(|text| !text.is_empty() && text.len() < 20_000).collect();
    texts.dedup();
    texts
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn mutated(seeds: &[String], words: &[&str], dice: &mut Dice) -> String {
    let mut text: Vec<char> = dice.one_of(seeds).chars().collect();
    for _ in 0..=dice.below(6) {
        let (from, to) = (dice.below(text.len() + 1), dice.below(text.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        let short = from..to.min(from + 60);
        match dice.below(7) {
            0 => drop(text.drain(short)),
            1 => {
                let piece: Vec<char> = text[short].to_vec();
                let times = 1 + dice.below(40);
                text.splice(to..to, piece.repeat(times));
            }
            2 => drop(text.splice(from..from, dice.one_of(words).chars())),
            3 => drop(text.splice(short, dice.one_of(words).chars())),
            4 => {
                let other: Vec<char> = dice.one_of(seeds).chars().collect();
                let start = dice.below(other.len());
                let end = other.len().min(start + 200);
                text.splice(from..from, other[start..end].iter().copied());
            }
            5 => drop(text.splice(from..from, dice.one_of(words).repeat(1 + dice.below(300)).chars())),
            _ if text.len() > 1 => {
                let at = from.min(text.len() - 1);
                text[at] = char::from(32 + u8::try_from(dice.below(95)).unwrap_or(0));
            }
            _ => {}
        }
        text.truncate(200_000);
    }
    text.into_iter().collect()
}

/// Numbers by chance, the same ones for the same seed (xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % end.max(1)
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(all.len());
        &all[at]
    }
}

pub(crate) fn seed_of_now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs().wrapping_mul(FILES_OF_A_WORKER))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The files that were found: each is read or refused with a message, without a crash.
    #[test]
    fn every_file_of_the_corpus_is_read_or_refused() {
        let mut count = 0;
        for parser in &PARSERS {
            let mut files = Vec::new();
            collect(&root().join("tests/corpus").join(parser.name), &mut files);
            for file in files {
                let output = commands::all(parser, &fs::read_to_string(&file).unwrap()).unwrap();
                assert!(!output.contains("the parser failed"), "{}: {output}", file.display());
                count += 1;
            }
        }
        let mut files = Vec::new();
        collect(&root().join("tests/corpus"), &mut files);
        // The programs of `cargo xtask differential` have tests of their own.
        files.retain(|file| !file.starts_with(root().join("tests/corpus/differential")));
        assert_eq!(count, files.len(), "a folder of tests/corpus is no parser's");
    }

    /// Every parser has files to start from, which make a difference: a project that does not lead to them tries nothing.
    #[test]
    fn every_parser_reads_its_file() {
        for parser in &PARSERS {
            let texts = seeds(parser).into_iter().chain([String::new(), "\"'{[(<".to_owned()]);
            let outputs: BTreeSet<String> = texts.map(|text| commands::all(parser, &text).unwrap()).take(20).collect();
            assert!(outputs.len() > 1, "{}", parser.name);
        }
    }
}
