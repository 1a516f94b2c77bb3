//! Tables from specs and options: `getAuthTables` of @better-auth/core (src/db/get-tables.ts), declared instead of run.
//!
//! Plugins are merged in order. A repeated field is replaced as a whole and keeps its position; the last plugin decides
//! the name of a plugin's table. Core tables take the plugins' fields, then the app's additional fields, and only the
//! app's options rename them.

use std::fmt;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::additional::additional_fields;
use super::names::{AllNames, Names, all_names, hybrids, names_given};
use crate::catalog::model::{FieldAttributes, FieldSpec, Lookup, TableSpec};
use crate::catalog::plugin::Plugin;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// A table as Better Auth knows it: by keys, with names beside them.
#[derive(Clone, Debug)]
pub struct AuthTable {
    /// Its key in specs and options.
    pub key: String,
    /// Its name in the database.
    pub name: String,
    /// The origin of its name.
    pub named_by: Origin,
    /// Its fields by key, in order.
    pub fields: IndexMap<String, AuthField>,
    /// The lookups of Better Auth in it.
    pub lookups: Vec<Lookup>,
}

/// A field as Better Auth knows it.
#[derive(Clone, Debug)]
pub struct AuthField {
    /// Its name in the database.
    pub name: String,
    /// The origin of the field or of its name.
    pub origin: Origin,
    /// Its attributes.
    pub attributes: FieldAttributes,
}

/// The origin of a table, a field or an index.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A spec, by its name.
    Spec(String),
    /// An option of the app, where it is written.
    Option(Span),
}

impl Origin {
    /// The location in the app's options, if it is from there.
    pub fn span(&self) -> Option<&Span> {
        match self {
            Self::Spec(_) => None,
            Self::Option(span) => Some(span),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(name) => write!(f, "the spec of `{name}`"),
            Self::Option(span) => write!(f, "the option at {span}"),
        }
    }
}

/// The tables of an app, in the order in which the official generator prints them. Problems in options are reported.
pub fn assemble(core: &Plugin, plugins: &[Plugin], diagnostics: &mut Diagnostics) -> Vec<AuthTable> {
    hybrids(plugins, diagnostics);
    let names = all_names(plugins, diagnostics);
    let mut of_plugins = IndexMap::<String, AuthTable>::new();
    for plugin in plugins {
        merge(plugin, &names, &mut of_plugins, diagnostics);
    }
    let facts = core.facts();
    let mut tables = IndexMap::new();
    // If a core table does not exist, a plugin's fields for it are dropped.
    for spec in core.spec.tables.iter().filter(|spec| !spec.after_plugins) {
        let from_plugins = of_plugins.shift_remove(&spec.key);
        if spec.when.holds(&facts) {
            tables.insert(spec.key.clone(), core_table(core, spec, from_plugins, diagnostics));
        }
    }
    tables.extend(of_plugins);
    for spec in core.spec.tables(facts).filter(|spec| spec.after_plugins) {
        tables.insert(spec.key.clone(), core_table(core, spec, None, diagnostics));
    }
    for table in tables.values_mut() {
        // Convex has its own id (`createSchema` leaves this key out, too).
        table.fields.shift_remove("id");
        // JavaScript puts keys that are whole numbers first, in their order.
        table.fields.sort_by_key(|key, _| whole_number(key).map_or((1, 0), |number| (0, number)));
    }
    for plugin in plugins {
        for spec in plugin.spec.tables(plugin.facts()) {
            if let Some(table) = tables.get_mut(&spec.key) {
                table.lookups.extend(plugin.lookups_of(spec));
            }
        }
    }
    tables.into_values().collect()
}

/// The number of a key that JavaScript orders as one: an array index in its shortest form.
fn whole_number(key: &str) -> Option<u32> {
    key.parse::<u32>().ok().filter(|number| *number < u32::MAX && number.to_string() == key)
}

impl Plugin {
    fn origin(&self) -> Origin {
        Origin::Spec(self.spec.name.clone())
    }

    /// The table's name and who gave it.
    fn name_of(&self, table: &TableSpec, names: &Names) -> (String, Origin) {
        named(names.table.as_ref(), &table.key, self)
    }

    /// The fields of the spec under their names.
    fn fields_of(&self, table: &TableSpec, names: &Names) -> Vec<(String, AuthField)> {
        let field = |spec: &FieldSpec| {
            let (name, origin) = named(names.fields.get(&spec.key), &spec.key, self);
            (spec.key.clone(), AuthField { name, origin, attributes: spec.attributes.clone() })
        };
        table.fields(&self.facts()).into_iter().map(field).collect()
    }

