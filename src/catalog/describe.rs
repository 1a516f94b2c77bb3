//! The description of a spec: as plain rows, as text, as Markdown.

use std::fmt::Write as _;

use serde::Serialize;

use super::condition::Condition;
use super::embedded::Catalog;
use super::model::{FieldSpec, FieldType, Lookup, OptionKind, Spec, TableSpec};
use crate::diagnostic::emit::markdown::{self, cell, code_cell, text as escaped};
use crate::diagnostic::emit::visible;

/// A spec, ready to be shown. Conditions are written as in the spec file; none means always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// The plugin's name.
    pub name: String,
    /// The page that documents it.
    pub docs: String,
    /// The package to whose versions conditions refer.
    pub package: String,
    /// A note for its users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The imports by which code refers to it.
    pub imports: Vec<ImportDescription>,
    /// The options that decide about tables, each with its type.
    pub options: Vec<OptionDescription>,
    /// Its tables.
    pub tables: Vec<TableDescription>,
}

/// An import by which code refers to a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ImportDescription {
    /// The exported name.
    pub export: String,
    /// The modules that export it.
    pub from: Vec<String>,
    /// The condition under which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// An option that decides about tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct OptionDescription {
    /// Its path.
    pub path: String,
    /// Its type.
    pub kind: String,
}

/// A table, or what a plugin adds to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct TableDescription {
    /// Its key.
    pub name: String,
    /// The condition under which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The plugin that has the fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares_table_with: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldDescription>,
    /// The lookups of Better Auth in it.
    pub lookups: Vec<LookupDescription>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct FieldDescription {
    /// Its key.
    pub name: String,
    /// Its type, as Better Auth writes it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether every document has it.
    pub required: bool,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether it can be sorted by.
    pub sortable: bool,
    /// The table that it refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub references: Option<String>,
    /// The condition under which it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// A lookup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct LookupDescription {
    /// The fields that it compares and sorts by, such as `userId = , expiresAt <>`.
    pub fields: String,
    /// Whether the caller of the API chooses the fields.
    pub dynamic: bool,
    /// The file and function upstream that calls it.
    pub called_from: String,
    /// The condition under which it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// All plugins, by name.
pub fn all(catalog: &Catalog) -> Vec<Description> {
    catalog.names().iter().filter_map(|name| catalog.find(name)).map(|spec| Description::from(&spec)).collect()
}

/// A line a plugin: its name, where it is imported from, its tables.
pub fn list_text(all: &[Description]) -> String {
    let widest = |cell: fn(&Description) -> &str| all.iter().map(|plugin| cell(plugin).len()).max().unwrap_or(0);
    let (name, from) = (widest(|plugin| &plugin.name), widest(Description::imported_from));
    let line = |plugin: &Description| {
        visible(&format!("{:<name$}  {:<from$}  {}", plugin.name, plugin.imported_from(), plugin.table_names())) + "\n"
    };
    all.iter().map(line).collect()
}

/// The same as a Markdown table.
pub fn list_markdown(all: &[Description]) -> String {
    let row = |plugin: &Description| {
        let (from, tables) = (code_cell(plugin.imported_from()), cell(&plugin.table_names()));
        format!("| {} | {from} | {tables} |\n", markdown::link(&plugin.name, &plugin.docs))
    };
    "| plugin | import | tables |\n|---|---|---|\n".to_owned() + &all.iter().map(row).collect::<String>()
}

/// docs/plugins.md: the specs of all plugins.
pub fn page(core: &Spec, catalog: &Catalog) -> String {
    let all = all(catalog);
    let sections: String = all.iter().map(Description::markdown).collect();
    let page = format!(
        "# Plugins\n\nGenerated from `plugin-specs` by `cargo xtask docs`: edit those files, not this page.\n\n{}\n{}{sections}",
        list_markdown(&all),
        Description::from(core).markdown(),
    );
    page.trim_end().to_owned() + "\n"
}

impl From<&Spec> for Description {
    fn from(spec: &Spec) -> Self {
        let import = |import: &super::model::Import| ImportDescription {
            export: import.export.clone(),
            from: import.from.clone(),
            when: condition_text(&import.when),
        };
        let option = |option: super::model::OptionSpec| OptionDescription {
            kind: match option.kind {
                OptionKind::Boolean => "boolean".to_owned(),
                OptionKind::String => "string".to_owned(),
                OptionKind::OneOf(values) => values.join(" | "),
                OptionKind::FieldNames => "new names by field".to_owned(),
                OptionKind::AdditionalFields => "additional fields".to_owned(),
            },
            path: option.path,
        };
        Self {
            name: spec.name.clone(),
            docs: spec.docs.clone(),
            package: spec.package.clone(),
            note: spec.note.clone(),
            imports: spec.imports.iter().map(import).collect(),
            options: spec.all_options().into_iter().map(option).collect(),
            tables: spec.tables.iter().map(table).collect(),
        }
    }
}

fn condition_text(condition: &Condition) -> Option<String> {
    let text = condition.to_string();
    (!text.is_empty()).then_some(text)
}

fn table(table: &TableSpec) -> TableDescription {
    TableDescription {
        name: table.key.clone(),
        when: condition_text(&table.when),
        shares_table_with: table.shares_table_with.clone(),
        fields: table.fields.iter().map(field).collect(),
        lookups: table.lookups.iter().map(lookup).collect(),
    }
}

fn field(field: &FieldSpec) -> FieldDescription {
    let attributes = &field.attributes;
    let kind = match &attributes.kind {
        FieldType::OneOf(values) => values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" | "),
        named => FieldType::NAMED.iter().find(|(_, kind)| kind == named).map_or("", |(name, _)| name).to_owned(),
    };
    FieldDescription {
        name: field.key.clone(),
        kind,
        required: attributes.required,
        unique: attributes.unique,
        sortable: attributes.sortable,
        references: attributes.references.clone(),
        when: condition_text(&field.when),
    }
}

