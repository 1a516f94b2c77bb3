//! The precedence of flags, config file and code: which plugins and options count.
//!
//! The list of plugins comes from the flag, else from a list in the config file, else from the code, else from the record in
//! the generated file, else from an object in the config file. An option comes from the config file if that sets it, else from
//! the code, whatever the source of the list is: a flag selects, it does not reset.

use std::fmt;

use super::options::{ReadOption, as_object, grouped, insert_known};
use super::{AppOptions, ReadPlugin};
use crate::catalog::embedded::Catalog;
use crate::catalog::model::Spec;
use crate::catalog::options::check;
use crate::catalog::select::Named;
use crate::convex::recorded::Recorded;
use crate::diagnostic::codes::files::USAGE;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::value::Value;
use crate::workspace::config::ConfiguredPlugins;

/// The sources of plugins and options.
#[derive(Clone, Copy, Debug)]
pub struct PluginSources<'s> {
    /// The names in the flag.
    pub flag: Option<&'s [String]>,
    /// The plugins of the config file, if it names any.
    pub configured: Option<&'s ConfiguredPlugins>,
    /// The options of the core tables in the config file.
    pub core: Option<&'s Value>,
    /// The options in the code.
    pub code: Option<&'s AppOptions>,
    /// The plugins that the header of the existing schema records.
    pub recorded: Option<&'s Recorded>,
    /// All specs.
    pub catalog: &'s Catalog,
}

/// The source of the list of plugins.
#[derive(Clone, Debug, PartialEq)]
pub enum ChosenBy {
    /// `--plugins`.
    Flag,
    /// The config file.
    Config,
    /// The app's code, at this place.
    Code(Span),
    /// `--plugins` of the command that the generated file records, at this place.
    Recorded(Span),
}

impl fmt::Display for ChosenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--plugins"),
            Self::Config => f.write_str("the config file"),
            Self::Code(span) => write!(f, "{span}"),
            Self::Recorded(span) => write!(f, "--plugins recorded at {span}"),
        }
    }
}

/// The plugins and options in effect.
#[derive(Clone, Debug)]
pub struct EffectivePlugins {
    /// The plugins in order, and the source of the list. None if no source has one.
    pub plugins: Option<(Vec<Named>, ChosenBy)>,
    /// Options of the core tables.
    pub core: Option<Value>,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

/// The plugins and options in effect. Fails if the flag names no plugin.
pub fn choose(sources: &PluginSources<'_>, core: &Spec) -> Result<EffectivePlugins, Diagnostic> {
    let mut diagnostics = Diagnostics::default();
    let flagged = sources.flag.map(names_of).transpose()?;
    let list = sources.configured.filter(|configured| configured.is_list);
    let plugins = match (flagged, list, sources.code, sources.recorded) {
        (Some(names), ..) => {
            let named = names.iter().map(|name| sources.named(name, &mut diagnostics)).collect::<Vec<_>>();
            sources.compare(&named, "--plugins", &mut diagnostics);
            Some((named, ChosenBy::Flag))
        }
        (None, Some(list), ..) => {
            let named = sources.configured_named(list, &mut diagnostics);
            sources.compare(&named, "the config file", &mut diagnostics);
            Some((named, ChosenBy::Config))
        }
        (None, None, Some(code), _) => {
            diagnostics.extend(code.unknown_plugins.iter().cloned());
            let named = code.plugins.iter().map(|plugin| sources.of_code(plugin, &mut diagnostics)).collect::<Vec<_>>();
            diagnostics.extend(missing_implicit(&named, code, sources.catalog));
            diagnostics.extend(sources.without_plugin(code));
            Some((named, ChosenBy::Code(code.source.span.clone())))
        }
        (None, None, None, Some(recorded)) => {
            let at = |named: Named| Named { span: Some(recorded.span.clone()), ..named };
            let named = recorded.plugins.iter().map(|name| at(sources.named(name, &mut diagnostics))).collect();
            Some((named, ChosenBy::Recorded(recorded.span.clone())))
        }
        (None, None, None, None) => sources
            .configured
            .map(|configured| (sources.configured_named(configured, &mut diagnostics), ChosenBy::Config)),
    };
    diagnostics.extend(sources.code.into_iter().flat_map(|code| code.warnings.clone()));
    let core = sources.core_options(core, &mut diagnostics);
    Ok(EffectivePlugins { plugins, core, diagnostics })
}

fn names_of(flag: &[String]) -> Result<Vec<&str>, Diagnostic> {
    let names: Vec<&str> = flag.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        let diagnostic = Diagnostic::new(&USAGE, "--plugins names no plugin");
        return Err(diagnostic.help("name at least one, such as --plugins convex, or leave the flag out"));
    }
    Ok(names)
}

/// The options of the config file, and those of the code that the config file does not set.
fn merged(
    configured: Option<&Value>,
    code: &[ReadOption],
    span: &Span,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let is_unset = |option: &&ReadOption| configured.is_none_or(|value| value.at(&option.path).is_none());
    let from_code: Vec<&ReadOption> = code.iter().filter(is_unset).collect();
    diagnostics.extend(grouped(from_code.iter().flat_map(|option| option.diagnostics())));
    let is_empty = from_code.iter().all(|option| option.value.is_err());
    let mut merged = configured.cloned().or_else(|| (!is_empty).then(|| as_object(&[], span)))?;
    insert_known(&mut merged, from_code);
    Some(merged)
}

