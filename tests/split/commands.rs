//! Every command works on a split schema.

use std::fs;

use pretty_assertions::assert_eq;

use crate::forms::forms;
use crate::project::{CONFIG, CONVEX, MEMBER, Project, duplicates, manifest};

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
            // A custom header, or that of another generator, is not an edit.
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

/// Two components, of which one is split: each is written to the module that its own schema.ts imports.
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
    // If one of them cannot be read, both stay as they are.
    let before = project.text("convex/staffAuth/schema.ts");
    project.put("convex/betterAuth/schema.ts", &format!("{schema}const x = {{\n"));
    project.put("convex/staffAuth/schema.ts", &before.replace(MEMBER, ""));
    let (code, text) = project.run("gen --force");
    assert_eq!((code, text.contains("convex/betterAuth/schema.ts:")), (2, true), "{text}");
    assert_eq!(project.text("convex/staffAuth/schema.ts"), before.replace(MEMBER, ""));
    assert_eq!(project.text("convex/betterAuth/schema.ts"), format!("{schema}const x = {{\n"));
}
