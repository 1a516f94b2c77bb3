//! The names of tables and fields from options, and the plugins that share them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::catalog::model::{FieldSpec, TableSpec};
use crate::catalog::plugin::Plugin;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::value::{Key, Value};

/// Names from options, with their spans.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) table: Option<(String, Span)>,
    pub(super) fields: IndexMap<String, (String, Span)>,
}

impl Names {
    fn extend(&mut self, later: Self) {
        self.table = later.table.or(self.table.take());
        self.fields.extend(later.fields);
    }
}

/// The names of all plugins' tables.
#[derive(Debug)]
pub(super) struct AllNames(BTreeMap<(String, String), Names>);

impl AllNames {
    /// The names for this plugin's table: those of its object.
    pub(super) fn of(&self, plugin: &Plugin, table: &TableSpec) -> Names {
        self.0.get(&object_of(plugin, table)).cloned().unwrap_or_default()
    }
}

/// The names of all plugins' tables, by the plugin whose object they are in upstream's code and the table's key: upstream
/// writes names into that object, so those that share one share the names, whichever comes first (`mergeSchema` in
/// better-auth, src/db/schema.ts).
pub(super) fn all_names(plugins: &[Plugin], diagnostics: &mut Diagnostics) -> AllNames {
    let mut all = BTreeMap::<_, Names>::new();
    for plugin in plugins {
        for table in plugin.spec.tables(plugin.facts()) {
            all.entry(object_of(plugin, table)).or_default().extend(names_given(plugin, table, diagnostics));
        }
    }
    AllNames(all)
}

/// Reports tables that two plugins create separately: Better Auth merges their fields into a table that fits neither.
pub(super) fn hybrids(plugins: &[Plugin], diagnostics: &mut Diagnostics) {
    let mut owners = BTreeMap::<&str, (&Plugin, &TableSpec)>::new();
    for plugin in plugins {
        for table in plugin.spec.tables(plugin.facts()).filter(|table| table.exclusive) {
            let Some((first, owned)) = owners.insert(&table.key, (plugin, table)) else { continue };
            if object_of(first, owned) != object_of(plugin, table) {
                let (first, second) = (&first.spec.name, &plugin.spec.name);
                let title = format!("the plugins `{first}` and `{second}` both create the table `{}`", table.key);
                let diagnostic = Diagnostic::new(&codes::SHARED_TABLE, title)
                    .about(&table.key)
                    .note("Better Auth merges the two into one table that fits neither");
                diagnostics.push(diagnostic.help("use one of the two plugins"));
            }
        }
    }
}

/// The plugin whose object the table is in upstream's code, and the table's key.
fn object_of(plugin: &Plugin, table: &TableSpec) -> (String, String) {
    (table.shares_table_with.as_ref().unwrap_or(&plugin.spec.name).clone(), table.key.clone())
}

/// The names of a table and its fields in a plugin's options. Names of missing fields are reported.
pub(super) fn names_given(plugin: &Plugin, table: &TableSpec, diagnostics: &mut Diagnostics) -> Names {
    let facts = plugin.facts();
    let given = |value: &Value| Some((value.as_str().filter(|name| !name.is_empty())?.to_owned(), value.span.clone()));
    let of_table = table.rename_table.iter().filter_map(|path| plugin.option(path)).find_map(given);
    let mut names = Names { table: of_table, ..Names::default() };
    let renames = table.rename_fields.as_ref().and_then(|path| plugin.option(path));
    let mut fields = table.fields(&facts);
    fields.retain(|field| !field.fixed_name);
    for (key, name) in renames.and_then(Value::as_object).unwrap_or_default() {
        let is_known = fields.iter().any(|field| field.key == key.name);
        if name.as_object().is_some() {
            diagnostics.push(like_additional(key, table, is_known));
            continue;
        }
        if !is_known {
            diagnostics.push(nothing_to_rename(key, &table.key, &fields));
            continue;
        }
        names.fields.extend(given(name).map(|name| (key.name.clone(), name)));
    }
    names
}

