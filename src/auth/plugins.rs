//! The plugins of an app: each element of `plugins` is identified by its import, never by a name in the code.

use heck::ToKebabCase as _;

use super::branches::{Branch, Side, is_always};
use super::custom_plugin::{custom_spec, shape_of_custom_plugin};
use super::options::{ReadOption, options, shape_of_options};
use super::unknown::{Assumptions, Strictness, because_of, with_origin};
use crate::catalog::embedded::Catalog;
use crate::catalog::model::{OptionsArgument, Spec};
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Span};
use crate::js::reason::Reason;
use crate::js::shape::{ArgumentShapes, Shape};
use crate::js::tree::{Tree, TreeCall, TreeItem, TreeKind, TreeObject};
use crate::js::value::ExternalRef;

/// A plugin that the app's code uses.
#[derive(Clone, Debug)]
pub struct ReadPlugin {
    /// Its spec, which comes from the app's code for a custom plugin.
    pub spec: Spec,
    /// Whether the app defines it.
    pub is_custom: bool,
    /// The place of its call or object.
    pub span: Span,
    /// Its options that decide about tables.
    pub options: Vec<ReadOption>,
    /// The diagnostic of its condition, if it is enabled conditionally.
    pub condition: Option<Diagnostic>,
}

/// Knowledge from outside of the code.
pub(super) struct Knowledge<'k> {
    pub(super) catalog: &'k Catalog,
    /// Plugins without tables, according to the config file.
    pub(super) without_tables: &'k [String],
    pub(super) strict: Strictness,
}

/// The plugins of an app, and the diagnostics of elements that cannot be identified.
#[derive(Default)]
pub(super) struct List {
    pub(super) plugins: Vec<ReadPlugin>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// For each plugin, the branches on which it is enabled.
    branches: Vec<Vec<Branch>>,
}

impl Knowledge<'_> {
    /// The spec of the plugin that an export creates, and the positions of the options in its call.
    fn imported(&self, export: &ExternalRef) -> Option<(Spec, Vec<OptionsArgument>)> {
        match export.path.as_slice() {
            [name] => self.catalog.imported(&export.from, name),
            _ => None,
        }
    }

    /// The arguments of a plugin's call that have options, and the part of each that is read.
    pub(super) fn arguments(&self, export: &ExternalRef) -> Vec<(usize, Shape<'static>)> {
        let Some((spec, positions)) = self.imported(export) else { return Vec::new() };
        positions.iter().map(|from| (from.argument, shape_of_options(&spec, &from.path))).collect()
    }
}

/// The part of an element of `plugins` that [`plugin_list`] reads.
pub(super) fn shape_of_plugin<'s>(arguments: &'s ArgumentShapes<'s>) -> Shape<'s> {
    Shape::Call(arguments, Box::new(shape_of_custom_plugin()))
}

/// The plugins in an app's options.
pub(super) fn plugin_list(items: &[TreeItem], knowledge: &Knowledge<'_>) -> List {
    let mut list = List::default();
    for item in items {
        match item {
            TreeItem::One(one) => element(one, &mut Branch::new(), knowledge, &mut list),
            TreeItem::Rest(rest) => list.diagnostics.push(unknown_element(rest)),
        }
    }
    list
}

/// The limit on unknown conditions around one element, each of which its branch holds.
const MAX_CONDITIONS: usize = 200;

fn element(value: &Tree, branch: &mut Branch, knowledge: &Knowledge<'_>, list: &mut List) {
    match &value.kind {
        // The result of `condition && plugin()` without the condition.
        _ if value.truth() == Some(false) => {}
        TreeKind::Either(_) if branch.len() == MAX_CONDITIONS => {
            let title = format!("cannot determine a plugin under more than {MAX_CONDITIONS} unknown conditions");
            list.diagnostics.push(Diagnostic::new(&codes::PLUGIN_UNDETERMINED, title).at(&value.span, ""));
        }
        TreeKind::Either(either) => {
            for (side, holds) in [(&either.yes, true), (&either.no, false)] {
                branch.push(Side { condition: either.condition.clone(), holds });
                element(side, branch, knowledge, list);
                branch.pop();
            }
        }
        TreeKind::Call(call) => called_plugin(call, value, branch, knowledge, list),
        TreeKind::Object(object) => object_plugin(object, value, branch, knowledge, list),
        TreeKind::External(export) => {
            let name = export.path.last().cloned().unwrap_or_default();
            let message = format!("plugin `{name}` is not called");
            let diagnostic = Diagnostic::new(&codes::PLUGIN_NOT_CALLED, message).at(&value.span, "");
            list.diagnostics.push(diagnostic.help(format!("write it as a call: {name}()")));
        }
        _ => list.diagnostics.push(unknown_element(value)),
    }
}

