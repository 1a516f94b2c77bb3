//! What Node finds in the programs. Answers are kept in `target/test262.json`, so that a second run only reads.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Duration;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use xxhash_rust::xxh3::xxh3_128;

use super::transform::PLUGINS;
use crate::node::Node;
use crate::{Failure, root};

/// The program for Node that runs the others.
const RUNNER: &str = include_str!("runner.mjs");
/// How many programs one process runs.
const BATCH: usize = 1_000;
/// How long a process may be silent: it ends programs itself, but not endless microtasks.
const SILENCE: Duration = Duration::from_secs(5);

/// The ids of a program's plugins. None if it throws or takes too long.
pub(super) type Observed = Option<BTreeSet<String>>;

/// The answers of earlier runs, by a digest of the program.
#[derive(Default, Serialize, Deserialize)]
struct Cache {
    /// The version of Node and a digest of the runner: other ones may answer differently.
    by: String,
    answers: IndexMap<String, Observed>,
}

/// What Node finds in each of these programs.
pub(super) fn observe(programs: &[String]) -> Result<Vec<Observed>, Failure> {
    let path = root().join("target/test262.json");
    let by = format!("{} {:x}", version()?, xxh3_128(RUNNER.as_bytes()));
    let cache = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<Cache>(&text).ok());
    let mut cache = cache.filter(|cache| cache.by == by).unwrap_or_default();
    cache.by = by;
    let digests: Vec<String> = programs.iter().map(|text| format!("{:032x}", xxh3_128(text.as_bytes()))).collect();
    let new: IndexMap<&String, &String> =
        digests.iter().zip(programs).filter(|(digest, _)| !cache.answers.contains_key(*digest)).collect();
    let new: Vec<(&String, &String)> = new.into_iter().collect();
    for (number, batch) in new.chunks(BATCH).enumerate() {
        eprintln!("Node runs programs {} to {} of {}", number * BATCH + 1, number * BATCH + batch.len(), new.len());
        let texts: Vec<&str> = batch.iter().map(|(_, text)| text.as_str()).collect();
        let answers = run_all(&texts)?;
        cache.answers.extend(batch.iter().map(|(digest, _)| (*digest).clone()).zip(answers));
        let text = serde_json::to_vec(&cache).map_err(|error| error.to_string())?;
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(digests.iter().map(|digest| cache.answers.get(digest).cloned().flatten()).collect())
}

/// Runs these programs. One that ends or silences the process is dropped, and the next process goes on after it.
fn run_all(programs: &[&str]) -> Result<Vec<Observed>, Failure> {
    let mut answers = Vec::new();
    while answers.len() < programs.len() {
        answers.extend(run(&programs[answers.len()..])?);
        if answers.len() < programs.len() {
            answers.push(None);
        }
    }
    Ok(answers)
}

/// The answers of one process, up to the program at which it ends or falls silent.
fn run(programs: &[&str]) -> Result<Vec<Observed>, Failure> {
    let plugins: IndexMap<&str, &str> = PLUGINS.into_iter().collect();
    let request = json!({ "plugins": plugins, "programs": programs });
    let lines = Node::start(RUNNER, &request, SILENCE)?;
    lines.map(|line| serde_json::from_str(&line).map_err(|error| format!("node prints `{line}`: {error}"))).collect()
}

fn version() -> Result<String, Failure> {
    let output = Command::new("node").arg("--version").output();
    let output = output.map_err(|error| format!("node could not be started: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
