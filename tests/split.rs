//! The split form of a schema, as people write it: a schema.ts that spreads the tables of a generated file. It is found
//! without a flag, every command goes on from it, and the generated file never has an index that schema.ts adds.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use sigma_schema::convex::Schema;
use sigma_schema::existing::tables;
use sigma_schema::workspace::provider::{Disk, FileProvider};

const AUTH: &str = "import { betterAuth, type BetterAuthOptions } from \"better-auth\";
import { convex } from \"@convex-dev/better-auth/plugins\";
import { admin, organization } from \"better-auth/plugins\";

export const createAuthOptions = () =>
  ({ plugins: [convex({ authConfig: { providers: [] } }), admin(), organization()] }) satisfies BetterAuthOptions;
export const createAuth = () => betterAuth(createAuthOptions());
";
const CONFIG: &str =
    "import { defineComponent } from \"convex/server\";\nexport default defineComponent(\"betterAuth\");\n";
const CONVEX: &str =
    "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n";
const MEMBER: &str = ".index(\"organizationId_userId\", [\"organizationId\", \"userId\"])";

/// A project with one component.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(schema: &str, version: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(project.path("convex/betterAuth")).unwrap();
        fs::create_dir(project.path(".git")).unwrap();
        project.put("package.json", &manifest(version));
        project.put("convex/auth.ts", AUTH);
        project.put("convex/betterAuth/convex.config.ts", CONFIG);
        project.put("convex/betterAuth/schema.ts", schema);
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// Runs a command: its exit code, and all that it printed.
    fn run(&self, arguments: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
        let output = command.args(arguments.split(' ')).current_dir(self.path("")).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), text)
    }

    /// Runs a command that must succeed.
    fn succeed(&self, arguments: &str) -> String {
        let (code, text) = self.run(arguments);
        assert_eq!(code, 0, "{arguments}: {text}\n{}", self.text("convex/betterAuth/schema.ts"));
        text
    }

    /// The schema that Convex takes.
    fn whole(&self) -> Schema {
        let disk: Arc<dyn FileProvider> = Arc::new(Disk);
        tables::schema(&self.path("convex/betterAuth/schema.ts"), &self.path(""), &disk).unwrap().schema()
    }
}

fn manifest(version: &str) -> String {
    let (better_auth, adapter) = match version {
        "1.4.9" => ("1.4.9", "0.10.10"),
        _ => ("1.6.15", "0.12.5"),
    };
    format!(
        "{{ \"dependencies\": {{ \"better-auth\": \"{better_auth}\", \"@convex-dev/better-auth\": \"{adapter}\" }} }}"
    )
}

/// What Convex refuses: two indexes of a table with one name, or on the same fields.
fn duplicates(schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for table in &schema.tables {
        let names = table.indexes.iter().map(|index| &index.name).chain(table.searches.iter().map(|index| &index.name));
        let names: Vec<&String> = names.collect();
        for (position, name) in names.iter().enumerate() {
            if names[..position].contains(name) {
                found.push(format!("{}: two named {name}", table.name));
            }
        }
        for (position, index) in table.indexes.iter().enumerate() {
            if table.indexes[..position].iter().any(|other| other.fields == index.fields) {
                found.push(format!("{}: two on {:?}", table.name, index.fields));
            }
        }
    }
    found
}

