//! What is on disk: the Convex folder, the component, the config file, installed versions. Reads files, never writes any.

mod candidates;
pub mod commit;
pub mod config;
pub mod files;
pub mod find;
pub mod git;
mod local;
pub mod lock;
pub mod manifest;
pub mod modules;
mod monorepo;
mod overrides;
pub mod package_manager;
pub mod packages;
pub mod provider;
mod range;
pub mod resolve;
pub mod settle;
pub mod split;
pub mod support;
pub mod versions;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalog::adapter::Adapter;
use crate::catalog::embedded::{self, Catalog};
use crate::catalog::model::Spec;
use crate::catalog::read::BETTER_AUTH;
use crate::convex::typescript::adapter_file::OptionsImport;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};
use config::{Config, Spanned};
use versions::{Asked, Versions};

/// The schema's file where nobody names another.
const SCHEMA_FILE: &str = "schema.ts";
/// The adapter's file.
const ADAPTER_FILE: &str = "adapter.ts";
/// The module with the app's options, in the Convex folder.
const AUTH_MODULE: &str = "auth";

/// What somebody asks for instead of what would be found.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// The version of Better Auth.
    pub better_auth: Option<Asked>,
    /// The version of the Convex adapter.
    pub convex_adapter: Option<Asked>,
    /// The component's folder.
    pub component: Option<PathBuf>,
    /// The module with the app's options, and the name that it exports.
    pub auth: Option<String>,
    /// The name of the schema's file.
    pub schema_file: Option<String>,
    /// Globs of spec files.
    pub specs: Vec<String>,
}

/// What was found of a project, for one component.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder of the app, which the Convex folder belongs to.
    pub app: PathBuf,
    /// The Convex folder.
    pub convex: PathBuf,
    /// The component's folder.
    pub component: PathBuf,
    /// The name of the schema's file.
    pub schema_file: String,
    /// The config file's content.
    pub config: Config,
    /// Where the app's options are, if a flag or the config file says so.
    pub auth: Option<NamedAuth>,
    /// The versions.
    pub versions: Versions,
    /// What is known about the Convex adapter.
    pub adapter: Adapter,
    /// Better Auth's own tables.
    pub core: Spec,
    /// All specs.
    pub catalog: Catalog,
    /// The folder up to which files were looked for.
    pub top: PathBuf,
}

/// Where somebody says that the app's options are.
#[derive(Clone, Debug)]
pub struct NamedAuth {
    /// The module as it is named.
    pub module: String,
    /// Its file, unless it is a package's module.
    pub file: Option<PathBuf>,
    /// The name that it exports, if it is said.
    pub export: Option<String>,
}

impl NamedAuth {
    fn new(auth: &config::Auth, folder: &Path) -> Self {
        let file = files::absolute(&folder.join(&auth.module));
        let is_package = auth.module.starts_with(['@', '~', '#']) && !file.exists();
        Self { module: auth.module.clone(), file: (!is_package).then_some(file), export: auth.export.clone() }
    }
}

