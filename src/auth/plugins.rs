//! The plugins of an app: which elements of `plugins` are which, by what was imported, never by a name in the code.

use heck::ToKebabCase as _;

use super::custom_plugin::{custom_spec, shape_of_custom_plugin};
use super::options::{ReadOption, options, shape_of_options};
use super::unknown::{Assumptions, Strictness, because_of, with_origin};
use super::ways::{Side, Way, is_always};
use crate::catalog::embedded::Catalog;
use crate::catalog::model::{OptionsFrom, Spec};
use crate::diagnostic::{Diagnostic, Span};
use crate::js::reason::Reason;
use crate::js::shape::{ArgumentShapes, Shape};
use crate::js::tree::{Tree, TreeCall, TreeItem, TreeKind, TreeObject};
use crate::js::value::ExternalRef;

/// A plugin that the app's code uses.
#[derive(Clone, Debug)]
pub struct ReadPlugin {
    /// Its spec, or one made from the app's own code.
    pub spec: Spec,
    /// Whether the spec was made from the app's own code.
    pub is_own: bool,
    /// Where it stands.
    pub span: Span,
    /// Its options, as far as they decide about tables.
    pub options: Vec<ReadOption>,
    /// That it is not always there, if so.
    pub doubt: Option<Diagnostic>,
}

/// What is known beside the code.
pub(super) struct Knowledge<'k> {
    pub(super) catalog: &'k Catalog,
    /// Plugins that the config file says have no tables.
    pub(super) without_tables: &'k [String],
    pub(super) strict: Strictness,
}

/// The plugins of an app, and what cannot be known about which they are.
#[derive(Default)]
pub(super) struct List {
    pub(super) plugins: Vec<ReadPlugin>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// For each plugin, the ways on which it is there.
    ways: Vec<Vec<Way>>,
}

impl Knowledge<'_> {
    /// The spec of the plugin that an export makes, and where its call has the options.
    fn imported(&self, export: &ExternalRef) -> Option<(Spec, Vec<OptionsFrom>)> {
        match export.path.as_slice() {
            [name] => self.catalog.imported(&export.from, name),
            _ => None,
        }
    }

    /// The arguments that a plugin's call has its options in, and what of them is read.
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
            TreeItem::One(one) => element(one, &Way::new(), knowledge, &mut list),
            TreeItem::Rest(rest) => list.diagnostics.push(unknown_element(rest)),
        }
    }
    list
}

fn element(value: &Tree, way: &Way, knowledge: &Knowledge<'_>, list: &mut List) {
    match &value.kind {
        // Nothing, as `condition && plugin()` leaves it.
        _ if value.truth() == Some(false) => {}
        TreeKind::Either(either) => {
            for (side, holds) in [(&either.yes, true), (&either.no, false)] {
                let mut way = way.clone();
                way.push(Side { condition: either.condition.clone(), holds });
                element(side, &way, knowledge, list);
            }
        }
        TreeKind::Call(call) => called_plugin(call, value, way, knowledge, list),
        TreeKind::Object(object) => object_plugin(object, value, way, knowledge, list),
        TreeKind::External(export) => {
            let name = export.path.last().cloned().unwrap_or_default();
            let diagnostic = Diagnostic::error(format!("the plugin `{name}` is not called")).at(&value.span, "");
            list.diagnostics.push(diagnostic.help(format!("write it as a call: {name}()")));
        }
        _ => list.diagnostics.push(unknown_element(value)),
    }
}

fn called_plugin(call: &TreeCall, value: &Tree, way: &Way, knowledge: &Knowledge<'_>, list: &mut List) {
    let Some((spec, positions)) = knowledge.imported(&call.export) else {
        if !is_without_tables(&call.export, value.span.text(), knowledge) {
            list.diagnostics.push(unknown_package(&call.export, value, knowledge));
        }
        return;
    };
    // The arguments are in the order of `positions`, which asked for them.
    let given = positions.iter().zip(&call.arguments).find_map(|(from, argument)| {
        let argument = argument.as_ref()?;
        let value = if from.path.is_empty() { argument.clone() } else { argument.at_path(&from.path) };
        (!value.is_nullish()).then_some(value)
    });
    let options = given.map(|given| options(&given, &spec, &spec.name, knowledge.strict)).unwrap_or_default();
    let span = value.span.clone();
    list.add(ReadPlugin { spec, is_own: false, span, options, doubt: None }, way, knowledge);
}

