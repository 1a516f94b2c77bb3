//! The output for programs: with `--format json` a run prints one document, whatever its exit code, over any number of
//! components; with `--format github` it annotates the findings.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
#[cfg(target_os = "linux")]
use std::process::Stdio;

use serde_json::Value;

const AUTH: &str = "import { convex } from \"@convex-dev/better-auth/plugins\";
import { organization } from \"better-auth/plugins\";
export const createAuthOptions = () => ({ plugins: [convex({ authConfig: { providers: [] } }), organization()] });
";
const ADAPTER: &str = "import { createApi } from \"@convex-dev/better-auth\";
import { createAuthOptions } from \"./auth\";
import schema from \"./schema\";

export const { create, findOne, findMany, updateOne, updateMany, deleteOne, deleteMany } = createApi(schema, createAuthOptions);
";

/// A project with two components.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put(".git/HEAD", "");
    put(
        "package.json",
        "{ \"dependencies\": { \"better-auth\": \"1.6.15\", \"@convex-dev/better-auth\": \"0.12.5\" } }",
    );
    for component in ["customers", "staff"] {
        put(&format!("convex/{component}/auth.ts"), AUTH);
        put(&format!("convex/{component}/adapter.ts"), ADAPTER);
        put(
            &format!("convex/{component}/convex.config.ts"),
            &format!(
                "import {{ defineComponent }} from \"convex/server\";\nexport default defineComponent(\"{component}\");\n"
            ),
        );
    }
    folder
}

fn run(folder: &Path, arguments: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let output = command.args(arguments.split(' ')).current_dir(folder).output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code().unwrap(), stdout, stderr)
}

/// The JSON Schema of a command's document.
fn schema_of(arguments: &str) -> String {
    let words: Vec<&str> = arguments.split(' ').collect();
    match words.as_slice() {
        ["explain", "--auth", ..] => "explain-auth".to_owned(),
        ["explain", "--table", ..] | ["explain", "user" | "nothing", ..] => "explain-table".to_owned(),
        ["explain", code, ..] if code.starts_with("SS") => "explain-code".to_owned(),
        ["explain", ..] => "explain-plugin".to_owned(),
        // A name that is not a command has the document of any.
        ["nothing", ..] => "check".to_owned(),
        [command, ..] => (*command).to_owned(),
        [] => unreachable!(),
    }
}

fn assert_valid(schema: &Value, value: &Value, what: &str) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{value:#}");
}

/// Runs a command with `--format json`: its exit code and its one document, which its published schema describes.
fn document(folder: &Path, arguments: &str) -> (i32, Value) {
    let (code, stdout, stderr) = run(folder, &format!("{arguments} --format json"));
    let value: Value =
        serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{arguments}: {error}\n{stdout}{stderr}"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
    let path = path.join(format!("{}.schema.json", schema_of(arguments)));
    let schema: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_valid(&schema, &value, arguments);
    for diagnostic in value["diagnostics"].as_array().unwrap() {
        assert!(diagnostic["message"].as_str().is_some_and(|message| !message.is_empty()), "{diagnostic}");
        assert!(["error", "warning"].contains(&diagnostic["severity"].as_str().unwrap()), "{diagnostic}");
    }
    if code == 2 {
        // The document has everything that the text shows.
        for diagnostic in value["diagnostics"].as_array().unwrap() {
            assert!(stderr.contains(diagnostic["message"].as_str().unwrap()), "{arguments}: {diagnostic}\n{stderr}");
        }
    }
    (code, value)
}

/// The published schema of SARIF, which the crate serde-sarif ships.
fn sarif_schema() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--locked"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let metadata: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let schema = fs::read_to_string(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // Its pattern for languages, which our logs do not have, is not a regular expression of ECMAScript.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    schema
}

/// Every command with the exit code that it has in a project: before `gen`, after it, with an edit, and with broken code.
const COMMANDS: [(&str, [i32; 4]); 21] = [
    ("check", [1, 0, 1, 2]),
    ("diff", [2, 0, 0, 2]),
    ("diff --against git:nothing", [2, 2, 2, 2]),
    ("lookups", [2, 0, 0, 2]),
    ("gen --dry-run", [0, 0, 1, 2]),
    ("adopt --dry-run", [2, 0, 1, 2]),
    ("info", [0, 0, 0, 2]),
    ("doctor", [0, 0, 0, 0]),
    ("graph --out convex/staff", [0, 0, 0, 2]),
    ("graph", [2, 2, 2, 2]),
    ("explain --auth", [0, 0, 0, 2]),
    ("explain --table user", [0, 0, 0, 2]),
    ("explain user", [0, 0, 0, 2]),
    ("explain nothing", [2, 2, 2, 2]),
    ("explain SS203", [0, 0, 0, 0]),
    ("explain organization", [0, 0, 0, 0]),
    ("list", [0, 0, 0, 0]),
    ("list --specs none.toml", [2, 2, 2, 2]),
    ("explain --specs none.toml organization", [2, 2, 2, 2]),
    ("check --wrong", [2, 2, 2, 2]),
    ("diff --fail-on any", [2, 0, 1, 2]),
];

