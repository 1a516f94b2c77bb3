//! Law of safe regeneration: whatever is edited in a generated schema, neither `gen` without `--force` nor `adopt` loses it.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use sigma_schema::changes::lost::lost_items;
use sigma_schema::convex::rules::{Refusal, refusals};
use sigma_schema::convex::spanned::SpannedSchema;
use sigma_schema::convex::typescript::parse::schema_file;
use sigma_schema::diagnostic::Source;
use sigma_schema::existing::tables;
use sigma_schema::workspace::provider::{Disk, FileProvider};

/// An edit of a line; the number chooses the line.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Comment,
    CommentAtEnd,
    AnyField,
    NewField,
    ConstantUnion,
    NewIndex,
    StagedIndex,
    RenamedIndex,
    RemovedIndex,
    SearchIndex,
    VectorIndex,
    NewTable,
    NewStatement,
    HeaderLine,
    Shebang,
    SingleQuotes,
    WindowsLineEnds,
}

const EDITS: [Edit; 17] = [
    Edit::Comment,
    Edit::CommentAtEnd,
    Edit::AnyField,
    Edit::NewField,
    Edit::ConstantUnion,
    Edit::NewIndex,
    Edit::StagedIndex,
    Edit::RenamedIndex,
    Edit::RemovedIndex,
    Edit::SearchIndex,
    Edit::VectorIndex,
    Edit::NewTable,
    Edit::NewStatement,
    Edit::HeaderLine,
    Edit::Shebang,
    Edit::SingleQuotes,
    Edit::WindowsLineEnds,
];

/// Starts of lines that a user adds to a header: arbitrary ones, and those of a generator.
const HEADER_LINES: [&str; 9] = [
    "",
    "For better-auth 1.6.15, ",
    "Plugins: convex, ",
    "cd convex, and ",
    "https://example.com/",
    "To write it again: sigma-schema gen, and ",
    "Digest of the tables: ",
    "To regenerate the schema, run: ",
    "npx auth generate --output schema.ts, or ",
];

/// The lines that a test is true of.
fn lines(text: &[String], is: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..text.len()).filter(|at| is(&text[*at])).collect()
}

fn is_field(line: &str) -> bool {
    line.starts_with("    ")
        && line.trim_start().chars().next().is_some_and(char::is_alphabetic)
        && line.contains(": v.")
        && line.ends_with(',')
}

