//! From the names of plugins to their specs. Checks that each is known, named once, and part of the version in use.

use nodejs_semver::Version;

use super::condition::{Condition, ConditionContext};
use super::embedded::Catalog;
use super::model::{FieldSpec, Spec};
use super::options;
use crate::catalog::plugin::Plugin;
use crate::diagnostic::codes::config;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::value::Value;

/// A reference to a plugin by name.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name in kebab or camel case.
    pub name: String,
    /// The location of the name, if it is in a file.
    pub span: Option<Span>,
    /// Its options.
    pub options: Option<Value>,
    /// Its spec, if it is in no catalog.
    pub spec: Option<Spec>,
}

/// The plugins of these names in order, after those that are always in use, with warnings.
///
/// `version_of` gives the version of a spec's package. Fails with each name that is unknown, listed twice or not part
/// of the version, and with each option that its spec does not declare.
pub fn select(
    catalog: &Catalog,
    named: &[Named],
    version_of: impl Fn(&Spec) -> Result<Version, Diagnostic>,
) -> Result<(Vec<Plugin>, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut plugins = Vec::<Plugin>::new();
    for one in named {
        if diagnostics.is_full() {
            break;
        }
        let at = |diagnostic: Diagnostic| diagnostic.at_opt(one.span.as_ref());
        let Some(spec) = one.spec.clone().or_else(|| catalog.find(&one.name)) else {
            let diagnostic = at(Diagnostic::new(&codes::UNKNOWN_PLUGIN, format!("unknown plugin `{}`", one.name)));
            let diagnostic =
                diagnostic.nearest(&one.name, catalog.names()).help("list the built-in plugins: sigma-schema list");
            diagnostics
                .push(diagnostic.help("describe a custom plugin in a spec file: --specs FILE (docs/plugin-specs.md)"));
            continue;
        };
        if plugins.iter().any(|plugin| plugin.spec.name == spec.name) {
            let diagnostic =
                at(Diagnostic::new(&codes::DUPLICATE_PLUGIN, format!("the plugin `{}` is listed twice", spec.name)));
            diagnostics
                .push(diagnostic.help("name it once, at its position in `plugins` of auth.ts: the order matters"));
            continue;
        }
        let version = version_of(&spec)?;
        let spec = with_shared_fields(spec, catalog, &version_of)?;
        if !spec.imports.is_empty() && spec.imports_at(&version).next().is_none() {
            diagnostics.push(at(missing_in_version(&spec, &version)));
            continue;
        }
        let options = one.options.clone().map(|options| {
            options::check(&options, &spec.all_options(), &mut diagnostics);
            options::without_unknown(options, &spec, &version, &mut diagnostics)
        });
        if let Some(note) = &spec.note {
            diagnostics.push(at(Diagnostic::new(&codes::PLUGIN_NOTE, format!("the plugin `{}`: {note}", spec.name))));
        }
        plugins.push(Plugin { version, spec, options });
    }
    let mut always: Vec<Spec> = catalog.implicit();
    always.retain(|spec| !plugins.iter().any(|plugin| plugin.spec.name == spec.name));
    for (position, spec) in always.into_iter().enumerate() {
        let version = version_of(&spec)?;
        let spec = with_shared_fields(spec, catalog, &version_of)?;
        plugins.insert(position, Plugin { version, spec, options: None });
    }
    diagnostics.unless_errors(plugins)
}

/// The spec in which tables that are `shares-table-with` another plugin's have the fields of that plugin's version.
fn with_shared_fields(
    mut spec: Spec,
    catalog: &Catalog,
    version_of: &impl Fn(&Spec) -> Result<Version, Diagnostic>,
) -> Result<Spec, Diagnostic> {
    let name = spec.name.clone();
    for table in &mut spec.tables {
        let Some(lender) = &table.shares_table_with else { continue };
        let lent = catalog.find(lender).and_then(|lender| {
            let lent =
                lender.tables.iter().find(|lent| lent.key == table.key && lent.shares_table_with.is_none())?.clone();
            Some((version_of(&lender), lent))
        });
        let Some((version, lent)) = lent else {
            let title =
                format!("the spec of `{name}` has the table `{}` from `{lender}`, which does not have it", table.key);
            return Err(Diagnostic::new(&config::SPEC_REFERENCE, title).help("correct `shares-table-with` in the spec"));
        };
        let facts = ConditionContext { version: &version?, options: None };
        let always = |field: &FieldSpec| FieldSpec { when: Condition::default(), ..field.clone() };
        table.fields = lent.fields(&facts).into_iter().map(always).collect();
    }
    Ok(spec)
}

fn missing_in_version(spec: &Spec, version: &Version) -> Diagnostic {
    let package = &spec.package;
    let diagnostic = Diagnostic::new(
        &codes::PLUGIN_NOT_IN_VERSION,
        format!("the plugin `{}` is not in {package} {version}", spec.name),
    );
    let needed: Vec<String> = spec
        .imports
        .iter()
        .map(|import| {
            format!(
                "`{}` in {} needs {package} {}",
                import.export,
                import.package,
                import.when.to_string().replace("version ", "")
            )
        })
        .collect();
    diagnostic.note(needed.join("; ")).help(format!("install such a version of {package}, or remove the plugin"))
}