    /// The fields that the app adds to the table, or replaces in it.
    fn added_fields(&self, table: &TableSpec, diagnostics: &mut Diagnostics) -> Vec<(String, AuthField)> {
        let Some(option) = &table.additional_fields else { return Vec::new() };
        let Some(value) = self.option(&option.option) else { return Vec::new() };
        additional_fields(value, diagnostics)
            .into_iter()
            .map(|mut added| {
                if added.key.name == "id" {
                    let diagnostic = Diagnostic::new(
                        &codes::FIELD_NOT_STORED,
                        "an additional field `id` is not stored: every document has an id already",
                    )
                    .about(&table.key)
                    .about_member("id");
                    diagnostics.push(diagnostic.at(&added.key.span, "").help("choose another name"));
                }
                added.attributes.required &= !option.always_optional;
                let origin = Origin::Option(added.key.span.clone());
                (
                    added.key.name.clone(),
                    AuthField { name: added.name.to_owned(), origin, attributes: added.attributes },
                )
            })
            .collect()
    }

    fn lookups_of(&self, table: &TableSpec) -> impl Iterator<Item = Lookup> {
        table.lookups.iter().filter(|lookup| lookup.when.holds(&self.facts())).cloned()
    }
}

/// The name from an option, or else the key.
fn named(given: Option<&(String, Span)>, key: &str, plugin: &Plugin) -> (String, Origin) {
    match given {
        Some((name, span)) => (name.clone(), Origin::Option(span.clone())),
        None => (key.to_owned(), plugin.origin()),
    }
}

fn merge(plugin: &Plugin, names: &AllNames, tables: &mut IndexMap<String, AuthTable>, diagnostics: &mut Diagnostics) {
    for spec in plugin.spec.tables(plugin.facts()) {
        let names = names.of(plugin, spec);
        let mut fields = plugin.fields_of(spec, &names);
        fields.extend(plugin.added_fields(spec, diagnostics));
        // A spec that has only lookups of a table does not create it; another one does, or none.
        if fields.is_empty() {
            continue;
        }
        let (name, named_by) = plugin.name_of(spec, &names);
        let (key, lookups) = (spec.key.clone(), Vec::new());
        match tables.entry(key.clone()) {
            Entry::Occupied(mut table) => {
                let table = table.get_mut();
                (table.name, table.named_by) = (name, named_by);
                table.fields.extend(fields);
            }
            Entry::Vacant(span) => {
                let fields = fields.into_iter().collect();
                span.insert(AuthTable { key, name, named_by, fields, lookups });
            }
        }
    }
}