/// A plugin that is written out, or one that is wrapped: `{...admin(), endpoints: {}}`.
fn object_plugin(object: &TreeObject, value: &Tree, way: &Way, knowledge: &Knowledge<'_>, list: &mut List) {
    let wrapped = object.rest.first();
    if let Some(wrapped) = wrapped
        && !has_own_schema(object, wrapped)
    {
        return match &wrapped.kind {
            TreeKind::Call(_) => element(wrapped, way, knowledge, list),
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
            let names = ReadOption { path: "schema".to_owned(), value: Ok(names), doubts: assumed.found };
            let options = if spec.tables.is_empty() { Vec::new() } else { vec![names] };
            let span = value.span.clone();
            list.add(ReadPlugin { spec, is_own: true, span, options, doubt: None }, way, knowledge);
        }
        Err(diagnostic) => list.diagnostics.push(diagnostic),
    }
}

/// Whether an object has a schema of its own, over what it wraps.
fn has_own_schema(object: &TreeObject, wrapped: &Tree) -> bool {
    object.entry("schema").is_some_and(|schema| match &schema.kind {
        // One that is written before the wrapped plugin may be replaced by it.
        TreeKind::Either(either) => either.condition.span != wrapped.span,
        _ => true,
    })
}

impl List {
    /// Adds a plugin, unless the same one is there on another side of a condition.
    fn add(&mut self, mut plugin: ReadPlugin, way: &Way, knowledge: &Knowledge<'_>) {
        let name = plugin.spec.name.clone();
        if let Some(Side { condition, .. }) = way.first() {
            let same = self.plugins.iter_mut().zip(&mut self.ways).find(|(other, _)| other.spec.name == name);
            if let Some((other, ways)) = same.filter(|(_, ways)| !ways.iter().any(Way::is_empty)) {
                ways.push(way.clone());
                if is_always(ways) {
                    other.doubt = None;
                }
                if said(&other.options) != said(&plugin.options) || other.spec.tables != plugin.spec.tables {
                    let title = format!("the plugin `{name}` has other options by a condition that cannot be known");
                    let diagnostic = because_of(Diagnostic::error(title), condition);
                    let note = format!("it stands at {} and at {}", other.span, plugin.span);
                    self.diagnostics.push(diagnostic.note(note).help("give it the same options on both ways"));
                }
                return;
            }
            // One without tables may come and go.
            if plugin.spec.tables.iter().any(|table| !table.fields.is_empty() || table.same_as.is_some()) {
                let fact = format!("the plugin `{name}` is not always there");
                let diagnostic = because_of(knowledge.strict.doubt(&fact, "in"), condition);
                let note = format!("its tables are there in every deployment; it stands at {}", plugin.span);
                plugin.doubt = Some(diagnostic.note(note));
            }
        }
        self.plugins.push(plugin);
        self.ways.push(vec![way.clone()]);
    }
}

fn unknown_element(value: &Tree) -> Diagnostic {
    let origin = value.origin("this as a plugin");
    if let Reason::Unreadable(diagnostic) = &origin.reason {
        return diagnostic.as_ref().clone().note("a plugin comes from this module");
    }
    let diagnostic = Diagnostic::error("this plugin cannot be known without running your code").at(&value.span, "");
    with_origin(diagnostic, &value.span, &origin)
        .help("write the plugin's call into the list, or name all plugins: --plugins admin,organization")
}

fn unknown_package(export: &ExternalRef, value: &Tree, knowledge: &Knowledge<'_>) -> Diagnostic {
    let name = spoken_name(export, value.span.text());
    let title = format!("the plugin `{name}` of \"{}\" is not known: it may have tables", export.from);
    let diagnostic = Diagnostic::error(title).at(&value.span, "");
    // In a package that has other plugins the name may be a slip; in any other it is a plugin of its own.
    let is_slip = knowledge.catalog.has_module(&export.from);
    let diagnostic = if is_slip { diagnostic.nearest(&name, knowledge.catalog.names()) } else { diagnostic };
    diagnostic.help("describe its tables in a spec file: --specs FILE (docs/plugin-specs.md)").help(format!(
        "or say in sigma-schema.json that it has none: {{ \"plugins\": {{ \"{name}\": {{ \"tables\": false }} }} }}"
    ))
}

/// Whether the config file says that a call makes a plugin without tables.
fn is_without_tables(export: &ExternalRef, written: &str, knowledge: &Knowledge<'_>) -> bool {
    let name = spoken_name(export, written).to_kebab_case();
    knowledge.without_tables.iter().any(|known| known.to_kebab_case() == name)
}

/// The name of an export as people say it: for a default export, the name that the code gives it.
fn spoken_name(export: &ExternalRef, written: &str) -> String {
    match export.path.last() {
        Some(name) if name != "default" => name.clone(),
        _ => written.split(['(', '.', ' ', '\n']).next().unwrap_or_default().to_owned(),
    }
}

/// What options say, without their places.
fn said(options: &[ReadOption]) -> Vec<String> {
    let say = |option: &ReadOption| match &option.value {
        Ok(value) => format!("{} = {value}", option.path),
        Err(diagnostic) => format!("{}: {}", option.path, diagnostic.message),
    };
    options.iter().map(say).collect()
}
