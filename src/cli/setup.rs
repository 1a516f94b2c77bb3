//! From flags and what is on disk to a request.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nodejs_semver::Version;

use super::flags::Choice;
use crate::generate::Request;
use crate::project::config::{Config, Placed};
use crate::project::versions::{self, Asked, Basis, Versions};
use crate::project::{files, find};
use crate::report::{Place, Problem, Problems, Source};
use crate::schema::assemble::Plugin;
use crate::spec::adapter::Adapter;
use crate::spec::catalogue::{self, Catalogue};
use crate::spec::model::Spec;
use crate::spec::read::BETTER_AUTH;
use crate::spec::select::{Named, select};

/// The schema's file where nobody names another.
const SCHEMA_FILE: &str = "schema.ts";
/// The adapter's file.
const ADAPTER_FILE: &str = "adapter.ts";

/// What was found of a project.
#[derive(Debug)]
pub(super) struct Setup {
    /// The folder of the app, which the Convex folder belongs to.
    pub(super) app: PathBuf,
    /// The Convex folder.
    pub(super) convex: PathBuf,
    /// The component's folder.
    pub(super) component: PathBuf,
    /// The name of the schema's file.
    pub(super) schema_file: String,
    pub(super) config: Config,
    pub(super) versions: Versions,
    pub(super) adapter: Adapter,
    core: Spec,
    catalogue: Catalogue,
    top: PathBuf,
    pub(super) warnings: Problems,
}

impl Setup {
    /// Looks at the project around the working folder.
    pub(super) fn find(choice: &Choice) -> Result<Self, Problems> {
        let here = env::current_dir()
            .map_err(|error| Problem::error(format!("the working folder cannot be read: {error}")))?;
        let top = find::top(&here).to_owned();
        let (core, adapter) = (catalogue::core(), catalogue::adapter());
        let config = Config::find(&here, &top, &core)?;
        let (convex, app) = find::convex_folder(&here, &top)?;
        let component = component_folder(choice, &config, &convex)?;
        let schema_file = schema_file(choice, &config)?;
        let catalogue = Catalogue::with(&own_specs(&choice.specs, &config, &here)?)?;
        let mut warnings = Problems::default();
        let flag = |text: &Option<String>, flag| text.clone().map(|text| Asked { text, from: Basis::Flag(flag) });
        let asked = [
            flag(&choice.better_auth, "--better-auth").or_else(|| Config::asked(config.better_auth.as_ref())),
            flag(&choice.convex_adapter, "--convex-adapter").or_else(|| Config::asked(config.convex_adapter.as_ref())),
        ];
        let versions = versions::find(&adapter, BETTER_AUTH, asked, &convex, &top, &mut warnings)?;
        for (package, found) in [(BETTER_AUTH, &versions.better_auth), (adapter.package.as_str(), &versions.adapter)] {
            warnings.extend(guess(package, &found.version, &found.from));
        }
        Ok(Self { app, convex, component, schema_file, config, versions, adapter, core, catalogue, top, warnings })
    }

    /// Where the schema is written.
    pub(super) fn schema_path(&self) -> PathBuf {
        self.component.join(&self.schema_file)
    }

    /// Where the adapter is written.
    pub(super) fn adapter_path(&self) -> PathBuf {
        self.component.join(ADAPTER_FILE)
    }

    /// The plugins that are chosen, and who chose them. None if nobody did.
    pub(super) fn plugins(&mut self, choice: &Choice) -> Result<Option<(Vec<Plugin>, &'static str)>, Problems> {
        let configured = self.config.plugins.as_deref().unwrap_or_default();
        let (named, by) = match (&choice.plugins, &self.config.plugins) {
            (Some(names), _) => (flagged(names, configured, &self.catalogue), "--plugins"),
            (None, Some(named)) => (named.clone(), "the config file"),
            (None, None) => return Ok(None),
        };
        let (plugins, warnings) = select(&self.catalogue, &named, |package| self.version_of(package))?;
        self.warnings.extend(warnings);
        for plugin in &plugins {
            let missing = self.missing_package(plugin)?;
            self.warnings.extend(missing);
        }
        Ok(Some((plugins, by)))
    }

