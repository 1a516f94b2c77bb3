//! `upstream VERSION ADAPTER`: what a pair of published packages has that the specs do not say, plugin by plugin, in lines
//! that can be put into a spec. docs/upstream.md tells what to do with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

use nodejs_semver::Version;
use serde::Deserialize;
use serde_json::Value as Json;
use sigma_schema::catalog::embedded::{self, Catalog};
use sigma_schema::catalog::model::{FieldAttributes, FieldType, Spec};
use sigma_schema::catalog::plugin::Plugin;
use sigma_schema::catalog::select::{Named, select};
use sigma_schema::diagnostic::Source;
use sigma_schema::value::json::{Dialect, parse};

use crate::{Failure, root};

/// What `tests/conformance/upstream.mjs` finds in the packages.
#[derive(Deserialize)]
struct Found {
    core: Tables,
    plugins: Vec<FoundPlugin>,
    /// Exports that are neither a known plugin nor known to be none, by module.
    unknown: BTreeMap<String, Vec<String>>,
    /// Known plugins that are not exported any more, by module.
    gone: BTreeMap<String, Vec<String>>,
    /// Modules that cannot be imported, with the reason.
    broken: BTreeMap<String, String>,
}

/// A plugin as it was built.
#[derive(Deserialize)]
struct FoundPlugin {
    export: String,
    options: Json,
    #[serde(default)]
    tables: Tables,
    error: Option<String>,
}

/// Fields by table, then by key, in order.
type Tables = indexmap::IndexMap<String, indexmap::IndexMap<String, FoundField>>;

/// A field's attributes as upstream has them.
#[derive(Deserialize)]
struct FoundField {
    r#type: Json,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    unique: bool,
    #[serde(default)]
    sortable: bool,
    references: Option<String>,
}

pub(crate) fn report(version: &str, adapter: &str) -> Result<(), Failure> {
    let parsed = Version::parse(version).map_err(|_| format!("`{version}` is not a version such as 1.6.34"))?;
    let found = look_up(version, adapter)?;
    let mut text = format!("better-auth {version} with @convex-dev/better-auth {adapter}, against plugin-specs\n");
    let core = embedded::core();
    let limits = r#"{ "rateLimit": { "storage": "database" } }"#;
    let core = Plugin {
        options: parse(&Source::new("options", limits), Dialect::Strict).ok(),
        spec: core,
        version: parsed.clone(),
    };
    let mut same = Vec::new();
    tell("core", &compare(&core, &found.core, version), &mut text, &mut same);
    for plugin in &found.plugins {
        let name = if plugin.options == Json::Object(serde_json::Map::default()) {
            plugin.export.clone()
        } else {
            format!("{} with {}", plugin.export, plugin.options)
        };
        let lines = match &plugin.error {
            Some(error) => vec![format!("cannot be built: {}", error.lines().next().unwrap_or_default())],
            None => match known(plugin, &parsed)? {
                Some(spec) => compare(&spec, &plugin.tables, version),
                None => vec!["there is no spec for it at this version".to_owned()],
            },
        };
        tell(&name, &lines, &mut text, &mut same);
    }
    for (what, exports) in
        [("exported and not known", &found.unknown), ("known and not exported any more", &found.gone)]
    {
        for (module, names) in exports.iter().filter(|(_, names)| !names.is_empty()) {
            let _ = writeln!(text, "\n{module}: {what}: {}", names.join(", "));
        }
    }
    for (module, error) in &found.broken {
        let reason = error.split(" imported from ").next().unwrap_or_default();
        let _ = writeln!(text, "\n{module}: cannot be imported: {reason}");
    }
    let _ = writeln!(text, "\nas the specs say: {} of {}: {}", same.len(), found.plugins.len() + 1, same.join(", "));
    print!("{text}");
    Ok(())
}

