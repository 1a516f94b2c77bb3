//! Everything that CI runs, in the order in which it fails fastest: a table of steps, each named before it starts and timed
//! when it ends. At the end come the times of all steps, and a last line that counts their tests. With `--slow` the steps
//! that try random cases try more of them.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Failure, cargo, faults, fuzz, licenses, root, run, samples, words};

/// One step: its name, its work, and where to look if it fails.
struct Step {
    name: &'static str,
    work: Work,
    fix: &'static str,
}

/// The work of a step.
enum Work {
    /// cargo with these arguments.
    Cargo(&'static [&'static str]),
    /// A suite over the real packages, below tests/.
    Node(&'static str),
    /// The library as WebAssembly.
    Wasm,
    /// 300 random schemas, judged by prettier.
    Prettier,
    /// Runs of commands that are killed, refused by the disk and raced by an editor: how many, and how many with `--slow`.
    Faults(&'static str, &'static str),
    /// Broken files for each parser, for so many seconds; only with `--slow`.
    Fuzz(&'static str),
    /// An error at every so many system calls; at each of them with `--slow`.
    Calls(usize),
    /// Licenses and sources of all crates.
    Licenses,
    /// Words to avoid, in documentation and messages.
    Words,
    /// The packaged crates, each built against the others as packaged.
    Publish,
}

/// The target of WebAssembly, for a page and for systems without a binary of their own.
const WASM: &str = "wasm32-wasip1";

const fn step(name: &'static str, work: Work, fix: &'static str) -> Step {
    Step { name, work, fix }
}

const STEPS: [Step; 23] = [
    step("format", Work::Cargo(&["fmt", "--all", "--check"]), "cargo fmt --all"),
    step("words to avoid", Work::Words, "the line that is named"),
    step("licenses and sources of crates", Work::Licenses, "another crate, or deny.toml"),
    step("lints", Work::Cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]), "-"),
    step(
        "unit tests, goldens, properties",
        Work::Cargo(&["test", "--workspace"]),
        "`cargo xtask golden` if it is meant",
    ),
    step("the library as WebAssembly", Work::Wasm, "what needs a platform is behind `cfg`"),
    step(
        "commands killed, and raced by an editor",
        Work::Faults("200", "2000"),
        "src/workspace/commit; the seed above repeats it",
    ),
    step("errors at system calls", Work::Calls(20), "src/workspace/commit"),
    step("broken files, read", Work::Fuzz("30"), "the file that is kept in tests/corpus"),
    step("prettier, on random schemas", Work::Prettier, "src/convex/typescript/layout"),
    step("tsc, convex and prettier, on the goldens", Work::Node("packages/goldens"), "the case that is named"),
    step("schemas in every form, as Convex sees them", Work::Node("packages/existing"), "src/existing"),
    step("schemas that adapters ship", Work::Node("packages/packaged"), "plugin-specs/convex-adapter.toml"),
    step("what a push would refuse", Work::Node("push/push"), "src/convex/subset.rs or src/changes"),
    step("what Convex refuses of random tables", Work::Node("push/rules"), "src/convex/limits.rs"),
    step("diagrams, in Mermaid and in a browser", Work::Node("graph/graph"), "src/graph"),
    step("what teams run: turbo, the action, the hook", Work::Node("teams/teams"), "docs/examples or action"),
    step("the official command lines", Work::Node("packages/official"), "the spec of the table that is named"),
    step("every plugin, option and version", Work::Node("conformance/conformance"), "the spec that is named"),
    step("random options as code in many styles", Work::Node("conformance/auth-styles"), "src/js or src/auth"),
    step("Better Auth on what is generated", Work::Node("app/app"), "the spec of the plugin that is named"),
    step("documentation", Work::Cargo(&["doc", "--no-deps", "--quiet"]), "the comment that is named"),
    step("the crates, as crates.io takes them", Work::Publish, "`include` in Cargo.toml"),
];

