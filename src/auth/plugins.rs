//! The plugins of an app: which elements of `plugins` are which, by what was imported, never by a name in the code.

use std::rc::Rc;

use heck::ToKebabCase as _;

use super::read::{Assumptions, ReadOption, Strictness};
use super::ways::{Side, Way, is_always};
use crate::catalog::condition::Condition as SpecCondition;
use crate::catalog::embedded::Catalog;
use crate::catalog::model::{FieldSpec, Spec, TableSpec};
use crate::catalog::read::BETTER_AUTH;
use crate::diagnostic::{Diagnostic, Span};
use crate::js::evaluate::Evaluator;
use crate::js::value::{ExternalCall, ExternalRef, Item, JsKind, JsValue, Object};
use crate::tables::additional::additional_fields;
use crate::value::{Key, Kind as PlainKind, Value};

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

impl<'a> Evaluator<'a> {
    /// The plugins in an app's options.
    pub(super) fn plugins(&mut self, options: &JsValue<'a>, knowledge: &Knowledge<'_>) -> List {
        let value = self.part(options, "plugins", options.at);
        let mut list = List::default();
        for item in self.items_of(&value) {
            match item {
                Item::One(one) => self.element(&one, &Way::new(), knowledge, &mut list),
                Item::Rest(rest) => list.diagnostics.push(self.unknown_element(&rest)),
            }
        }
        list
    }

    fn element(&mut self, value: &JsValue<'a>, way: &Way, knowledge: &Knowledge<'_>, list: &mut List) {
        let value = &self.resolve_import(value.clone());
        match &value.kind {
            // Nothing, as `condition && plugin()` leaves it.
            _ if matches!(value.truth(), Ok(false)) => {}
            JsKind::Conditional(choice) if self.consume_fuel(1) => {
                for (side, holds) in [(&choice.yes, true), (&choice.no, false)] {
                    let mut way = way.clone();
                    way.push(Side { condition: choice.condition.clone(), holds });
                    self.element(side, &way, knowledge, list);
                }
            }
            JsKind::ExternalCall(made) => {
                let made = Rc::clone(made);
                self.made_plugin(&made, value, way, knowledge, list);
            }
            JsKind::Object(object) => {
                let object = Rc::clone(object);
                self.object_plugin(&object, value, way, knowledge, list);
            }
            JsKind::ExternalRef(export) => {
                let name = export.path.last().cloned().unwrap_or_default();
                let diagnostic = Diagnostic::error(format!("the plugin `{name}` is not called"));
                let diagnostic = diagnostic.at(&self.modules.span(value.at), "");
                list.diagnostics.push(diagnostic.help(format!("write it as a call: {name}()")));
            }
            _ => list.diagnostics.push(self.unknown_element(value)),
        }
    }

    fn made_plugin(
        &mut self,
        made: &ExternalCall<'a>,
        value: &JsValue<'a>,
        way: &Way,
        knowledge: &Knowledge<'_>,
        list: &mut List,
    ) {
        let export = &made.export;
        let known = match export.path.as_slice() {
            [name] => knowledge.catalog.imported(&export.from, name),
            _ => None,
        };
        let Some((spec, positions)) = known else {
            if !is_without_tables(export, self.modules.text(value.at), knowledge) {
                list.diagnostics.push(self.unknown_package(export, value, knowledge));
            }
            return;
        };
        let given = positions.iter().find_map(|from| match made.arguments.get(from.argument) {
            Some(Item::One(one) | Item::Rest(one)) => {
                let one = self.resolve_import(one.clone());
                let value = if from.path.is_empty() { one } else { self.at_path(&one, &from.path) };
                (!matches!(value.is_nullish(), Ok(true))).then_some(value)
            }
            None => None,
        });
        let options = given.map(|given| self.options(&given, &spec, &spec.name, knowledge.strict)).unwrap_or_default();
        self.add(
            ReadPlugin { spec, is_own: false, span: self.modules.span(value.at), options, doubt: None },
            way,
            knowledge,
            list,
        );
    }