impl PluginSources<'_> {
    /// A plugin of the flag, with its options in the config file and the code.
    fn named(&self, name: &str, diagnostics: &mut Diagnostics) -> Named {
        let options = self.completed(name, self.in_config(name), diagnostics);
        Named { name: name.to_owned(), span: None, options, spec: self.custom_spec(name) }
    }

    /// The options of a plugin in the config file.
    fn in_config(&self, name: &str) -> Option<&Value> {
        let named = self.configured.map(|configured| configured.named.as_slice()).unwrap_or_default();
        named.iter().find(|named| self.catalog.is_same(&named.name, name))?.options.as_ref()
    }

    /// The plugins of the config file, with their options in the code.
    fn configured_named(&self, configured: &ConfiguredPlugins, diagnostics: &mut Diagnostics) -> Vec<Named> {
        let completed = |named: &Named| {
            let options = self.completed(&named.name, named.options.as_ref(), diagnostics);
            let spec = named.spec.clone().or_else(|| self.custom_spec(&named.name));
            Named { options, spec, ..named.clone() }
        };
        configured.named.iter().map(completed).collect()
    }

    /// A plugin of the code, with its options in the config file.
    fn of_code(&self, plugin: &ReadPlugin, diagnostics: &mut Diagnostics) -> Named {
        diagnostics.extend(plugin.condition.clone());
        let name = plugin.spec.name.clone();
        let options = merged(self.in_config(&name), &plugin.options, &plugin.span, diagnostics);
        let spec = plugin.is_custom.then(|| plugin.spec.clone());
        Named { name, span: Some(plugin.span.clone()), options, spec }
    }

    /// Warnings about options in the config file for plugins that the code does not use: they add no plugin.
    fn without_plugin(&self, code: &AppOptions) -> Vec<Diagnostic> {
        let named = self.configured.map(|configured| configured.named.as_slice()).unwrap_or_default();
        let unused = named.iter().filter(|named| self.in_code(&named.name).is_none());
        unused
            .map(|named| {
                let title =
                    format!("the config file has options for plugin `{}`, which your code does not use", named.name);
                let diagnostic = Diagnostic::new(&codes::UNUSED_PLUGIN_OPTIONS, title).at_opt(named.span.as_ref());
                let name = &code.source.name;
                diagnostic
                    .and_at(&code.source.span.first_line(), format!("`{name}`"))
                    .note(format!("the plugins come from `{name}`"))
                    .help("use the plugin in your code, or select plugins with a list: \"plugins\": [\"admin\"]")
            })
            .collect()
    }

    /// The spec of a custom plugin.
    fn custom_spec(&self, name: &str) -> Option<Spec> {
        self.in_code(name).filter(|plugin| plugin.is_custom).map(|plugin| plugin.spec.clone())
    }

    fn in_code(&self, name: &str) -> Option<&ReadPlugin> {
        self.code?.plugins.iter().find(|plugin| self.catalog.is_same(&plugin.spec.name, name))
    }

    fn completed(&self, name: &str, configured: Option<&Value>, diagnostics: &mut Diagnostics) -> Option<Value> {
        match self.in_code(name) {
            Some(plugin) => merged(configured, &plugin.options, &plugin.span, diagnostics),
            None => configured.cloned(),
        }
    }

    /// Reports plugins that only the code or only the list has.
    fn compare(&self, list: &[Named], source: &str, diagnostics: &mut Diagnostics) {
        let Some(code) = self.code else { return };
        // The list decides about plugins, so an unknown one in the code does not stop the command.
        let unknown = code.unknown_plugins.iter().cloned();
        diagnostics.extend(unknown.map(|diagnostic| diagnostic.with_severity(Severity::Warning)));
        for plugin in &code.plugins {
            let is_same = |named: &Named| self.catalog.is_same(&named.name, &plugin.spec.name);
            let is_implicit = plugin.spec.implicit;
            if !is_implicit && !list.iter().any(is_same) {
                let title = format!("{source} leaves out plugin `{}`, which your code uses", plugin.spec.name);
                let diagnostic = Diagnostic::new(&codes::PLUGIN_LEFT_OUT, title).at(&plugin.span, "");
                diagnostics.push(diagnostic.help("add it, or leave the list out so that the code decides"));
            }
        }
        for named in list.iter().filter(|_| code.unknown_plugins.is_empty()) {
            if self.in_code(&named.name).is_none() && self.catalog.find(&named.name).is_some() {
                let title = format!("{source} names plugin `{}`, which your code does not use", named.name);
                let diagnostic = Diagnostic::new(&codes::PLUGIN_NOT_USED, title)
                    .at_opt(named.span.as_ref())
                    .and_at(&code.source.span.first_line(), format!("`{}`", code.source.name));
                diagnostics.push(diagnostic.help("remove it from the list, or use it in your code"));
            }
        }
    }

    /// The options of the core tables. Those of the code are checked here.
    fn core_options(&self, spec: &Spec, diagnostics: &mut Diagnostics) -> Option<Value> {
        let Some(code) = self.code else { return self.core.cloned() };
        let span = &code.source.span;
        // Those of the config file are checked when it is read.
        check(&as_object(&code.core, span), &spec.all_options(), diagnostics);
        merged(self.core, &code.core, span, diagnostics)
    }
}

/// Warnings about implicit plugins that the code lacks.
fn missing_implicit(list: &[Named], code: &AppOptions, catalog: &Catalog) -> Vec<Diagnostic> {
    if !code.unknown_plugins.is_empty() {
        return Vec::new();
    }
    let missing = catalog.implicit().into_iter().filter(|spec| !list.iter().any(|named| named.name == spec.name));
    missing
        .map(|spec| {
            let title = format!("plugin `{}` is not in `plugins`; its tables are generated anyway", spec.name);
            let diagnostic = Diagnostic::new(&codes::IMPLICIT_PLUGIN, title).at(&code.source.span.first_line(), "");
            diagnostic.help(format!("add it to `plugins`: {}", spec.docs))
        })
        .collect()
}
