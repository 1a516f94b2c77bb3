//! Modules that are the generated part of a schema.ts, and those that are not.

use std::fs;

use pretty_assertions::assert_eq;

use crate::project::{CONVEX, MEMBER, Project, duplicates};

/// No split: a generated file that nothing imports, and custom tables.
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

/// Options of Better Auth have the keys of its tables, but are not a schema that an adapter.ts imports.
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

/// The generated text with its own header, in the folder of the imported module.
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
    assert_eq!((code, text.contains("already the generated part of a split schema")), (2, true), "{text}");
}

/// Neither Convex's generated code nor values other than tables make a split.
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