/// The forms of public projects: the generated module, the schema.ts, and whether all tables are the generated ones.
fn forms() -> Vec<(&'static str, &'static str, String, bool)> {
    let tables = "import { tables } from \"./generatedSchema\";\n";
    let renamed = "import { tables as generated } from './schema.generated'\n";
    let form = |import: &str, code: &str| format!("{CONVEX}{import}\n{code}\n").replace("MEMBER", MEMBER);
    let schema = "export default schema;";
    vec![
        (
            "spread",
            "generatedSchema",
            form(
                tables,
                &format!(
                    "const schema = defineSchema({{\n  ...tables,\n  // user: tables.user.index(\"a\", [\"b\"]),\n}});\n{schema}"
                ),
            ),
            true,
        ),
        (
            "extended",
            "generatedSchema",
            form(
                tables,
                &format!(
                    "const schema = defineSchema({{ ...tables, member: tables.member MEMBER.index(\"by_role_user\", {{ fields: [\"role\", \"userId\"] }}) }});\n{schema}"
                ),
            ),
            true,
        ),
        (
            "identity",
            "generatedSchema",
            form(
                tables,
                &format!(
                    "const schema = defineSchema({{ ...tables, user: tables.user, member: tables.member MEMBER }});\n{schema}"
                ),
            ),
            true,
        ),
        (
            "staged",
            "generatedSchema",
            form(
                tables,
                &format!(
                    "const schema = defineSchema({{ ...tables, member: tables.member.index(\"mine\", {{ fields: [\"organizationId\", \"role\"], staged: true }}) }});\n{schema}"
                ),
            ),
            true,
        ),
        ("whole", "generatedSchema", form(tables, "export default defineSchema(tables);"), true),
        (
            "exported-constant",
            "schema.generated",
            form(
                renamed,
                "export const tables = { ...generated, member: generated.member MEMBER };\nexport default defineSchema(tables);",
            ),
            true,
        ),
        (
            "own-name",
            "generatedSchema",
            form(
                tables,
                "const all = { ...tables, user: tables.user.searchIndex(\"role\", { searchField: \"name\" }) };\nexport default defineSchema(all);",
            ),
            true,
        ),
        (
            "default-import",
            "generatedSchema",
            form(
                "import generatedSchema from \"./generatedSchema\";\n",
                "export default defineSchema({ ...generatedSchema.tables, member: generatedSchema.tables.member MEMBER });",
            ),
            true,
        ),
        (
            "namespace",
            "generatedSchema",
            form("import * as made from \"./generatedSchema\";\n", "export default defineSchema({ ...made.tables });"),
            true,
        ),
        ("re-exported", "generatedSchema", "export { default } from \"./generatedSchema\";\n".to_owned(), true),
        (
            "own-table",
            "generatedSchema",
            form(
                tables,
                "const log = defineTable({ text: v.string() }).index(\"text\", [\"text\"]);\nexport default defineSchema({ ...tables, log });",
            ),
            true,
        ),
        (
            "constant-table",
            "generatedSchema",
            form(
                tables,
                &format!(
                    "const FACETS = [\"role\", \"banned\"] as const;\nconst user = tables.user.index(\"by_role\", [\"role\"]).searchIndex(\"s\", {{ searchField: \"name\", filterFields: [...FACETS] }});\nconst schema = defineSchema({{ ...tables, user }});\nexport {{ tables }};\n{schema}"
                ),
            ),
            true,
        ),
        (
            "options",
            "generatedSchema",
            form(tables, "export default defineSchema({ ...tables }, { schemaValidation: false });"),
            true,
        ),
        (
            "redefined",
            "generatedSchema",
            form(
                tables,
                &format!(
                    "export default defineSchema({{\n  ...tables,\n  member: defineTable({{ ...tables.member.validator.fields, note: v.optional(v.string()) }})\n    .index(\"organizationId\", [\"organizationId\"])\n    .index(\"userId\", [\"userId\"])\n    {MEMBER},\n}});"
                ),
            ),
            false,
        ),
        (
            "windows",
            "generatedSchema",
            form(tables, "export default defineSchema({ ...tables, member: tables.member MEMBER });")
                .replace('\n', "\r\n"),
            true,
        ),
        (
            "no-final-newline",
            "generatedSchema",
            form(tables, "export default defineSchema({ ...tables })").trim_end().to_owned(),
            true,
        ),
        (
            "extension",
            "generatedSchema",
            form("import { tables } from \"./generatedSchema.js\";\n", "export default defineSchema({ ...tables });"),
            true,
        ),
        (
            "alias",
            "generatedSchema",
            form(tables, "const all = tables;\nexport default defineSchema({ ...all, member: all.member MEMBER });"),
            true,
        ),
        (
            "default-schema",
            "generatedSchema",
            form("import schema from \"./generatedSchema\";\n", "export default schema;"),
            true,
        ),
        ("assigned", "generatedSchema", form(tables, "export default defineSchema(Object.assign({}, tables));"), true),
        (
            "merged",
            "generatedSchema",
            form(
                tables,
                "const merge = <A, B>(a: A, b: B) => ({ ...a, ...b });\nexport default defineSchema(merge(tables, { log: defineTable({ text: v.string() }) }));",
            ),
            true,
        ),
        (
            "entries",
            "generatedSchema",
            form(tables, "export default defineSchema(Object.fromEntries(Object.entries(tables)));"),
            true,
        ),
        (
            "folder",
            "generated/schema",
            form("import { tables } from \"./generated/schema\";\n", "export default defineSchema({ ...tables });"),
            true,
        ),
        // `.index` changes the table that it is called on.
        (
            "statement",
            "generatedSchema",
            form(tables, "tables.member MEMBER;\nexport default defineSchema({ ...tables });"),
            true,
        ),
        (
            "unused-constant",
            "generatedSchema",
            form(tables, "const extended = tables.member MEMBER;\nexport default defineSchema(tables);"),
            true,
        ),
        (
            "destructured",
            "generatedSchema",
            form(
                tables,
                "const { member, user } = tables;\nexport default defineSchema(tables);\nmember MEMBER;\nuser.searchIndex(\"role\", { searchField: \"name\" });",
            ),
            true,
        ),
        (
            "loop",
            "generatedSchema",
            form(
                tables,
                "for (const table of [tables.member]) {\n  table MEMBER;\n}\n[tables.user].forEach((table) => table.index(\"by_role\", [\"role\"]));\nexport default defineSchema(tables);",
            ),
            true,
        ),
        (
            "helper",
            "generatedSchema",
            form(
                tables,
                "function extend(all: typeof tables) {\n  all.member MEMBER;\n}\nextend(tables);\nexport default defineSchema({ ...tables });",
            ),
            true,
        ),
        (
            "optional-chain",
            "generatedSchema",
            form(tables, "tables?.member MEMBER?.index(\"mine\", [\"role\"]);\nexport default defineSchema(tables);"),
            true,
        ),
    ]
}

