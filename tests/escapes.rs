//! Text of a project is data: hostile names in every place that a project has, and files outside of it, in every command
//! and every format.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Parts of names, none of which may reach an output as it is.
const HOSTILE: [&str; 8] = [
    "\u{1b}[31m\u{7}\u{9b}",
    "\u{202e}\u{2066}\u{2028}",
    "\n::error::x\n  ::add-mask::y\n",
    "##[error]x",
    "`<img src=x>` ```<b>`",
    "[x](javascript:y) <script>z</script> @all #1 http://a.b",
    "a | b \"'${x} $(y)",
    "]]> --> %%{init}%%",
];
const FORMATS: [&str; 5] = ["text", "json", "github", "markdown", "sarif"];

const CONFIG: &str =
    "import { defineComponent } from \"convex/server\";\nexport default defineComponent(\"betterAuth\");\n";

/// A project whose component, options, tables, scripts and versions have hostile names.
fn project(hostile: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    let text = serde_json::Value::from(hostile).to_string();
    let name = hostile.replace('/', "");
    put(".git/HEAD", "");
    put(
        "package.json",
        &serde_json::json!({
            "name": hostile,
            "scripts": { hostile: "sigma-schema gen" },
            "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5", hostile: hostile },
        })
        .to_string(),
    );
    let component = format!("convex/auth{name}");
    put(&format!("{component}/convex.config.ts"), &format!("{CONFIG}// @convex-dev/better-auth\n"));
    put(
        &format!("{component}/adapter.ts"),
        "import { createApi } from \"@convex-dev/better-auth\";\nimport { createAuthOptions } from \"../auth\";\nimport schema from \"./schema\";\nexport const { create } = createApi(schema, createAuthOptions);\n",
    );
    put(
        "convex/auth.ts",
        &format!(
            "import {{ convex }} from \"@convex-dev/better-auth/plugins\";\nimport {{ admin }} from \"better-auth/plugins\";\nimport {{ other }} from {text};\n\
             export const createAuthOptions = () => ({{ user: {{ modelName: {text}, additionalFields: {{ {text}: {{ type: \"string\" }} }} }}, plugins: [convex({{ authConfig: {{ providers: [] }} }}), admin(), other({text})] }});\n"
        ),
    );
    put(
        &format!("{component}/schema.ts"),
        &format!(
            "import {{ defineSchema, defineTable }} from \"convex/server\";\nimport {{ v }} from \"convex/values\";\n\
             export default defineSchema({{ user: defineTable({{ {text}: v.literal({text}), email: v.string() }}).index({text}, [\"email\"]), {text}: defineTable({{ a: v.string() }}), session: defineTable({{ b: v.id({text}) }}) }});\n"
        ),
    );
    put("sigma-schema.json", "{}");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code().unwrap(), stdout, stderr)
}

fn assert_safe(shown: &str, what: &str) {
    let is_bad = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(shown.chars().find(is_bad), None, "{what}: {shown}");
    assert!(!shown.contains("##[error]"), "{what}: {shown}");
}

fn commands(hostile: &str) -> Vec<Vec<String>> {
    let old = format!("git:{hostile}");
    let words: [&[&str]; 16] = [
        &["check"],
        &["diff"],
        &["diff", "--against", &old],
        &["diff", "--against", hostile],
        &["lookups"],
        &["gen", "--dry-run", "--plugins", "admin", "--no-auth", "--force"],
        &["check", "--plugins", "admin", "--no-auth"],
        &["diff", "--plugins", "admin", "--no-auth"],
        &["lookups", "--plugins", "admin", "--no-auth"],
        &["adopt", "--dry-run", "--plugins", "admin", "--no-auth"],
        &["info"],
        &["doctor"],
        &["explain", "--auth"],
        &["explain", hostile],
        &["check", "--plugins", hostile],
        &["gen", "--dry-run", "--out", hostile, "--specs", hostile, "--better-auth", hostile],
    ];
    words.map(|words| words.iter().map(|word| (*word).to_owned()).collect()).into()
}