fn called_plugin(call: &TreeCall, value: &Tree, branch: &Branch, knowledge: &Knowledge<'_>, list: &mut List) {
    let Some((spec, positions)) = knowledge.imported(&call.export) else {
        if !is_without_tables(&call.export, value.span.text(), knowledge) {
            list.diagnostics.push(unknown_package(&call.export, value, knowledge));
        }
        return;
    };
    // The arguments are in the order of `positions`: see `Knowledge::arguments`.
    let given = positions.iter().zip(&call.arguments).find_map(|(from, argument)| {
        let argument = argument.as_ref()?;
        let value = if from.path.is_empty() { argument.clone() } else { argument.at_path(&from.path) };
        (!value.is_nullish()).then_some(value)
    });
    let options = given.map(|given| options(&given, &spec, &spec.name, knowledge.strict)).unwrap_or_default();
    let span = value.span.clone();
    list.add(ReadPlugin { spec, is_custom: false, span, options, condition: None }, branch, knowledge);
}

/// A custom plugin, or one that is wrapped: `{...admin(), endpoints: {}}`.
fn object_plugin(object: &TreeObject, value: &Tree, branch: &mut Branch, knowledge: &Knowledge<'_>, list: &mut List) {
    let wrapped = object.rest.first();
    if let Some(wrapped) = wrapped
        && !replaces_schema(object, wrapped)
    {
        return match &wrapped.kind {
            TreeKind::Call(_) => element(wrapped, branch, knowledge, list),
            _ => list.diagnostics.push(unknown_element(wrapped)),
        };
    }
    let id = match value.property("id").kind {
        TreeKind::String(id) if !id.is_empty() => Some(id.to_string()),
        _ => None,
    };
    let wrapped = match wrapped.map(|wrapped| &wrapped.kind) {
        Some(TreeKind::Call(call)) => call.export.path.last().cloned(),
        _ => None,
    };
    let name = id.or(wrapped).unwrap_or_else(|| "of this project".to_owned()).to_kebab_case();
    if knowledge.without_tables.iter().any(|known| known.to_kebab_case() == name) {
        return;
    }
    let mut assumed = Assumptions::of(&name, knowledge.strict);
    match custom_spec(value, &mut assumed) {
        Ok((spec, names)) => {
            let names = ReadOption { path: "schema".to_owned(), value: Ok(names), assumptions: assumed.found };
            let options = if spec.tables.is_empty() { Vec::new() } else { vec![names] };
            let span = value.span.clone();
            list.add(ReadPlugin { spec, is_custom: true, span, options, condition: None }, branch, knowledge);
        }
        Err(diagnostic) => list.diagnostics.push(diagnostic),
    }
}

/// Whether an object replaces the schema of the plugin that it wraps.
fn replaces_schema(object: &TreeObject, wrapped: &Tree) -> bool {
    object.entry("schema").is_some_and(|schema| match &schema.kind {
        // A schema before the spread may be replaced by that of the wrapped plugin.
        TreeKind::Either(either) => either.condition.span != wrapped.span,
        _ => true,
    })
}

