//! The outline of a migration for @convex-dev/migrations, to be completed by the user, who knows the data.

use heck::{ToLowerCamelCase as _, ToUpperCamelCase as _};

use super::change::Change;
use crate::diagnostic::code::MigrationKind;
use crate::diagnostic::codes::changes::{WIDE, WIDE_DOCUMENT};

/// The width at which prettier breaks a line.
const LINE_WIDTH: usize = 80;

impl Change {
    /// The steps, with the names in them. `component` is the component's name.
    pub fn steps(&self, component: &str) -> Vec<String> {
        let field = self.member.as_ref().map_or_else(|| "the documents".to_owned(), |field| format!("`{field}`"));
        let fill = |step: &&str| {
            let step = if self.member.is_none() && *step == WIDE { WIDE_DOCUMENT } else { *step };
            step.replace("{table}", &self.table)
                .replace("`{field}`", &field)
                .replace("{component}", component)
                .replace("{migration}", &self.migration_name())
        };
        self.code.steps.iter().map(fill).collect()
    }

    /// The name of its migration.
    pub fn migration_name(&self) -> String {
        let verb = match self.code.migration {
            Some(MigrationKind::Fill) => "fill",
            Some(MigrationKind::Clear) => "clear",
            Some(MigrationKind::Move) => "move",
            Some(MigrationKind::Convert) => "convert",
            Some(MigrationKind::Copy) => "copy",
            None => return String::new(),
        };
        let (table, part) = (self.table.to_upper_camel_case(), self.member.as_deref().unwrap_or_default());
        format!("{verb}{table}{}", part.to_upper_camel_case()).to_lower_camel_case()
    }

    /// The migration for migrations.ts of the component. None if none is needed.
    pub fn migration(&self) -> Option<String> {
        let kind = self.code.migration?;
        let (table, field) = (&self.table, self.member.as_deref());
        let before = self.before.as_deref().unwrap_or_default();
        let (table, body) = match (kind, field) {
            (MigrationKind::Fill, Some(field)) => (
                table.as_str(),
                format!(
                    "document.{field} === undefined ? {{ {field}: valueOf{}(document) }} : undefined",
                    upper(field)
                ),
            ),
            (MigrationKind::Clear, Some(field)) => (table.as_str(), format!("({{ {field}: undefined }})")),
            (MigrationKind::Move, Some(field)) => {
                (table.as_str(), format!("({{ {field}: document.{field} ?? document.{before}, {before}: undefined }})"))
            }
            (MigrationKind::Convert, Some(field)) => {
                (table.as_str(), format!("({{ {field}: convert{}(document.{field}) }})", upper(field)))
            }
            (MigrationKind::Convert, None) => (table.as_str(), "convert(document)".to_owned()),
            (MigrationKind::Copy, _) => {
                let insert = format!(
                    "{{\n    const {{ _id, _creationTime, ...fields }} = document;\n    const id = await ctx.db.insert(\"{table}\", fields);\n    // Put `id` where other documents refer to `_id`.\n  }}"
                );
                return Some(format!(
                    "export const {} = migrations.define({{\n  table: \"{before}\",\n  migrateOne: async (ctx, document) => {insert},\n}});\n",
                    self.migration_name()
                ));
            }
            _ => return None,
        };
        let parameters = if body.contains("document") { "_, document" } else { "" };
        let on_one_line = format!("  migrateOne: ({parameters}) => {body},");
        let function = match on_one_line.len() <= LINE_WIDTH {
            true => on_one_line,
            false => format!("  migrateOne: ({parameters}) =>\n    {body},"),
        };
        let name = self.migration_name();
        Some(format!("export const {name} = migrations.define({{\n  table: \"{table}\",\n{function}\n}});\n"))
    }
}

fn upper(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The text of the file for these migrations, in the component's folder. Empty without migrations.
pub fn file(changes: &[Change]) -> String {
    let migrations: Vec<String> = changes.iter().filter_map(Change::migration).collect();
    if migrations.is_empty() {
        return String::new();
    }
    format!(
        "import {{ Migrations }} from \"@convex-dev/migrations\";\nimport {{ components }} from \"./_generated/api\";\nimport type {{ DataModel }} from \"./_generated/dataModel\";\n\nconst migrations = new Migrations<DataModel>(components.migrations);\nexport const run = migrations.runner();\n\n{}",
        migrations.join("\n")
    )
}
