//! From the names of plugins to their specs: known, not twice, and there in the version that is used.

use nodejs_semver::Version;

use super::catalogue::Catalogue;
use super::model::Spec;
use super::options;
use crate::report::{Place, Problem, Problems};
use crate::schema::assemble::Plugin;
use crate::value::Value;

/// A plugin as somebody named it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name in kebab or camel case.
    pub name: String,
    /// Where it is named, if that is a place in a file.
    pub place: Option<Place>,
    /// The options that it is given.
    pub options: Option<Value>,
}

/// The plugins of these names, in order, and before them those that are always there.
///
/// `version_of` gives the version of a package. Fails with each name that is unknown, given twice or not there in the
/// version, and with each option that its spec does not know.
pub fn select(
    catalogue: &Catalogue,
    named: &[Named],
    version_of: impl Fn(&str) -> Result<Version, Problem>,
) -> Result<Vec<Plugin>, Problems> {
    let mut problems = Problems::default();
    let mut plugins = Vec::<Plugin>::new();
    for one in named {
        let at = |problem: Problem| match &one.place {
            Some(place) => problem.at(place, ""),
            None => problem,
        };
        let Some(spec) = catalogue.find(&one.name) else {
            let names = catalogue.names();
            let problem = at(Problem::error(format!("there is no plugin `{}`", one.name)));
            let problem =
                problem.nearest(&one.name, names.iter().copied()).note(format!("known plugins: {}", names.join(", ")));
            problems.push(
                problem.help("a plugin of your own is described in a spec file: --specs FILE (docs/plugin-specs.md)"),
            );
            continue;
        };
        if plugins.iter().any(|plugin| plugin.spec.name == spec.name) {
            let problem = at(Problem::error(format!("the plugin `{}` is given twice", spec.name)));
            problems.push(problem.help("name it once, at its place in the `plugins` of auth.ts: the order decides"));
            continue;
        }
        let version = version_of(&spec.package)?;
        if !spec.imports.is_empty() && spec.imports_at(&version).next().is_none() {
            problems.push(at(missing_in_version(&spec, &version)));
            continue;
        }
        if let Some(options) = &one.options {
            options::check(options, "", &spec.all_options(), &mut problems);
        }
        plugins.push(Plugin { version, spec, options: one.options.clone() });
    }
    let mut always: Vec<Spec> = catalogue.always_first();
    always.retain(|spec| !plugins.iter().any(|plugin| plugin.spec.name == spec.name));
    for (position, spec) in always.into_iter().enumerate() {
        plugins.insert(position, Plugin { version: version_of(&spec.package)?, spec, options: None });
    }
    problems.unless_errors(plugins).map(|(plugins, _)| plugins)
}

fn missing_in_version(spec: &Spec, version: &Version) -> Problem {
    let package = &spec.package;
    let problem = Problem::error(format!("the plugin `{}` is not in {package} {version}", spec.name));
    let needed: Vec<String> = spec
        .imports
        .iter()
        .map(|import| format!("`{}` in {} needs {package} {}", import.export, import.package, import.holds))
        .collect();
    problem.note(needed.join("; ")).help(format!("install such a version of {package}, or leave the plugin out"))
}
