//! Runs at the same time: their files are those of one of them, and a run that gives up says why.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

type Files = BTreeMap<&'static str, String>;

const FILES: [&str; 5] = [
    "convex/customers/schema.ts",
    "convex/customers/adapter.ts",
    "convex/staff/schema.ts",
    "convex/staff/adapter.ts",
    "sigma-schema.json",
];

/// An adapter.ts that makes its folder a component of Better Auth, in the layout of a generated one.
const ADAPTER: &str = "import { createApi } from \"@convex-dev/better-auth\";
import { createAuthOptions } from \"../auth\";
import schema from \"./schema\";

export const {
  create,
  findOne,
  findMany,
  updateOne,
  updateMany,
  deleteOne,
  deleteMany,
} = createApi(schema, createAuthOptions);
";

/// A project with these components, and two modules of options to choose from.
fn project(components: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put(".git/HEAD", "");
    put("package.json", r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#);
    for (file, plugin) in [("auth", "admin"), ("options", "organization")] {
        let text = format!(
            "import {{ {plugin} }} from \"better-auth/plugins\";\nimport {{ convex }} from \"@convex-dev/better-auth/plugins\";\nexport const createAuthOptions = () => ({{ plugins: [convex(), {plugin}()] }});\n"
        );
        put(&format!("convex/{file}.ts"), &text);
    }
    for component in components {
        let config = format!(
            "import {{ defineComponent }} from \"convex/server\";\nexport default defineComponent(\"{component}\");\n"
        );
        put(&format!("convex/{component}/convex.config.ts"), &config);
        put(&format!("convex/{component}/adapter.ts"), ADAPTER);
    }
    put("sigma-schema.json", "{}\n");
    folder
}

/// The numbers of runs at once, in each round; `ROUNDS` asks for more rounds.
fn rounds() -> impl Iterator<Item = usize> {
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2);
    [2, 20].into_iter().cycle().take(2 * rounds)
}

fn files(folder: &Path) -> Files {
    FILES.iter().filter_map(|name| Some((*name, fs::read_to_string(folder.join(name)).ok()?))).collect()
}

fn reset(folder: &Path, files: &Files) {
    for name in FILES {
        match files.get(name) {
            Some(text) => fs::write(folder.join(name), text).unwrap(),
            None => drop(fs::remove_file(folder.join(name))),
        }
    }
}

fn spawn(folder: &Path, arguments: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    command.args(arguments.split(' ')).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The files after a command that runs alone.
fn after(folder: &Path, before: &Files, arguments: &str) -> Files {
    reset(folder, before);
    let output = spawn(folder, arguments).wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", said(&output));
    files(folder)
}

/// Runs all commands at once. Fails if one ends otherwise than done, with findings, or with a reason.
fn at_once(folder: &Path, commands: &[&str]) {
    let children: Vec<Child> = commands.iter().map(|command| spawn(folder, command)).collect();
    for (child, command) in children.into_iter().zip(commands) {
        let output = child.wait_with_output().unwrap();
        let said = said(&output);
        match output.status.code() {
            Some(0 | 1) => {}
            Some(2) => assert!(said.contains("SS015") || said.contains("SS016"), "{command}: {said}"),
            code => panic!("{command}: {code:?}\n{said}"),
        }
    }
    let folders = ["", "convex", "convex/customers", "convex/staff"];
    let entries = folders.iter().filter_map(|name| fs::read_dir(folder.join(name)).ok()).flatten().flatten();
    let left: Vec<_> = entries.map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".sigma-schema")), "{left:?}");
}

/// The files below a folder.
fn below(files: &Files, folder: &str) -> Files {
    files.iter().filter(|(name, _)| name.starts_with(folder)).map(|(name, text)| (*name, text.clone())).collect()
}

#[test]
fn files_of_different_runs_are_never_mixed() {
    // Each command names the options: the import of an existing adapter.ts would make the order of the runs count.
    const ONE: &[&str] =
        &["gen --auth convex/auth.ts", "gen --auth convex/options.ts", "gen --auth convex/options.ts --plugins jwt"];
    const EACH: &[&str] = &[
        "gen --out convex/customers --auth convex/auth.ts",
        "gen --out convex/staff --auth convex/auth.ts",
        "gen --out convex/customers --auth convex/options.ts",
        "gen --out convex/staff --auth convex/options.ts --plugins admin,jwt",
    ];
    const BOTH: &[&str] = &["gen", "gen --indexes upstream", "gen --indexes upstream --force"];
    let cases: [(&[&str], &[&str], &[&str]); 3] = [
        (&["customers"], ONE, &["convex"]),
        (&["customers", "staff"], EACH, &["convex/customers", "convex/staff"]),
        (&["customers", "staff"], BOTH, &["convex"]),
    ];
    for (components, commands, wholes) in cases {
        let folder = project(components);
        let folder = folder.path();
        let before = files(folder);
        let results: Vec<Files> = commands.iter().map(|command| after(folder, &before, command)).collect();
        for number in rounds() {
            let commands: Vec<&str> = commands.iter().copied().cycle().take(number).collect();
            reset(folder, &before);
            at_once(folder, &commands);
            let found = files(folder);
            for whole in wholes {
                let is_whole =
                    results.iter().chain([&before]).any(|result| below(result, whole) == below(&found, whole));
                assert!(is_whole, "{number} {whole}: {found:#?}");
            }
        }
    }
}

/// `gen` reads the config file before schema.ts: if `adopt` replaces both in between, the old config must not decide.
#[test]
fn an_index_that_is_adopted_meanwhile_is_generated() {
    let folder = project(&["customers"]);
    let folder = folder.path();
    let generated = after(folder, &files(folder), "gen");
    let mut before = generated.clone();
    let schema = generated["convex/customers/schema.ts"].replacen(
        "    .index(",
        "    .index(\"by_ours\", [\"image\"])\n    .index(",
        1,
    );
    before.insert("convex/customers/schema.ts", schema);
    let adopted = after(folder, &before, "adopt");
    for number in rounds() {
        reset(folder, &before);
        let commands: Vec<&str> = ["adopt", "gen"].into_iter().cycle().take(number).collect();
        at_once(folder, &commands);
        assert_eq!(files(folder), adopted, "{number}");
    }
}
