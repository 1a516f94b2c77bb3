//! Two branches that each change the schema, merged by git itself: `gen` writes a conflict again if no side has an edit,
//! and markers are never treated as anything else.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;

const SCHEMA: &str = "convex/betterAuth/schema.ts";

/// Runs a program in a folder: its exit code, and its output.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let run = command.output().unwrap();
    let output = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.code().unwrap(), output)
}

fn sigma(folder: &Path, arguments: &[&str]) -> (i32, String) {
    run(folder, env!("CARGO_BIN_EXE_sigma-schema"), arguments)
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    run(folder, "git", arguments).0 == 0
}

/// Options with these plugins, one per line, after the usual one.
fn auth(plugins: &[&str]) -> String {
    let calls: String = plugins.iter().map(|plugin| format!("    {plugin}(),\n")).collect();
    format!(
        "import {{ {} }} from \"better-auth/plugins\";\nimport {{ convex }} from \"@convex-dev/better-auth/plugins\";\nimport schema from \"./betterAuth/schema\";\nexport const options = {{ schema }};\nexport const createAuthOptions = () => ({{\n  plugins: [\n    convex(),\n{calls}  ],\n}});\n",
        plugins.join(", ")
    )
}

fn generate(folder: &Path, plugins: &[&str], branch: &str) {
    fs::write(folder.join("convex/auth.ts"), auth(plugins)).unwrap();
    let (code, output) = sigma(folder, &["gen"]);
    assert_eq!(code, 0, "{output}");
    assert!(git(folder, &["add", "-A"]) && git(folder, &["commit", "-qm", branch]));
}

/// Creates a repository of an app, without a commit.
fn repository(at: &Path, style: &str) {
    fs::create_dir(at.join("convex")).unwrap();
    fs::write(
        at.join("package.json"),
        r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#,
    )
    .unwrap();
    assert!(git(at, &["init", "-q", "-b", "main"]));
    for (key, value) in [("user.name", "n"), ("user.email", "n@example.com"), ("merge.conflictStyle", style)] {
        assert!(git(at, &["config", key, value]));
    }
}

/// A repository in the middle of a merge of two branches that each have one more plugin. `edit` changes what one of them
/// has committed. True if git has put the schemas together without a conflict.
fn merging(style: &str, ours: &str, theirs: &str, edit: impl Fn(String) -> String) -> (tempfile::TempDir, bool) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    repository(at, style);
    generate(at, &["emailOTP"], "base");
    assert!(git(at, &["checkout", "-qb", "theirs"]));
    generate(at, &["emailOTP", theirs], "theirs");
    let schema = at.join(SCHEMA);
    fs::write(&schema, edit(fs::read_to_string(&schema).unwrap())).unwrap();
    assert!(git(at, &["commit", "-qam", "edit", "--allow-empty"]));
    assert!(git(at, &["checkout", "-q", "main"]));
    generate(at, &["emailOTP", ours], "ours");
    // auth.ts is in conflict in any case, and resolved by a person.
    assert!(!git(at, &["merge", "theirs"]));
    fs::write(at.join("convex/auth.ts"), auth(&["emailOTP", ours, theirs])).unwrap();
    let is_clean = !fs::read_to_string(&schema).unwrap().contains("<<<<<<<");
    (folder, is_clean)
}

const PAIRS: [(&str, &str); 5] =
    [("admin", "jwt"), ("jwt", "admin"), ("admin", "organization"), ("twoFactor", "username"), ("jwt", "organization")];

#[test]
fn a_conflict_between_generated_schemas_is_written_again() {
    for style in ["merge", "diff3", "zdiff3"] {
        for (ours, theirs) in PAIRS {
            let (folder, is_clean) = merging(style, ours, theirs, |text| text);
            let at = folder.path();
            let (code, output) = sigma(at, &["check", "--no-diff"]);
            assert_eq!(code, 1, "{style} {ours} {theirs}: {output}");
            assert!(is_clean || output.contains("merge conflict"), "{output}");
            let (code, output) = sigma(at, &["gen"]);
            assert_eq!(code, 0, "{style} {ours} {theirs}: {output}");
            assert!(is_clean || output.contains("had a merge conflict and is written again"), "{output}");
            let (code, output) = sigma(at, &["check"]);
            assert_eq!(code, 0, "{style} {ours} {theirs}: {output}");
        }
    }
}

#[test]
fn a_conflict_of_which_both_sides_were_kept_is_written_again() {
    let (folder, _) = merging("merge", "admin", "jwt", |text| text);
    let schema = folder.path().join(SCHEMA);
    let text = fs::read_to_string(&schema).unwrap();
    let is_marker = |line: &&str| ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|marker| line.starts_with(marker));
    let both: Vec<&str> = text.lines().filter(|line| !is_marker(line)).collect();
    fs::write(&schema, both.join("\n") + "\n").unwrap();
    for arguments in ["gen", "check"] {
        let (code, output) = sigma(folder.path(), &[arguments]);
        assert_eq!(code, 0, "{arguments}: {output}");
    }
}