/// The fields of a lookup with how each is used: `userId =`, `token in`, `expiresAt <>`, `by createdAt`.
pub fn lookup_fields(lookup: &Lookup) -> String {
    let equal = lookup.equal.iter().map(|field| format!("`{field}`"));
    let one_of = lookup.one_of.iter().map(|field| format!("a list of `{field}`"));
    let range = lookup.range.iter().map(|field| format!("a range of `{field}`"));
    let sort = lookup.sort.iter().map(|field| format!("the order of `{field}`"));
    let parts: Vec<String> = equal.chain(one_of).chain(range).chain(sort).collect();
    match parts.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => parts.concat(),
    }
}

fn lookup(lookup: &Lookup) -> LookupDescription {
    LookupDescription {
        fields: lookup_fields(lookup),
        dynamic: lookup.dynamic,
        called_from: lookup.called_from.clone(),
        when: condition_text(&lookup.when),
    }
}

impl FieldDescription {
    /// A description in a few words.
    fn words(&self) -> String {
        let flags = [("required", self.required), ("unique", self.unique), ("sortable", self.sortable)];
        let mut words = vec![self.kind.clone()];
        words.extend(flags.iter().filter(|(_, is_set)| *is_set).map(|(word, _)| (*word).to_owned()));
        words.extend(self.references.iter().map(|table| format!("refers to {table}")));
        words.extend(self.when.iter().map(|when| format!("if {when}")));
        words.join(", ")
    }
}

impl Description {
    /// The tables that it creates or extends.
    pub fn added_tables(&self) -> Vec<&str> {
        let tables = self.tables.iter().filter(|table| !table.fields.is_empty() || table.shares_table_with.is_some());
        tables.map(|table| table.name.as_str()).collect()
    }

    /// The same in a line.
    fn table_names(&self) -> String {
        let names = self.added_tables();
        if names.is_empty() { "no tables".to_owned() } else { names.join(", ") }
    }

