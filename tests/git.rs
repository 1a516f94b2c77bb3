//! `--against git:REF`: a schema is absent only where the commit's tree does not have its path. Whatever else git cannot
//! read is an error with git's words, since an absent schema means that every table is new.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SCHEMA: &str = "convex/betterAuth/schema.ts";
const BEFORE: &str = "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\nexport default defineSchema({ user: defineTable({ name: v.string() }), gone: defineTable({ kept: v.string() }) });\n";

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "protocol.file.allow=always"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let run = command.args(arguments).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
}

/// A repository with the schema in its first commit, and without the table `gone` in its second.
fn repository(folder: &Path) -> PathBuf {
    let app = folder.join("app");
    let put = |path: &str, text: &str| support::put(&app, path, text);
    put("package.json", r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#);
    put("convex/auth.ts", "export const createAuthOptions = () => ({ plugins: [] });\n");
    put(SCHEMA, BEFORE);
    git(&app, &["init", "-q", "-b", "main"]);
    git(&app, &["add", "-A"]);
    git(&app, &["commit", "-qm", "before"]);
    put(SCHEMA, &BEFORE.replace(", gone: defineTable({ kept: v.string() })", ""));
    git(&app, &["commit", "-qam", "after"]);
    app
}

/// Removes an object from the repository, as a partial clone or a broken disk does.
fn without(app: &Path, object: &str) {
    let object = git(app, &["rev-parse", object]);
    fs::remove_file(app.join(".git/objects").join(&object[..2]).join(&object[2..])).unwrap();
}

/// The exit code of a command, and its output on both streams.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let run = command.args(arguments).current_dir(folder).output().unwrap();
    let output = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.code(), output)
}

const DIFF: [&str; 5] = ["diff", "--against", "git:main~1", "--fail-on", "removal"];

#[test]
fn a_table_that_is_gone_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let app = repository(folder.path());
    let (code, output) = run(&app, &DIFF);
    assert!(code == Some(1) && output.contains("SS102 removal"), "{code:?} {output}");
    // From a folder below the top of the repository, too.
    assert_eq!(run(&app.join("convex"), &DIFF).0, Some(1));
}

#[test]
fn what_git_cannot_read_is_an_error_with_its_words() {
    for object in [format!("main~1:{SCHEMA}"), "main~1:convex".to_owned(), "main~1^{tree}".to_owned()] {
        let folder = tempfile::tempdir().unwrap();
        let app = repository(folder.path());
        without(&app, &object);
        for arguments in [
            DIFF.as_slice(),
            &["diff", "--against", "git:main~1", "--format", "json"],
            &["graph", "--against", "git:main~1"],
        ] {
            let (code, output) = run(&app, arguments);
            assert!(code == Some(2) && output.contains("git says: "), "{object} {arguments:?}: {code:?} {output}");
            assert!(output.contains("git cannot read main~1:convex/betterAuth/schema.ts"), "{output}");
            assert!(!output.contains("is new") && !output.contains("no changes"), "{output}");
        }
    }
}

