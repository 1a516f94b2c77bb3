//! A schema.ts that cannot be parsed stays as it is.

use std::fs;

use pretty_assertions::assert_eq;

use crate::project::{CONVEX, MEMBER, Project};

/// A schema.ts that cannot be parsed belongs to the user: no command overwrites it, or suggests that.
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
            // A generated file with another name is recognized by its contents.
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

/// A module that schema.ts needs, and that cannot be parsed, is shown at its location, and does not count as unknown.
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
        // A conflict between generated files is resolved by `gen`, as other commands report.
        for command in ["diff", "lookups", "adopt"] {
            let (code, text) = project.run(command);
            assert_eq!((code, text.contains(&format!("{file}:"))), (2, true), "{file} {command}: {text}");
            assert_eq!(
                text.contains("if both sides were generated, write it again: sigma-schema gen"),
                is_conflict,
                "{command}: {text}"
            );
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