#[test]
fn every_form_is_found_and_every_command_goes_on() {
    for (name, module, schema, is_extended) in forms() {
        for version in ["1.4.9", "1.6.15"] {
            let project = Project::new(&schema, version);
            let generated = format!("convex/betterAuth/{module}.ts");
            let (code, text) = project.run("check");
            assert_eq!((code, text.contains(&format!("missing    {generated}"))), (1, true), "{name}: {text}");
            let text = project.succeed("gen");
            assert!(text.contains(&format!("written   {generated}")), "{name}: {text}");
            let first = project.text(&generated);
            let unchanged = format!("unchanged {generated}\nunchanged convex/betterAuth/adapter.ts");
            // Every command, then each of them once more.
            for _ in 0..2 {
                assert!(project.succeed("gen").contains(&unchanged), "{name}");
                project.succeed("check");
                project.succeed("lookups");
                assert!(project.succeed("diff").contains("no changes"), "{name}");
                assert!(project.succeed("adopt").contains("no edits"), "{name}");
                assert!(project.succeed("adopt --split").contains("no edits"), "{name}");
                for format in ["json", "github", "markdown"] {
                    project.succeed(&format!("check --format {format}"));
                    project.succeed(&format!("lookups --format {format}"));
                    project.succeed(&format!("diff --format {format}"));
                }
                project.succeed("graph");
                project.succeed("info");
            }
            assert_eq!(duplicates(&project.whole()), [""; 0], "{name}");
            let member = first.split("member: defineTable").nth(1).unwrap().split("invitation:").next().unwrap();
            let adds = schema.contains(MEMBER);
            assert_eq!(member.contains(MEMBER), !(adds && is_extended), "{name}: {member}");
            assert_eq!(project.text("convex/betterAuth/schema.ts"), schema, "{name}");
            assert_eq!(project.text(&generated), first, "{name}");
            // A header of somebody's own, or of another generator, is no edit.
            for header in [
                "// Checked in, so that the app builds without the generator.\n",
                "/* eslint-disable */\n// path/to/it.ts\n\n",
                "",
            ] {
                let body = first.split_once("*/\n").unwrap().1;
                project.put(&generated, &format!("{header}{body}"));
                assert_eq!(project.run("check").0, 1, "{name}");
                project.succeed("gen");
                assert_eq!(project.text(&generated), first, "{name}");
            }
            // An edit of the generated tables is one.
            project.put(&generated, &first.replace("email: v.string()", "email: v.any()"));
            let (code, text) = project.run("gen");
            assert_eq!((code, text.contains("would be lost")), (1, true), "{name}: {text}");
        }
    }
}

#[test]
fn an_upgrade_adds_no_index_that_schema_adds() {
    for (name, module, schema, _) in forms() {
        let project = Project::new(&schema, "1.4.9");
        project.succeed("gen");
        project.put("package.json", &manifest("1.6.15"));
        project.succeed("gen");
        project.succeed("check");
        assert_eq!(duplicates(&project.whole()), [""; 0], "{name} with {module}");
    }
}

#[test]
fn adopted_edits_are_found_again() {
    let project = Project::new("", "1.6.15");
    fs::remove_file(project.path("convex/betterAuth/schema.ts")).unwrap();
    project.succeed("gen");
    let path = "convex/betterAuth/schema.ts";
    let edited = project.text(path).replace("name: v.string(),\n    email", "name: v.string(), // shown\n    email");
    let edited = edited.replace(MEMBER, &format!("{MEMBER}.index(\"mine\", [\"role\", \"userId\"])"));
    project.put(path, &edited);
    assert_eq!(project.run("gen").0, 1);
    project.succeed("adopt --split");
    for _ in 0..2 {
        for command in ["gen", "check", "lookups", "diff", "adopt", "adopt --split"] {
            project.succeed(command);
        }
    }
    assert!(!project.path("sigma-schema.json").exists());
    assert_eq!(duplicates(&project.whole()), [""; 0]);
}