impl List {
    /// Adds a plugin, unless the same one exists on another side of a condition.
    fn add(&mut self, mut plugin: ReadPlugin, branch: &Branch, knowledge: &Knowledge<'_>) {
        let name = plugin.spec.name.clone();
        if let Some(Side { condition, .. }) = branch.first() {
            let same = self.plugins.iter_mut().zip(&mut self.branches).find(|(other, _)| other.spec.name == name);
            if let Some((other, branches)) = same.filter(|(_, branches)| !branches.iter().any(Branch::is_empty)) {
                branches.push(branch.clone());
                if is_always(branches) {
                    other.condition = None;
                }
                if texts(&other.options) != texts(&plugin.options) || other.spec.tables != plugin.spec.tables {
                    let title = format!("plugin `{name}` has different options under an unknown condition");
                    let diagnostic = because_of(Diagnostic::new(&codes::AMBIGUOUS_PLUGIN, title), condition)
                        .and_at(&other.span.first_line(), "with some options")
                        .and_at(&plugin.span.first_line(), "with different options");
                    self.diagnostics.push(diagnostic.help("give it the same options in both branches"));
                }
                return;
            }
            // A plugin without tables may be conditional.
            if plugin.spec.tables.iter().any(|table| !table.fields.is_empty() || table.shares_table_with.is_some()) {
                let fact = format!("plugin `{name}` is enabled conditionally");
                let diagnostic =
                    knowledge.strict.uncertain(&codes::CONDITIONAL_PLUGIN, &fact, "its tables are included");
                let diagnostic = because_of(diagnostic, condition).and_at(&plugin.span.first_line(), "the plugin");
                plugin.condition = Some(diagnostic.note("its tables exist in every deployment"));
            }
        }
        self.plugins.push(plugin);
        self.branches.push(vec![branch.clone()]);
    }
}

fn unknown_element(value: &Tree) -> Diagnostic {
    let origin = value.origin("this as a plugin");
    if let Reason::Unreadable(diagnostic) = &origin.reason {
        let diagnostic = diagnostic.as_ref().clone();
        return match diagnostic.span {
            Some(_) => diagnostic.and_at(&value.span, "a plugin comes from this module"),
            None => diagnostic.at(&value.span, "a plugin comes from this module"),
        };
    }
    let message = "cannot determine this plugin statically";
    let diagnostic = Diagnostic::new(&codes::PLUGIN_UNDETERMINED, message).at(&value.span, "");
    with_origin(diagnostic, &value.span, &origin)
        .help("write the call of the plugin into the list, or name all plugins: --plugins admin,organization")
}

fn unknown_package(export: &ExternalRef, value: &Tree, knowledge: &Knowledge<'_>) -> Diagnostic {
    let name = display_name(export, value.span.text());
    let title = format!("unknown plugin `{name}` from \"{}\"; it may have tables", export.from);
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_PLUGIN, title).at(&value.span, "");
    // A misspelling is possible only in a package that has other plugins.
    let may_be_misspelled = knowledge.catalog.has_module(&export.from);
    let diagnostic = if may_be_misspelled { diagnostic.nearest(&name, knowledge.catalog.names()) } else { diagnostic };
    diagnostic.help("describe its tables in a spec file: --specs FILE (docs/plugin-specs.md)").help(format!(
        "or declare in sigma-schema.json that it has none: {{ \"plugins\": {{ \"{name}\": {{ \"tables\": false }} }} }}"
    ))
}

/// Whether the config file declares that the plugin of a call has no tables.
fn is_without_tables(export: &ExternalRef, written: &str, knowledge: &Knowledge<'_>) -> bool {
    let name = display_name(export, written).to_kebab_case();
    knowledge.without_tables.iter().any(|known| known.to_kebab_case() == name)
}

/// The name of an export; for a default export, the local name in the code.
fn display_name(export: &ExternalRef, written: &str) -> String {
    match export.path.last() {
        Some(name) if name != "default" => name.clone(),
        _ => written.split(['(', '.', ' ', '\n']).next().unwrap_or_default().to_owned(),
    }
}

/// Options as text, without their places.
fn texts(options: &[ReadOption]) -> Vec<String> {
    let text = |option: &ReadOption| match &option.value {
        Ok(value) => format!("{} = {value}", option.path),
        Err(diagnostic) => format!("{}: {}", option.path, diagnostic.message),
    };
    options.iter().map(text).collect()
}