fn look_up(version: &str, adapter: &str) -> Result<Found, Failure> {
    let mut node = Command::new("node");
    node.current_dir(root()).args(["tests/conformance/upstream.mjs", version, adapter]).stderr(Stdio::inherit());
    let output = node.output().map_err(|error| format!("{node:?} could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("{node:?} failed: {}", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{node:?} gave no JSON: {error}"))
}

/// The plugin as the specs have it, with these options.
fn known(plugin: &FoundPlugin, version: &Version) -> Result<Option<Plugin>, Failure> {
    let options = parse(&Source::new("options", plugin.options.to_string()), Dialect::Strict)
        .map_err(|diagnostic| diagnostic.message)?;
    let named = Named { name: plugin.export.clone(), span: None, options: Some(options), spec: None };
    let selected = select(&Catalog::default(), &[named], |_: &Spec| Ok(version.clone()));
    let is_it = |plugin_found: &Plugin| plugin_found.spec.imports.iter().any(|import| import.export == plugin.export);
    Ok(selected.ok().and_then(|(plugins, _)| plugins.into_iter().find(is_it)))
}

/// The lines in which a spec would have to change.
fn compare(known: &Plugin, found: &Tables, version: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let facts = known.facts();
    let specs: BTreeMap<&str, BTreeMap<&str, &FieldAttributes>> = known
        .spec
        .tables(facts)
        .map(|table| {
            let fields =
                table.fields(&facts).into_iter().map(|field| (field.key.as_str(), &field.attributes)).collect();
            (table.key.as_str(), fields)
        })
        .collect();
    for (table, fields) in found {
        let spec = specs.get(table.as_str());
        if spec.is_none_or(BTreeMap::is_empty) && !fields.is_empty() {
            lines.push(format!("[table.{table}.fields]   # new table, since = \"{version}\""));
        }
        for (key, field) in fields {
            let new = field.line();
            match spec.and_then(|spec| spec.get(key.as_str())).map(|known| line(known)) {
                None => lines.push(format!("+ {table}.{key} = {new}   # since = \"{version}\"")),
                Some(old) if old != new => {
                    lines.push(format!("- {table}.{key} = {old}   # until = \"{version}\""));
                    lines.push(format!("+ {table}.{key} = {new}   # since = \"{version}\""));
                }
                Some(_) => {}
            }
        }
    }
    for (table, fields) in &specs {
        for (key, attributes) in fields {
            if found.get(*table).is_none_or(|found| !found.contains_key(*key)) {
                lines.push(format!("- {table}.{key} = {}   # until = \"{version}\"", line(attributes)));
            }
        }
    }
    lines
}

fn tell(name: &str, lines: &[String], text: &mut String, same: &mut Vec<String>) {
    if lines.is_empty() {
        same.push(name.to_owned());
        return;
    }
    let _ = writeln!(text, "\n{name}");
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
}

/// A field as a line of a spec.
fn line(field: &FieldAttributes) -> String {
    let kind = match &field.kind {
        FieldType::OneOf(values) => format!("{values:?}"),
        named => FieldType::NAMED
            .iter()
            .find(|(_, kind)| kind == named)
            .map_or(String::new(), |(name, _)| format!("{name:?}")),
    };
    attributes(&kind, [field.required, field.unique, field.sortable], field.references.as_deref())
}

impl FoundField {
    fn line(&self) -> String {
        attributes(&self.r#type.to_string(), [self.required, self.unique, self.sortable], self.references.as_deref())
    }
}

fn attributes(kind: &str, [required, unique, sortable]: [bool; 3], references: Option<&str>) -> String {
    let flags = [("required", required), ("unique", unique), ("sortable", sortable)];
    let flags =
        flags.iter().filter(|(_, is_set)| *is_set).map(|(name, _)| format!(", {name} = true")).collect::<String>();
    let references = references.map(|table| format!(", references = {table:?}")).unwrap_or_default();
    format!("{{ type = {kind}{flags}{references} }}")
}
