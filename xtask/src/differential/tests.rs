//! The generator reaches every row's feature, and makes programs that run and that are read.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use std::fs;

use super::ANSWERS;
use super::code::Language;
use super::generate::program;
use super::grammar::{BOOLEANS, FLAGS, LISTS, NUMBERS, PLUGIN_ROWS, TEXTS};
use super::node::{self, Answers};
use super::reader::{Reader, Reading};
use super::shrink::smaller;
use super::statements::{CHANGES, DECLARATIONS, FLOW, UNKNOWN};
use super::verdict::is_wrong;
use crate::root;

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

/// The faults that were found: each program is read as Node runs it, or something is said.
#[test]
fn no_program_of_the_corpus_is_wrong_in_silence() {
    let reader = Reader::new().unwrap();
    for entry in fs::read_dir(root().join("tests/corpus/differential")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (answers, modules) = text.split_once('\n').unwrap();
        let answers: Answers = serde_json::from_str(answers.strip_prefix(ANSWERS).unwrap()).unwrap();
        let modules = modules.split("// @file ").skip(1).map(|module| module.split_once('\n').unwrap());
        let files = modules.map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        if let Reading::Silent(answer) = reader.read_files(files) {
            assert!(!is_wrong(&answer, &answers), "{}: read as {answer:?}", path.display());
        }
    }
}