#[test]
fn hostile_names_in_every_command_and_format() {
    for hostile in HOSTILE {
        let folder = project(hostile);
        for command in commands(hostile) {
            for format in FORMATS {
                let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
                words.extend(["--format", format]);
                let (_, stdout, stderr) = run(folder.path(), &words);
                let what = format!("{words:?}\n{stderr}");
                assert_safe(&stdout, &what);
                assert_safe(&stderr, &what);
                let is_command = |line: &str| line.starts_with("::") && !line.starts_with("::: ");
                assert!(!stderr.lines().any(|line| is_command(line.trim_start())), "{what}");
                match format {
                    "github" => assert!(
                        stdout.lines().all(|line| line.starts_with("::") && !line.starts_with("::add-mask")),
                        "{what}{stdout}"
                    ),
                    "json" | "sarif" => {
                        assert!(serde_json::from_str::<serde_json::Value>(&stdout).is_ok(), "{what}{stdout}")
                    }
                    _ => assert!(!stdout.lines().any(|line| is_command(line.trim_start())), "{what}{stdout}"),
                }
                if format == "markdown" {
                    // In a summary, which is HTML, brackets are no link.
                    let lines = stdout.lines().map(|line| match line.starts_with("<details><summary>") {
                        true => line.replace("](", "] ("),
                        false => line.to_owned(),
                    });
                    let outside = without_code(&lines.collect::<Vec<_>>().join("\n")).replace("\\]", "");
                    for raw in ["<img", "<script", "<b>", "](javascript", "http://a.b", "@all", "#1 "] {
                        assert!(!outside.contains(raw), "{raw} in {what}{stdout}");
                    }
                }
            }
        }
        for format in ["mermaid", "svg", "html"] {
            let words = [
                "graph",
                "--plugins",
                "admin",
                "--no-auth",
                "--against",
                &format!("convex/auth{}/schema.ts", hostile.replace('/', "")),
                "--format",
                format,
            ];
            let (code, stdout, stderr) = run(folder.path(), &words);
            assert_eq!(code, 0, "{hostile:?} {stderr}");
            assert_safe(&stdout, "graph");
            assert!(!stdout.contains(hostile) && !stdout.contains("<img") && !stdout.contains("<script>z"), "{stdout}");
        }
    }
}

/// Markdown without fenced blocks and code spans.
fn without_code(markdown: &str) -> String {
    let mut text = String::new();
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let run: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if run == *open && line == run => fence = None,
            Some(_) => {}
            None if run.len() >= 3 && !line[run.len()..].contains('`') => fence = Some(run),
            None => {
                let mut rest = line;
                while let Some(start) = rest.find('`') {
                    let run = rest[start..].chars().take_while(|c| *c == '`').count();
                    let after = &rest[start + run..];
                    text.push_str(&rest[..start]);
                    let is_escaped = rest[..start].ends_with('\\');
                    let close = after.find(&"`".repeat(run)).filter(|_| !is_escaped);
                    rest = close.map_or(after, |end| &after[end + run..]);
                }
                text.push_str(rest);
                text.push('\n');
            }
        }
    }
    assert_eq!(fence, None, "{markdown}");
    text
}

/// A project with files that are outside of it, and hold a secret.
fn project_with_outside() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put("app/.git/HEAD", "");
    put(
        "app/package.json",
        "{ \"dependencies\": { \"better-auth\": \"1.6.15\", \"@convex-dev/better-auth\": \"0.12.5\" } }",
    );
    put("app/convex/auth.ts", "export const createAuthOptions = () => ({ plugins: [] });\n");
    put("app/convex/betterAuth/convex.config.ts", CONFIG);
    let app = folder.path().join("app");
    (folder, app)
}