#[test]
fn every_command_prints_what_its_schema_describes() {
    let folder = project();
    let at = folder.path();
    let sarif = sarif_schema();
    for state in 0..4 {
        match state {
            1 => assert_eq!(document(at, "gen").0, 0),
            2 => {
                let schema = at.join("convex/staff/schema.ts");
                let text = fs::read_to_string(&schema).unwrap();
                fs::write(&schema, text.replacen("name: v.string(),", "name: v.string(),\n    plan: v.string(),", 1))
                    .unwrap();
            }
            3 => fs::write(at.join("convex/staff/auth.ts"), "export const createAuthOptions = (\n").unwrap(),
            _ => {}
        }
        for (command, codes) in COMMANDS {
            let (code, value) = document(at, command);
            assert_eq!(code, codes[state], "{command}, state {state}: {value:#}");
            let is_of_components =
                !command.starts_with("explain SS") && !["list", "explain organization"].contains(&command);
            let count = value["components"].as_array().unwrap().len();
            let expected = match code {
                2 => 0,
                // What is refused has no files.
                1 if command.starts_with("gen") || command.starts_with("adopt") => 0,
                _ if command.contains("--out") => 1,
                _ if is_of_components => 2,
                _ => 0,
            };
            assert_eq!(count, expected, "{command}, state {state}: {value:#}");
            if command.starts_with("graph") {
                continue;
            }
            // The same in the other formats for programs.
            let (same, stdout, _) = run(at, &format!("{command} --format sarif"));
            assert_eq!(same, code, "{command}");
            let log: Value = serde_json::from_str(&stdout).unwrap();
            assert_valid(&sarif, &log, command);
            let (same, stdout, _) = run(at, &format!("{command} --format github"));
            assert_eq!(same, code, "{command}");
            assert!(stdout.lines().all(|line| line.starts_with("::")), "{command}: {stdout}");
            assert_eq!(
                stdout.lines().count(),
                log["runs"][0]["results"].as_array().unwrap().len(),
                "{command}: {stdout}"
            );
        }
    }
}

#[test]
fn one_document_whatever_the_exit_code() {
    let folder = project();
    let at = folder.path();
    let names = |value: &Value| -> Vec<String> {
        let components = value["components"].as_array().unwrap();
        components.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    // 1: nothing was generated yet.
    let (code, value) = document(at, "check");
    assert_eq!((code, names(&value)), (1, vec!["customers".to_owned(), "staff".to_owned()]));
    // 2: nothing to compare or to read.
    for command in ["diff", "lookups"] {
        let (code, value) = document(at, command);
        assert_eq!((code, names(&value).len()), (2, 0), "{command}");
        assert_eq!(value["diagnostics"][0]["severity"], "error", "{command}");
    }
    assert_eq!(run(at, "gen").0, 0);
    // 0: no findings.
    for command in ["check", "diff", "lookups"] {
        let (code, value) = document(at, command);
        assert_eq!((code, names(&value)), (0, vec!["customers".to_owned(), "staff".to_owned()]), "{command}");
        assert_eq!(value["diagnostics"].as_array().unwrap().len(), 0, "{command}");
    }
    // 1: an index is missing in one of the two.
    let schema = at.join("convex/staff/schema.ts");
    let text = fs::read_to_string(&schema).unwrap();
    let lines = text.lines().filter(|line| !line.contains("\"organizationId_userId\"") || line.ends_with(','));
    let lines: Vec<&str> = lines.filter(|line| !line.contains("email_organizationId_status")).collect();
    fs::write(&schema, lines.join("\n") + "\n").unwrap();
    for command in ["check", "lookups", "diff --fail-on any"] {
        let (code, value) = document(at, command);
        let expected = if command.starts_with("diff") { 0 } else { 1 };
        assert_eq!((code, names(&value).len()), (expected, 2), "{command}: {value:#}");
    }
}

#[test]
fn what_stops_a_run_is_in_its_output() {
    let folder = project();
    let at = folder.path();
    assert_eq!(run(at, "gen").0, 0);
    fs::write(at.join("convex/staff/auth.ts"), "export const createAuthOptions = (\n").unwrap();
    for command in ["check", "diff", "lookups"] {
        let (code, value) = document(at, command);
        assert_eq!(code, 2, "{command}");
        assert!(value["diagnostics"][0]["span"]["file"] == "convex/staff/auth.ts", "{value:#}");
        let (code, stdout, _) = run(at, &format!("{command} --format github"));
        assert_eq!(code, 2);
        assert!(stdout.starts_with("::error file=convex/staff/auth.ts,line="), "{command}: {stdout}");
    }
    // Wrong usage, too.
    for command in ["check --wrong", "diff --fail-on nothing", "nothing"] {
        let (code, value) = document(at, command);
        assert_eq!((code, value["diagnostics"].as_array().unwrap().len()), (2, 1), "{command}");
        let (code, stdout, _) = run(at, &format!("{command} --format github"));
        assert_eq!((code, stdout.lines().count()), (2, 1), "{command}: {stdout}");
        assert!(stdout.starts_with("::error"), "{stdout}");
    }
    // The output for people stays empty.
    assert_eq!(run(at, "check").1, "");
}

/// Files that are written stay written if nobody can read about it; a finding that nobody reads is an error.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_printed_is_no_failure_after_writing() {
    let folder = project();
    let at = folder.path();
    for (arguments, expected) in
        [("gen", 0), ("gen", 2), ("check", 2), ("gen --format json --force", 0), ("gen --stdout --out convex/staff", 2)]
    {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
        command.args(arguments.split(' ')).current_dir(at).stdout(Stdio::from(full));
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(expected), "{arguments}: {said}");
        assert!(said.contains("SS003"), "{arguments}: {said}");
        assert!(at.join("convex/customers/schema.ts").exists() && at.join("convex/staff/adapter.ts").exists());
    }
    assert_eq!(run(at, "check").0, 0);
}
