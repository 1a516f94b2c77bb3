//! Programs read by the library, without running them.

use sigma_schema::auth::AppOptions;
use sigma_schema::value::Kind;

use super::code::{Language, Program};
use super::node::{Answer, TEAMS, has_tables};
use crate::{Failure, reading};

/// The reader of programs.
#[derive(Clone)]
pub(super) struct Reader(reading::Reader);

/// What the reader makes of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The answer, without a word.
    Silent(Answer),
    /// An answer with diagnostics, or none: the first message.
    Said(String),
}

impl Reader {
    pub(super) fn new() -> Result<Self, Failure> {
        reading::Reader::new().map(Self)
    }

    pub(super) fn read(&self, program: &Program) -> Reading {
        self.read_files(program.files(Language::TypeScript))
    }

    /// The reading of files with these paths and texts.
    pub(super) fn read_files(&self, files: Vec<(String, String)>) -> Reading {
        self.0.read(files).map_or_else(Reading::Said, |options| Reading::Silent(answer(&options)))
    }
}

/// What is compared of options.
fn answer(options: &AppOptions) -> Answer {
    let mut answer = Answer::new();
    for plugin in &options.plugins {
        answer.insert(plugin.spec.name.clone());
        let teams = plugin.options.iter().find(|option| option.path == "teams.enabled");
        if teams.and_then(|teams| teams.value.as_ref().ok()).is_some_and(|value| value.kind == Kind::Boolean(true)) {
            answer.insert(TEAMS.to_owned());
        }
    }
    answer.retain(|name| has_tables(name));
    answer
}
