//! The limits on everything that a command reads: what is not a plain file is refused at once, nothing reads past the
//! size limit of its kind, and whatever is below the limits takes little time and memory.
#![cfg(unix)]
#![allow(clippy::print_stderr, clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::fs::{self, File};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The time for a command below the limits: a second, and more without optimizations.
const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
/// The time after which a command has waited for something.
const AT_ONCE: Duration = Duration::from_secs(5);
/// The memory of a command in kB.
const MEMORY: u64 = 200_000;

const MANIFEST: &str = r#"{ "dependencies": { "better-auth": "^1.4.9", "@convex-dev/better-auth": "^0.10.10" } }"#;
const AUTH: &str = "import { admin } from \"better-auth/plugins\";\nimport { x } from \"./x\";\nimport { y } from \"@/y\";\nimport z from \"./z.json\";\n\
                    export const createAuthOptions = () => ({ ...z, plugins: [admin(), x, y] });\n";
const TSCONFIG: &str = r#"{ "extends": "./base.json", "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#;
const LOCK: &str =
    "better-auth@^1.4.9:\n  version \"1.4.12\"\n\n\"@convex-dev/better-auth@^0.10.10\":\n  version \"0.10.12\"\n";

/// The exit code and the output of a command, its time, and its largest resident size in kB.
struct Run {
    code: Option<i32>,
    output: String,
    time: Duration,
    memory: u64,
}

/// Runs a command. Its memory is read while it runs: the numbers of a process that has ended include its parent's.
fn run(folder: &Path, arguments: &[&str], wait: Duration) -> Run {
    let output = folder.join("output");
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    let mut child = command
        .stdout(File::create(&output).unwrap())
        .stderr(File::options().append(true).open(&output).unwrap())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        memory = memory.max(peak.unwrap_or(0));
        if start.elapsed() > wait {
            child.kill().unwrap();
        }
        thread::sleep(Duration::from_millis(1));
    };
    let time = start.elapsed();
    let output = String::from_utf8_lossy(&fs::read(&output).unwrap()).into_owned();
    Run { code: ended.code(), output, time, memory }
}

/// A project with these files beside the usual ones.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let usual = [(".git/HEAD", ""), ("package.json", MANIFEST), ("yarn.lock", LOCK), ("convex/x.ts", "")];
    for (path, text) in usual.iter().chain(files) {
        support::put(folder.path(), path, text);
    }
    folder
}

fn start_of(text: &str) -> String {
    text.chars().take(1000).collect()
}

/// Every input, as a FIFO, a socket, a device and a folder.
#[test]
fn what_is_no_file_is_refused_at_once() {
    let gen_ = ["gen", "--plugins", "admin"];
    let inputs: [(&str, &[&str]); 17] = [
        ("convex/auth.ts", &["gen"]),
        ("convex/x.ts", &["gen"]),
        ("src/y.ts", &["gen"]),
        ("tsconfig.json", &["gen"]),
        ("sigma-schema.json", &gen_),
        ("package.json", &gen_),
        ("yarn.lock", &gen_),
        ("pnpm-lock.yaml", &gen_),
        ("package-lock.json", &gen_),
        ("bun.lock", &gen_),
        ("pnpm-workspace.yaml", &gen_),
        ("convex.json", &gen_),
        ("node_modules/better-auth/package.json", &gen_),
        ("convex/betterAuth/schema.ts", &gen_),
        ("convex/betterAuth/adapter.ts", &gen_),
        ("other.ts", &["diff", "--plugins", "admin", "--against", "other.ts"]),
        ("other.ts", &["lookups", "other.ts", "--plugins", "admin"]),
    ];
    let diff = ["diff", "--plugins", "admin", "--against", "git:HEAD"];
    let others: [(&str, &[&str]); 7] = [
        ("mine.toml", &["gen", "--plugins", "admin", "--specs", "mine.toml"]),
        ("base.json", &["gen"]),
        ("convex/z.json", &["gen"]),
        (".git/HEAD", &diff),
        (".git/config", &diff),
        (".git/packed-refs", &diff),
        (".git/objects/info/alternates", &diff),
    ];
    for (path, arguments) in inputs.into_iter().chain(others) {
        for kind in ["FIFO", "socket", "device", "folder"] {
            // A folder in the place of a file is none of git's repositories.
            if kind == "folder" && path.starts_with(".git/") {
                continue;
            }
            let usual = [("convex/z.json", "{}"), ("base.json", "{}"), ("src/y.ts", ""), ("tsconfig.json", TSCONFIG)];
            let folder = project(&[&[("convex/auth.ts", AUTH)], &usual[..]].concat());
            let at = folder.path().join(path);
            let _ = fs::remove_file(&at);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            let mut socket = None;
            match kind {
                "FIFO" => assert!(Command::new("mkfifo").arg(&at).status().unwrap().success()),
                "socket" => socket = Some(UnixListener::bind(&at).unwrap()),
                "device" => std::os::unix::fs::symlink("/dev/zero", &at).unwrap(),
                _ => fs::create_dir(&at).unwrap(),
            }
            let before = fs::symlink_metadata(&at).unwrap().file_type();
            let run = run(folder.path(), arguments, AT_ONCE);
            let name = format!("{path} as {kind}: {:?} {:?} {}", run.code, run.time, start_of(&run.output));
            assert!(run.time < AT_ONCE && run.code.is_some(), "{name}");
            assert!(run.memory < MEMORY, "{name}: {} kB", run.memory);
            assert_eq!(fs::symlink_metadata(&at).unwrap().file_type(), before, "{name}");
            drop(socket);
        }
    }
}

