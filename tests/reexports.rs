//! A split schema whose schema.ts takes the generated tables from a module that re-exports them. Every command behaves as
//! on the same schema.ts with an import of the generated file, and schema.ts is never treated as a generated file.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/put.rs"]
mod put;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use pretty_assertions::assert_eq;
use put::put;

const AUTH: &str = "import { betterAuth, type BetterAuthOptions } from \"better-auth\";
import { convex } from \"@convex-dev/better-auth/plugins\";
import { admin, organization } from \"better-auth/plugins\";

export const createAuthOptions = () =>
  ({ plugins: [convex({ authConfig: { providers: [] } }), admin(), organization()] }) satisfies BetterAuthOptions;
export const createAuth = () => betterAuth(createAuthOptions());
";
const CONFIG: &str =
    "import { defineComponent } from \"convex/server\";\nexport default defineComponent(\"betterAuth\");\n";
const PACKAGE: &str = "{ \"dependencies\": { \"better-auth\": \"1.6.15\", \"@convex-dev/better-auth\": \"0.12.5\" } }";
const HEAD: &str =
    "import { defineSchema, defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\n";
/// What each schema.ts does with `tables`.
const BODY: &str = "
export default defineSchema({
  ...tables,
  member: tables.member.index(\"organizationId_userId\", [\"organizationId\", \"userId\"]),
  // A table of this app.
  note: defineTable({ text: v.string() }).index(\"text\", [\"text\"]),
});
";
const GENERATED: &str = "convex/betterAuth/generatedSchema.ts";
const SCHEMA: &str = "convex/betterAuth/schema.ts";

/// A project with one component.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(schema: &str, files: &[(&str, &str)]) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.path(".git")).unwrap();
        let common = [
            ("package.json", PACKAGE),
            ("convex/auth.ts", AUTH),
            ("convex/betterAuth/convex.config.ts", CONFIG),
            (SCHEMA, schema),
        ];
        for (path, text) in common.iter().chain(files) {
            put(&project.path(""), path, text);
        }
        project
    }

    /// With an import of the generated file itself.
    fn direct(body: &str) -> Self {
        Self::new(&format!("{HEAD}import {{ tables }} from \"./generatedSchema\";\n{body}"), &[])
    }

    fn path(&self, path: &str) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap().join(path)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// Runs a command: its exit code, and its output.
    fn run(&self, arguments: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sigma-schema"));
        let output = command.args(arguments.split(' ')).current_dir(self.path("")).output().unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), text)
    }
}

/// Paths and texts.
type Texts = Vec<(&'static str, &'static str)>;