/// What is no split is none: a generated file that nothing imports, and tables of the app's own.
#[test]
fn other_imports_are_no_split() {
    let project = Project::new("", "1.6.15");
    fs::remove_file(project.path("convex/betterAuth/schema.ts")).unwrap();
    project.succeed("gen");
    project.put("convex/betterAuth/generatedSchema.ts", "export const tables = {};\n");
    let text = project.succeed("gen");
    assert!(text.contains("unchanged convex/betterAuth/schema.ts"), "{text}");
    let own = "import { own } from \"./own\";\n";
    project.put("convex/betterAuth/own.ts", "export const own = {};\n");
    let schema = project.text("convex/betterAuth/schema.ts");
    let edited = schema.replace("import { v }", &format!("{own}import {{ v }}")).replace("= {\n", "= {\n  ...own,\n");
    project.put("convex/betterAuth/schema.ts", &edited);
    let (code, text) = project.run("gen");
    assert_eq!((code, text.contains("convex/betterAuth/schema.ts")), (1, true), "{text}");
}

/// Options of Better Auth have the keys of its tables, and are no schema that an adapter.ts imports.
#[test]
fn options_are_no_schema() {
    let project = Project::new("", "1.6.15");
    fs::remove_file(project.path("convex/betterAuth/schema.ts")).unwrap();
    let options = "export const options = { user: {}, account: {}, verification: {} };\n";
    project.put("convex/betterAuth/options.ts", options);
    project.put("convex/betterAuth/adapter.ts", "import { options } from \"./options\";\nexport default options;\n");
    let (_, text) = project.run("gen --dry-run");
    assert!(text.contains("convex/betterAuth/schema.ts") && !text.contains("options.ts:"), "{text}");
}