/// A target that is no file stays what it is, even with `--force`.
#[test]
fn a_target_that_is_no_file_is_never_replaced() {
    for path in ["convex/betterAuth/schema.ts", "convex/betterAuth/adapter.ts"] {
        for arguments in [&["gen", "--plugins", "admin"][..], &["gen", "--plugins", "admin", "--force"]] {
            for kind in ["a named pipe", "a socket", "a device"] {
                let folder = project(&[("convex/auth.ts", AUTH)]);
                let at = folder.path().join(path);
                fs::create_dir_all(at.parent().unwrap()).unwrap();
                let mut socket = None;
                match kind {
                    "a named pipe" => assert!(Command::new("mkfifo").arg(&at).status().unwrap().success()),
                    "a socket" => socket = Some(UnixListener::bind(&at).unwrap()),
                    _ => std::os::unix::fs::symlink("/dev/null", &at).unwrap(),
                }
                let run = run(folder.path(), arguments, AT_ONCE);
                assert_eq!(run.code, Some(2), "{path}: {}", run.output);
                assert!(run.output.contains(&format!("it is {kind}")), "{path}: {}", run.output);
                assert_eq!(fs::read_dir(at.parent().unwrap()).unwrap().count(), 1, "{path}: nothing else was written");
                drop(socket);
            }
        }
    }
}

/// Every input, one byte larger than its limit, and without an end.
#[test]
fn nothing_is_read_past_its_limit() {
    let gen_ = ["gen", "--plugins", "admin"];
    let inputs: [(&str, usize, &[&str]); 19] = [
        ("convex/z.json", 256 << 10, &["gen"]),
        ("convex/betterAuth/adapter.ts", 256 << 10, &["check", "--plugins", "admin", "--no-auth"]),
        ("pnpm-workspace.yaml", 1 << 20, &gen_),
        ("package-lock.json", 8 << 20, &gen_),
        ("npm-shrinkwrap.json", 8 << 20, &gen_),
        ("bun.lock", 8 << 20, &gen_),
        ("tsconfig.json", 256 << 10, &["gen"]),
        ("convex/auth.ts", 256 << 10, &["gen"]),
        ("convex/x.ts", 256 << 10, &["gen"]),
        ("sigma-schema.json", 256 << 10, &gen_),
        ("mine.toml", 256 << 10, &["gen", "--plugins", "admin", "--specs", "mine.toml"]),
        ("convex/betterAuth/schema.ts", 256 << 10, &gen_),
        ("package.json", 1 << 20, &gen_),
        ("convex.json", 256 << 10, &gen_),
        ("node_modules/better-auth/package.json", 1 << 20, &gen_),
        ("yarn.lock", 8 << 20, &gen_),
        ("pnpm-lock.yaml", 8 << 20, &gen_),
        ("other.ts", 256 << 10, &["diff", "--plugins", "admin", "--against", "other.ts"]),
        ("other.ts", 256 << 10, &["lookups", "other.ts", "--plugins", "admin"]),
    ];
    for (path, limit, arguments) in inputs {
        let folder = project(&[("convex/auth.ts", AUTH), ("convex/z.json", "{}"), ("tsconfig.json", TSCONFIG)]);
        let at = folder.path().join(path);
        support::put(folder.path(), path, "");
        // A sparse file: whoever reads all of it needs a gigabyte.
        for size in [limit as u64 + 1, 1 << 30] {
            File::create(&at).unwrap().set_len(size).unwrap();
            let run = run(folder.path(), arguments, TIME);
            let name = format!("{path} of {size} bytes: {:?} {:?} {}", run.code, run.time, start_of(&run.output));
            // Nothing depends on the packages of this workspace.
            if path != "pnpm-workspace.yaml" {
                assert!(run.output.contains("SS012"), "{name}");
                assert_eq!(run.code, Some(2), "{name}");
            }
            assert!(run.memory < MEMORY && run.time < TIME, "{name}: {} kB", run.memory);
        }
    }
}

