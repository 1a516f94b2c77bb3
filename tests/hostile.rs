//! Hostile files: each is read or refused in time, and none ends the process.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::process::Command;
use std::time::{Duration, Instant};

use sigma_schema::convex::typescript::parse::schema_file;
use sigma_schema::diagnostic::{Source, render};

#[test]
fn every_file_is_read_or_refused_in_time() {
    let nested = |open: &str, close: &str, levels: usize| open.repeat(levels) + "1" + &close.repeat(levels);
    let too_deep = |what: &str| format!("the {what} in this file are nested too deeply to read");
    let cases: [(&str, String, Option<&str>); 13] = [
        ("too large", "x;".repeat(200_000), Some("this file is too large to read: 390 KiB, and the limit is 256 KiB")),
        ("brackets", nested("(", ")", 100_000), Some(&too_deep("brackets"))),
        ("arrays", nested("[", "]", 100_000), Some(&too_deep("brackets"))),
        ("objects", nested("({a:", "})", 40_000), Some(&too_deep("brackets"))),
        ("brackets that are read", nested("(", ")", 900), None),
        ("chain", "v".to_owned() + &".a()".repeat(60_000), None),
        ("an unterminated string", "const a = \"abc".to_owned(), Some("this is not valid TypeScript")),
        ("an unterminated comment", "const a = 1; /* abc".to_owned(), Some("this is not valid TypeScript")),
        ("NUL", "const a = \0;".to_owned(), Some("this is not valid TypeScript")),
        ("nothing", String::new(), None),
        ("type assertions", nested("<any>(", ")", 25), Some(&too_deep("type assertions"))),
        ("arrows", nested("a ? (b) : c => ", "", 25), Some(&too_deep("conditions and arrow functions"))),
        ("labels", nested("a:", "", 60_000), Some(&too_deep("labels"))),
    ];
    for (name, text, refusal) in cases {
        let start = Instant::now();
        let read = schema_file(&Source::new("schema.ts", text));
        assert!(start.elapsed() < Duration::from_secs(6), "{name}: {:?}", start.elapsed());
        match (read, refusal) {
            (Ok(_), None) => {}
            (Err(diagnostic), Some(title)) => {
                assert_eq!(diagnostic.message, title, "{name}");
                assert!(render(&diagnostic, false).contains("--> schema.ts:"), "{name}");
            }
            (read, _) => {
                panic!("{name}: {}", read.map_or_else(|diagnostic| diagnostic.message, |_| "it was read".to_owned()))
            }
        }
    }
}

const OPTIONS: &str = "export const createAuthOptions = () => ({ plugins: [";

/// A file with options and something hostile.
fn options_with(before: &str, plugin: &str) -> String {
    format!("import {{ admin }} from \"better-auth/plugins\";\n{before}\n{OPTIONS}admin(), {plugin}] }});\n")
}