#[test]
fn a_conflict_with_an_edit_is_refused_and_the_edit_is_named() {
    let edit =
        |text: String| text.replacen("})\n    .index(\"expiresAt\"", "})\n    // ours\n    .index(\"expiresAt\"", 1);
    let (folder, is_clean) = merging("merge", "admin", "organization", edit);
    let at = folder.path();
    let before = fs::read_to_string(at.join(SCHEMA)).unwrap();
    assert!(!is_clean && before.contains("// ours"), "{before}");
    for arguments in [["gen"].as_slice(), &["check"], &["adopt"], &["adopt", "--split"], &["lookups"], &["diff"]] {
        let (code, output) = sigma(at, arguments);
        assert_eq!(code, 2, "{arguments:?}: {output}");
        assert!(output.contains("schema.ts has a merge conflict"), "{arguments:?}: {output}");
        assert!(
            !["gen", "check"].contains(&arguments[0]) || output.contains("its sides have edits: a comment"),
            "{output}"
        );
        assert_eq!(fs::read_to_string(at.join(SCHEMA)).unwrap(), before);
    }
    // The suggested fix: a side without the edit.
    assert!(git(at, &["checkout", "--ours", "--", SCHEMA]));
    assert_eq!(sigma(at, &["gen"]).0, 0);
    assert_eq!(sigma(at, &["check"]).0, 0);
}

/// A repository in the middle of a merge of two branches that have each written the files by `gen --plugins`, in an app
/// whose code names none. Without plugins at the base, both have added them.
fn merging_recorded(style: &str, base: &str, ours: &str, theirs: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    repository(at, style);
    fs::write(at.join("convex/README.md"), "# Functions\n").unwrap();
    let commit = |plugins: &str| {
        if !plugins.is_empty() {
            let arguments: Vec<&str> = ["gen", "--plugins"].into_iter().chain(plugins.split(' ')).collect();
            let (code, output) = sigma(at, &arguments);
            assert_eq!(code, 0, "{output}");
        }
        assert!(git(at, &["add", "-A"]) && git(at, &["commit", "-qm", "x", "--allow-empty"]));
    };
    commit(base);
    assert!(git(at, &["checkout", "-qb", "theirs"]));
    commit(theirs);
    assert!(git(at, &["checkout", "-q", "main"]));
    commit(ours);
    assert!(!git(at, &["merge", "theirs"]));
    folder
}

#[test]
fn sides_that_record_different_plugins_are_written_with_all_of_them() {
    let union = "admin,organization,two-factor";
    for style in ["merge", "diff3", "zdiff3"] {
        for base in ["", "admin"] {
            let folder = merging_recorded(style, base, "admin,organization", "admin,two-factor");
            let at = folder.path();
            let before = fs::read_to_string(at.join(SCHEMA)).unwrap();
            assert!(before.contains("<<<<<<<"), "{before}");
            let commands: [&[&str]; 6] =
                [&["gen"], &["gen", "--dry-run"], &["check"], &["lookups"], &["diff"], &["adopt"]];
            for arguments in commands {
                let (code, output) = sigma(at, arguments);
                assert_eq!(code, 2, "{style} {base} {arguments:?}: {output}");
                assert!(output.contains("has a merge conflict, and its sides record different plugins"), "{output}");
                assert!(output.contains(&format!("sigma-schema gen --plugins {union}\n")), "{output}");
                assert_eq!(fs::read_to_string(at.join(SCHEMA)).unwrap(), before);
            }
            let (code, output) = sigma(at, &["gen", "--plugins", union]);
            assert_eq!(code, 0, "{style} {base}: {output}");
            assert!(output.contains("had a merge conflict and is written again"), "{output}");
            assert!(!output.contains("removal") && !output.contains("is new"), "{output}");
            let after = fs::read_to_string(at.join(SCHEMA)).unwrap();
            for table in ["organization", "member", "invitation", "twoFactor"] {
                assert!(after.contains(&format!("  {table}: defineTable")), "{table}: {after}");
            }
            for arguments in ["check", "gen", "check"] {
                let (code, output) = sigma(at, &[arguments]);
                assert_eq!(code, 0, "{style} {base} {arguments}: {output}");
            }
        }
    }
}

#[test]
fn sides_that_record_the_same_plugins_are_written_again() {
    let folder = merging_recorded("merge", "", "admin", "admin --better-auth 1.4.9");
    assert_eq!(sigma(folder.path(), &["gen"]).0, 0);
}