    /// The request for these plugins.
    pub(super) fn request(&self, choice: &Choice, plugins: Vec<Plugin>) -> Request {
        let core = Plugin {
            spec: self.core.clone(),
            options: self.config.options.clone(),
            version: self.versions.better_auth.version.clone(),
        };
        Request {
            core,
            plugins,
            adapter: self.adapter.clone(),
            adapter_version: self.versions.adapter.version.clone(),
            index_mode: choice.indexes.map(Into::into).or(self.config.index_mode).unwrap_or_default(),
            own_indexes: self.config.indexes.clone(),
            command: self.command(choice),
            schema_module: self.schema_file.trim_end_matches(".ts").to_owned(),
        }
    }

    /// Tells of a plugin whose package the app does not have: in this version it may have moved to one of its own.
    fn missing_package(&self, plugin: &Plugin) -> Result<Option<Problem>, Problem> {
        let mut packages = plugin.spec.imports_at(&plugin.version).map(|import| import.package.as_str());
        let Some(package) =
            packages.next().filter(|package| *package != self.core.package && *package != self.adapter.package)
        else {
            return Ok(None);
        };
        if versions::of_package(package, &self.convex, &self.top)?.is_some() {
            return Ok(None);
        }
        let (name, better_auth) = (&plugin.spec.name, &self.versions.better_auth.version);
        let problem = Problem::warning(format!(
            "the plugin `{name}` is in the package {package}, which package.json does not name"
        ));
        Ok(Some(problem.note(format!("for {} {better_auth}", self.core.package)).help(format!("install {package}"))))
    }

    /// The version of a package; of one that is neither installed nor locked nor asked for, one above all.
    fn version_of(&self, package: &str) -> Result<Version, Problem> {
        if package == self.adapter.package {
            return Ok(self.versions.adapter.version.clone());
        }
        if package == self.core.package {
            return Ok(self.versions.better_auth.version.clone());
        }
        let found = versions::of_package(package, &self.convex, &self.top)?;
        Ok(found.unwrap_or_else(|| Version::new(u64::MAX, 0, 0, Vec::new(), Vec::new())))
    }

    /// The command that writes the files again, from the folder of the app.
    fn command(&self, choice: &Choice) -> String {
        let from_app = |path: &Path| files::with_slashes(&files::relative(&self.app, &files::absolute(path)));
        let mut command = String::from("sigma-schema gen");
        let mut add = |flag: &str, value: String| {
            let is_plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "-_./,@".contains(c));
            command.push_str(&if is_plain { format!(" {flag} {value}") } else { format!(" {flag} \"{value}\"") });
        };
        if let Some(names) = &choice.plugins {
            add("--plugins", names.iter().map(|name| name.trim()).collect::<Vec<_>>().join(","));
        }
        if choice.indexes == Some(super::flags::Indexes::Upstream) {
            add("--indexes", "upstream".to_owned());
        }
        let versions = [("--better-auth", &choice.better_auth), ("--convex-adapter", &choice.convex_adapter)];
        for (flag, version) in versions {
            version.iter().for_each(|version| add(flag, version.clone()));
        }
        choice.out.iter().for_each(|out| add("--out", from_app(out)));
        choice.schema_file.iter().for_each(|name| add("--schema-file", name.clone()));
        choice.specs.iter().for_each(|glob| add("--specs", from_app(Path::new(glob))));
        command
    }
}

/// The plugins of the flag, with the options that the config file has for them: the flag selects, it does not reset.
fn flagged(names: &[String], configured: &[Named], catalogue: &Catalogue) -> Vec<Named> {
    let names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let options = configured
                .iter()
                .find(|named| catalogue.is_same(&named.name, name))
                .and_then(|named| named.options.clone());
            Named { name: name.to_owned(), place: None, options }
        })
        .collect()
}