/// The edited text, if there is a line for the edit.
fn edited(text: &str, edit: Edit, choice: usize, number: usize) -> Option<String> {
    let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
    let start = lines(&all, |line| line.starts_with("export const tables")).first().copied()?;
    let end = lines(&all, |line| line == "};").first().copied()?;
    let fields = lines(&all, is_field);
    let indexes = lines(&all, |line| line.starts_with("    .index(\""));
    let pick = |from: &[usize]| (!from.is_empty()).then(|| from[choice % from.len()]);
    let field_before = |at: usize, all: &[String]| -> Option<String> {
        let field = all[..at].iter().rev().find(|line| is_field(line))?;
        Some(field.trim().split(':').next()?.to_owned())
    };
    match edit {
        Edit::Comment => all.insert(start + 1 + choice % (end - start), format!("    // note {number}")),
        Edit::CommentAtEnd => {
            let at = pick(&fields)?;
            let _ = write!(all[at], " /* kept {number} */");
        }
        Edit::AnyField => {
            let at = pick(&fields)?;
            let name = all[at].split(':').next()?.to_owned();
            all[at] = format!("{name}: v.any(),");
        }
        Edit::NewField => all.insert(pick(&fields)?, format!("    extra{number}: v.optional(v.array(v.string())),")),
        Edit::ConstantUnion => {
            let at = pick(&fields)?;
            let name = all[at].split(':').next()?.to_owned();
            all[at] = format!("{name}: v.union(...WORDS{number}.map((word) => v.literal(word))),");
            all.insert(start, format!("const WORDS{number} = [\"a\", \"b{number}\"] as const;"));
        }
        Edit::NewIndex | Edit::StagedIndex => {
            let at = pick(&indexes)?;
            let fields = format!("[\"{}\", \"createdAt\"]", field_before(at, &all)?);
            let fields = match edit {
                Edit::StagedIndex => format!("{{ fields: {fields}, staged: true }}"),
                _ => fields,
            };
            all.insert(at, format!("    .index(\"by_{number}\", {fields})"));
        }
        Edit::RenamedIndex => {
            let at = pick(&indexes)?;
            all[at] = all[at].replacen(".index(\"", &format!(".index(\"my{number}_"), 1);
        }
        Edit::RemovedIndex => {
            let at = pick(&indexes).filter(|at| !all[*at].ends_with(','))?;
            all.remove(at);
        }
        Edit::SearchIndex => {
            let at = pick(&indexes)?;
            let field = field_before(at, &all)?;
            all.insert(at, format!("    .searchIndex(\"search_{number}\", {{ searchField: \"{field}\" }})"));
        }
        Edit::VectorIndex => {
            let at = pick(&indexes)?;
            let last = (0..at).rev().find(|line| is_field(&all[*line]))?;
            let field = field_before(at, &all)?;
            let options = format!("{{ vectorField: \"vector{number}\", dimensions: 8, filterFields: [\"{field}\"] }}");
            all.insert(at, format!("    .vectorIndex(\"vector_{number}\", {options})"));
            all.insert(last, format!("    vector{number}: v.array(v.float64()),"));
        }
        Edit::NewTable => {
            all.insert(
                end,
                format!("  mine{number}: defineTable({{ text: v.string() }}).index(\"text\", [\"text\"]),"),
            );
        }
        Edit::NewStatement => all.push(format!("export const mine_{number} = {number};")),
        Edit::HeaderLine => {
            let end = lines(&all, |line| line == " */").first().copied()?;
            let top = lines(&all, |line| line == "/**").first().copied()?;
            let start = HEADER_LINES[choice % HEADER_LINES.len()];
            all.insert(top + 1 + choice % (end - top), format!(" * {start}ask team {number} first"));
        }
        Edit::Shebang if all[0].starts_with("#!") => return None,
        Edit::Shebang => all.insert(0, format!("#!/usr/bin/env node {number}")),
        Edit::SingleQuotes => return Some(text.replace('"', "'")),
        Edit::WindowsLineEnds => return Some(text.replace("\r\n", "\n").replace('\n', "\r\n")),
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    Some(all.join(end) + end)
}

/// A project with its files generated, and the text of its schema.
fn project() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| support::put(folder.path(), path, text);
    put(".git/HEAD", "");
    put("package.json", r#"{ "dependencies": { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }"#);
    put(
        "convex/auth.ts",
        "import { admin, organization } from \"better-auth/plugins\";\nimport { convex } from \"@convex-dev/better-auth/plugins\";\nexport const createAuthOptions = () => ({ plugins: [convex(), admin(), organization()] });\n",
    );
    let run = run(folder.path(), &["gen"]);
    assert!(run.0, "{}", run.1);
    let schema = folder.path().join("convex/betterAuth/schema.ts");
    (folder, schema)
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
    let run = command.args(arguments).current_dir(folder).output().unwrap();
    let output = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(matches!(run.status.code(), Some(0 | 1)), "{arguments:?}: {output}");
    (run.status.success(), output)
}

fn spanned(schema: &Path, top: &Path) -> SpannedSchema {
    let store: Arc<dyn FileProvider> = Arc::new(Disk);
    tables::schema(schema, top, &store).unwrap()
}

/// The comments of a text, but for its header, and the statements beside the tables.
fn others(text: &str) -> Vec<String> {
    let read = schema_file(&Source::new("schema.ts", text.replace("\r\n", "\n"))).unwrap();
    let mut others: Vec<String> = read.layout.comments.iter().map(|span| span.text().to_owned()).collect();
    others
        .extend(read.other.iter().filter(|other| other.what == "other code").map(|other| other.span.text().to_owned()));
    let header = text.lines().filter(|line| line.contains("ask team"));
    others.extend(header.map(|line| line.trim_start_matches([' ', '*']).to_owned()));
    others.extend(text.lines().filter(|line| line.starts_with("#!")).map(str::to_owned));
    others
}

/// The items that one command lost, if it changed the schema at all.
fn check_kept(
    before: &SpannedSchema,
    text: &str,
    schema: &Path,
    top: &Path,
    output: &str,
) -> Result<(), TestCaseError> {
    let now = fs::read_to_string(schema).unwrap();
    if now == text {
        return Ok(());
    }
    let lost = lost_items(before, &spanned(schema, top).schema());
    prop_assert!(lost.is_empty(), "{lost:?} is lost: {output}\n{text}\n--- now\n{now}");
    for other in others(text) {
        prop_assert!(now.replace("\r\n", "\n").contains(&other), "{other} is lost: {output}\n{text}\n--- now\n{now}");
    }
    Ok(())
}

/// An edit of adapter.ts that is more than layout.
fn edited_adapter(text: &str, edit: usize, number: usize) -> String {
    let add = |line: &str| format!("{text}{line}\n");
    match edit {
        0 => text.replace("./schema", &format!("./mySchema{number}")),
        1 => format!("#!/usr/bin/env node\n{text}"),
        2 => add(&format!("// ours {number}")),
        3 => add(&format!("export const ours{number} = {number};")),
        4 => text.replacen("  findOne,\n", &format!("  findOne: find{number},\n"), 1),
        5 => text.replacen("  findMany,\n", "", 1),
        6 => text.replacen(
            "import schema from",
            &format!("import {{ wrap{number} }} from \"./wrap\";\nimport schema from"),
            1,
        ),
        7 => text.replacen("createApi(schema,", "createApi(wrap(schema),", 1),
        8 => text.replacen("export const {", "/* ours */ export const {", 1),
        _ => format!("\"use node\";\n{text}"),
    }
}

#[test]
fn an_edit_of_the_adapter_is_never_lost() {
    for edit in 0..10 {
        for arguments in [["gen"].as_slice(), &["adopt"], &["adopt", "--split"]] {
            let (folder, schema) = project();
            let adapter = folder.path().join("convex/betterAuth/adapter.ts");
            let text = edited_adapter(&fs::read_to_string(&adapter).unwrap(), edit, edit);
            fs::write(&adapter, &text).unwrap();
            // A text to write, and an edit to adopt.
            let old = fs::read_to_string(&schema).unwrap();
            let line = if arguments[0] == "gen" { "" } else { "    .index(\"by_ours\", [\"image\"])\n" };
            fs::write(&schema, old.replacen("    .index(", &format!("{line}    .index("), 1)).unwrap();
            let auth = folder.path().join("convex/auth.ts");
            fs::write(
                &auth,
                fs::read_to_string(&auth)
                    .unwrap()
                    .replace("admin()", "admin(), jwt()")
                    .replace("{ admin", "{ jwt, admin"),
            )
            .unwrap();
            for arguments in [arguments, &["gen"], &["check"]] {
                let (is_done, output) = run(folder.path(), arguments);
                assert!(is_done || arguments[0] == "check", "{edit} {arguments:?}: {output}");
                assert_eq!(fs::read_to_string(&adapter).unwrap(), text, "{edit} {arguments:?}: {output}");
            }
        }
    }
}

/// Saves at many moments of a run, in both ways in which editors do: the saved text exists after it, and after the next run.
#[test]
fn an_edit_that_is_saved_meanwhile_is_never_lost() {
    const SAVES: u32 = 60;
    for (arguments, mark) in
        [(["gen"].as_slice(), "// saved"), (&["adopt"], "by_saved"), (&["adopt", "--split"], "// saved")]
    {
        let (folder, schema) = project();
        let generated = fs::read_to_string(&schema).unwrap();
        let ours = |line: &str| generated.replacen("    .index(", &format!("{line}    .index("), 1);
        // The text before: stale, or with an edit to adopt.
        let before = match arguments[0] {
            "gen" => generated.replacen("    role: v.optional(v.union(v.null(), v.string())),\n", "", 1),
            _ => ours("    .index(\"by_ours\", [\"image\"])\n"),
        };
        assert_ne!(before, generated);
        let line =
            if mark == "by_saved" { "    .index(\"by_saved\", [\"image\", \"name\"])\n" } else { "    // saved\n" };
        let edit = before.replacen("    .index(", &format!("{line}    .index("), 1);
        let files = ["convex/betterAuth/schema.ts", "convex/betterAuth/generatedSchema.ts", "sigma-schema.json"];
        let texts = || -> String {
            files.iter().filter_map(|file| fs::read_to_string(folder.path().join(file)).ok()).collect()
        };
        let reset = || {
            files.iter().for_each(|file| drop(fs::remove_file(folder.path().join(file))));
            fs::write(&schema, &before).unwrap();
        };
        reset();
        let start = std::time::Instant::now();
        assert!(run(folder.path(), arguments).0);
        let time = start.elapsed();
        for number in 0..SAVES {
            reset();
            let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
            command.args(arguments).current_dir(folder.path());
            let child =
                command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).spawn().unwrap();
            std::thread::sleep(time * number / SAVES);
            if number % 2 == 0 {
                fs::write(&schema, &edit).unwrap();
            } else {
                let other = folder.path().join("saved");
                fs::write(&other, &edit).unwrap();
                fs::rename(&other, &schema).unwrap();
            }
            let ended = child.wait_with_output().unwrap();
            let output = String::from_utf8_lossy(&ended.stderr).into_owned();
            // Of a file that is written over, a part may be read, which is an error of its own.
            let is_clear = number % 2 == 0
                || ended.status.code() != Some(2)
                || output.contains("was changed while sigma-schema was running");
            assert!(is_clear, "{arguments:?} {number}: {output}");
            assert!(texts().contains(mark), "{arguments:?} {number}: {output}");
            let (_, output) = run(folder.path(), &["gen"]);
            assert!(texts().contains(mark), "{arguments:?} {number}: {output}");
            assert!(arguments[0] == "gen" || texts().contains("by_ours"), "{arguments:?} {number}: {output}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_is_ever_lost(edits in vec((0..EDITS.len(), any::<prop::sample::Index>()), 1..5)) {
        let (folder, schema) = project();
        let top = folder.path();
        let mut text = fs::read_to_string(&schema).unwrap();
        for (number, (edit, choice)) in edits.iter().enumerate() {
            text = edited(&text, EDITS[*edit], choice.index(1_000), number).unwrap_or(text);
        }
        for arguments in [["gen", "-C", "."].as_slice(), &["adopt"], &["adopt", "--split"]] {
            let (again, schema) = project();
            let top = again.path();
            fs::write(&schema, &text).unwrap();
            let before = spanned(&schema, top);
            // An edit that Convex refuses stays where it is.
            let is_refused = refusals(&spanned(&schema, top)).iter().any(Refusal::is_error);
            let (is_done, output) = run(top, arguments);
            check_kept(&before, &text, &schema, top, &output)?;
            prop_assert!(is_done || fs::read_to_string(&schema).unwrap() == text, "{output}");
            if arguments[0] == "adopt" && is_done {
                let (is_clean, output) = run(top, &["gen"]);
                prop_assert!(is_clean, "{output}\n{text}");
                let (is_clean, output) = run(top, &["check"]);
                prop_assert!(is_clean, "{arguments:?}: {output}\n{text}\n--- now\n{}", fs::read_to_string(&schema).unwrap());
                check_kept(&before, &text, &schema, top, &output)?;
            }
            if arguments.contains(&"--split") {
                prop_assert!(is_done != is_refused, "{output}\n{text}");
            }
        }
        fs::remove_dir_all(top).unwrap();
    }
}

/// A byte order mark stays in each file that a command edits, and is no edit.
#[test]
fn a_byte_order_mark_is_kept() {
    const MARK: &str = "\u{feff}";
    for arguments in [["gen"].as_slice(), &["adopt"], &["adopt", "--split"]] {
        let (folder, schema) = project();
        let [adapter, config] =
            ["convex/betterAuth/adapter.ts", "sigma-schema.json"].map(|name| folder.path().join(name));
        let generated = fs::read_to_string(&schema).unwrap();
        let before = match arguments[0] {
            "gen" => generated.replacen("    role: v.optional(v.union(v.null(), v.string())),\n", "", 1),
            _ => generated.replacen("    .index(", "    .index(\"by_ours\", [\"image\"])\n    .index(", 1),
        };
        fs::write(&schema, format!("{MARK}{before}")).unwrap();
        fs::write(&config, format!("{MARK}{{ \"auth\": \"convex/options.ts\" }}\n")).unwrap();
        fs::write(&adapter, format!("{MARK}{}", fs::read_to_string(&adapter).unwrap())).unwrap();
        fs::rename(folder.path().join("convex/auth.ts"), folder.path().join("convex/options.ts")).unwrap();
        let (is_done, output) = run(folder.path(), arguments);
        assert!(is_done, "{output}");
        for file in [&schema, &adapter, &config] {
            let text = fs::read_to_string(file).unwrap();
            assert_eq!(text.matches(MARK).count(), 1, "{arguments:?} {}: {output}", file.display());
            assert!(text.starts_with(MARK), "{arguments:?} {}: {output}", file.display());
        }
        assert_ne!(fs::read_to_string(&schema).unwrap(), format!("{MARK}{before}"));
        assert!(fs::read_to_string(&adapter).unwrap().contains("\"../options\""));
        assert!(run(folder.path(), &["check"]).0);
        let texts = [&schema, &adapter, &config].map(|file| fs::read_to_string(file).unwrap());
        assert!(run(folder.path(), &["gen"]).0);
        assert_eq!([&schema, &adapter, &config].map(|file| fs::read_to_string(file).unwrap()), texts);
    }
}