/// How many tests passed, failed and were skipped.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// Runs all steps, up to the first that fails.
pub(crate) fn all(is_slow: bool) -> Result<(), Failure> {
    let steps: Vec<&Step> = STEPS.iter().filter(|step| is_slow || !matches!(step.work, Work::Fuzz(_))).collect();
    let which =
        if is_slow { "the slow run, with more random cases" } else { "the usual run; --slow tries more random cases" };
    println!("{which}: {} steps, with {} threads", steps.len(), threads());
    println!("the first builds take a few minutes, and so do packages that are not installed yet");
    let (mut tally, mut times, mut result) = (Tally::default(), Vec::<(&str, Duration)>::new(), Ok(()));
    for (number, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}", number + 1, steps.len(), step.name);
        let (before, began) = (tally.passed + tally.failed, Instant::now());
        result = step.work.run(is_slow, &mut tally);
        // A step that counts nothing is one check itself.
        if tally.passed + tally.failed == before {
            *(if result.is_ok() { &mut tally.passed } else { &mut tally.failed }) += 1;
        }
        let state = if result.is_ok() { "ok" } else { "FAILED" };
        println!("{state}: {} ({:.1} s)", step.name, began.elapsed().as_secs_f64());
        times.push((step.name, began.elapsed()));
        if let Err(failure) = &result {
            result = Err(format!("{failure}\nto fix: {}", step.fix));
            break;
        }
    }
    println!();
    times.iter().for_each(|(name, time)| println!("{:>7.1} s  {name}", time.as_secs_f64()));
    println!("{:>7.1} s  {which}\n", times.iter().map(|(_, time)| time.as_secs_f64()).sum::<f64>());
    println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    result
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Work {
    fn run(&self, is_slow: bool, tally: &mut Tally) -> Result<(), Failure> {
        match self {
            Self::Cargo(arguments) => counted(&mut cargo(arguments), tally),
            Self::Faults(runs, slow) => faults::run(if is_slow { slow } else { runs }, None),
            Self::Fuzz(seconds) => fuzz::run(seconds, &[]),
            Self::Calls(every) => faults::run_calls(if is_slow { 1 } else { *every }),
            Self::Licenses => licenses::check(),
            Self::Words => words::check(&[]),
            Self::Publish => {
                forget_packaged()?;
                counted(&mut cargo(&["publish", "--workspace", "--dry-run", "--allow-dirty", "--quiet"]), tally)
            }
            Self::Wasm => {
                if run(Command::new("rustup").args(["target", "add", WASM]).current_dir(root())).is_err() {
                    println!("skipped: rustup cannot add the target {WASM}");
                    tally.skipped += 1;
                    return Ok(());
                }
                counted(&mut cargo(&["check", "--lib", "--quiet", "--target", WASM]), tally)
            }
            Self::Prettier => {
                let folder = root().join("target/samples");
                samples::write(&folder)?;
                counted(node().arg("tests/packages/prettier.mjs").arg(folder), tally)
            }
            Self::Node(suite) => {
                counted(&mut cargo(&["build", "--quiet"]), tally)?;
                let name = format!("target/debug/sigma-schema{}", std::env::consts::EXE_SUFFIX);
                let binary = fs::canonicalize(root().join(name)).map_err(|error| format!("the binary: {error}"))?;
                let file = format!("tests/{suite}.test.mjs");
                let arguments = ["--test", "--test-reporter=spec", file.as_str()];
                counted(node().args(arguments).env("SIGMA_SCHEMA_BIN", binary), tally)
            }
        }
    }
}

/// Runs a command with its output shown, and counts the tests that it reports. Fails if it does.
fn counted(command: &mut Command, tally: &mut Tally) -> Result<(), Failure> {
    let shown = format!("{command:?}");
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{shown} could not be started: {error}"))?;
    for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
        let line = line.map_err(|error| format!("{shown}: {error}"))?;
        println!("{line}");
        tally.count(&line);
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown} failed: {status}")),
        Err(error) => Err(format!("{shown}: {error}")),
    }
}

/// Removes our crates where cargo has unpacked them, and what it knows of their builds: for cargo, a packaged crate of the
/// same version is the same, whatever is in it.
fn forget_packaged() -> Result<(), Failure> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten().map(|entry| entry.path());
    for folder in registries.chain([root().join("target/debug/.fingerprint")]) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("sigma-schema-catalog-") {
                let path = entry.path();
                fs::remove_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
    }
    Ok(())
}

impl Tally {
    /// Adds the numbers of a closing line: cargo's `test result: ok. 3 passed; 0 failed; 1 ignored; ...`, or Node's `ℹ pass 3`.
    fn count(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        match words.as_slice() {
            ["test", "result:", ..] => {
                for (at, word) in words.iter().enumerate().skip(1) {
                    match *word {
                        "passed;" => self.passed += number(at - 1),
                        "failed;" => self.failed += number(at - 1),
                        "ignored;" => self.skipped += number(at - 1),
                        _ => {}
                    }
                }
            }
            ["ℹ", "pass", _] => self.passed += number(2),
            ["ℹ", "fail" | "cancelled", _] => self.failed += number(2),
            ["ℹ", "skipped" | "todo", _] => self.skipped += number(2),
            _ => {}
        }
    }
}

fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(root());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 50 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.21s",
            "test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.21s",
            "ℹ pass 7",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 4",
            "ℹ duration_ms 12.5",
            "test result",
        ] {
            tally.count(line);
        }
        assert_eq!((tally.passed, tally.failed, tally.skipped), (58, 5, 6));
    }
}