#[test]
fn every_auth_file_is_read_or_refused_in_time() {
    let nested = |open: &str, close: &str, levels: usize| open.repeat(levels) + "1" + &close.repeat(levels);
    let doubling = |line: &str, times: usize| {
        format!("let a = [admin()]; let s = \"abc\"; let o = {{ x: 1 }};\n{}", line.repeat(times))
    };
    let chain = |count: usize| {
        let functions = (0..count).map(|n| format!("const f{n} = (x: any) => [f{0}(x), f{0}(x)];\n", n + 1));
        functions.collect::<String>() + &format!("const f{count} = (x: any) => x;\n")
    };
    let choices = (0..60).map(|n| format!("if (process.env.A{n}) {{ a = [a, a]; }}\n")).collect::<String>();
    let cases: [(&str, String, &str); 20] = [
        ("too large", options_with(&"x;".repeat(200_000), ""), "this file is too large to read"),
        ("brackets", options_with("", &nested("(", ")", 100_000)), ""),
        ("arrays", options_with("", &nested("[", "]", 100_000)), ""),
        ("spreads", options_with("", &nested("...[", "]", 50_000)), ""),
        ("objects", options_with("", &nested("({a:", "})", 40_000)), ""),
        ("functions", options_with("", &nested("(() => ", ")()", 30_000)), ""),
        ("conditions", options_with("", &nested("process.env.A ? 1 : (", ")", 10_000)), ""),
        ("chain", options_with("", &("admin".to_owned() + &".a()".repeat(60_000))), ""),
        (
            "type assertions",
            options_with("", &nested("<any>(", ")", 40)),
            "the type assertions in this file are nested too deeply to read",
        ),
        ("an unterminated string", options_with("const a = \"abc", ""), "this is not valid TypeScript"),
        ("an unterminated comment", options_with("", "1 /* "), "this is not valid TypeScript"),
        ("NUL", options_with("const a = \0;", ""), "this is not valid TypeScript"),
        (
            "a list that doubles",
            options_with(&doubling("a = [...a, ...a];\n", 60), "...a"),
            "the app's options take too many steps",
        ),
        (
            "a text that doubles",
            options_with(&doubling("s = s + s;\n", 60), "s"),
            "the app's options take too many steps",
        ),
        ("an object that doubles", options_with(&doubling("o = { ...o, [s += \"x\"]: o };\n", 400), "o"), ""),
        ("calls that double", options_with(&chain(40), "...f0(admin())"), "the app's options take too many steps"),
        ("choices that double", options_with(&format!("let a: any = admin();\n{choices}"), "...[a].flat(9)"), ""),
        ("a loop", options_with("while (true) { for (;;) { f(); } } function f(): any { return f(); }", "f()"), ""),
        ("a list in itself", options_with("const a: any[] = []; a.push(a); a.push(...a);", "...a, a"), ""),
        ("nothing", String::new(), "could not determine which plugins you use"),
    ];
    for (name, text, refusal) in cases {
        let output = run_gen(&[("convex/auth.ts", &text)], name);
        assert!(output.contains(refusal), "{name}: {output}");
    }
}

#[test]
fn any_number_of_modules_is_read_or_refused_in_time() {
    let many = |count: usize, text: &dyn Fn(usize) -> String| -> Vec<(String, String)> {
        (0..count).map(|n| (format!("convex/m{n}.ts"), text(n))).collect()
    };
    let auth = options_with("import { p } from \"./m0\";", "p()");
    let last = "export const p = () => ({ id: \"last\" });".to_owned();
    let in_a_row = |count: usize| {
        let mut files = many(count, &|n| format!("export {{ p }} from \"./m{}\";", n + 1));
        files.push((format!("convex/m{count}.ts"), last.clone()));
        files
    };
    let stars = many(300, &|n| (n + 1..n + 12).map(|next| format!("export * from \"./m{next}\";\n")).collect());
    let circle = many(50, &|n| format!("import {{ p as q }} from \"./m{}\"; export const p = q;", (n + 1) % 50));
    let cases = [
        ("100 in a row", in_a_row(100), "with convex, admin"),
        ("2000 in a row", in_a_row(2_000), "modules"),
        ("each exports all of eleven others", stars, ""),
        ("a circle", circle, "cannot determine this plugin statically"),
    ];
    for (name, mut files, expected) in cases {
        files.push(("convex/auth.ts".to_owned(), auth.clone()));
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let output = run_gen(&files, name);
        assert!(output.contains(expected), "{name}: {output}");
    }
}

/// The output of `gen` in a project of these files. It must end in time.
fn run_gen(files: &[(&str, &str)], name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put(".git/HEAD", "");
    put("package.json", r#"{ "dependencies": { "better-auth": "1.4.9", "@convex-dev/better-auth": "0.10.10" } }"#);
    files.iter().for_each(|(path, text)| put(path, text));
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let run = command.arg("gen").current_dir(folder.path()).output().unwrap();
    assert!(start.elapsed() < Duration::from_secs(8), "{name}: {:?}", start.elapsed());
    let code = run.status.code();
    let output = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(matches!(code, Some(0 | 2)), "{name}: {code:?}: {}", output.chars().take(2000).collect::<String>());
    output
}

/// A config file cannot make `gen` write into the repository's own folder, such as a hook that git runs.
#[test]
fn nothing_is_written_into_the_folder_of_git() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put(".git/HEAD", "");
    put("package.json", r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#);
    put("convex/auth.ts", &options_with("", ""));
    put("sigma-schema.json", r#"{ "component": ".git/hooks" }"#);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let output = command.arg("gen").current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains(".git/hooks is in a folder of git"));
    assert!(!folder.path().join(".git/hooks").exists());
}
