//! The outline of a migration for @convex-dev/migrations, to be completed by the user, who knows the data.

use heck::{ToLowerCamelCase as _, ToUpperCamelCase as _};

use super::change::{Change, fill};
use crate::convex::identifiers::invalid_identifier_reason;
use crate::diagnostic::code::MigrationKind;
use crate::diagnostic::codes::changes::{WIDE, WIDE_DOCUMENT};
use crate::diagnostic::emit::json::quoted;
use crate::diagnostic::emit::shell;

/// The width at which prettier breaks a line.
const LINE_WIDTH: usize = 80;

impl Change {
    /// The steps, with the names in them. `component` is the component's name.
    pub fn steps(&self, component: &str) -> Vec<String> {
        let names = [
            ("{table}", self.table.as_str()),
            ("{field}", self.member.as_deref().unwrap_or_default()),
            ("{component}", &shell::quoted(component)),
            ("{migration}", &self.migration_name()),
        ];
        let filled = |step: &&str| match self.member {
            None if *step == WIDE => fill(WIDE_DOCUMENT, &names),
            None => fill(&step.replace("`{field}`", "the documents"), &names),
            Some(_) => fill(step, &names),
        };
        self.code.steps.iter().map(filled).collect()
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
        let (table, part) = (words(&self.table), self.member.as_deref().unwrap_or_default());
        format!("{verb}{table}{}", words(part)).to_lower_camel_case()
    }

    /// The migration for migrations.ts of the component. None if none is needed.
    pub fn migration(&self) -> Option<String> {
        let kind = self.code.migration?;
        let (table, field) = (&self.table, self.member.as_deref());
        let before = self.before.as_deref().unwrap_or_default();
        let body = match (kind, field) {
            (MigrationKind::Fill, Some(field)) => {
                let (key, read, function) = (key(field), read(field), words(field));
                format!("{read} === undefined ? {{ {key}: valueOf{function}(document) }} : undefined")
            }
            (MigrationKind::Clear, Some(field)) => format!("({{ {}: undefined }})", key(field)),
            (MigrationKind::Move, Some(field)) => {
                let (new, old) = (read(field), read(before));
                format!("({{ {}: {new} ?? {old}, {}: undefined }})", key(field), key(before))
            }
            (MigrationKind::Convert, Some(field)) => {
                format!("({{ {}: convert{}({}) }})", key(field), words(field), read(field))
            }
            (MigrationKind::Convert, None) => "convert(document)".to_owned(),
            (MigrationKind::Copy, _) => {
                let insert = format!(
                    "{{\n    const {{ _id, _creationTime, ...fields }} = document;\n    const id = await ctx.db.insert({}, fields);\n    // Put `id` where other documents refer to `_id`.\n  }}",
                    quoted(table)
                );
                return Some(format!(
                    "export const {} = migrations.define({{\n  table: {},\n  migrateOne: async (ctx, document) => {insert},\n}});\n",
                    self.migration_name(),
                    quoted(before)
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
        let (name, table) = (self.migration_name(), quoted(table));
        Some(format!("export const {name} = migrations.define({{\n  table: {table},\n{function}\n}});\n"))
    }
}

/// A name as a part of an identifier.
fn words(name: &str) -> String {
    let letters: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    letters.to_upper_camel_case()
}

/// A field as a key of an object. A schema that Convex would refuse may have any name.
fn key(field: &str) -> String {
    if invalid_identifier_reason(field).is_none() { field.to_owned() } else { quoted(field) }
}

/// The field of the document.
fn read(field: &str) -> String {
    if invalid_identifier_reason(field).is_none() {
        format!("document.{field}")
    } else {
        format!("document[{}]", quoted(field))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::change::MemberKind;
    use crate::diagnostic::codes;

    #[test]
    fn names_are_data_in_code_and_in_commands() {
        let hostile = "a\"]); alert(1) //{component}\u{202e}\n*/ `${x}`";
        for code in codes::all().filter(|code| code.migration.is_some()) {
            let change = Change {
                code,
                table: hostile.to_owned(),
                kind: MemberKind::Field,
                member: Some(hostile.to_owned()),
                before: Some(hostile.to_owned()),
                after: None,
                notes: Vec::new(),
                span: None,
            };
            let text = file(std::slice::from_ref(&change));
            // Outside of strings, nothing of the name is left but letters.
            let outside: String = text.replace("\\\"", "").split('"').step_by(2).collect();
            assert!(text.is_ascii() && !outside.contains("alert(") && !outside.contains("*/"), "{text}");
            let name = change.migration_name();
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "{name}");
            for step in change.steps("a b'; rm -rf ~") {
                assert!(!step.contains("--component") || step.contains(r"--component 'a b'\''; rm -rf ~' "), "{step}");
            }
        }
    }
}
