//! The ECMAScript conformance suite as a test of the reader: each test becomes a program whose plugins depend on what it
//! asserts (`transform`), Node says which those are (`observe`), and the reader has to find the same or say something.
//!
//! The checkout of tc39/test262 is beside the repository, and nothing of it is ever part of it. For a few minutes instead
//! of many: `cargo run --release -p xtask -- test262 CHECKOUT`.

mod assertions;
mod observe;
mod read;
mod rendering;
mod select;
mod tally;
mod transform;
mod types;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Failure;
use crate::reading::Reader;
use read::{Answer, read};
use select::Test;
use tally::{Tally, Verdict};

/// What is printed about the programs.
enum Asked<'a> {
    /// The numbers of all folders.
    Table,
    /// The names of those in a folder that are wrong in silence.
    Wrong(&'a str),
    /// One program with both answers.
    Program(&'a str),
}

/// The panics of the reader, on whatever thread.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Runs the suite. Fails if a program is read wrongly without a word, or if the reader panics.
pub(crate) fn run(checkout: &str, arguments: &[&str]) -> Result<(), Failure> {
    let asked = match arguments {
        [] => Asked::Table,
        ["--list", folder] => Asked::Wrong(folder),
        ["--show", name] => Asked::Program(name),
        _ => return Err("cargo xtask test262 CHECKOUT [--list FOLDER | --show NAME]".to_owned()),
    };
    let (mut tests, excluded) = select::tests(Path::new(checkout))?;
    tests.retain(|test| match asked {
        Asked::Table => true,
        Asked::Wrong(folder) => Path::new(&test.name).starts_with(folder),
        Asked::Program(name) => test.name == name || test.name == format!("{name}.js"),
    });
    let number = tests.len();
    let (programs, dropped) = programs(tests);
    let texts: Vec<String> = programs.iter().map(|program| program.text.clone()).collect();
    let observed = observe::observe(&texts)?;
    std::panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        eprintln!("the reader panicked: {panic}");
    }));
    let (reader, mut tally, mut failing) = (Reader::new()?, Tally::default(), 0);
    for (program, observed) in programs.iter().zip(observed) {
        let Some(observed) = observed else {
            failing += 1;
            if matches!(asked, Asked::Program(_)) {
                println!("{}\nNode:   throws, does not link, or takes too long", program.text);
            }
            continue;
        };
        let before = PANICS.load(Ordering::Relaxed);
        let answer = read(&reader, &program.text);
        if PANICS.load(Ordering::Relaxed) > before {
            eprintln!("  in {}", program.name);
        }
        let verdict = Verdict::of(&answer, &observed);
        tally.add(select::folder(&program.name), verdict);
        match asked {
            Asked::Wrong(_) if verdict == Verdict::Wrong => println!("{}", program.name),
            Asked::Program(_) => {
                let answer = match answer {
                    Answer::Silent(plugins) => format!("{plugins:?}"),
                    Answer::Said(message) => format!("said: {message}"),
                };
                println!("{}\nNode:   {observed:?}\nreader: {answer}", program.text);
            }
            _ => {}
        }
    }
    if matches!(asked, Asked::Table) {
        print!("{}", tally.table());
        println!("\n{number} tests; {excluded} more are not modules that run, or include other files");
        dropped.iter().for_each(|(reason, number)| println!("{number} dropped: {reason}"));
        println!("{failing} dropped: throws, does not link or takes too long in Node");
    } else if programs.is_empty() {
        dropped.iter().for_each(|(reason, number)| println!("{number} dropped: {reason}"));
        return Err("no test of this name or folder becomes a program".to_owned());
    }
    match (tally.total.wrong, PANICS.load(Ordering::Relaxed)) {
        (0, 0) => Ok(()),
        (wrong, 0) => Err(format!("{wrong} programs are read wrongly without a word")),
        (wrong, panics) => {
            Err(format!("the reader panics {panics} times, and reads {wrong} programs wrongly without a word"))
        }
    }
}

/// A test as a program.
struct Program {
    name: String,
    text: String,
}

/// The programs of these tests, and for each reason how many have none.
fn programs(tests: Vec<Test>) -> (Vec<Program>, BTreeMap<&'static str, usize>) {
    let (mut programs, mut dropped) = (Vec::new(), BTreeMap::new());
    for Test { name, code } in tests {
        match transform::program(&code) {
            Ok(text) => programs.push(Program { name, text }),
            Err(reason) => *dropped.entry(reason).or_default() += 1,
        }
    }
    (programs, dropped)
}