#[test]
fn a_partial_clone_is_not_taken_for_an_empty_commit() {
    let folder = tempfile::tempdir().unwrap();
    let app = repository(folder.path());
    git(&app, &["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", app.display());
    git(folder.path(), &["clone", "-q", "--filter=blob:none", &url, "clone"]);
    let (code, output) = run(&folder.path().join("clone"), &DIFF);
    assert!(code == Some(2) && output.contains("git says: "), "{code:?} {output}");
}

#[test]
fn only_a_path_that_is_not_in_the_tree_is_absent() {
    let folder = tempfile::tempdir().unwrap();
    let app = repository(folder.path());
    git(&app, &["rm", "-q", "--cached", SCHEMA]);
    git(&app, &["commit", "-qm", "without"]);
    let (code, output) = run(&app, &["diff", "--against", "git:main", "--fail-on", "any"]);
    assert!(
        code == Some(0) && output.contains("convex/betterAuth/schema.ts is not in main: every table is new"),
        "{output}"
    );
    let (code, output) = run(&app, &["diff", "--against", "git:nowhere"]);
    assert!(code == Some(2) && output.contains("unknown git revision `nowhere`"), "{output}");
}

/// The app with a part of it moved away, and a link in its place; committed on top of both commits.
#[cfg(unix)]
fn linked(app: &Path, part: &str, moved: &str, target: &str) {
    fs::create_dir_all(app.join(moved).parent().unwrap()).unwrap();
    fs::rename(app.join(part), app.join(moved)).unwrap();
    std::os::unix::fs::symlink(target, app.join(part)).unwrap();
    git(app, &["add", "-A"]);
    git(app, &["commit", "-qm", "linked"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_in_the_tree_of_the_commit() {
    let cases = [
        ("convex", "cvx", "cvx"),
        ("convex", "packages/backend/functions", "./packages/../packages/backend/functions/"),
        ("convex/betterAuth", "convex/auth-component", "auth-component"),
        ("convex/betterAuth", "auth-component", "../auth-component"),
        (SCHEMA, "shared/schema.ts", "../../shared/schema.ts"),
        (SCHEMA, "convex/betterAuth/real.ts", "real.ts"),
    ];
    for (part, moved, target) in cases {
        let folder = tempfile::tempdir().unwrap();
        let app = repository(folder.path());
        fs::write(app.join(SCHEMA), BEFORE).unwrap();
        linked(&app, part, moved, target);
        // Through the same link on the disk, through another one on the way, and against a commit without the link.
        fs::write(app.join(SCHEMA), BEFORE.replace(", gone: defineTable({ kept: v.string() })", "")).unwrap();
        let around = folder.path().join("around");
        std::os::unix::fs::symlink("app", &around).unwrap();
        for (from, reference) in [(&app, "main"), (&around, "main"), (&app, "main~2"), (&around, "main~2")] {
            let against = format!("git:{reference}");
            let (code, output) = run(from, &["diff", "--against", &against, "--fail-on", "removal"]);
            assert!(
                code == Some(1) && output.contains("SS102 removal"),
                "{part} {target} {reference}: {code:?} {output}"
            );
        }
        // And the link of the commit, where the disk has none any more.
        let link = app.join(part);
        fs::remove_file(&link).unwrap();
        fs::rename(app.join(moved), &link).unwrap();
        let (code, output) = run(&app, &["diff", "--against", "git:main", "--fail-on", "removal"]);
        assert!(code == Some(1) && output.contains("SS102 removal"), "{part} {target}: {code:?} {output}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_cannot_be_followed_is_an_error() {
    let cases = [
        ("../cvx", "main:convex is a link that leads out of the repository: ../cvx"),
        ("/nowhere/cvx", "main:convex is a link that leads out of the repository: /nowhere/cvx"),
        ("convex", "the links of main:convex/betterAuth/schema.ts form a cycle"),
        ("gone", "convex/betterAuth/schema.ts is not in main: every table is new"),
    ];
    for (target, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let app = repository(folder.path());
        linked(&app, "convex", "cvx", target);
        fs::remove_file(app.join("convex")).unwrap();
        fs::rename(app.join("cvx"), app.join("convex")).unwrap();
        let (code, output) = run(&app, &["diff", "--against", "git:main"]);
        let wanted = if target == "gone" { 0 } else { 2 };
        assert!(code == Some(wanted) && output.contains(expected), "{target}: {code:?} {output}");
    }
}

#[test]
fn what_a_submodule_holds_is_not_in_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let app = repository(folder.path());
    let outer = folder.path().join("outer");
    fs::create_dir_all(&outer).unwrap();
    fs::write(outer.join("package.json"), "{}").unwrap();
    git(&outer, &["init", "-q", "-b", "main"]);
    git(&outer, &["submodule", "--quiet", "add", app.to_str().unwrap(), "convex"]);
    fs::rename(outer.join("convex/convex/betterAuth"), outer.join("convex/betterAuth")).unwrap();
    git(&outer, &["add", "-A"]);
    git(&outer, &["commit", "-qm", "outer"]);
    let arguments = ["diff", "--against", "git:main", "--no-auth", "--plugins", "convex", "--dir"];
    let (code, output) = run(&outer, &[&arguments[..], &[outer.to_str().unwrap()]].concat());
    assert!(code == Some(2) && output.contains("is in the submodule convex"), "{output}");
}

/// The schema of a commit may import the generated part: one that git cannot read, or that is broken there, is no reason to
/// take every table for new.
#[test]
fn a_part_that_cannot_be_read_is_an_error() {
    const PART: &str = "convex/betterAuth/generatedSchema.ts";
    let part = BEFORE.replace("export default defineSchema(", "export const tables = ").replace(");\n", ";\n");
    let whole = "import { defineSchema } from \"convex/server\";\nimport { tables } from \"./generatedSchema\";\nexport default defineSchema({ ...tables });\n";
    for (is_lost, before, expected) in [
        (true, part.clone(), "git says: "),
        (false, format!("{part}const x = {{\n"), "this is not valid TypeScript"),
        (false, format!("<<<<<<< HEAD\n{part}=======\n>>>>>>> b\n"), "has a merge conflict"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let app = repository(folder.path());
        fs::write(app.join(SCHEMA), whole).unwrap();
        fs::write(app.join(PART), &before).unwrap();
        git(&app, &["add", "-A"]);
        git(&app, &["commit", "-qm", "split"]);
        fs::write(app.join(PART), format!("{part}// changed\n")).unwrap();
        git(&app, &["commit", "-qam", "changed"]);
        if is_lost {
            without(&app, &format!("main~1:{PART}"));
        }
        for arguments in [DIFF.as_slice(), &["graph", "--against", "git:main~1"]] {
            let (code, output) = run(&app, arguments);
            assert!(code == Some(2) && output.contains(expected), "{arguments:?}: {code:?} {output}");
            assert!(output.contains(&format!("main~1:{PART}")) && !output.contains("is new"), "{output}");
            // Files of a commit are not written again.
            assert!(!output.contains("sigma-schema gen"), "{output}");
        }
    }
}
