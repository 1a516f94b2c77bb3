//! Programs run by Node, many in one process: what `createAuthOptions` gives under each value of the environment.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::code::{Language, Program};
use super::generate::VARIABLES;
use super::grammar::PLUGINS;
use super::report::is_used;
use crate::Failure;
use crate::node::Node;

/// What Better Auth sees: the ids of plugins, and `organization: teams`.
pub(super) type Answer = BTreeSet<String>;
/// For each value of the environment, the answer; none if the run throws.
pub(super) type Answers = Vec<Option<Answer>>;

const RUNNER: &str = include_str!("runner.mjs");
/// The longest time of a module's code, in milliseconds.
const TIMEOUT: u64 = 200;
/// How long a process may be silent: a promise that loops for ever has no other limit.
const SILENCE: Duration = Duration::from_secs(10);

/// Programs that a process of Node runs.
pub(super) struct Run {
    lines: Node,
    count: usize,
}

/// Starts Node with these programs.
pub(super) fn start(programs: &[&Program]) -> Result<Run, Failure> {
    let programs: Vec<Value> = programs.iter().enumerate().map(|(id, program)| described(id, program)).collect();
    let plugins: Vec<_> = PLUGINS.iter().map(|(export, name)| json!([export, name])).collect();
    let request = json!({ "plugins": plugins, "programs": programs, "timeout": TIMEOUT });
    Ok(Run { count: programs.len(), lines: Node::start(RUNNER, &request, SILENCE)? })
}

fn described(id: usize, program: &Program) -> Value {
    let files = program.files(Language::JavaScript);
    let variables: Vec<_> = VARIABLES.iter().filter(|name| is_used(program, name)).collect();
    let files: serde_json::Map<_, _> = files.iter().map(|(path, text)| (path.clone(), json!(text))).collect();
    json!({ "id": id, "files": files, "variables": variables })
}

impl Run {
    /// The answers of all programs; none for those that were not run to their end.
    pub(super) fn answers(self) -> Vec<Answers> {
        let mut all = vec![Answers::new(); self.count];
        for line in self.lines {
            let Ok(line) = serde_json::from_str::<Value>(&line) else { continue };
            let id = line["id"].as_u64().and_then(|id| usize::try_from(id).ok()).unwrap_or(usize::MAX);
            let answers = line["answers"].as_array().into_iter().flatten().map(answer).collect();
            if let Some(of_program) = all.get_mut(id) {
                *of_program = answers;
            }
        }
        all
    }
}

fn answer(answer: &Value) -> Option<Answer> {
    let names = answer.as_array()?;
    Some(names.iter().filter_map(Value::as_str).filter(|name| has_tables(name)).map(str::to_owned).collect())
}

/// Whether a plugin, or its option, decides about tables.
pub(super) fn has_tables(name: &str) -> bool {
    let known = PLUGINS.iter().take(super::grammar::WITH_TABLES).map(|(_, known)| *known);
    name == TEAMS || known.into_iter().any(|known| known == name)
}

/// The option of `organization` that is compared.
pub(super) const TEAMS: &str = "organization: teams";

/// The answers of these programs, in one process.
pub(super) fn run(programs: &[&Program]) -> Result<Vec<Answers>, Failure> {
    Ok(start(programs)?.answers())
}
