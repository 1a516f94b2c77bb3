//! A spec as data. The file format is described in docs/plugin-specs.md.

use std::collections::HashSet;

use nodejs_semver::Version;
use serde::{Deserialize, Serialize};

use super::condition::{Condition, ConditionContext};

/// The spec of a plugin, or of Better Auth's core tables, as one file declares it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    /// The plugin's name in kebab case.
    pub name: String,
    /// The page that documents it.
    pub docs: String,
    /// The npm package to whose version `since`, `until` and `version` refer.
    pub package: String,
    /// The package that is released with the same version, for when its own version is unknown.
    pub versioned_with: Option<String>,
    /// A note for its users.
    pub note: Option<String>,
    /// Whether it comes first in the list of plugins without being named.
    pub implicit: bool,
    /// The imports by which code refers to it.
    pub imports: Vec<Import>,
    /// The options that decide about its tables, beside those that its tables name.
    pub options: Vec<OptionSpec>,
    /// Its tables, in order.
    pub tables: Vec<TableSpec>,
}

/// An import by which code refers to a plugin: `import { export } from "from"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// The npm package that it comes in.
    pub package: String,
    /// The module specifiers that export it.
    pub from: Vec<String>,
    /// The exported name.
    pub export: String,
    /// The positions of the plugin's options in the call: the first one that is present counts.
    pub options_argument: Vec<OptionsArgument>,
    /// The condition under which it exists.
    pub when: Condition,
}

/// A position in a call that has options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionsArgument {
    /// The argument, counted from 0.
    pub argument: usize,
    /// The dotted path in it; empty for the argument itself.
    pub path: String,
}

/// An option and its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionSpec {
    /// Dotted path from the plugin's options.
    pub path: String,
    /// Its type.
    pub kind: OptionKind,
    /// The versions that know it.
    pub when: Condition,
}

/// The type of an option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum OptionKind {
    /// `true` or `false`.
    Boolean,
    /// Any string that is not empty.
    String,
    /// One of these strings.
    OneOf(Vec<String>),
    /// An object of strings: new names by field.
    FieldNames,
    /// An object of field attributes: added fields by name.
    AdditionalFields,
}

/// A table, or what a plugin adds to one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableSpec {
    /// The key that specs and options use for it; its name unless an option renames it.
    pub key: String,
    /// The condition under which it exists.
    pub when: Condition,
    /// Whether it comes after the tables of all plugins and takes no fields from them.
    pub after_plugins: bool,
    /// The plugin with which it shares one object in upstream's code: the fields are that plugin's, and a name for one
    /// of them applies to all.
    pub shares_table_with: Option<String>,
    /// Whether a table of this key from another plugin makes both tables useless.
    pub exclusive: bool,
    /// The options that rename it; the first that is set counts.
    pub rename_table: Vec<String>,
    /// The option that renames its fields.
    pub rename_fields: Option<String>,
    /// The option that adds fields, or replaces them.
    pub additional_fields: Option<AdditionalFields>,
    /// Its fields, in order. A field that differs by version or option is listed once for each form.
    pub fields: Vec<FieldSpec>,
    /// The lookups of Better Auth in it.
    pub lookups: Vec<Lookup>,
}

/// The option that adds fields to a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdditionalFields {
    /// Its path.
    pub option: String,
    /// Whether the added fields are optional regardless of the option.
    pub always_optional: bool,
}

/// A field of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldSpec {
    /// The key that specs and options use for it; its name unless an option renames it.
    pub key: String,
    /// The condition under which it exists.
    pub when: Condition,
    /// Whether no option renames it.
    pub fixed_name: bool,
    /// Its attributes.
    pub attributes: FieldAttributes,
}

/// The attributes of a field: the part of Better Auth's `DBFieldAttribute` that decides about tables and indexes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldAttributes {
    /// Its type.
    pub kind: FieldType,
    /// Whether every document has it. Without it the field may be absent or null.
    pub required: bool,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether it can be sorted by.
    pub sortable: bool,
    /// The key of the table that it refers to.
    pub references: Option<String>,
}

