//! Differences between two options of an app that decide about tables. Anything else is not a difference: a plugin without
//! tables, an option that is off, the order.

use std::collections::BTreeMap;

use super::options::as_object;
use super::{AppOptions, ReadOption, ReadPlugin};
use crate::catalog::model::{OptionKind, Spec, TableSpec};
use crate::value::{Kind, Value};

/// The parts of options that decide about tables: the plugins, and each relevant option with its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TableInputs {
    /// Plugins by name, with the tables of custom ones.
    plugins: BTreeMap<String, String>,
    /// Options by plugin and path.
    options: BTreeMap<(String, String), String>,
    /// Whether a plugin cannot be determined statically.
    has_unknown: bool,
}

impl TableInputs {
    /// The relevant parts of these options. `core` is the spec of Better Auth's core tables.
    pub(super) fn of(options: &AppOptions, core: &Spec) -> Self {
        let mut inputs = Self {
            plugins: BTreeMap::new(),
            options: BTreeMap::new(),
            has_unknown: !options.unknown_plugins.is_empty(),
        };
        for plugin in options.plugins.iter().filter(|plugin| has_tables(plugin)) {
            let name = &plugin.spec.name;
            let tables = if plugin.is_custom { format!("{:?}", plugin.spec.tables) } else { String::new() };
            inputs.plugins.insert(name.clone(), tables);
            inputs.add(name, &plugin.options, &plugin.spec);
        }
        inputs.add("", &options.core, core);
        inputs
    }

    fn add(&mut self, owner: &str, options: &[ReadOption], spec: &Spec) {
        for option in options {
            let value = match &option.value {
                Ok(value) if !matters(&option.path, value, spec) => continue,
                Ok(value) => value.to_string(),
                Err(_) => "unknown".to_owned(),
            };
            self.options.insert((owner.to_owned(), option.path.clone()), value);
        }
    }

    /// Sentences about what these options have and the others lack, what they lack, and which values differ. `name` is the
    /// name of these options.
    pub(super) fn differences(&self, others: &Self, name: &str) -> Vec<String> {
        let mut sentences = Vec::new();
        let (more, less) = (self.without(others), others.without(self));
        if !more.is_empty() {
            sentences.push(format!("only `{name}` has {}", more.join(", ")));
        }
        if !less.is_empty() {
            sentences.push(format!("`{name}` lacks {}", less.join(", ")));
        }
        for (key, value) in &self.options {
            if let Some(other) = others.options.get(key).filter(|other| *other != value) {
                sentences.push(format!("{} is {value} in `{name}` and {other} in the other", shown(key)));
            }
        }
        let shared = self.plugins.iter().filter(|(plugin, own)| others.plugins.get(*plugin).is_some_and(|o| o != *own));
        sentences.extend(shared.map(|(plugin, _)| format!("plugin `{plugin}` has different tables in `{name}`")));
        sentences
    }

    /// The plugins and options that the others lack. Options of a plugin that the others lack are left out.
    fn without(&self, others: &Self) -> Vec<String> {
        let plugins = self.plugins.keys().filter(|plugin| !others.plugins.contains_key(*plugin));
        let mut found: Vec<String> = plugins.map(|plugin| format!("plugin `{plugin}`")).collect();
        let is_shared = |owner: &str| owner.is_empty() || others.plugins.contains_key(owner);
        let options = self.options.iter().filter(|(key, _)| is_shared(&key.0) && !others.options.contains_key(key));
        found.extend(options.map(|(key, value)| format!("{} = {value}", shown(key))));
        if self.has_unknown && !others.has_unknown {
            found.push("a plugin that cannot be determined statically".to_owned());
        }
        found
    }
}

fn shown((owner, path): &(String, String)) -> String {
    if owner.is_empty() { format!("`{path}`") } else { format!("`{path}` of `{owner}`") }
}

/// Whether a plugin has tables in some version, with these options.
fn has_tables(plugin: &ReadPlugin) -> bool {
    let options = as_object(&plugin.options, &plugin.span);
    let is_unknown = plugin.options.iter().any(|option| option.value.is_err());
    let may_exist = |table: &&TableSpec| {
        let has_fields = table.fields.iter().any(|field| field.when.may_be_met(Some(&options)));
        table.when.may_be_met(Some(&options)) && (has_fields || table.shares_table_with.is_some())
    };
    plugin.spec.tables.iter().any(|table| may_exist(&table) || is_unknown)
}

/// Whether an option has an effect on tables, compared with its absence.
fn matters(path: &str, value: &Value, spec: &Spec) -> bool {
    let declared = spec.all_options();
    match declared.iter().find(|option| option.path == path).map(|option| &option.kind) {
        Some(OptionKind::Boolean | OptionKind::OneOf(_)) => {
            let met = |value| spec.conditions().flat_map(|one| one.met_by(path, value).collect::<Vec<_>>()).collect();
            let (given, absent): (Vec<bool>, Vec<bool>) = (met(Some(value)), met(None));
            given != absent
        }
        _ => match &value.kind {
            Kind::Null => false,
            Kind::Object(entries) => !entries.is_empty(),
            _ => true,
        },
    }
}
