//! The precedence of flags, config file and code: which plugins and options count.
//!
//! The list of plugins is that of the flag, else a list in the config file, else that of the code, else the one that the
//! generated file records, else what an object in the config file has. An option is the config file's where it has it, else
//! the code's, whoever chose the plugins: a flag selects, it does not reset.

use std::fmt;

use super::options::{ReadOption, as_object, grouped, insert_known};
use super::{AppOptions, ReadPlugin};
use crate::catalog::embedded::Catalog;
use crate::catalog::model::Spec;
use crate::catalog::options::check;
use crate::catalog::select::Named;
use crate::convex::recorded::Recorded;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Span};
use crate::value::Value;
use crate::workspace::config::ConfiguredPlugins;

/// Who may say which plugins and options there are.
#[derive(Clone, Copy, Debug)]
pub struct PluginSources<'s> {
    /// The names that a flag gives.
    pub flag: Option<&'s [String]>,
    /// The plugins of the config file, if it names any.
    pub configured: Option<&'s ConfiguredPlugins>,
    /// The options of Better Auth's own tables in the config file.
    pub core: Option<&'s Value>,
    /// What the code says.
    pub code: Option<&'s AppOptions>,
    /// The plugins for which the existing schema was generated, as its header records them.
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

/// What counts.
#[derive(Clone, Debug)]
pub struct EffectivePlugins {
    /// The plugins in order, and the source of the list. None if nothing says which.
    pub plugins: Option<(Vec<Named>, ChosenBy)>,
    /// Options of Better Auth's own tables.
    pub core: Option<Value>,
    /// What is wrong or worth knowing.
    pub diagnostics: Diagnostics,
}

/// Chooses. Fails if the flag names no plugin.
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
            diagnostics.extend(missing_first(&named, code, sources.catalog));
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
        let diagnostic = Diagnostic::error("--plugins names no plugin");
        return Err(diagnostic.help("name at least one, or leave the flag out: --plugins convex"));
    }
    Ok(names)
}

/// The config file's options, and the code's where the config file has none.
fn merged(
    configured: Option<&Value>,
    of_code: &[ReadOption],
    span: &Span,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let is_taken = |option: &&ReadOption| configured.is_none_or(|value| value.at(&option.path).is_none());
    let taken: Vec<&ReadOption> = of_code.iter().filter(is_taken).collect();
    diagnostics.extend(grouped(taken.iter().flat_map(|option| option.diagnostics())));
    let is_empty = taken.iter().all(|option| option.value.is_err());
    let mut merged = configured.cloned().or_else(|| (!is_empty).then(|| as_object(&[], span)))?;
    insert_known(&mut merged, taken);
    Some(merged)
}