/// The alias of a tsconfig leads to the generated part, too.
#[test]
fn an_alias_is_a_split() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"@/convex/betterAuth/generatedSchema\";\nexport default defineSchema({{ ...tables, member: tables.member{MEMBER} }});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    project.put("tsconfig.json", "{ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./*\"] } } }\n");
    // Before it is written, an alias leads nowhere.
    project.put(
        "convex/betterAuth/generatedSchema.ts",
        "import { defineTable } from \"convex/server\";\nexport const tables = {};\n",
    );
    for command in ["gen --force", "gen", "check", "lookups"] {
        let text = project.succeed(command);
        assert!(!text.contains("cannot determine"), "{command}: {text}");
    }
    assert_eq!(project.text("convex/betterAuth/schema.ts"), schema);
    assert!(!project.text("convex/betterAuth/generatedSchema.ts").contains(MEMBER));
}

#[test]
fn two_generated_parts_are_named() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nimport {{ tables as more }} from \"./generated\";\nexport default defineSchema({{ ...tables, ...more }});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    let (code, text) = project.run("gen");
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("spreads several files that look generated") && text.contains("--schema-file"), "{text}");
    assert!(!project.path("convex/betterAuth/generatedSchema.ts").exists());
}

/// What was generated, with its own header, into the folder of the module that is imported.
#[test]
fn a_folder_may_be_the_generated_module() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{ ...tables, member: tables.member{MEMBER} }});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    let index = "convex/betterAuth/generatedSchema/index.ts";
    fs::create_dir(project.path("convex/betterAuth/generatedSchema")).unwrap();
    project.put(index, "export const tables = {};\n");
    assert!(project.succeed("gen").contains(&format!("written   {index}")));
    assert!(!project.path("convex/betterAuth/generatedSchema.ts").exists());
    for _ in 0..2 {
        for command in ["gen", "check", "lookups", "diff", "adopt", "adopt --split", "graph", "info"] {
            project.succeed(command);
        }
    }
    assert_eq!(duplicates(&project.whole()), [""; 0]);
    let edited = project.text(index).replace("email: v.string()", "email: v.any()");
    project.put(index, &edited);
    let (code, text) = project.run("adopt --split");
    assert_eq!((code, text.contains("generated part of a split schema already")), (2, true), "{text}");
}

/// Convex's own generated code, and values that are no tables, make no split.
#[test]
fn other_generated_modules_are_no_part() {
    let project = Project::new("", "1.6.15");
    fs::remove_file(project.path("convex/betterAuth/schema.ts")).unwrap();
    project.succeed("gen");
    fs::create_dir(project.path("convex/betterAuth/_generated")).unwrap();
    project.put("convex/betterAuth/_generated/server.ts", "export const defineTable = 1;\n");
    project.put("convex/betterAuth/generatedRoles.ts", "export const roles = [\"a\"];\n");
    let schema = project.text("convex/betterAuth/schema.ts");
    for (import, name) in [("./_generated/server", "defineTable as x"), ("./generatedRoles", "roles as x")] {
        let edited = format!("{schema}import {{ {name} }} from \"{import}\";\nexport const y = x;\n");
        project.put("convex/betterAuth/schema.ts", &edited);
        let (code, text) = project.run("gen");
        assert_eq!((code, text.contains("convex/betterAuth/schema.ts has edits")), (1, true), "{import}: {text}");
    }
}

/// A function that is not followed may do anything with the tables: the project is split, and what cannot be determined
/// is reported at its place.
#[test]
fn tables_in_a_call_that_is_not_followed() {
    let schema = format!(
        "{CONVEX}import {{ merge }} from \"merge\";\nimport {{ tables }} from \"./generatedSchema\";\nexport default defineSchema(merge(tables, {{}}));\n"
    );
    let project = Project::new(&schema, "1.6.15");
    // A generator that failed may have left an empty file.
    project.put("convex/betterAuth/generatedSchema.ts", "\n");
    for _ in 0..2 {
        let text = project.succeed("gen");
        assert!(text.contains("cannot determine which indexes convex/betterAuth/schema.ts adds"), "{text}");
        assert!(text.contains("convex/betterAuth/schema.ts:5:29"), "{text}");
    }
    for command in ["check", "lookups"] {
        let (code, text) = project.run(command);
        assert_eq!((code, text.contains("convex/betterAuth/schema.ts:5:29")), (2, true), "{command}: {text}");
    }
    assert_eq!(project.text("convex/betterAuth/schema.ts"), schema);
}

/// A schema.ts that cannot be parsed is the user's all the same: no command writes over it, or advises to.
#[test]
fn a_broken_schema_stays_split() {
    let whole = |import: &str| {
        format!("{CONVEX}{import}\nexport default defineSchema({{ ...tables, member: tables.member{MEMBER} }});\n")
    };
    let import = "import { tables } from \"./generatedSchema\";";
    let conflict = |ours: &str, theirs: &str| format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n");
    let own = format!("{CONVEX}export default defineSchema({{}});\n");
    let elsewhere = whole("import {\n  tables,\n} from './tables'");
    let cases = [
        (format!("{}const x = {{\n", whole(import)), "not valid TypeScript"),
        (format!("{elsewhere}const x = {{\n"), "not valid TypeScript"),
        (format!("{}/*\n", whole(import)), "not valid TypeScript"),
        (conflict(&whole(import), &own), "has a merge conflict"),
        (conflict(&own, &whole(import)), "has a merge conflict"),
        (conflict(&whole(import), "const x = {\n"), "has a merge conflict"),
        (format!("{}<<<<<<< HEAD\n", whole(import)), "has a merge conflict"),
        (whole(import).replace("export", &conflict("export", "\nexport")), "has a merge conflict"),
        (
            format!("{}const x = {{\n", whole("import { tables } from \"@/convex/betterAuth/generatedSchema\";")),
            "not valid",
        ),
        (whole("import tables } from ./generatedSchema\";"), "not valid TypeScript"),
        (whole("const { tables } = await import(\"./generatedSchema\"); const = 1"), "not valid TypeScript"),
    ];
    for is_written in [true, false] {
        for (schema, diagnostic) in &cases {
            let module = if schema.contains("./tables") { "tables" } else { "generatedSchema" };
            // A generated file with another name is known by what it holds.
            if !is_written && (module == "tables" || !schema.contains(import)) {
                continue;
            }
            let generated = format!("convex/betterAuth/{module}.ts");
            let project = Project::new(&whole(import), "1.6.15");
            project.succeed("gen");
            let made = project.text("convex/betterAuth/generatedSchema.ts");
            fs::remove_file(project.path("convex/betterAuth/generatedSchema.ts")).unwrap();
            if is_written {
                project.put(&generated, &made);
            }
            project.put("convex/betterAuth/schema.ts", schema);
            for command in
                ["gen", "gen --force", "gen --stdout", "check", "diff", "lookups", "adopt", "adopt --split", "graph"]
            {
                let (code, text) = project.run(command);
                assert_eq!(code, 2, "{command}: {schema}\n{text}");
                assert!(
                    text.contains(diagnostic) && text.contains("convex/betterAuth/schema.ts:"),
                    "{command}: {text}"
                );
                assert!(!text.contains("--force"), "{command}: {text}");
            }
            assert_eq!(&project.text("convex/betterAuth/schema.ts"), schema);
            assert_eq!(project.path(&generated).exists(), is_written);
        }
    }
}

/// A module that schema.ts needs, and that cannot be parsed, is shown at its own place, and is nothing unknown.
#[test]
fn a_broken_module_is_shown_at_its_place() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nimport {{ more }} from \"./more\";\nexport default defineSchema({{ ...tables, ...more }});\n"
    );
    let part = "convex/betterAuth/generatedSchema.ts";
    for (file, is_conflict) in [(part, false), (part, true), ("convex/betterAuth/more.ts", false)] {
        let project = Project::new(&schema, "1.6.15");
        project.put("convex/betterAuth/more.ts", "export const more = {};\n");
        project.succeed("gen");
        let whole = project.text(file);
        project.put(
            file,
            &match is_conflict {
                true => format!("<<<<<<< HEAD\n{whole}=======\n{whole}>>>>>>> other\n"),
                false => format!("{whole}const x = {{\n"),
            },
        );
        // A conflict between generated files is resolved by `gen`, which other commands say.
        for command in ["diff", "lookups", "adopt"] {
            let (code, text) = project.run(command);
            assert_eq!((code, text.contains(&format!("{file}:"))), (2, true), "{file} {command}: {text}");
            assert_eq!(text.contains("both sides were generated: sigma-schema gen"), is_conflict, "{command}: {text}");
        }
        let (code, text) = project.run("gen");
        match is_conflict {
            true => {
                assert_eq!(code, 0, "{text}");
                assert_eq!(project.text(file), whole);
                project.succeed("check");
            }
            false => assert_eq!((code, text.contains(&format!("{file}:"))), (2, true), "{file}: {text}"),
        }
    }
}

/// Whether an index is added may depend on what is unknown: the generated table keeps its own, so that no lookup is lost
/// where it is not added, and that is reported.
#[test]
fn an_index_that_may_be_added_is_reported() {
    for code in [
        "if (process.env.X) tables.member MEMBER;",
        "process.env.X && tables.member MEMBER;",
        "while (process.env.X) {\n  tables.member MEMBER;\n}",
        "for (let i = 0; i < 2; i++) tables.member MEMBER;",
        "const member = process.env.X ? tables.member MEMBER : tables.member;",
        "const one = process.env.X ? tables.member : tables.user;\none MEMBER;",
        "for (const name of unknown) tables.member.index(name, [\"organizationId\", \"userId\"]);",
    ] {
        let code = code.replace(" MEMBER", MEMBER);
        let schema = format!(
            "{CONVEX}import {{ tables }} from \"./generatedSchema\";\ndeclare const unknown: string[];\n{code}\nexport default defineSchema(tables);\n"
        );
        let project = Project::new(&schema, "1.6.15");
        for _ in 0..2 {
            let text = project.succeed("gen");
            let is_told = text.contains("cannot determine ") && text.contains("of the table `member` statically");
            assert!(is_told && text.contains("convex/betterAuth/schema.ts:"), "{code}: {text}");
            assert!(project.text("convex/betterAuth/generatedSchema.ts").contains(MEMBER), "{code}");
        }
        for command in ["check", "lookups"] {
            let (code, text) = project.run(command);
            assert_eq!((code, text.contains("an index of `")), (2, true), "{command}: {text}");
            assert!(text.contains("add it outside of conditions and loops"), "{command}: {text}");
        }
    }
}

/// A call on something unknown may add an index to any table.
#[test]
fn an_index_of_an_unknown_table_is_reported() {
    for (code, span) in [
        ("for (const name in tables) tables[name].index(\"a\", [\"role\"]);", "4:28"),
        ("for (const table of unknown) table.searchIndex(\"a\", { searchField: \"name\" });", "4:30"),
    ] {
        let schema = format!(
            "{CONVEX}import {{ tables }} from \"./generatedSchema\";\n{code}\nexport default defineSchema(tables);\n"
        );
        let project = Project::new(&schema, "1.6.15");
        let text = project.succeed("gen");
        assert!(text.contains("cannot determine which indexes convex/betterAuth/schema.ts adds"), "{code}: {text}");
        assert!(text.contains(&format!("convex/betterAuth/schema.ts:{span}")), "{code}: {text}");
        for command in ["check", "lookups"] {
            let (code, text) = project.run(command);
            assert_eq!((code, text.contains(&format!("schema.ts:{span}"))), (2, true), "{command}: {text}");
        }
    }
}

/// One cause is one warning, whatever number of tables it makes unknown.
#[test]
fn tables_that_may_be_absent_are_reported_once() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{ ...(process.env.X ? tables : {{}}) }});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    let text = project.succeed("gen");
    assert_eq!(text.matches("warning: ").count(), 1, "{text}");
    assert!(text.contains("cannot determine which indexes convex/betterAuth/schema.ts adds"), "{text}");
    assert!(text.contains("unknown tables: user, session, account"), "{text}");
    assert_eq!(project.run("check").0, 2);
}

/// An index with an unknown name has its fields all the same.
#[test]
fn an_unknown_name_has_known_fields() {
    for options in ["[\"organizationId\", \"userId\"]", "{ fields: [\"organizationId\", \"userId\"] }"] {
        let schema = format!(
            "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{ ...tables, member: tables.member.index(process.env.X ?? \"foo\", {options}) }});\n"
        );
        let project = Project::new(&schema, "1.6.15");
        for _ in 0..2 {
            for command in ["gen", "check"] {
                let text = project.succeed(command);
                assert!(
                    text.contains("cannot determine an index of the table `member` statically"),
                    "{command}: {text}"
                );
            }
            assert!(!project.text("convex/betterAuth/generatedSchema.ts").contains(MEMBER));
            for command in ["lookups", "lookups --format json", "diff", "adopt"] {
                project.succeed(command);
            }
        }
    }
    // One that may be staged serves nobody for certain.
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{ ...tables, member: tables.member.index(\"foo\", {{ fields: [\"organizationId\", \"userId\"], staged: !!process.env.X }}) }});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    project.succeed("gen");
    assert!(!project.text("convex/betterAuth/generatedSchema.ts").contains(MEMBER));
    assert_eq!(project.run("lookups").0, 2);
}

/// A search or vector index of the config file is not generated beside one that schema.ts adds, where Convex refuses both.
#[test]
fn a_search_of_the_config_is_not_generated_twice() {
    let text = "{ \"searchField\": \"name\", \"filterFields\": [\"role\", \"email\"] }";
    let vector = "{ \"vectorField\": \"vector\", \"dimensions\": 2 }";
    let cases = [
        (text, ".searchIndex(\"other\", { searchField: \"name\", filterFields: [\"email\", \"role\"] })", true),
        (text, ".searchIndex(\"mine\", { searchField: \"email\" })", true),
        (text, ".index(\"mine\", [\"role\"])", true),
        (text, ".searchIndex(\"other\", { searchField: \"name\" })", false),
        (text, ".index(\"other\", [\"role\"])", false),
        (vector, ".vectorIndex(\"other\", { vectorField: \"vector\", dimensions: 2, filterFields: [\"role\"] })", true),
        (vector, ".vectorIndex(\"other\", { vectorField: \"vector\", dimensions: 3 })", false),
    ];
    for (config, added, is_left_out) in cases {
        let schema = format!(
            "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{ ...tables, user: tables.user{added} }});\n"
        );
        let project = Project::new(&schema, "1.6.15");
        project.put("sigma-schema.json", &format!("{{ \"indexes\": {{ \"user\": {{ \"mine\": {config} }} }} }}"));
        let fields = "({ user: { additionalFields: { vector: { type: \"number[]\", required: true } } }, plugins";
        project.put("convex/auth.ts", &AUTH.replace("({ plugins", fields));
        let (code, text) = project.run("gen");
        assert_eq!(
            (code, text.contains("the index `mine` of `user` is left out")),
            (0, is_left_out),
            "{added}: {text}"
        );
        assert!(!is_left_out || text.contains("sigma-schema.json:1:"), "{text}");
        assert_eq!(project.text("convex/betterAuth/generatedSchema.ts").contains("\"mine\""), !is_left_out, "{added}");
        for command in ["check", "lookups", "gen", "diff"] {
            project.succeed(command);
        }
        assert_eq!(duplicates(&project.whole()), [""; 0], "{added}");
    }
}

/// Two components, of which one is split: each is written where its own schema.ts says.
#[test]
fn one_component_is_split_and_one_is_not() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{ ...tables, member: tables.member{MEMBER} }});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    fs::create_dir_all(project.path("convex/staffAuth")).unwrap();
    project.put("convex/staffAuth/convex.config.ts", &CONFIG.replace("betterAuth", "staffAuth"));
    let import = "import { createApi } from \"@convex-dev/better-auth\";
import schema from \"./schema\";
import { createAuthOptions } from \"../auth\";
export const { create, findOne, findMany, updateOne, updateMany, deleteOne, deleteMany } =
  createApi(schema, createAuthOptions);
";
    project.put("convex/staffAuth/adapter.ts", import);
    project.put("convex/betterAuth/adapter.ts", import);
    let text = project.succeed("gen");
    assert!(text.contains("written   convex/betterAuth/generatedSchema.ts"), "{text}");
    assert!(text.contains("written   convex/staffAuth/schema.ts"), "{text}");
    assert!(!project.path("convex/staffAuth/generatedSchema.ts").exists());
    assert!(!project.text("convex/betterAuth/generatedSchema.ts").contains(MEMBER));
    assert!(project.text("convex/staffAuth/schema.ts").contains(MEMBER));
    for _ in 0..2 {
        for command in ["gen", "check", "lookups", "diff", "adopt"] {
            project.succeed(command);
        }
    }
    // What one of them cannot be read for leaves both as they are.
    let before = project.text("convex/staffAuth/schema.ts");
    project.put("convex/betterAuth/schema.ts", &format!("{schema}const x = {{\n"));
    project.put("convex/staffAuth/schema.ts", &before.replace(MEMBER, ""));
    let (code, text) = project.run("gen --force");
    assert_eq!((code, text.contains("convex/betterAuth/schema.ts:")), (2, true), "{text}");
    assert_eq!(project.text("convex/staffAuth/schema.ts"), before.replace(MEMBER, ""));
    assert_eq!(project.text("convex/betterAuth/schema.ts"), format!("{schema}const x = {{\n"));
}

/// Random indexes, with names and fields of generated ones among them.
fn added() -> impl Strategy<Value = Vec<(usize, String, Vec<&'static str>)>> {
    let fields = [
        ["name", "email", "role", "userId"],
        ["organizationId", "userId", "role", "createdAt"],
        ["organizationId", "email", "status", "role"],
        ["expiresAt", "token", "userId", "impersonatedBy"],
    ];
    let index = (0..4usize, proptest::sample::subsequence(vec![0usize, 1, 2, 3], 1..=3), any::<bool>(), 0..6usize);
    let index = index.prop_map(move |(table, positions, is_reversed, name)| {
        let mut names: Vec<&str> = positions.iter().map(|position| fields[table][*position]).collect();
        if is_reversed {
            names.reverse();
        }
        let taken = ["organizationId_userId", "email_name", "userId", "expiresAt_userId", "role"];
        let name = taken.get(name).map_or_else(|| names.join("_"), |name| (*name).to_owned());
        (table, name, names)
    });
    proptest::collection::vec(index, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever schema.ts adds, Convex accepts the whole, and every lookup has its index.
    #[test]
    fn no_added_index_is_generated(indexes in added(), is_upstream in any::<bool>()) {
        let tables = ["user", "member", "invitation", "session"];
        let mut own: Vec<Vec<(String, Vec<&str>)>> = vec![Vec::new(); 4];
        for (table, name, fields) in indexes {
            // What schema.ts itself has twice is another fault.
            if !own[table].iter().any(|(other, others)| *other == name || *others == fields) {
                own[table].push((name, fields));
            }
        }
        let extended = own.iter().zip(tables).filter(|(indexes, _)| !indexes.is_empty()).map(|(indexes, table)| {
            let calls: String = indexes.iter().map(|(name, fields)| format!(".index({name:?}, {fields:?})")).collect();
            format!("  {table}: tables.{table}{calls},\n")
        });
        let extended: String = extended.collect();
        let schema = format!("{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{\n  ...tables,\n{extended}}});\n");
        let project = Project::new(&schema, "1.6.15");
        let mode = if is_upstream { " --indexes upstream" } else { "" };
        let text = project.succeed(&format!("gen{mode}"));
        prop_assert_eq!(duplicates(&project.whole()), Vec::<String>::new(), "{}\n{}", schema, text);
        // An index that makes the adapter throw is the fault of schema.ts.
        let (code, checked) = project.run(&format!("check{mode}"));
        prop_assert!(code == 0 || checked.contains("throw"), "{}\n{}", schema, checked);
        let (code, lookups) = project.run("lookups");
        prop_assert!(is_upstream || code == 0 || lookups.contains("throw"), "{}\n{}", schema, lookups);
        let again = project.succeed(&format!("gen{mode}"));
        prop_assert!(again.contains("unchanged convex/betterAuth/generatedSchema.ts"), "{}", again);
    }
}

#[test]
fn a_name_for_other_fields_is_reported() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nexport default defineSchema({{\n  ...tables,\n  member: tables.member.index(\"organizationId_userId\", [\"role\"]),\n}});\n"
    );
    let project = Project::new(&schema, "1.6.15");
    let text = project.succeed("gen");
    assert!(text.contains("takes the name of a generated index on organizationId, userId"), "{text}");
    assert!(text.contains("the generated one is named `organizationId_userId_"), "{text}");
    project.succeed("check");
    project.succeed("lookups");
}