    /// Adds a plugin, unless the same one is there on another side of a condition.
    fn add(&mut self, mut plugin: ReadPlugin, way: &Way, knowledge: &Knowledge<'_>, list: &mut List) {
        let name = plugin.spec.name.clone();
        if let Some(Side { condition, .. }) = way.first() {
            let same = list.plugins.iter_mut().zip(&mut list.ways).find(|(other, _)| other.spec.name == name);
            if let Some((other, ways)) = same.filter(|(_, ways)| !ways.iter().any(Way::is_empty)) {
                ways.push(way.clone());
                if is_always(ways) {
                    other.doubt = None;
                }
                if said(&other.options) != said(&plugin.options) || other.spec.tables != plugin.spec.tables {
                    let title = format!("the plugin `{name}` has other options by a condition that cannot be known");
                    let diagnostic = self.because_of(Diagnostic::error(title), condition);
                    let note = format!("it stands at {} and at {}", other.span, plugin.span);
                    list.diagnostics.push(diagnostic.note(note).help("give it the same options on both ways"));
                }
                return;
            }
            // One without tables may come and go.
            if plugin.spec.tables.iter().any(|table| !table.fields.is_empty() || table.same_as.is_some()) {
                let fact = format!("the plugin `{name}` is not always there");
                let diagnostic = self.because_of(knowledge.strict.doubt(&fact, "in"), condition);
                let note = format!("its tables are there in every deployment; it stands at {}", plugin.span);
                plugin.doubt = Some(diagnostic.note(note));
            }
        }
        list.plugins.push(plugin);
        list.ways.push(vec![way.clone()]);
    }

    /// A plugin that is written out, or one that is wrapped: `{...admin(), endpoints: {}}`.
    fn object_plugin(
        &mut self,
        object: &Rc<Object<'a>>,
        value: &JsValue<'a>,
        way: &Way,
        knowledge: &Knowledge<'_>,
        list: &mut List,
    ) {
        let entry = |name: &str| object.entries.borrow().get(name).map(|entry| entry.value.clone());
        let wrapped = object.rest.borrow().first().cloned();
        let has_own_schema = entry("schema").is_some_and(|schema| !matches!(schema.kind, JsKind::Conditional(_)));
        if let Some(wrapped) = &wrapped
            && !has_own_schema
        {
            return match &wrapped.kind {
                JsKind::ExternalCall(_) => self.element(wrapped, way, knowledge, list),
                _ => list.diagnostics.push(self.unknown_element(wrapped)),
            };
        }
        let id = self.part(value, "id", value.at).text().filter(|id| !id.is_empty());
        let wrapped = match wrapped.as_ref().map(|wrapped| &wrapped.kind) {
            Some(JsKind::ExternalCall(made)) => made.export.path.last().cloned(),
            _ => None,
        };
        let name = id.or(wrapped).unwrap_or_else(|| "of this project".to_owned()).to_kebab_case();
        if knowledge.without_tables.iter().any(|known| known.to_kebab_case() == name) {
            return;
        }
        let mut doubts = Assumptions { strict: knowledge.strict, owner: &name, found: Vec::new() };
        match self.own_spec(&name, value, &mut doubts) {
            Ok((spec, option)) => {
                let doubts = doubts.found;
                let names = ReadOption { path: "schema".to_owned(), value: Ok(option), doubts };
                let options = if spec.tables.is_empty() { Vec::new() } else { vec![names] };
                let span = self.modules.span(value.at);
                self.add(ReadPlugin { spec, is_own: true, span, options, doubt: None }, way, knowledge, list);
            }
            Err(diagnostic) => list.diagnostics.push(diagnostic),
        }
    }

    /// A spec of a plugin that is written out: its tables, and the names that it gives them, as options would.
    fn own_spec(
        &mut self,
        name: &str,
        value: &JsValue<'a>,
        doubts: &mut Assumptions<'_>,
    ) -> Result<(Spec, Value), Diagnostic> {
        let span = self.modules.span(value.at);
        let mut spec = Spec {
            name: name.to_owned(),
            docs: span.to_string(),
            package: BETTER_AUTH.to_owned(),
            released_with: None,
            note: None,
            always_first: false,
            imports: Vec::new(),
            options: Vec::new(),
            tables: Vec::new(),
        };
        let mut names = Vec::new();
        let schema = self.part(value, "schema", value.at);
        if let Some(schema) = self.assume_present(&schema, "`schema`", doubts) {
            for (key, table) in self.entries(&schema, "`schema`", doubts)? {
                let what = format!("the table `{}`", key.name);
                let Some(table) = self.assume_present(&table, &what, doubts) else { continue };
                let (table, given) = self.own_table(&key, &table, doubts)?;
                spec.tables.push(table);
                names.push((key, given));
            }
        }
        Ok((spec, Value { kind: PlainKind::Object(names), span }))
    }