impl PluginSources<'_> {
    /// A plugin of the flag, with the options that the config file and the code have for it.
    fn named(&self, name: &str, diagnostics: &mut Diagnostics) -> Named {
        let options = self.completed(name, self.in_config(name), diagnostics);
        Named { name: name.to_owned(), span: None, options, spec: self.own_spec(name) }
    }

    /// The options that the config file gives to a plugin.
    fn in_config(&self, name: &str) -> Option<&Value> {
        let named = self.configured.map(|configured| configured.named.as_slice()).unwrap_or_default();
        named.iter().find(|named| self.catalog.is_same(&named.name, name))?.options.as_ref()
    }

    /// The plugins of the config file, with the options that the code has for them.
    fn configured_named(&self, configured: &ConfiguredPlugins, diagnostics: &mut Diagnostics) -> Vec<Named> {
        let completed = |named: &Named| {
            let options = self.completed(&named.name, named.options.as_ref(), diagnostics);
            let spec = named.spec.clone().or_else(|| self.own_spec(&named.name));
            Named { options, spec, ..named.clone() }
        };
        configured.named.iter().map(completed).collect()
    }

    /// A plugin of the code as it is used there, with the options that the config file gives to it.
    fn of_code(&self, plugin: &ReadPlugin, diagnostics: &mut Diagnostics) -> Named {
        diagnostics.extend(plugin.doubt.clone());
        let name = plugin.spec.name.clone();
        let options = merged(self.in_config(&name), &plugin.options, &plugin.span, diagnostics);
        let spec = plugin.is_own.then(|| plugin.spec.clone());
        Named { name, span: Some(plugin.span.clone()), options, spec }
    }

    /// Options in the config file for plugins that the code does not use: they add no plugin.
    fn without_plugin(&self, code: &AppOptions) -> Vec<Diagnostic> {
        let named = self.configured.map(|configured| configured.named.as_slice()).unwrap_or_default();
        let unused = named.iter().filter(|named| self.in_code(&named.name).is_none());
        unused
            .map(|named| {
                let title = format!(
                    "the config file has options for the plugin `{}`, which your code does not use",
                    named.name
                );
                let diagnostic = Diagnostic::warning(title).at_opt(named.span.as_ref());
                diagnostic
                    .note(format!(
                        "`{}` is at {}; its plugins are the ones that count",
                        code.source.name, code.source.span
                    ))
                    .help("use the plugin in your code, or select plugins with a list: \"plugins\": [\"admin\"]")
            })
            .collect()
    }

    /// The spec of a plugin that the app has written itself.
    fn own_spec(&self, name: &str) -> Option<Spec> {
        self.in_code(name).filter(|plugin| plugin.is_own).map(|plugin| plugin.spec.clone())
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

    /// Tells of plugins that only the code or only the list has.
    fn compare(&self, list: &[Named], who: &str, diagnostics: &mut Diagnostics) {
        let Some(code) = self.code else { return };
        // Which one it is nobody knows: that it is left out is certain enough.
        for unknown in &code.unknown_plugins {
            diagnostics.push(Diagnostic { severity: Severity::Warning, ..unknown.clone() });
        }
        for plugin in &code.plugins {
            let is_it = |named: &Named| self.catalog.is_same(&named.name, &plugin.spec.name);
            let comes_of_itself = plugin.spec.always_first;
            if !comes_of_itself && !list.iter().any(is_it) {
                let title = format!("{who} leaves out the plugin `{}`, which your code uses", plugin.spec.name);
                let diagnostic = Diagnostic::warning(title).at(&plugin.span, "");
                diagnostics
                    .push(diagnostic.help("add it, or let the code say which plugins there are: leave the list out"));
            }
        }
        for named in list.iter().filter(|_| code.unknown_plugins.is_empty()) {
            if self.in_code(&named.name).is_none() && self.catalog.find(&named.name).is_some() {
                let source = &code.source;
                let title = format!("{who} names the plugin `{}`, which your code does not use", named.name);
                let diagnostic = Diagnostic::warning(title).note(format!("`{}` is at {}", source.name, source.span));
                diagnostics.push(diagnostic.help("remove it from the list, or use it in your code"));
            }
        }
    }

    /// The options of Better Auth's own tables; those of the code are checked here.
    fn core_options(&self, spec: &Spec, diagnostics: &mut Diagnostics) -> Option<Value> {
        let Some(code) = self.code else { return self.core.cloned() };
        let span = &code.source.span;
        // The config file's own options were checked when it was read.
        check(&as_object(&code.core, span), "", &spec.all_options(), diagnostics);
        merged(self.core, &code.core, span, diagnostics)
    }
}

/// Tells if the code lacks a plugin that is always there.
fn missing_first(list: &[Named], code: &AppOptions, catalog: &Catalog) -> Vec<Diagnostic> {
    if !code.unknown_plugins.is_empty() {
        return Vec::new();
    }
    let missing = catalog.always_first().into_iter().filter(|spec| !list.iter().any(|named| named.name == spec.name));
    missing
        .map(|spec| {
            let title = format!("these options do not use the plugin `{}`: its tables are given anyway", spec.name);
            let diagnostic = Diagnostic::warning(title).at(&code.source.span.first_line(), "");
            diagnostic.help(format!("add it to `plugins`: {}", spec.docs))
        })
        .collect()
}
