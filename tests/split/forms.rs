//! The forms of public projects.

use crate::project::{CONVEX, MEMBER};

/// The forms of public projects: the generated module, the schema.ts, and whether all tables are the generated ones.
pub(crate) fn forms() -> Vec<(&'static str, &'static str, String, bool)> {
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