fn listed(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

fn code(before: &str, plugin: &str) -> String {
    format!(
        "import {{ admin }} from \"better-auth/plugins\";\n{before}\nexport const createAuthOptions = () => ({{ plugins: [admin(), {plugin}] }});\n"
    )
}

/// Inputs just below the limits, in the forms that were slow.
#[test]
fn everything_below_the_limits_is_fast_and_small() {
    let plugins = |list: String| format!("{{ \"plugins\": [{list}] }}");
    let config = |rest: String| format!("{{ \"plugins\": [\"jwt\"], {rest} }}");
    let extra = |rest: String| config(format!("\"extraTables\": {{ \"t\": {{ {rest} }} }}"));
    let digest = "A".repeat(86);
    let pnpm = |packages: String| {
        format!(
            "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      better-auth:\n        specifier: ^1.4.9\n        version: 1.4.12\n      '@convex-dev/better-auth':\n        specifier: ^0.10.10\n        version: 0.10.12\n\npackages:\n\n{packages}"
        )
    };
    let npm = |packages: String| {
        format!(
            "{{ \"lockfileVersion\": 3, \"packages\": {{ \"node_modules/better-auth\": {{ \"version\": \"1.4.12\" }}, \"node_modules/@convex-dev/better-auth\": {{ \"version\": \"0.10.12\" }},\n{packages} }} }}"
        )
    };
    let bun = |packages: String| {
        format!(
            "{{ \"lockfileVersion\": 1, \"packages\": {{ \"better-auth\": [\"better-auth@1.4.12\"], \"@convex-dev/better-auth\": [\"@convex-dev/better-auth@0.10.12\"],\n{packages} }} }}"
        )
    };
    let lines = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let cases: Vec<(&str, &str, String)> = vec![
        ("repeated plugins", "sigma-schema.json", plugins(listed(42_000, |_| "\"jwt\"".to_owned()))),
        ("unknown plugins", "sigma-schema.json", plugins(listed(30_000, |n| format!("\"x{n}\"")))),
        ("unknown plugins on lines", "sigma-schema.json", plugins(listed(25_000, |n| format!("\n\"x{n}\"")))),
        ("a long name", "sigma-schema.json", plugins(format!("\"{}\"", "x".repeat(200_000)))),
        ("indexes", "sigma-schema.json", config(format!("\"indexes\": {{ \"user\": {{ {} }} }}", listed(13_000, |n| format!("\"i{n}\":[\"email\"]"))))),
        ("fields of an index", "sigma-schema.json", config(format!("\"indexes\": {{ \"user\": {{ \"i\": [{}] }} }}", listed(30_000, |_| "\"email\"".to_owned())))),
        ("indexes of unknown tables", "sigma-schema.json", config(format!("\"indexes\": {{ {} }}", listed(12_000, |n| format!("\"t{n}\":{{\"i\":[\"a\"]}}"))))),
        ("tables", "sigma-schema.json", config(format!("\"extraTables\": {{ {} }}", listed(6_000, |n| format!("\"t{n}\":{{\"fields\":{{\"a\":\"v.any()\"}}}}"))))),
        ("fields", "sigma-schema.json", extra(format!("\"fields\": {{ {} }}", listed(14_000, |n| format!("\"a{n}\":\"v.any()\""))))),
        ("wrong fields", "sigma-schema.json", extra(format!("\"fields\": {{ {} }}", listed(14_000, |n| format!("\"a{n}\":\"v.x(\""))))),
        ("keys", "sigma-schema.json", format!("{{ {} }}", listed(20_000, |n| format!("\"k{n}\":1")))),
        ("repeated keys", "sigma-schema.json", format!("{{ {} }}", listed(40_000, |_| "\"k\":1".to_owned()))),
        ("nested arrays", "sigma-schema.json", "[".repeat(130_000) + &"]".repeat(130_000)),
        ("dependencies", "package.json", format!("{{ \"dependencies\": {{ {} }} }}", listed(70_000, |n| format!("\"p{n}\":\"1\"")))),
        ("workspaces", "package.json", format!("{{ \"workspaces\": [{}] }}", listed(40_000, |n| format!("\"**/a{n}/**\"")))),
        ("values of package.json", "package.json", format!("{{ \"x\": [{}] }}", listed(500_000, |_| "1".to_owned()))),
        ("packages of pnpm", "pnpm-lock.yaml", pnpm(lines(40_000, &|n| format!("  pkg-number-{n}@1.2.{n}:\n    resolution: {{integrity: sha512-{digest}}}\n    engines: {{node: '>=14'}}\n\n")))),
        ("short lines of pnpm", "pnpm-lock.yaml", pnpm(lines(400_000, &|n| format!("  p{n}: {{v: 1}}\n")))),
        ("packages of npm", "package-lock.json", npm(listed(38_000, |n| format!("\n\"node_modules/pkg-{n}\": {{\n  \"version\": \"1.2.{n}\",\n  \"resolved\": \"https://registry.npmjs.org/pkg/-/pkg-1.2.tgz\",\n  \"integrity\": \"sha512-{digest}\" }}")))),
        ("short values of npm", "package-lock.json", npm(format!("\"x\": [{}]", listed(500_000, |_| "{\"a\":{}}".to_owned())))),
        ("packages of bun", "bun.lock", bun(lines(50_000, &|n| format!("\"pkg-{n}\": [\"pkg-{n}@1.2.3\", \"\", {{\"dependencies\":{{\"a\":\"^1\"}}}}, \"sha512-{digest}\"],\n")))),
        ("short values of bun", "bun.lock", bun(format!("\"x\": [{}]", listed(500_000, |_| "{\"a\":{}}".to_owned())))),
        ("packages of yarn", "yarn.lock", LOCK.to_owned() + "\n" + &lines(40_000, &|n| format!("pkg-{n}@^1.2:\n  version \"1.2.{n}\"\n  resolved \"https://registry.yarnpkg.com/x/-/x-1.tgz\"\n  integrity sha512-{digest}\n\n"))),
        ("short lines of yarn", "yarn.lock", LOCK.to_owned() + "\n" + &"a:\n".repeat(2_700_000)),
        ("ranges of yarn", "yarn.lock", LOCK.to_owned() + "\n" + &"a,".repeat(4_000_000) + "a:\n"),
        ("packages of a workspace", "pnpm-workspace.yaml", "packages:\n".to_owned() + &lines(40_000, &|n| format!("  - '**/a{n}/**'\n"))),
        ("a text that doubles", "convex/auth.ts", code(&("let s = \"ab\";".to_owned() + &"s = [s, s].join(s);".repeat(40)), "s")),
        ("an object that doubles", "convex/auth.ts", code(&("let o: any = { x: 1 };".to_owned() + &"o = Object.fromEntries(Object.entries({ ...o }).flatMap(([k, v]: any) => [[k + \"a\", v], [k + \"b\", v]]));".repeat(30)), "...Object.values(o)")),
        ("entries of entries", "convex/auth.ts", code(&("let o: any = admin();".to_owned() + &"o = Object.fromEntries([[\"a\", o], [\"b\", o]]);".repeat(30)), "admin(o)")),
        ("a list of lists", "convex/auth.ts", code(&("let l = [1];".to_owned() + &"l = [...l, ...l];".repeat(16) + "const m = l.map(() => l);"), "m.flat()")),
        ("long keys", "convex/auth.ts", code(&("let s = \"ab\"; let o: any = {};".to_owned() + &"s += s;".repeat(20) + &"o = { ...o, [s += \"x\"]: o };".repeat(2_000)), "o")),
        ("writes under conditions", "convex/auth.ts", code(&("let a = 1;".to_owned() + &(0..150).map(|n| format!("if (process.env.A{n}) {{")).collect::<String>() + &"a = 2;".repeat(30_000) + &"}".repeat(150)), "a")),
        ("spreads of a long object", "convex/auth.ts", code(&format!("const o = {{ {} }}; const p = {{ {} }};", listed(15_000, |n| format!("a{n}:1")), listed(5_000, |_| "...o".to_owned())), "p")),
        ("conditions in a row", "convex/auth.ts", code(&("let a: any = [];".to_owned() + &(0..5_000).map(|n| format!("if (process.env.A{n}) a = [a, {n}];")).collect::<String>()), "a")),
        ("type arguments", "convex/auth.ts", code(&("const z = ".to_owned() + &"a<".repeat(100_000) + ";"), "z")),
        ("else and if", "convex/auth.ts", code(&("if (a) {} else ".repeat(16_000) + ";"), "")),
        ("objects of a plugin", "convex/auth.ts", code("", &format!("{{ id: \"x\", schema: {{ {} }} }}", listed(10_000, |n| format!("t{n}: {{ fields: {{}} }}"))))),
        ("fields of a plugin", "convex/auth.ts", code("", &format!("{{ id: \"x\", schema: {{ t: {{ fields: {{ {} }} }} }} }}", listed(5_500, |n| format!("f{n}: {{ type: \"string\", unique: true }}"))))),
        ("labels", "convex/auth.ts", code(&("a:".repeat(60_000) + "1;"), "")),
        ("type assertions", "convex/auth.ts", code("", &("<any>(".repeat(25) + "1" + &")".repeat(25)))),
        ("arrows in conditions", "convex/auth.ts", code("", &("a ? (b) : c => ".repeat(25) + "1"))),
        ("brackets", "convex/auth.ts", code("", &("(".repeat(120_000) + "1" + &")".repeat(120_000)))),
        ("operators", "convex/auth.ts", code("", &("!".repeat(250_000) + "1"))),
        ("numbers", "convex/auth.ts", code("", &format!("[{}]", "1,".repeat(120_000)))),
    ];
    let mut slow = Vec::new();
    for (name, path, text) in cases {
        let folder = project(&[("convex/auth.ts", &code("", "")), (path, &text)]);
        if ["pnpm-lock.yaml", "package-lock.json", "bun.lock"].contains(&path) {
            fs::remove_file(folder.path().join("yarn.lock")).unwrap();
        }
        drop(text);
        slow.extend(slowness(name, folder.path(), &["gen"]));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// What is wrong with the time, the memory or the output of a command, if anything.
fn slowness(name: &str, folder: &Path, arguments: &[&str]) -> Option<String> {
    let run = run(folder, arguments, TIME * 2);
    let arguments = arguments.join(" ");
    let shown = format!("{name}: {arguments}: {:?}, {:?}, {} kB", run.code, run.time, run.memory);
    if std::env::var_os("SHOW_TIMES").is_some() {
        eprintln!("{shown}, {} bytes of output", run.output.len());
    }
    let is_fine =
        matches!(run.code, Some(0..=2)) && run.time <= TIME && run.memory <= MEMORY && run.output.len() < 16 << 20;
    (!is_fine).then(|| format!("{shown}: {}", start_of(&run.output)))
}

/// Schemas just below the limit, for every command that reads one.
#[test]
fn every_schema_below_the_limit_is_fast_and_small() {
    let schema = |tables: String| {
        format!(
            "import {{ defineSchema, defineTable }} from \"convex/server\";\nimport {{ v }} from \"convex/values\";\n\nexport const tables = {{\n{tables}\n}};\n\nexport default defineSchema(tables);\n"
        )
    };
    let user = |fields: String, indexes: String| schema(format!("user: defineTable({{ {fields} }}){indexes},"));
    let conflict = |n: usize| {
        format!(
            "<<<<<<< HEAD\n  a{n}: defineTable({{ b: v.string() }}),\n=======\n  a{n}: defineTable({{ c: v.any() }}),\n>>>>>>> theirs\n"
        )
    };
    let cases = [
        ("tables", schema(listed(5_000, |n| format!("\n  t{n}: defineTable({{ a: v.string() }})")))),
        ("tables twice", schema(listed(5_000, |_| "\n  t: defineTable({ a: v.string() })".to_owned()))),
        ("references", schema(listed(4_000, |n| format!("\n  t{n}: defineTable({{ userId: v.id(\"t{}\") }})", n + 1)))),
        ("spreads", schema(listed(20_000, |n| format!("...t{n}")))),
        ("fields", user(listed(10_000, |n| format!("\n    f{n}: v.string()")), String::new())),
        ("fields twice", user(listed(12_000, |_| "f: v.string()".to_owned()), String::new())),
        (
            "indexes",
            user(
                "email: v.string()".to_owned(),
                (0..6_000).map(|n| format!("\n    .index(\"i{n}\", [\"email\"])")).collect(),
            ),
        ),
        (
            "indexes of generated names",
            user(
                "email: v.string()".to_owned(),
                (0..6_000).map(|_| "\n    .index(\"email\", [\"email\"])".to_owned()).collect(),
            ),
        ),
        (
            "fields of an index",
            user(
                "email: v.string()".to_owned(),
                format!(".index(\"i\", [{}])", listed(25_000, |_| "\"email\"".to_owned())),
            ),
        ),
        (
            "search indexes",
            user(
                "email: v.string()".to_owned(),
                (0..3_000).map(|n| format!("\n    .searchIndex(\"s{n}\", {{ searchField: \"email\" }})")).collect(),
            ),
        ),
        (
            "a union",
            user(format!("email: v.union({})", listed(13_000, |n| format!("v.literal(\"{n}\")"))), String::new()),
        ),
        (
            "objects in objects",
            user(format!("email: {}v.any(){}", "v.object({ a: ".repeat(2_000), " })".repeat(2_000)), String::new()),
        ),
        (
            "unions in unions",
            user(format!("email: {}v.any(){}", "v.union(v.null(), ".repeat(2_000), ")".repeat(2_000)), String::new()),
        ),
        ("a comment", user(format!("email: v.string(), // {}", "x ".repeat(100_000)), String::new())),
        ("comments", user("email: v.string(),".to_owned() + &"\n    // x".repeat(25_000) + "\n", String::new())),
        ("statements", "const a = 1;\n".repeat(18_000) + &schema(String::new())),
        (
            "constants",
            (0..5_000).map(|n| format!("const t{n} = defineTable({{ a: v.string() }});\n")).collect::<String>()
                + &schema(String::new()),
        ),
        ("lines", "\n".repeat(250_000)),
        ("conflicts", schema((0..2_000).map(conflict).collect())),
    ];
    let with_plugins = |command: &[&'static str]| [command, &["--plugins", "admin,organization"]].concat();
    let commands = [
        with_plugins(&["gen", "--dry-run"]),
        with_plugins(&["gen", "--force", "--dry-run"]),
        with_plugins(&["check"]),
        with_plugins(&["check", "--format", "sarif"]),
        with_plugins(&["diff"]),
        with_plugins(&["diff", "--against", "convex/betterAuth/schema.ts", "--format", "json"]),
        with_plugins(&["graph", "--against", "convex/betterAuth/schema.ts", "--format", "svg"]),
        with_plugins(&["lookups", "convex/betterAuth/schema.ts"]),
        with_plugins(&["adopt", "--dry-run"]),
        with_plugins(&["adopt", "--split", "--dry-run"]),
        with_plugins(&["adopt", "--dry-run", "--format", "markdown"]),
    ];
    let mut slow = Vec::new();
    for (name, text) in cases {
        assert!(text.len() <= 256 << 10, "{name}: {} bytes", text.len());
        let folder = project(&[("convex/betterAuth/schema.ts", &text)]);
        for command in &commands {
            slow.extend(slowness(name, folder.path(), command));
        }
        // Beside a generated schema, the same is the user's own.
        let generated = ["gen", "--plugins", "admin,organization", "--force"];
        slow.extend(slowness(name, folder.path(), &generated));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// The other files that commands read, just below their limits.
#[test]
fn every_other_file_below_the_limits_is_fast_and_small() {
    let spec = |rest: String| format!("name = \"mine\"\ndocs = \"x\"\n{rest}");
    let table = |rest: String| spec(format!("[table.mine.fields]\n{rest}"));
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let adapter = "import { createApi } from \"@convex-dev/better-auth\";\nimport { createAuthOptions } from \"../auth\";\nimport schema from \"./schema\";\n";
    let imports = "import { admin } from \"better-auth/plugins\";\nimport o from \"./o.json\";\nimport { x } from \"@/x\";\nexport const createAuthOptions = () => ({ ...o, plugins: [admin(o), x] });\n";
    let paths = |list: String| format!("{{ \"compilerOptions\": {{ \"paths\": {{ {list} }} }} }}");
    let cases: Vec<(&str, &str, &[&str], String)> = vec![
        (
            "fields of a spec",
            "mine.toml",
            &["list", "--specs", "mine.toml"],
            table(many(8_000, &|n| format!("f{n} = {{ type = \"string\" }}\n"))),
        ),
        (
            "fields of a spec, generated",
            "mine.toml",
            &["gen", "--plugins", "mine", "--specs", "mine.toml"],
            table(many(8_000, &|n| format!("f{n} = {{ type = \"string\" }}\n"))),
        ),
        (
            "tables of a spec",
            "mine.toml",
            &["gen", "--plugins", "mine", "--specs", "mine.toml"],
            spec(many(4_000, &|n| format!("[table.t{n}.fields]\nf = {{ type = \"string\" }}\n"))),
        ),
        (
            "wrong keys of a spec",
            "mine.toml",
            &["list", "--specs", "mine.toml"],
            spec(many(20_000, &|n| format!("k{n}=1\n"))),
        ),
        (
            "keys in keys of a spec",
            "mine.toml",
            &["list", "--specs", "mine.toml"],
            spec("a.".repeat(100_000) + "a=1\n"),
        ),
        (
            "lists in lists of a spec",
            "mine.toml",
            &["list", "--specs", "mine.toml"],
            spec("a=".to_owned() + &"[".repeat(120_000)),
        ),
        (
            "statements of adapter.ts",
            "convex/betterAuth/adapter.ts",
            &["check"],
            adapter.to_owned() + &"export const a = 1;\n".repeat(12_000),
        ),
        (
            "names of adapter.ts",
            "convex/betterAuth/adapter.ts",
            &["gen"],
            adapter.to_owned()
                + "export const { "
                + &listed(20_000, |n| format!("a{n}"))
                + " } = createApi(schema, createAuthOptions);\n",
        ),
        (
            "keys of a JSON import",
            "convex/o.json",
            &["gen"],
            format!("{{ {} }}", listed(20_000, |n| format!("\"k{n}\": 1"))),
        ),
        (
            "values of a JSON import",
            "convex/o.json",
            &["gen"],
            format!("{{ \"a\": [{}] }}", listed(120_000, |_| "1".to_owned())),
        ),
        ("arrays of a JSON import", "convex/o.json", &["gen"], "[".repeat(120_000) + &"]".repeat(120_000)),
        (
            "plugins of a JSON import",
            "convex/o.json",
            &["gen"],
            format!("{{ \"plugins\": [{}] }}", listed(80_000, |_| "{}".to_owned())),
        ),
        ("a text of a JSON import", "convex/o.json", &["gen"], format!("{{ \"a\": \"{}\" }}", "x".repeat(250_000))),
        (
            "paths of tsconfig.json",
            "tsconfig.json",
            &["gen"],
            paths(listed(9_000, |n| format!("\"@a{n}/*\": [\"./a/*\"]"))),
        ),
        (
            "places of a path",
            "tsconfig.json",
            &["gen"],
            paths(format!("\"@/*\": [{}]", listed(18_000, |n| format!("\"./a{n}/*\"")))),
        ),
        (
            "parents of tsconfig.json",
            "tsconfig.json",
            &["gen"],
            format!("{{ \"extends\": [{}] }}", listed(20_000, |n| format!("\"./a{n}\""))),
        ),
        (
            "a cycle of tsconfig.json",
            "tsconfig.json",
            &["gen"],
            format!("{{ \"extends\": [{}] }}", listed(12_000, |_| "\"./tsconfig.json\"".to_owned())),
        ),
        (
            "a package's versions",
            "node_modules/better-auth/package.json",
            &["gen", "--plugins", "admin"],
            format!(
                "{{ \"version\": \"1.4.12\", \"dependencies\": {{ {} }} }}",
                listed(60_000, |n| format!("\"p{n}\": \"1\""))
            ),
        ),
        (
            "a long version",
            "node_modules/better-auth/package.json",
            &["gen", "--plugins", "admin"],
            format!("{{ \"version\": \"1.4.{}\" }}", "1".repeat(900_000)),
        ),
        (
            "a long range",
            "package.json",
            &["gen", "--plugins", "admin"],
            format!(
                "{{ \"dependencies\": {{ \"better-auth\": \"{}\", \"@convex-dev/better-auth\": \"0.10.10\" }} }}",
                "^1.4 || ".repeat(120_000)
            ),
        ),
        (
            "overrides",
            "package.json",
            &["gen", "--plugins", "admin"],
            format!(
                "{{ \"dependencies\": {{ \"better-auth\": \"^1.4.9\", \"@convex-dev/better-auth\": \"^0.10.10\" }}, \"overrides\": {{ {} }} }}",
                listed(40_000, |n| format!("\"a{n}>better-auth\": \"1.4.9\""))
            ),
        ),
        (
            "scripts",
            "package.json",
            &["gen", "--plugins", "admin"],
            format!(
                "{{ \"scripts\": {{ {} }}, \"dependencies\": {{ \"better-auth\": \"^1.4.9\", \"@convex-dev/better-auth\": \"^0.10.10\" }} }}",
                listed(30_000, |n| format!("\"s{n}\": \"sigma-schema gen\""))
            ),
        ),
        (
            "keys of convex.json",
            "convex.json",
            &["gen", "--plugins", "admin"],
            format!("{{ {} }}", listed(18_000, |n| format!("\"k{n}\": 1"))),
        ),
        ("arrays of convex.json", "convex.json", &["gen", "--plugins", "admin"], "[".repeat(250_000)),
        (
            "code that is searched",
            "convex/other.ts",
            &["gen", "--plugins", "admin"],
            "createAuthOptions betterAuth( ".repeat(30_000),
        ),
    ];
    let mut slow = Vec::new();
    for (name, path, arguments, text) in cases {
        let files =
            [("convex/auth.ts", imports), ("convex/o.json", "{}"), ("src/x.ts", "export const x = [];"), (path, &text)];
        let folder = project(&files);
        support::put(folder.path(), &("a/".repeat(25) + "b"), "");
        if path == "package.json" {
            fs::remove_file(folder.path().join("yarn.lock")).unwrap();
        }
        slow.extend(slowness(name, folder.path(), arguments));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Of many diagnostics, some are shown, with the number of the others.
#[test]
fn the_number_of_diagnostics_that_are_not_shown() {
    let names = listed(200, |n| format!("\"x{n}\""));
    let folder = project(&[("sigma-schema.json", &format!("{{ \"plugins\": [{names}] }}"))]);
    let run = run(folder.path(), &["gen"], TIME);
    assert_eq!(run.output.matches("unknown plugin").count(), 50, "{}", run.output);
    assert!(run.output.ends_with("\n150 more are not shown\n"), "{}", run.output);
}