/// Modules between schema.ts and the generated file: the import of schema.ts, and the modules.
fn forms() -> Vec<(&'static str, &'static str, Texts)> {
    let named = "export { tables } from \"./generatedSchema\";\n";
    vec![
        ("named", "import { tables } from \"./tables\";", vec![("convex/betterAuth/tables.ts", named)]),
        (
            "star",
            "import { tables } from './tables'",
            vec![("convex/betterAuth/tables.ts", "export * from \"./generatedSchema\";\n")],
        ),
        (
            "renamed",
            "import { authTables as tables } from \"./tables.js\";",
            vec![("convex/betterAuth/tables.ts", "export { tables as authTables } from \"./generatedSchema.js\";\n")],
        ),
        (
            "imported, then exported",
            "import { tables } from \"./tables\";",
            vec![
                (
                    "convex/betterAuth/tables.ts",
                    "import { tables } from \"./generatedSchema\";\nimport { roles } from \"./roles\";\nexport { tables, roles };\n",
                ),
                ("convex/betterAuth/roles.ts", "export const roles = [\"a\"];\n"),
            ],
        ),
        (
            "a constant",
            "import { tables } from \"./tables\";",
            vec![(
                "convex/betterAuth/tables.ts",
                "import { tables as generated } from \"./generatedSchema\";\nconst all = { ...generated };\nexport const tables = all;\n",
            )],
        ),
        (
            "by default",
            "import tables from \"./tables\";",
            vec![("convex/betterAuth/tables.ts", "export { tables as default } from \"./generatedSchema\";\n")],
        ),
        (
            "the default of a constant",
            "import tables from \"./tables\";",
            vec![(
                "convex/betterAuth/tables.ts",
                "import { tables } from \"./generatedSchema\";\nexport default tables;\n",
            )],
        ),
        (
            "a namespace",
            "import * as all from \"./tables\";\nconst { tables } = all;",
            vec![("convex/betterAuth/tables.ts", "export * from \"./generatedSchema\";\n")],
        ),
        (
            "an index of a folder with a generated name",
            "import { tables } from \"./generated\";",
            vec![("convex/betterAuth/generated/index.ts", "export { tables } from \"../generatedSchema\";\n")],
        ),
        (
            "two steps, one of them outside of the component",
            "import { tables } from \"../lib/tables\";",
            vec![
                ("convex/lib/tables.ts", "export { tables } from \"../betterAuth/tables\";\n"),
                ("convex/betterAuth/tables.ts", "export * from \"./generatedSchema\";\n"),
            ],
        ),
        (
            "an alias",
            "import { tables } from \"@/lib/tables\";",
            vec![
                ("tsconfig.json", "{ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./convex/*\"] } } }\n"),
                ("convex/lib/tables.ts", "export { tables } from \"@/betterAuth/generatedSchema\";\n"),
            ],
        ),
        (
            "other names of the same module",
            "import { tables, roles } from \"./all\";\nexport { roles };",
            vec![
                (
                    "convex/betterAuth/all.ts",
                    "export * from \"./roles\";\nexport { tables } from \"./generatedSchema\";\nexport { tables as old } from \"./old.generated\";\n",
                ),
                ("convex/betterAuth/roles.ts", "export const roles = [\"a\"];\n"),
                (
                    "convex/betterAuth/old.generated.ts",
                    "import { defineTable } from \"convex/server\";\nexport const tables = { user: defineTable({}) };\n",
                ),
            ],
        ),
    ]
}

/// The commands, as a user runs them one after the other.
const COMMANDS: [&str; 10] =
    ["gen --dry-run", "gen", "gen", "check", "diff", "lookups", "adopt", "gen", "check", "gen --force"];

#[test]
fn reexports_are_a_split() {
    let direct = Project::direct(BODY);
    let write = |project: &Project| {
        // An alias leads to a file that exists.
        put(&project.path(""), GENERATED, "export const tables = {};\n");
    };
    write(&direct);
    let expected: Vec<_> = COMMANDS.iter().map(|command| direct.run(command)).collect();
    assert!(expected[1].1.contains(GENERATED), "{}", expected[1].1);
    for (name, import, files) in forms() {
        let schema = format!("{HEAD}{import}\n{BODY}");
        let project = Project::new(&schema, &files);
        write(&project);
        for (command, (code, _)) in COMMANDS.iter().zip(&expected) {
            let (found, text) = project.run(command);
            assert_eq!(found, *code, "{name}: {command}\n{text}");
            assert_eq!(project.text(SCHEMA), schema, "{name}: {command}");
        }
        assert_eq!(project.text(GENERATED), direct.text(GENERATED), "{name}");
        for (path, text) in files {
            assert_eq!(project.text(path), text, "{name}: {path}");
        }
    }
}

/// The output is the same except for lines and columns of schema.ts, so the imports have one length.
#[test]
fn commands_print_the_same() {
    let direct = Project::direct(BODY);
    let project = Project::new(
        &format!("{HEAD}import {{ tables }} from \"./tables\";\n{BODY}"),
        &[("convex/betterAuth/tables.ts", "export * from \"./generatedSchema\";\n")],
    );
    let formats = ["check --format json", "diff --format json", "lookups --format json", "info"];
    for command in COMMANDS.iter().chain(&formats) {
        assert_eq!(project.run(command), direct.run(command), "{command}");
    }
}

