//! The generator reaches every row's feature, and makes programs that run and that are read.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::code::Language;
use super::generate::program;
use super::grammar::{BOOLEANS, FLAGS, LISTS, NUMBERS, PLUGIN_ROWS, TEXTS};
use super::node;
use super::reader::{Reader, Reading};
use super::shrink::smaller;
use super::statements::{CHANGES, DECLARATIONS, FLOW, UNKNOWN};

const OF_MODULES: [&str; 6] =
    ["module with a list", "self-registering module", "barrel", "flag set on import", "JSON", "module with functions"];

#[test]
fn every_feature_appears_within_2000_programs() {
    let tables = [BOOLEANS, FLAGS, LISTS, NUMBERS, PLUGIN_ROWS, TEXTS, CHANGES, DECLARATIONS, FLOW, UNKNOWN];
    let mut missing: BTreeSet<&str> = tables.iter().flat_map(|table| table.iter().map(|row| row.0)).collect();
    missing.extend(OF_MODULES);
    for seed in 0..2_000 {
        for feature in program(seed).features() {
            missing.remove(feature);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_same_seed_makes_the_same_program() {
    for seed in 0..200 {
        assert_eq!(program(seed).one_text(), program(seed).one_text());
    }
}

#[test]
fn javascript_has_no_types() {
    for seed in 0..500 {
        let program = program(seed);
        for (_, text) in program.files(Language::JavaScript) {
            assert!(!text.contains(" as any") && !text.contains(": any"), "{text}");
        }
        assert!(!program.one_text().contains(['@', '«', '#']) || program.one_text().contains("@file"));
    }
}

/// Most programs run, and the reader parses all of them.
#[test]
fn programs_run_and_are_read() {
    let programs: Vec<_> = (0..500).map(program).collect();
    let reader = Reader::new().unwrap();
    for program in &programs {
        if let Reading::Said(message) = reader.read(program) {
            assert!(!message.contains("not valid"), "{message}\n{}", program.one_text());
        }
    }
    let answers = node::run(&programs.iter().collect::<Vec<_>>()).unwrap();
    let run = answers.iter().filter(|answers| answers.iter().any(Option::is_some)).count();
    assert!(run * 100 >= programs.len() * 60, "{run} of {} programs run", programs.len());
}

#[test]
fn a_shrunk_program_differs_by_one_step() {
    let program = program(7);
    let all = smaller(&program);
    assert!(all.len() > program.modules[0].statements.len());
    assert!(all.iter().any(|other| other.one_text().len() < program.one_text().len()));
}