#[test]
fn files_outside_of_the_project_are_never_quoted() {
    const SECRET: &str = "hunter2";
    let options = |import: &str| {
        format!(
            "{import}\nexport const createAuthOptions = () => ({{ user: {{ modelName: x.secret }}, plugins: [x.plugin(), x.secret] }});\n"
        )
    };
    let ranges = "{ \"dependencies\": { \"better-auth\": \"^1.4.9\", \"@convex-dev/better-auth\": \"^0.10.10\" } }";
    let catalog = ranges.replace("^1.4.9", "catalog:");
    let keys = "import x from \"./x.json\";\nexport const createAuthOptions = () => ({ user: { additionalFields: { [x.secret]: { type: \"string\" } } }, plugins: [{ id: x.secret }, { id: \"a\", schema: { [x.secret]: { fields: {} } } }] });\n";
    let cases: [(&str, String, &str, String); 16] = [
        ("yarn.lock", format!("better-auth@^1.4.9:\n  version \"{SECRET}\"\n"), "package.json", ranges.to_owned()),
        (
            "bun.lock",
            format!("{{ \"packages\": {{ \"better-auth\": [\"better-auth@{SECRET}\"] }} }}"),
            "package.json",
            ranges.to_owned(),
        ),
        ("node_modules/better-auth/package.json", format!("{{ \"version\": \"{SECRET}\" }}"), "", String::new()),
        ("node_modules/better-auth/package.json", format!("{{ \"version\": [\"{SECRET}\"] }}"), "", String::new()),
        ("pnpm-workspace.yaml", format!("catalog:\n  better-auth: {SECRET}\n"), "package.json", catalog),
        ("package.json", format!("{{ \"dependencies\": {{ \"better-auth\": \"{SECRET}\" }} }}"), "", String::new()),
        ("sigma-schema.json", format!("{{ \"component\": \"{SECRET}\" }}"), "", String::new()),
        ("convex/x.json", format!("{{ \"secret\": \"{SECRET}\" }}"), "convex/auth.ts", keys.to_owned()),
        ("sigma-schema.json", format!("{{ \"plugins\": [\"{SECRET}\"], \"{SECRET}\": 1 }}"), "", String::new()),
        ("sigma-schema.json", format!("{{ \"plugins\": {SECRET}"), "", String::new()),
        ("convex/auth.ts", format!("const a = {SECRET} {SECRET};\n"), "", String::new()),
        (
            "convex/auth.ts",
            format!(
                "export const createAuthOptions = () => ({{ user: {{ modelName: \"{SECRET} x\" }}, plugins: [{SECRET}(), process.env.{SECRET}] }});\n"
            ),
            "",
            String::new(),
        ),
        (
            "convex/betterAuth/schema.ts",
            format!("export default defineSchema({{ {SECRET}: defineTable({{ {SECRET}: v.{SECRET}() }}) }});\n"),
            "",
            String::new(),
        ),
        ("convex/betterAuth/adapter.ts", format!("const a = \"{SECRET}\n"), "", String::new()),
        (
            "convex/x.json",
            format!("{{ \"secret\": \"{SECRET} x\" }}"),
            "convex/auth.ts",
            options("import x from \"./x.json\";"),
        ),
        (
            "package.json",
            format!("{{ \"dependencies\": {{ \"better-auth\": \"{SECRET}\", {SECRET} }} }}"),
            "",
            String::new(),
        ),
    ];
    for (link, outside, other, text) in cases {
        let (folder, app) = project_with_outside();
        let put = |path: &str, text: &str| support::put(folder.path(), path, text);
        put("secret", &outside);
        if !other.is_empty() {
            put(&format!("app/{other}"), &text);
        }
        let _ = fs::remove_file(app.join(link));
        fs::create_dir_all(app.join(link).parent().unwrap()).unwrap();
        symlink(folder.path().join("secret"), app.join(link)).unwrap();
        for command in
            ["gen --dry-run", "check", "diff", "adopt --dry-run", "lookups", "info", "doctor", "explain --auth"]
        {
            for format in FORMATS {
                let words: Vec<&str> = command.split(' ').chain(["--format", format]).collect();
                let (_, stdout, stderr) = run(&app, &words);
                assert!(!stdout.contains(SECRET) && !stderr.contains(SECRET), "{link} {words:?}\n{stdout}{stderr}");
            }
        }
    }
}

#[test]
fn the_place_of_a_problem_outside_of_the_project_is_shown() {
    let (folder, app) = project_with_outside();
    support::put(folder.path(), "auth.ts", "export const createAuthOptions = (\n");
    let (code, _, stderr) = run(&app, &["check", "--auth", "../auth.ts"]);
    assert_eq!(code, 2, "{stderr}");
    assert!(stderr.contains("../auth.ts:") && !stderr.contains("createAuthOptions = ("), "{stderr}");
}

#[test]
fn files_outside_of_the_project_are_written_only_if_allowed() {
    let gen_all = ["gen", "--plugins", "admin", "--no-auth"];
    for (link, out) in
        [("", "../elsewhere"), ("convex/linked", "convex/linked"), ("convex/betterAuth/schema.ts", "convex/betterAuth")]
    {
        let (folder, app) = project_with_outside();
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        match link {
            "" => {}
            file if file.ends_with(".ts") => {
                fs::write(elsewhere.join("schema.ts"), "").unwrap();
                symlink(elsewhere.join("schema.ts"), app.join(file)).unwrap();
            }
            link => symlink(&elsewhere, app.join(link)).unwrap(),
        }
        let words = [gen_all.as_slice(), &["--out", out]].concat();
        let text = || fs::read_to_string(elsewhere.join("schema.ts")).unwrap_or_default();
        let (code, stdout, stderr) = run(&app, &words);
        assert_eq!((code, text().as_str()), (2, ""), "{stdout}{stderr}");
        assert!(stderr.contains("SS019") && stderr.contains("--allow-outside"), "{stderr}");
        assert!(!app.join("convex/betterAuth/adapter.ts").exists());
        let (code, stdout, stderr) = run(&app, &[words.as_slice(), &["--allow-outside"]].concat());
        assert_eq!(code, 0, "{stdout}{stderr}");
        assert!(text().contains("defineSchema") && text().contains("--allow-outside\n"), "{}", text());
        // The recorded command writes it again, and finds nothing to do.
        let line = text();
        let line = line.lines().find_map(|line| line.split_once("again: sigma-schema ")).unwrap().1.to_owned();
        let (code, stdout, stderr) = run(&app, &line.split(' ').collect::<Vec<_>>());
        assert_eq!(code, 0, "{stdout}{stderr}");
        assert!(stdout.contains("unchanged"), "{stdout}");
    }
}