    /// The first module that exports it, in the newest versions.
    fn imported_from(&self) -> &str {
        self.imports.last().and_then(|import| import.from.first()).map_or("", String::as_str)
    }

    /// The whole description as text.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n{:<10}{}\n", visible(&self.name), "docs", visible(&self.docs));
        let mut add = |line: String| {
            text.push_str(&visible(&line));
            text.push('\n');
        };
        if let Some(note) = &self.note {
            add(format!("{:<10}{note}", "note"));
        }
        for import in &self.imports {
            let when = import.when.iter().map(|when| format!(", {} {when}", self.package)).collect::<String>();
            add(format!("{:<10}{} from {}{when}", "import", import.export, import.from.join(" or ")));
        }
        for option in &self.options {
            add(format!("{:<10}{}: {}", "option", option.path, option.kind));
        }
        for table in &self.tables {
            let when = table.when.iter().map(|when| format!(", if {when}")).collect::<String>();
            let shared =
                table.shares_table_with.iter().map(|lender| format!(", shared with {lender}")).collect::<String>();
            add(String::new());
            add(format!("table {}{shared}{when}", table.name));
            let widest = table.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
            for field in &table.fields {
                add(format!("  {:<widest$}  {}", field.name, field.words()));
            }
            for lookup in &table.lookups {
                add(format!("  looked up by {}{}: {}", lookup.fields, lookup.condition(), lookup.called_from));
            }
        }
        if self.tables.is_empty() {
            text.push_str("\nIt adds no tables.\n");
        }
        text
    }

    /// The whole description as Markdown, from a heading of the second level on.
    pub fn markdown(&self) -> String {
        let code = code_cell;
        let mut text = format!("## {}\n\n{}", escaped(&self.name), markdown::link("Documentation", &self.docs));
        for import in &self.imports {
            let from: Vec<String> = import.from.iter().map(|from| code(from)).collect();
            let when =
                import.when.iter().map(|when| format!(", {} {when}", escaped(&self.package))).collect::<String>();
            let _ = write!(text, " · {} from {}{when}", code(&import.export), from.join(" or "));
        }
        text.push_str("\n\n");
        if let Some(note) = &self.note {
            let _ = writeln!(text, "Note: {}.\n", escaped(note));
        }
        if self.tables.is_empty() {
            text.push_str("No tables.\n\n");
        }
        if !self.options.is_empty() {
            text.push_str("| option | type |\n|---|---|\n");
            for option in &self.options {
                let _ = writeln!(text, "| {} | {} |", code(&option.path), cell(&option.kind));
            }
            text.push('\n');
        }
        for table in &self.tables {
            let when = table.when.iter().map(|when| format!(", if {}", code(when))).collect::<String>();
            let shared = table.shares_table_with.iter().map(|lender| format!(", shared with {}", escaped(lender)));
            let (name, table_name, shared) = (escaped(&self.name), escaped(&table.name), shared.collect::<String>());
            let _ = writeln!(text, "### {name}: {table_name}{shared}{when}\n");
            if !table.fields.is_empty() {
                text.push_str("| field | |\n|---|---|\n");
                for field in &table.fields {
                    let _ = writeln!(text, "| {} | {} |", code(&field.name), cell(&field.words()));
                }
                text.push('\n');
            }
            for lookup in &table.lookups {
                let _ = writeln!(
                    text,
                    "- looked up by {}{}: {}",
                    escaped(&lookup.fields),
                    escaped(&lookup.condition()),
                    escaped(&lookup.called_from)
                );
            }
            if !table.lookups.is_empty() {
                text.push('\n');
            }
        }
        text
    }
}

impl LookupDescription {
    fn condition(&self) -> String {
        let when = self.when.iter().map(|when| format!(", if {when}")).collect::<String>();
        let dynamic = if self.dynamic { ", chosen by the caller, so no index" } else { "" };
        format!("{when}{dynamic}")
    }
}
