//! Everything that CI runs, in the order in which it fails fastest.

use std::fs;
use std::process::Command;

use crate::{Failure, cargo, faults, root, run, samples};

pub(crate) fn all() -> Result<(), Failure> {
    step("format", run_cargo(&["fmt", "--all", "--check"]), "cargo fmt --all")?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    step("lints", run_cargo(&clippy), "the lints above")?;
    step(
        "tests",
        run_cargo(&["test", "--workspace", "--quiet"]),
        "the tests above; `cargo xtask golden` if the change is meant",
    )?;
    step("commands killed, and raced by an editor", faults::run("200", None), "src/write; the seed above repeats it")?;
    step("prettier, on random schemas", prettier(), "src/typescript/layout")?;
    step("tsc, convex and prettier, on the goldens", node_test("packages/goldens"), "the case that is named")?;
    step("schemas in every form, as Convex sees them", node_test("packages/existing"), "src/code/tables.rs")?;
    step("schemas that adapters ship", node_test("packages/packaged"), "plugin-specs/convex-adapter.toml")?;
    step("what a push would refuse", node_test("push/push"), "src/schema/subset.rs or src/diff")?;
    step("what Convex refuses of random tables", node_test("push/rules"), "src/schema/limits.rs")?;
    step("diagrams, in Mermaid and in a browser", node_test("graph/graph"), "src/graph")?;
    step("what teams run: turbo, the action, the hook", node_test("teams/teams"), "docs/examples or action")?;
    step("the official command lines", node_test("packages/official"), "the spec of the table that is named")?;
    step(
        "every plugin, option and version pair",
        node_test("conformance/conformance"),
        "the spec of the table that is named",
    )?;
    step("random options as code in many styles", node_test("conformance/auth-styles"), "src/code or src/auth")?;
    step("Better Auth running on what is generated", node_test("app/app"), "the spec of the plugin that is named")
}

fn step(name: &str, done: Result<(), Failure>, mend: &str) -> Result<(), Failure> {
    println!("{}: {name}", if done.is_ok() { "ok" } else { "FAILED" });
    done.map_err(|failure| format!("{failure}\nto mend: {mend}"))
}

fn run_cargo(arguments: &[&str]) -> Result<(), Failure> {
    run(&mut cargo(arguments))
}

fn prettier() -> Result<(), Failure> {
    let folder = root().join("target/samples");
    samples::write(&folder)?;
    run(node().arg("tests/packages/prettier.mjs").arg(folder))
}

/// Runs a suite over the real packages, with the binary that the tests have built.
fn node_test(suite: &str) -> Result<(), Failure> {
    run(&mut cargo(&["build", "--quiet"]))?;
    let name = format!("target/debug/sigma-schema{}", std::env::consts::EXE_SUFFIX);
    let binary = fs::canonicalize(root().join(name)).map_err(|error| format!("the binary: {error}"))?;
    run(node().args(["--test", &format!("tests/{suite}.test.mjs")]).env("SIGMA_SCHEMA_BIN", binary))
}

fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(root());
    command
}