#[test]
fn the_command_for_one_of_several_components_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("package.json"),
        r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#,
    )
    .unwrap();
    for component in ["customerAuth", "staffAuth"] {
        let out = at.join("convex").join(component);
        fs::create_dir_all(&out).unwrap();
        let config = format!(
            "import {{ defineComponent }} from \"convex/server\";\nexport default defineComponent(\"{component}\");\n"
        );
        fs::write(out.join("convex.config.ts"), config).unwrap();
        let out = format!("convex/{component}");
        let schema = at.join(&out).join("schema.ts");
        let sides = ["jwt", "username"].map(|plugin| {
            let (code, output) = sigma(at, &["gen", "--plugins", plugin, "--out", &out, "--force"]);
            assert_eq!(code, 0, "{output}");
            fs::read_to_string(&schema).unwrap()
        });
        if component == "staffAuth" {
            let [ours, theirs] = sides;
            fs::write(&schema, format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> theirs\n")).unwrap();
        }
    }
    let (code, output) = sigma(at, &["gen"]);
    let help = "sigma-schema gen --plugins jwt,username --out convex/staffAuth\n";
    assert!(code == 2 && output.contains(help), "{output}");
    let (code, output) = sigma(at, &["gen", "--plugins", "jwt,username", "--out", "convex/staffAuth"]);
    assert_eq!(code, 0, "{output}");
    assert_eq!(sigma(at, &["check"]).0, 0);
}

#[test]
fn both_headers_kept_are_no_choice_of_the_first() {
    let folder = merging_recorded("merge", "admin", "admin,organization", "admin,two-factor");
    let schema = folder.path().join(SCHEMA);
    let text = fs::read_to_string(&schema).unwrap();
    let is_marker = |line: &&str| ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|marker| line.starts_with(marker));
    let both: Vec<&str> = text.lines().filter(|line| !is_marker(line)).collect();
    fs::write(&schema, both.join("\n") + "\n").unwrap();
    let (code, output) = sigma(folder.path(), &["gen"]);
    assert!(code == 2 && output.contains("records different plugins"), "{output}");
    assert!(output.contains("gen --plugins admin,organization,two-factor\n"), "{output}");
}

#[test]
fn dropped_plugins_of_a_merge_are_reported() {
    // Both sides are complete in the conflict: each is as it was generated, and the flag is what counts.
    let folder = merging_recorded("merge", "", "admin,organization", "admin,two-factor");
    for arguments in [["gen", "--plugins", "admin,organization"].as_slice(), &["gen", "--plugins", "admin", "--force"]]
    {
        assert!(git(folder.path(), &["checkout", "-m", "--", SCHEMA]));
        let (code, output) = sigma(folder.path(), arguments);
        assert_eq!(code, 0, "{output}");
        assert!(output.contains("SS102 removal  table `twoFactor` is removed"), "{output}");
        assert!(output.contains("SS102 twoFactor: table `twoFactor` is removed"), "{output}");
    }
    // Here git has put the tables together.
    let folder = merging_recorded("merge", "admin", "admin,organization", "admin,two-factor");
    let (code, output) = sigma(folder.path(), &["gen", "--plugins", "admin,organization"]);
    assert_eq!(code, 2, "{output}");
    assert!(output.contains("generated with plugins that are not selected now: `two-factor`"), "{output}");
    assert!(!output.contains("edits:"), "{output}");
}

#[test]
fn markers_in_any_file_are_a_merge_conflict() {
    let conflict = |text: &str| format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n");
    let in_comment = |text: &str| format!("/*\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n*/\n{text}");
    for file in ["convex/auth.ts", "convex/betterAuth/adapter.ts", "sigma-schema.json", "package.json"] {
        let is_code = file.ends_with(".ts");
        for with in [&conflict as &dyn Fn(&str) -> String, &in_comment].into_iter().take(if is_code { 2 } else { 1 }) {
            let (folder, _) = merging("merge", "admin", "jwt", |text| text);
            let at = folder.path();
            fs::write(at.join("sigma-schema.json"), "{}\n").unwrap();
            assert_eq!(sigma(at, &["gen"]).0, 0);
            let text = with(&fs::read_to_string(at.join(file)).unwrap());
            fs::write(at.join(file), &text).unwrap();
            let commands = [["gen"].as_slice(), &["check"], &["adopt"], &["lookups"]];
            // The last two do not need adapter.ts here.
            let number = if file.ends_with("adapter.ts") { 2 } else { 4 };
            for arguments in commands.into_iter().take(number) {
                let (code, output) = sigma(at, arguments);
                assert_eq!(code, 2, "{file} {arguments:?}: {output}\n{text}");
                assert!(output.contains(&format!("{file} has a merge conflict")), "{file} {arguments:?}: {output}");
                let line = if text.starts_with('<') { 1 } else { 2 };
                let is_placed = output.contains(&format!("--> {file}:{line}:1"));
                assert!(is_placed, "{file} {arguments:?}: {output}");
                assert_eq!(fs::read_to_string(at.join(file)).unwrap(), text);
            }
            if file.ends_with("adapter.ts") {
                let (code, output) = sigma(at, &["gen", "--force"]);
                assert_eq!(code, 0, "{output}");
                assert_eq!(sigma(at, &["check"]).0, 0);
            }
        }
    }
}