impl Project {
    /// Looks at the project around the working folder, once for each of its Better Auth components: there is always one.
    /// Fails with what cannot be read or decided; tells what is doubtful.
    pub fn find(asks: &Asks, warnings: &mut Diagnostics) -> Result<Vec<Self>, Diagnostics> {
        let here = here()?;
        let top = find::top(&here).to_owned();
        let (core, adapter) = (embedded::core(), embedded::adapter());
        let own = find::OwnTables::of(&core, &adapter.package);
        let (convex, app) = find::convex_folder(&here, &top, &own)?;
        let config = Config::find(&convex, &top, &core)?;
        let components = component_folders(asks, &config, &convex, &own)?;
        let auth = match (&asks.auth, &config.auth, config.folder()) {
            (Some(flag), ..) => Some(NamedAuth::new(&config::Auth::parse(flag)?, &here)),
            (None, Some(auth), Some(folder)) => Some(NamedAuth::new(auth, folder)),
            _ => None,
        };
        let named = schema_file(asks, &config)?;
        let catalog = Catalog::with(&own_specs(&asks.specs, &config, &here)?)?;
        let asked = [
            asks.better_auth.clone().or_else(|| Config::asked(config.better_auth.as_ref())),
            asks.convex_adapter.clone().or_else(|| Config::asked(config.convex_adapter.as_ref())),
        ];
        let versions = versions::find(&adapter, BETTER_AUTH, asked, &convex, &top, warnings)?;
        for (package, found) in [(BETTER_AUTH, &versions.better_auth), (adapter.package.as_str(), &versions.adapter)] {
            warnings.extend(support::guess(package, found, settle::Around { folder: &convex, top: &top }));
        }
        let schema_of = |component: &Path| match &named {
            Some(name) => Ok(name.clone()),
            None if component.join(SCHEMA_FILE).exists() => {
                Ok(split::generated_part(component, &top, SCHEMA_FILE)?.unwrap_or_else(|| SCHEMA_FILE.to_owned()))
            }
            // What `--schema-file` named once.
            None => {
                Ok(split::schema_of_adapter(component, &top, ADAPTER_FILE)?.unwrap_or_else(|| SCHEMA_FILE.to_owned()))
            }
        };
        let found = |component: PathBuf, schema_file| Self {
            app: app.clone(),
            convex: convex.clone(),
            component,
            schema_file,
            config: config.clone(),
            auth: auth.clone(),
            versions: versions.clone(),
            adapter: adapter.clone(),
            core: core.clone(),
            catalog: catalog.clone(),
            top: top.clone(),
        };
        let schemas =
            components.iter().map(|component| schema_of(component)).collect::<Result<Vec<_>, Diagnostic>>()?;
        Ok(components.into_iter().zip(schemas).map(|(component, schema)| found(component, schema)).collect())
    }

    /// The module that Convex takes the schema from: schema.ts, which may spread the generated file.
    pub fn entry(&self) -> PathBuf {
        let usual = self.component.join(SCHEMA_FILE);
        if usual.is_file() { usual } else { self.schema_path() }
    }

    /// Whether a schema.ts spreads the generated file.
    pub fn is_split(&self) -> bool {
        self.entry() != self.schema_path()
    }