fn component_folder(choice: &Choice, config: &Config, convex: &Path) -> Result<PathBuf, Problem> {
    let (folder, place): (_, Option<&Place>) = match (&choice.out, &config.component, config.folder()) {
        (Some(out), ..) => (files::absolute(out), None),
        (None, Some(component), Some(folder)) => {
            (files::absolute(&folder.join(&component.text)), Some(&component.place))
        }
        _ => (find::component_folder(convex)?, None),
    };
    // The official generator refuses it, too: the app's own schema is there.
    if folder == convex || folder.file_name().is_some_and(|name| name == "convex") {
        let problem = Problem::error(format!(
            "{} is the Convex folder itself, where the app's own schema is",
            files::shown(&folder)
        ));
        let problem = match place {
            Some(place) => problem.at(place, ""),
            None => problem,
        };
        return Err(problem.help("the files belong into the component's folder, such as convex/betterAuth"));
    }
    Ok(folder)
}

fn schema_file(choice: &Choice, config: &Config) -> Result<String, Problem> {
    let (name, place) = match (&choice.schema_file, &config.schema_file) {
        (Some(name), _) => (name.as_str(), None),
        (None, Some(Placed { text, place })) => (text.as_str(), Some(place)),
        (None, None) => return Ok(SCHEMA_FILE.to_owned()),
    };
    let is_file_name = name.ends_with(".ts") && name.len() > 3 && !name.contains(['/', '\\']);
    if is_file_name && name != ADAPTER_FILE {
        return Ok(name.to_owned());
    }
    let problem = Problem::error(format!("`{name}` cannot be the name of the schema's file"));
    let problem = match place {
        Some(place) => problem.at(place, ""),
        None => problem,
    };
    Err(problem.help("give a name such as generatedSchema.ts; the folder is given by --out"))
}

/// The specs that are known around this folder: those of these globs, those that the config file names, and ours.
pub(super) fn own_catalogue(globs: &[String], here: &Path) -> Result<Catalogue, Problems> {
    let config = Config::find(here, find::top(here), &catalogue::core())?;
    Catalogue::with(&own_specs(globs, &config, here)?)
}

/// The app's own spec files: those of these globs, and those of the config file. Fails if a glob finds none.
fn own_specs(globs: &[String], config: &Config, here: &Path) -> Result<Vec<Arc<Source>>, Problem> {
    let of_config = config.folder().into_iter().flat_map(|folder| config.specs.iter().map(move |glob| (folder, glob)));
    let globs = globs.iter().map(|glob| (here, glob)).chain(of_config);
    let mut sources = Vec::new();
    for (folder, pattern) in globs {
        let failed = |error: &dyn std::fmt::Display| {
            Problem::error(format!("the glob `{pattern}` of spec files cannot be used: {error}"))
        };
        let found = glob::glob(&folder.join(pattern).to_string_lossy()).map_err(|error| failed(&error))?;
        let mut paths = found.collect::<Result<Vec<_>, _>>().map_err(|error| failed(&error))?;
        paths.sort();
        if paths.is_empty() {
            return Err(failed(&"it finds no file")
                .help("a glob is relative to the folder of the config file, or to the working folder"));
        }
        for path in paths {
            sources.extend(files::read(&path)?);
        }
    }
    Ok(sources)
}

/// Tells of a version that was not found but chosen.
fn guess(package: &str, version: &Version, basis: &Basis) -> Option<Problem> {
    match basis {
        Basis::Range { range, .. } if range != &version.to_string() => {
            let problem = Problem::warning(format!("{package} is not installed and not locked: taking {version}"));
            Some(
                problem
                    .note(format!("package.json asks for `{range}`"))
                    .help("install the packages first, so that the version is certain"),
            )
        }
        Basis::Newest => {
            let problem = Problem::warning(format!(
                "{package} is not in package.json: taking {version}, the newest that is supported"
            ));
            Some(problem.help("install it first, so that the version is certain"))
        }
        _ => None,
    }
}