/// An edit of the generated file is one of the generated file, and schema.ts stays as it is.
#[test]
fn edits_are_found_in_the_generated_file() {
    let schema = format!("{HEAD}import {{ tables }} from \"./tables\";\n{BODY}");
    let project = Project::new(&schema, &[("convex/betterAuth/tables.ts", "export * from \"./generatedSchema\";\n")]);
    assert_eq!(project.run("gen").0, 0);
    let generated = project.text(GENERATED);
    let edited = generated.replace("  user: defineTable({", "  user: defineTable({\n    nickname: v.string(),");
    assert!(edited != generated);
    put(&project.path(""), GENERATED, &edited);
    let (code, text) = project.run("gen");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains(GENERATED) && project.text(GENERATED) == edited, "{text}");
    assert_eq!(project.run("gen --force").0, 0);
    assert_eq!((project.text(GENERATED), project.text(SCHEMA)), (generated, schema));
}

/// A module in between that adds tables belongs to the user, whatever its name is.
#[test]
fn a_module_with_tables_of_its_own_is_not_generated() {
    let schema = format!("{HEAD}import {{ tables }} from \"./generatedTables\";\n{BODY}");
    let module = format!(
        "{HEAD}import {{ roles }} from \"./generatedRoles\";\nimport {{ tables as generated }} from \"./generatedSchema\";\n\nexport const tables = {{ ...generated, more: defineTable({{ role: v.union(...roles) }}) }};\n"
    );
    let project = Project::direct(BODY);
    assert_eq!(project.run("gen").0, 0);
    let generated = project.text(GENERATED);
    let files = [
        (SCHEMA, schema.as_str()),
        ("convex/betterAuth/generatedTables.ts", module.as_str()),
        (
            "convex/betterAuth/generatedRoles.ts",
            "import { v } from \"convex/values\";\nexport const roles = [v.literal(\"a\")];\n",
        ),
    ];
    for (path, text) in files {
        put(&project.path(""), path, text);
    }
    for command in ["gen", "check", "adopt", "gen --force"] {
        let (code, text) = project.run(command);
        assert_eq!(code, 0, "{command}: {text}");
    }
    assert_eq!(project.text(GENERATED), generated);
    for (path, text) in files {
        assert_eq!(project.text(path), text, "{path}");
    }
}

/// Modules that re-export something else make no split.
#[test]
fn other_reexports_are_no_split() {
    let tables = "import { defineTable } from \"convex/server\";\nimport { v } from \"convex/values\";\nexport const tables = { user: defineTable({ email: v.string() }) };\n";
    let cases: [(&str, &[(&str, &str)]); 4] = [
        // Written by hand, in a separate file.
        (
            "./tables",
            &[("convex/betterAuth/tables.ts", "export * from \"./mine\";\n"), ("convex/betterAuth/mine.ts", tables)],
        ),
        // A cycle.
        ("./tables", &[("convex/betterAuth/tables.ts", "export * from \"./tables\";\nexport * from \"./schema\";\n")]),
        // Convex's generated code.
        ("./tables", &[("convex/betterAuth/tables.ts", "export { api as tables } from \"./_generated/api\";\n")]),
        // A generated file of another component.
        (
            "./tables",
            &[
                ("convex/betterAuth/tables.ts", "export * from \"../other/generatedSchema\";\n"),
                ("convex/other/generatedSchema.ts", tables),
            ],
        ),
    ];
    for (from, files) in cases {
        let project = Project::new(&format!("{HEAD}import {{ tables }} from \"{from}\";\n{BODY}"), files);
        let (_, text) = project.run("gen --dry-run");
        assert!(!text.contains("planned   convex/betterAuth/generatedSchema.ts"), "{from}: {text}");
        let (_, text) = project.run("gen");
        assert!(text.contains("convex/betterAuth/schema.ts"), "{from}: {text}");
        for (path, text) in files {
            assert_eq!(project.text(path), *text, "{path}");
        }
    }
}