    /// The component's name, as its folder has it.
    pub fn component_name(&self) -> String {
        self.component.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Where the schema is written.
    pub fn schema_path(&self) -> PathBuf {
        self.component.join(&self.schema_file)
    }

    /// The module that has the app's options, if it is a file: what somebody names, or else `auth` in the Convex folder.
    pub fn auth_file(&self) -> Option<PathBuf> {
        self.auth.as_ref().map_or_else(|| Some(modules::file(&self.convex, AUTH_MODULE)), |auth| auth.file.clone())
    }

    /// The import of the app's options, by this name unless somebody says another.
    pub fn options_import(&self, usual: &str) -> OptionsImport {
        let name = self.auth.as_ref().and_then(|auth| auth.export.as_deref()).unwrap_or(usual);
        match (self.auth_file(), &self.auth) {
            (Some(file), _) => self.import_of(name, &file),
            (None, auth) => {
                let from = auth.as_ref().map(|auth| auth.module.clone()).unwrap_or_default();
                OptionsImport { name: name.to_owned(), from }
            }
        }
    }

    /// The import of a name from a file, as a module of the component writes it.
    pub fn import_of(&self, name: &str, file: &Path) -> OptionsImport {
        // The component's folder may have the module's name without its extension.
        let folder = files::relative(&self.component, file.parent().unwrap_or(Path::new("")));
        let module = files::with_slashes(&folder.join(file.file_stem().unwrap_or_default()));
        let from = if module.starts_with("../") { module } else { format!("./{module}") };
        OptionsImport { name: name.to_owned(), from }
    }

    /// The files that commands write, one of each folder: beside them lies what a killed run has left.
    pub fn written_paths(&self) -> Vec<PathBuf> {
        vec![self.schema_path(), self.adapter_path(), self.entry(), self.config_path()]
    }

    /// The config file, or where it would be.
    pub fn config_path(&self) -> PathBuf {
        self.config.path.clone().unwrap_or_else(|| self.app.join(config::FILE))
    }

    /// Where the adapter is written.
    pub fn adapter_path(&self) -> PathBuf {
        self.component.join(ADAPTER_FILE)
    }
}

/// The specs that are known around the working folder: those of these globs, those that the config file names, and ours.
pub fn catalog(globs: &[String]) -> Result<Catalog, Diagnostics> {
    let here = here()?;
    let config = Config::find(&here, find::top(&here), &embedded::core())?;
    Catalog::with(&own_specs(globs, &config, &here)?)
}

fn here() -> Result<PathBuf, Diagnostic> {
    env::current_dir()
        .map_err(|error| Diagnostic::error(format!("the working folder cannot be read: {}", error.kind())))
}

fn component_folders(
    asks: &Asks,
    config: &Config,
    convex: &Path,
    own: &find::OwnTables,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let (folders, span): (_, Option<&Span>) = match (&asks.component, &config.component, config.folder()) {
        (Some(folder), ..) => (vec![files::absolute(folder)], None),
        (None, Some(component), Some(folder)) => {
            (vec![files::absolute(&folder.join(&component.text))], Some(&component.span))
        }
        _ => (find::component_folders(convex, own)?, None),
    };
    match folders.iter().find(|folder| is_convex_folder(folder, convex)) {
        None => Ok(folders),
        Some(folder) => {
            let shown = files::shown(folder);
            let title = format!("{shown} is the Convex folder itself, where the app's own schema is");
            let diagnostic = Diagnostic::error(title).at_opt(span);
            Err(diagnostic.help("the files belong into the component's folder, such as convex/betterAuth"))
        }
    }
}

/// Whether a folder is the Convex folder, or one of its name, which the official generator refuses, too.
fn is_convex_folder(folder: &Path, convex: &Path) -> bool {
    let is_link_to_it =
        || fs::canonicalize(folder).is_ok_and(|real| fs::canonicalize(convex).is_ok_and(|convex| convex == real));
    folder.file_name().is_some_and(|name| name == "convex") || is_link_to_it()
}

/// The name of the schema's file that a flag or the config file gives.
fn schema_file(asks: &Asks, config: &Config) -> Result<Option<String>, Diagnostic> {
    let (name, span) = match (&asks.schema_file, &config.schema_file) {
        (Some(name), _) => (name.as_str(), None),
        (None, Some(Spanned { text, span })) => (text.as_str(), Some(span)),
        (None, None) => return Ok(None),
    };
    let stem = name.strip_suffix(".ts").unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !stem.is_empty() && stem.chars().all(is_plain) && name != ADAPTER_FILE {
        return Ok(Some(name.to_owned()));
    }
    let diagnostic = Diagnostic::error(format!("`{name}` cannot be the name of the schema's file")).at_opt(span);
    Err(diagnostic.help("give a name such as generatedSchema.ts; the folder is given by --out"))
}

/// The app's own spec files: those of these globs, and those of the config file. Fails if a glob finds none.
fn own_specs(globs: &[String], config: &Config, here: &Path) -> Result<Vec<Arc<Source>>, Diagnostic> {
    let of_config = config.folder().into_iter().flat_map(|folder| config.specs.iter().map(move |glob| (folder, glob)));
    let globs = globs.iter().map(|glob| (here, glob)).chain(of_config);
    let mut sources = Vec::new();
    for (folder, pattern) in globs {
        let failed = |error: &dyn std::fmt::Display| {
            Diagnostic::error(format!("the glob `{pattern}` of spec files cannot be used: {error}"))
        };
        // A pattern that is a path from the top is one by itself.
        let folder = glob::Pattern::escape(&folder.to_string_lossy());
        let found = glob::glob(&Path::new(&folder).join(pattern).to_string_lossy()).map_err(|error| failed(&error))?;
        let mut paths = found.collect::<Result<Vec<_>, _>>().map_err(|error| failed(&error))?;
        paths.sort();
        if paths.is_empty() {
            let diagnostic = failed(&"it finds no file");
            return Err(
                diagnostic.help("a glob is relative to the folder of the config file, or to the working folder")
            );
        }
        for path in paths {
            sources.extend(files::read(&path)?);
        }
    }
    Ok(sources)
}
