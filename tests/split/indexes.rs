//! No generated index is one that schema.ts adds, by name or by fields, and possible ones are reported.

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use crate::project::{AUTH, CONVEX, MEMBER, Project, duplicates};

/// A function that is not followed may do anything with the tables: the project is split, and what cannot be determined
/// is reported at its location.
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

/// Whether an index is added may depend on what is unknown: the generated table keeps its own, so that no lookup is lost
/// where it is not added, and that is reported.
#[test]
fn an_index_that_may_be_added_is_reported() {
    for code in [
        "if (process.env.X) tables.member MEMBER;",
        "process.env.X && tables.member MEMBER;",
        "while (process.env.X) {\n  tables.member MEMBER;\n}",
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
        // Every lookup has an index whether or not this one is added, but Convex refuses one more of its name.
        let is_named = code.contains(MEMBER);
        for command in ["check", "lookups"] {
            let (exit, text) = project.run(command);
            assert_eq!(
                (exit, text.contains("two indexes of the table")),
                (i32::from(is_named), is_named),
                "{command}: {text}"
            );
            assert!(text.contains("of the table `member` statically"), "{command}: {text}");
        }
    }
}

/// An index that may be absent decides about a lookup of many values: the adapter picks the first with these fields.
#[test]
fn an_index_that_may_decide_about_a_lookup_is_an_error() {
    let schema = format!(
        "{CONVEX}import {{ tables }} from \"./generatedSchema\";\nif (process.env.X) tables.session.index(\"mine\", [\"token\", \"userId\"]);\nexport default defineSchema(tables);\n"
    );
    let project = Project::new(&schema, "1.6.15");
    project.succeed("gen");
    for command in ["check", "diff", "lookups"] {
        let (code, text) = project.run(command);
        assert_eq!((code, text.contains("an index of `session`")), (2, true), "{command}: {text}");
        assert!(text.contains("add it outside of conditions and loops"), "{command}: {text}");
    }
}

/// A call on something unknown may add an index to any table.
#[test]
fn an_index_of_an_unknown_table_is_reported() {
    for (code, span) in [
        ("for (const name of unknown) tables[name].index(\"a\", [\"role\"]);", "4:29"),
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
    assert_eq!(text.matches("warning[").count(), 1, "{text}");
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
    // An index that may be staged is not certain to cover a lookup.
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
            // Duplicates in schema.ts itself are another error.
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
        // An index that makes the adapter throw is an error of schema.ts.
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
    assert!(text.contains("has the name of a generated index on organizationId, userId"), "{text}");
    assert!(text.contains("the generated one is named `organizationId_userId_"), "{text}");
    project.succeed("check");
    project.succeed("lookups");
}
