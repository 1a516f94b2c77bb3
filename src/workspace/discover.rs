//! From a folder to the project around it: the Convex folder, its components, the config file, versions and specs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{self, Config};
use super::provider::FileProvider;
use super::versions::{self, Asked};
use super::{ADAPTER_FILE, Around, NamedAuth, Project, SCHEMA_FILE, files, find, globs, split, support};
use crate::catalog::embedded::{self, Catalog};
use crate::catalog::read::BETTER_AUTH;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};

/// What is given, by flags, instead of what would be found.
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

impl Project {
    /// The project around the working folder of these files, once for each of its Better Auth components: one at least.
    /// Fails with what cannot be read or decided, and warns of what is doubtful.
    pub fn find(
        provider: &Arc<dyn FileProvider>,
        asks: &Asks,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Self>, Diagnostics> {
        let cwd = provider.cwd()?;
        let top = find::root(&**provider, &cwd).to_owned();
        let here = Around { files: &**provider, folder: &cwd, root: &top };
        let (core, adapter) = (embedded::core(), embedded::adapter());
        let own = find::OwnTables::of(&core, &adapter.package);
        let (convex, app) = find::convex_folder(here, &own)?;
        let around = here.at(&convex);
        let config = Config::find(around, &core)?;
        let components = component_folders(here, asks, &config, &convex, &own)?;
        let auth = match (&asks.auth, &config.auth, config.folder()) {
            (Some(flag), ..) => Some(NamedAuth::new(&config::Auth::parse(flag)?, &cwd, &**provider)),
            (None, Some(auth), Some(folder)) => Some(NamedAuth::new(auth, folder, &**provider)),
            _ => None,
        };
        let named = schema_file(asks, &config)?;
        let catalog = Catalog::with(&own_specs(&asks.specs, &config, here)?)?;
        let asked = [
            asks.better_auth.clone().or_else(|| Config::asked(config.better_auth.as_ref())),
            asks.convex_adapter.clone().or_else(|| Config::asked(config.convex_adapter.as_ref())),
        ];
        let versions = versions::find(&adapter, BETTER_AUTH, asked, around, warnings)?;
        for (package, found) in [(BETTER_AUTH, &versions.better_auth), (adapter.package.as_str(), &versions.adapter)] {
            warnings.extend(support::guess(package, found, around));
        }
        let schema_of = |component: &Path| match &named {
            Some(name) => Ok(name.clone()),
            None if provider.exists(&component.join(SCHEMA_FILE)) => {
                Ok(split::generated_part(provider, component, &top, SCHEMA_FILE)?
                    .unwrap_or_else(|| SCHEMA_FILE.to_owned()))
            }
            // What `--schema-file` named once.
            None => Ok(split::schema_of_adapter(provider, component, &top, ADAPTER_FILE)?
                .unwrap_or_else(|| SCHEMA_FILE.to_owned())),
        };
        let found = |component: PathBuf, schema_file| Self {
            files: Arc::clone(provider),
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
}

/// The specs that are known around the working folder: those of these globs, those that the config file names, and ours.
pub fn catalog(files: &dyn FileProvider, globs: &[String]) -> Result<Catalog, Diagnostics> {
    let cwd = files.cwd()?;
    let here = Around { files, folder: &cwd, root: find::root(files, &cwd) };
    let config = Config::find(here, &embedded::core())?;
    Catalog::with(&own_specs(globs, &config, here)?)
}

fn component_folders(
    here: Around<'_>,
    asks: &Asks,
    config: &Config,
    convex: &Path,
    own: &find::OwnTables,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let (folders, span): (_, Option<&Span>) = match (&asks.component, &config.component, config.folder()) {
        (Some(folder), ..) => (vec![files::absolute(&here.folder.join(folder))], None),
        (None, Some(component), Some(folder)) => {
            (vec![files::absolute(&folder.join(component.as_str()))], Some(&component.span))
        }
        _ => (find::component_folders(here.files, convex, own)?, None),
    };
    match folders.iter().find(|folder| is_convex_folder(here.files, folder, convex)) {
        None => Ok(folders),
        Some(folder) => {
            let shown = here.display_path(folder);
            let title = format!("{shown} is the Convex folder itself, where the app's own schema is");
            let diagnostic = Diagnostic::error(title).at_opt(span);
            Err(diagnostic.help("the files belong into the component's folder, such as convex/betterAuth"))
        }
    }
}

/// Whether a folder is the Convex folder, or one of its name, which the official generator refuses, too.
fn is_convex_folder(files: &dyn FileProvider, folder: &Path, convex: &Path) -> bool {
    let is_link_to_it =
        || files.real_path(folder).is_some_and(|real| files.real_path(convex).is_some_and(|convex| convex == real));
    folder.file_name().is_some_and(|name| name == "convex") || is_link_to_it()
}

/// The name of the schema's file that a flag or the config file gives.
fn schema_file(asks: &Asks, config: &Config) -> Result<Option<String>, Diagnostic> {
    let (name, span) = match (&asks.schema_file, &config.schema_file) {
        (Some(name), _) => (name.as_str(), None),
        (None, Some(Spanned { value: text, span })) => (text.as_str(), Some(span)),
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
fn own_specs(globs: &[String], config: &Config, here: Around<'_>) -> Result<Vec<Arc<Source>>, Diagnostic> {
    let of_config = config.folder().into_iter().flat_map(|folder| config.specs.iter().map(move |glob| (folder, glob)));
    let globs = globs.iter().map(|glob| (here.folder, glob)).chain(of_config);
    let mut sources = Vec::new();
    for (folder, pattern) in globs {
        let failed = |error: &dyn std::fmt::Display| {
            Diagnostic::error(format!("the glob `{pattern}` of spec files cannot be used: {error}"))
        };
        let paths = globs::paths(here.files, folder, pattern, &|_| true).map_err(|error| failed(&error))?;
        if paths.is_empty() {
            let diagnostic = failed(&"it finds no file");
            return Err(
                diagnostic.help("a glob is relative to the folder of the config file, or to the working folder")
            );
        }
        for path in paths {
            sources.extend(here.files.read(&path)?);
        }
    }
    Ok(sources)
}