/// The diagnostic of a field that is described where only a new name belongs. Better Auth ignores a field that the
/// table does not have (`fields` is read field by field: `getAuthTables` in @better-auth/core, src/db/get-tables.ts),
/// and uses the object as the name of a field that it has.
fn like_additional(key: &Key, table: &TableSpec, is_known: bool) -> Diagnostic {
    let option = table.rename_fields.as_deref().unwrap_or_default();
    let title = format!("`{option}` renames fields, but `{}` is written like an additional field", key.name);
    let diagnostic = match is_known {
        true => Diagnostic::new(&codes::RENAME, title).note(format!("`{}` has the field `{}`", table.key, key.name)),
        false => Diagnostic::new(&codes::RENAME, title)
            .with_severity(Severity::Warning)
            .note("Better Auth ignores it: the table does not have this field"),
    };
    let diagnostic = diagnostic.at(&key.span, "");
    match (&table.additional_fields, is_known) {
        (_, true) => diagnostic.help(format!("write the new name as a string: {}: \"name\"", key.name)),
        (Some(additional), false) => diagnostic.help(format!("move it to `{}`", additional.option)),
        (None, false) => diagnostic.help("remove it"),
    }
}

/// Better Auth ignores such a name silently.
fn nothing_to_rename(key: &Key, table: &str, fields: &[&FieldSpec]) -> Diagnostic {
    let known: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    let diagnostic =
        Diagnostic::new(&codes::RENAME, format!("`{table}` has no field `{}` that could be renamed", key.name))
            .with_severity(Severity::Warning)
            .at(&key.span, "");
    diagnostic.nearest(&key.name, known.iter().copied()).note(format!("fields: {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::diagnostic::Severity;
    use crate::tables::samples::plugin;

    const TABLE: &str = "[table.t]\nrename = { table = \"name\", fields = \"names\" }\nadditional-fields = \"more\"\n[table.t.fields]\na = { type = \"string\" }\nb = { type = \"string\" }\n";

    /// The names from options, as `table: key=name ...`, and the titles of the diagnostics.
    fn named(given: &str) -> (String, Vec<(Severity, String)>) {
        let plugin = plugin("p", TABLE, given);
        let mut diagnostics = Diagnostics::default();
        let names = names_given(&plugin, &plugin.spec.tables[0], &mut diagnostics);
        let fields: Vec<String> = names.fields.iter().map(|(key, (name, _))| format!("{key}={name}")).collect();
        let table = names.table.map(|(name, _)| name).unwrap_or_default();
        let reported = diagnostics.0.into_iter().map(|diagnostic| (diagnostic.severity, diagnostic.message));
        (format!("{table}: {}", fields.join(" ")), reported.collect())
    }

    #[test]
    fn options_name_tables_and_fields() {
        let cases = [
            ("", ": "),
            (r#"{ "name": "mine" }"#, "mine: "),
            (r#"{ "name": "" }"#, ": "),
            (r#"{ "names": { "b": "y", "a": "x" } }"#, ": b=y a=x"),
            (r#"{ "names": { "a": "" } }"#, ": "),
        ];
        for (given, expected) in cases {
            assert_eq!(named(given), (expected.to_owned(), Vec::new()), "{given}");
        }
    }

    #[test]
    fn names_that_better_auth_does_not_take_are_reported() {
        let cases = [
            (r#"{ "names": { "c": "x" } }"#, Severity::Warning, "`t` has no field `c` that could be renamed"),
            (
                r#"{ "names": { "c": { "type": "string" } } }"#,
                Severity::Warning,
                "`names` renames fields, but `c` is written like an additional field",
            ),
            (
                r#"{ "names": { "a": { "type": "string" } } }"#,
                Severity::Error,
                "`names` renames fields, but `a` is written like an additional field",
            ),
        ];
        for (given, severity, title) in cases {
            assert_eq!(named(given), (": ".to_owned(), vec![(severity, title.to_owned())]), "{given}");
        }
    }

    #[test]
    fn a_table_that_two_plugins_make_is_reported() {
        let owned = "[table.t]\nexclusive = true\n[table.t.fields]\na = { type = \"string\" }\n";
        let shared = "[table.t]\nshares-table-with = \"one\"\n";
        let open = "[table.t.fields]\na = { type = \"string\" }\n";
        for (other, expected) in [(owned, 1), (shared, 0), (open, 0)] {
            let mut diagnostics = Diagnostics::default();
            hybrids(&[plugin("one", owned, ""), plugin("two", other, "")], &mut diagnostics);
            assert_eq!(diagnostics.0.len(), expected, "{other}");
        }
    }
}
