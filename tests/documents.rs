//! What programs read: with `--format json` a run prints one document, whatever its exit code, over any number of
//! components; with `--format github` it names what is wrong.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

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

/// Runs a command with `--format json`: its exit code and its one document.
fn document(folder: &Path, arguments: &str) -> (i32, Value) {
    let (code, stdout, stderr) = run(folder, &format!("{arguments} --format json"));
    let value: Value =
        serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{arguments}: {error}\n{stdout}{stderr}"));
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["components", "diagnostics"], "{arguments}");
    for diagnostic in value["diagnostics"].as_array().unwrap() {
        assert!(diagnostic["message"].as_str().is_some_and(|message| !message.is_empty()), "{diagnostic}");
        assert!(["error", "warning"].contains(&diagnostic["severity"].as_str().unwrap()), "{diagnostic}");
        // What the text shows, the document has.
        assert!(stderr.contains(diagnostic["message"].as_str().unwrap()), "{arguments}: {diagnostic}\n{stderr}");
    }
    (code, value)
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
    // 2: there is nothing to compare or to look at.
    for command in ["diff", "lookups"] {
        let (code, value) = document(at, command);
        assert_eq!((code, names(&value).len()), (2, 0), "{command}");
        assert_eq!(value["diagnostics"][0]["severity"], "error", "{command}");
    }
    assert_eq!(run(at, "gen").0, 0);
    // 0: all is well.
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
        assert!(value["diagnostics"][0]["at"].as_str().unwrap().starts_with("convex/staff/auth.ts:"), "{value:#}");
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
    // A person's output stays empty.
    assert_eq!(run(at, "check").1, "");
}