    fn own_table(
        &mut self,
        key: &Key,
        table: &JsValue<'a>,
        doubts: &mut Assumptions<'_>,
    ) -> Result<(TableSpec, Value), Diagnostic> {
        let fields = self.part(table, "fields", table.at);
        let fields = match self.assume_present(&fields, &format!("`fields` of the table `{}`", key.name), doubts) {
            Some(fields) => self.fields(&fields, &format!("`fields` of the table `{}`", key.name), doubts)?,
            None => Value { kind: PlainKind::Object(Vec::new()), span: key.span.clone() },
        };
        let mut diagnostics = crate::diagnostic::Diagnostics::default();
        let read = additional_fields(&fields, &mut diagnostics);
        if let Some(diagnostic) = diagnostics.0.into_iter().next() {
            return Err(diagnostic);
        }
        let renamed = read.iter().filter(|field| field.name != field.key.name).map(|field| {
            let name = Value { kind: PlainKind::String(field.name.to_owned()), span: field.key.span.clone() };
            (field.key.clone(), name)
        });
        let renamed = Value { kind: PlainKind::Object(renamed.collect()), span: key.span.clone() };
        let word = |name: &str| Key { name: name.to_owned(), span: key.span.clone() };
        let mut given = vec![(word("fields"), renamed)];
        let model = self.part(table, "modelName", table.at);
        if !matches!(model.truth(), Ok(false)) {
            given.push((word("modelName"), self.plain(&model, "`modelName`", doubts.owner)?));
        }
        let spec = TableSpec {
            key: key.name.clone(),
            when: SpecCondition::default(),
            after_plugins: false,
            same_as: None,
            sole_owner: false,
            rename_table: vec![format!("schema.{}.modelName", key.name)],
            rename_fields: Some(format!("schema.{}.fields", key.name)),
            additional_fields: None,
            fields: read
                .into_iter()
                .map(|field| FieldSpec {
                    key: field.key.name.clone(),
                    when: SpecCondition::default(),
                    fixed_name: false,
                    attributes: field.attributes,
                })
                .collect(),
            lookups: Vec::new(),
        };
        Ok((spec, Value { kind: PlainKind::Object(given), span: key.span.clone() }))
    }

    fn unknown_element(&self, value: &JsValue<'a>) -> Diagnostic {
        let unknown = value.unknown_reason("this as a plugin");
        if let crate::js::value::Reason::Unreadable(diagnostic) = &unknown.why {
            return diagnostic.as_ref().clone().note("a plugin comes from this module");
        }
        let diagnostic = Diagnostic::error("this plugin cannot be known without running your code")
            .at(&self.modules.span(value.at), "");
        self.with_origin(diagnostic, value.at, &unknown)
            .help("write the plugin's call into the list, or name all plugins: --plugins admin,organization")
    }

    fn unknown_package(&self, export: &ExternalRef, value: &JsValue<'a>, knowledge: &Knowledge<'_>) -> Diagnostic {
        let name = spoken_name(export, self.modules.text(value.at));
        let title = format!("the plugin `{name}` of \"{}\" is not known: it may have tables", export.from);
        let diagnostic = Diagnostic::error(title).at(&self.modules.span(value.at), "");
        // In a package that has other plugins the name may be a slip; in any other it is a plugin of its own.
        let is_slip = knowledge.catalog.has_module(&export.from);
        let diagnostic = if is_slip { diagnostic.nearest(&name, knowledge.catalog.names()) } else { diagnostic };
        diagnostic.help("describe its tables in a spec file: --specs FILE (docs/plugin-specs.md)").help(format!(
            "or say in sigma-schema.json that it has none: {{ \"plugins\": {{ \"{name}\": {{ \"tables\": false }} }} }}"
        ))
    }
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
        Err(diagnostic) => format!("{}: {}", option.path, diagnostic.title),
    };
    options.iter().map(say).collect()
}