fn core_table(
    core: &Plugin,
    spec: &TableSpec,
    from_plugins: Option<AuthTable>,
    diagnostics: &mut Diagnostics,
) -> AuthTable {
    let names = names_given(core, spec, diagnostics);
    let (name, named_by) = core.name_of(spec, &names);
    let mut fields: IndexMap<String, AuthField> = core.fields_of(spec, &names).into_iter().collect();
    let lookups = core.lookups_of(spec).collect();
    fields.extend(from_plugins.into_iter().flat_map(|table| table.fields));
    fields.extend(core.added_fields(spec, diagnostics));
    AuthTable { key: spec.key.clone(), name, named_by, fields, lookups }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::tables::samples::{core, plugin};

    /// The tables but for untouched core ones, as `key=name: field=name!, ...`, with `!` for required.
    fn assembled(core: &Plugin, plugins: &[Plugin], keys: &[&str]) -> Vec<String> {
        let mut diagnostics = Diagnostics::default();
        let tables = assemble(core, plugins, &mut diagnostics);
        assert_eq!(diagnostics, Diagnostics::default());
        let fields = |table: &AuthTable| {
            let field = |(key, field): (&String, &AuthField)| {
                let name = if *key == field.name { key.clone() } else { format!("{key}={}", field.name) };
                name + if field.attributes.required { "!" } else { "" }
            };
            table.fields.iter().map(field).collect::<Vec<_>>().join(" ")
        };
        tables
            .iter()
            .filter(|table| keys.contains(&table.key.as_str()))
            .map(|table| format!("{}={}: {}", table.key, table.name, fields(table)))
            .collect()
    }

    const RENAMED: &str = "[table.t]\nrename.table = \"name\"\n[table.t.fields]\na = { type = \"string\" }\n";
    const PLAIN: &str = "[table.t.fields]\nb = { type = \"string\" }\na = { type = \"string\", required = true }\n";

    #[test]
    fn plugins_are_merged_in_order() {
        let core = core("1.6.15", "");
        let renamed = || plugin("renamed", RENAMED, r#"{ "name": "mine" }"#);
        let plain = || plugin("plain", PLAIN, "");
        // A repeated field is replaced and keeps its position. The last plugin decides the name, even if it sets none.
        assert_eq!(assembled(&core, &[renamed(), plain()], &["t"]), ["t=t: a! b"]);
        assert_eq!(assembled(&core, &[plain(), renamed()], &["t"]), ["t=mine: b a"]);
        // A spec that has only lookups of a table neither creates nor names it.
        let lookups = || plugin("lookups", "[[table.t.lookups]]\nequal = \"a\"\ncalled-from = \"-\"\n", "");
        assert_eq!(assembled(&core, &[lookups()], &["t"]), [""; 0]);
        assert_eq!(assembled(&core, &[renamed(), lookups()], &["t"]), ["t=mine: a"]);
    }

    #[test]
    fn plugins_that_share_an_object_share_its_names() {
        let core = core("1.6.15", "");
        let given = |name: &str| plugin("owner", RENAMED, &format!("{{ \"name\": {name:?} }}"));
        let mut borrower = plugin(
            "borrower",
            "[table.t]\nshares-table-with = \"owner\"\nrename.fields = \"names\"\n",
            r#"{ "names": { "a": "z" } }"#,
        );
        // As `select` does it.
        borrower.spec.tables[0].fields = given("-").spec.tables[0].fields.clone();
        for plugins in [[given("mine"), borrower.clone()], [borrower.clone(), given("mine")]] {
            assert_eq!(assembled(&core, &plugins, &["t"]), ["t=mine: a=z"]);
        }
        assert_eq!(assembled(&core, &[borrower], &["t"]), ["t=t: a=z"]);
    }

    #[test]
    fn core_tables_take_plugin_fields_then_additional_fields() {
        let extends = || {
            plugin(
                "extends",
                "[table.verification.fields]\nvalue = { type = \"number\" }\nextra = { type = \"string\" }\n",
                "",
            )
        };
        let given = r#"{ "verification": {
            "modelName": "challenge",
            "fields": { "identifier": "about", "value": "content" },
            "additionalFields": { "extra": { "type": "string", "fieldName": "more" }, "identifier": { "type": "string" } }
        } }"#;
        assert_eq!(
            assembled(&core("1.6.15", given), &[extends()], &["verification"]),
            ["verification=challenge: identifier value expiresAt! createdAt! updatedAt! extra=more"]
        );
    }

    #[test]
    fn tables_that_options_and_versions_decide_about() {
        let all = ["session", "verification", "rateLimit"];
        let tables = |version: &str, given: &str| -> Vec<String> {
            let of_plugin = plugin("session", "[table.session.fields]\nx = { type = \"string\" }\n", "");
            let tables = assembled(&core(version, given), &[of_plugin], &all);
            tables.iter().map(|table| table.split('=').next().unwrap().to_owned()).collect()
        };
        let cases: [(&str, &str, &[&str]); 6] = [
            ("1.6.15", "", &["session", "verification"]),
            ("1.6.15", r#"{ "secondaryStorage": true }"#, &[]),
            ("1.4.9", r#"{ "secondaryStorage": true }"#, &["verification"]),
            ("1.6.15", r#"{ "secondaryStorage": true, "session": { "storeSessionInDatabase": true } }"#, &["session"]),
            (
                "1.6.15",
                r#"{ "secondaryStorage": true, "verification": { "storeInDatabase": true } }"#,
                &["verification"],
            ),
            ("1.6.15", r#"{ "rateLimit": { "storage": "database" } }"#, &["session", "verification", "rateLimit"]),
        ];
        for (version, given, expected) in cases {
            assert_eq!(tables(version, given), expected, "{version} {given}");
        }
        let limits = r#"{ "rateLimit": { "storage": "database" } }"#;
        assert_eq!(
            assembled(&core("1.4.17", limits), &[], &["rateLimit"]),
            ["rateLimit=rateLimit: key count lastRequest"]
        );
        assert_eq!(
            assembled(&core("1.4.18", limits), &[], &["rateLimit"]),
            ["rateLimit=rateLimit: key! count! lastRequest!"]
        );
    }
}