/// The types of Better Auth's fields (`DBFieldType` in @better-auth/core).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldType {
    /// `"string"`.
    String,
    /// `"number"`.
    Number,
    /// `"boolean"`.
    Boolean,
    /// `"date"`, stored as a number.
    Date,
    /// `"json"`, stored as a string.
    Json,
    /// `"string[]"`.
    Strings,
    /// `"number[]"`.
    Numbers,
    /// An array of strings: one of these.
    OneOf(Vec<String>),
}

impl FieldType {
    /// The types that have a name, by their name.
    pub const NAMED: [(&'static str, Self); 7] = [
        ("string", Self::String),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("date", Self::Date),
        ("json", Self::Json),
        ("string[]", Self::Strings),
        ("number[]", Self::Numbers),
    ];

    /// The type of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    }
}

/// A lookup of Better Auth in a table, by the keys of its fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lookup {
    /// Fields compared by equality.
    pub equal: Vec<String>,
    /// A field compared with a list of values.
    pub one_of: Option<String>,
    /// A field compared with `<`, `<=`, `>` or `>=`.
    pub range: Option<String>,
    /// The field that the result is sorted by.
    pub sort: Option<String>,
    /// Whether the caller of the API chooses the fields.
    pub dynamic: bool,
    /// The condition under which it is called.
    pub when: Condition,
    /// The file and function upstream that calls it.
    pub called_from: String,
}

impl Spec {
    /// The tables that hold for these facts.
    pub fn tables<'a>(&'a self, facts: ConditionContext<'a>) -> impl Iterator<Item = &'a TableSpec> {
        self.tables.iter().filter(move |table| table.when.holds(&facts))
    }

    /// All options that decide about tables: those declared, and those that tables name for renaming and adding.
    pub fn all_options(&self) -> Vec<OptionSpec> {
        let mut all = self.options.clone();
        let mut paths: HashSet<String> = all.iter().map(|option| option.path.clone()).collect();
        for table in &self.tables {
            let named = table.rename_table.iter().map(|path| (path, OptionKind::String));
            let named = named.chain(table.rename_fields.iter().map(|path| (path, OptionKind::FieldNames)));
            let added = table.additional_fields.iter().map(|added| (&added.option, OptionKind::AdditionalFields));
            for (path, kind) in named.chain(added) {
                if paths.insert(path.clone()) {
                    all.push(OptionSpec { path: path.clone(), kind, when: Condition::default() });
                }
            }
        }
        all
    }

    /// All conditions in it that decide about tables and fields.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let fields = self.tables.iter().flat_map(|table| &table.fields);
        self.tables.iter().map(|table| &table.when).chain(fields.map(|field| &field.when))
    }

    /// The versions of its package at which something changes.
    pub fn turns(&self) -> Vec<Version> {
        let imports = self.imports.iter().map(|import| &import.when);
        let options = self.options.iter().map(|option| &option.when);
        let tables = self.tables.iter().flat_map(|table| {
            let fields = table.fields.iter().map(|field| &field.when);
            let lookups = table.lookups.iter().map(|lookup| &lookup.when);
            std::iter::once(&table.when).chain(fields).chain(lookups)
        });
        imports.chain(options).chain(tables).flat_map(Condition::versions).cloned().collect()
    }

    /// The imports by which code refers to it at this version.
    pub fn imports_at<'a>(&'a self, version: &'a Version) -> impl Iterator<Item = &'a Import> {
        self.imports.iter().filter(|import| import.when.holds(&ConditionContext { version, options: None }))
    }
}

impl TableSpec {
    /// The fields that hold for these facts; of several forms of a field, the first.
    pub fn fields<'a>(&'a self, facts: &ConditionContext<'_>) -> Vec<&'a FieldSpec> {
        let mut held = Vec::<&FieldSpec>::new();
        for field in self.fields.iter().filter(|field| field.when.holds(facts)) {
            if !held.iter().any(|known| known.key == field.key) {
                held.push(field);
            }
        }
        held
    }
}
