//! Discovery of the project around a folder: the Convex folder, its components, the config file, versions and specs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{self, Config};
use super::provider::{FileProvider, Within};
use super::versions::{self, RequestedVersion};
use super::{ADAPTER_FILE, Around, NamedAuth, Project, SCHEMA_FILE, files, find, globs, split, support};
use crate::catalog::embedded::{self, Catalog};
use crate::catalog::read::BETTER_AUTH;
use crate::diagnostic::codes::config::SPEC_FILES;
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span, Spanned};

/// Values from flags that replace what discovery would find.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The version of Better Auth.
    pub better_auth: Option<RequestedVersion>,
    /// The version of the Convex adapter.
    pub convex_adapter: Option<RequestedVersion>,
    /// The component folder.
    pub component: Option<PathBuf>,
    /// The module with the app's options, and its export: `convex/auth.ts#createAuthOptions`.
    pub auth: Option<String>,
    /// The name of the schema file.
    pub schema_file: Option<String>,
    /// Globs of spec files.
    pub specs: Vec<String>,
}

impl Project {
    /// The project around the working folder of these files, once for each of its Better Auth components, of which at
    /// least one exists. Fails if something cannot be read or determined; assumptions are added to `warnings`.
    pub fn find(
        provider: &Arc<dyn FileProvider>,
        overrides: &Overrides,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Self>, Diagnostics> {
        let cwd = provider.cwd()?;
        let root = find::root(&**provider, &cwd).to_owned();
        let provider: &Arc<dyn FileProvider> = &(Arc::new(Within::new(&root, Arc::clone(provider))) as _);
        let here = Around { files: &**provider, folder: &cwd, root: &root };
        let (core, adapter) = (embedded::core(), embedded::adapter());
        let markers = find::ComponentMarkers::of(&core, &adapter.package);
        let (convex, app) = find::convex_folder(here, &markers)?;
        let around = here.at(&convex);
        let config = Config::find(around, &core)?;
        let components = component_folders(here, overrides, &config, &convex, &markers)?;
        let auth = match (&overrides.auth, &config.auth, config.folder()) {
            (Some(flag), ..) => Some(NamedAuth::new(&config::Auth::parse(flag)?, &cwd, &**provider)),
            (None, Some(auth), Some(folder)) => Some(NamedAuth::new(auth, folder, &**provider)),
            _ => None,
        };
        let named = schema_file(overrides, &config)?;
        let catalog = Catalog::with(&custom_specs(&overrides.specs, &config, here)?)?;
        let requested = [
            overrides.better_auth.clone().or_else(|| Config::requested(config.better_auth.as_ref())),
            overrides.convex_adapter.clone().or_else(|| Config::requested(config.convex_adapter.as_ref())),
        ];
        let versions = versions::find(&adapter, BETTER_AUTH, requested, around, warnings)?;
        for (package, found) in [(BETTER_AUTH, &versions.better_auth), (adapter.package.as_str(), &versions.adapter)] {
            warnings.extend(support::assumption(package, found, around));
        }
        let schema_of = |component: &Path| match &named {
            Some(name) => Ok(name.clone()),
            None if provider.exists(&component.join(SCHEMA_FILE)) => {
                Ok(split::generated_part(provider, component, &root, SCHEMA_FILE)?
                    .unwrap_or_else(|| SCHEMA_FILE.to_owned()))
            }
            // An earlier run with `--schema-file` may have chosen the name.
            None => Ok(split::schema_of_adapter(provider, component, &root, ADAPTER_FILE)?
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
            root: root.clone(),
        };
        let schemas =
            components.iter().map(|component| schema_of(component)).collect::<Result<Vec<_>, Diagnostic>>()?;
        Ok(components.into_iter().zip(schemas).map(|(component, schema)| found(component, schema)).collect())
    }
}

/// The specs for the working folder: those of these globs, those that the config file names, and the embedded ones.
pub fn catalog(files: &Arc<dyn FileProvider>, globs: &[String]) -> Result<Catalog, Diagnostics> {
    let cwd = files.cwd()?;
    let root = find::root(&**files, &cwd);
    let files = Within::new(root, Arc::clone(files));
    let here = Around { files: &files, folder: &cwd, root };
    let config = Config::find(here, &embedded::core())?;
    Catalog::with(&custom_specs(globs, &config, here)?)
}

fn component_folders(
    here: Around<'_>,
    overrides: &Overrides,
    config: &Config,
    convex: &Path,
    markers: &find::ComponentMarkers,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let (folders, span): (_, Option<&Span>) = match (&overrides.component, &config.component, config.folder()) {
        (Some(folder), ..) => (vec![files::absolute(&here.folder.join(folder))], None),
        (None, Some(component), Some(folder)) => {
            (vec![files::absolute(&folder.join(component.as_str()))], Some(&component.span))
        }
        _ => (find::component_folders(here.files, convex, markers)?, None),
    };
    // A config file must not lead to the hooks of git.
    if let Some(folder) = folders.iter().find(|folder| folder.components().any(|part| part.as_os_str() == ".git")) {
        let title = format!("{} is in a folder of git", here.display_path(folder));
        let diagnostic = Diagnostic::new(&codes::WRONG_COMPONENT, title).at_opt(span);
        return Err(diagnostic.help("choose the folder of the component, such as convex/betterAuth"));
    }
    match folders.iter().find(|folder| is_convex_folder(here.files, folder, convex)) {
        None => Ok(folders),
        Some(folder) => {
            let shown = here.display_path(folder);
            let title = format!("{shown} is the Convex folder itself, which holds the app's own schema");
            let diagnostic = Diagnostic::new(&codes::WRONG_COMPONENT, title).at_opt(span);
            Err(diagnostic.help("choose the folder of the component, such as convex/betterAuth"))
        }
    }
}

/// Whether a folder is the Convex folder, or has its name: the official generator also refuses such a folder.
fn is_convex_folder(files: &dyn FileProvider, folder: &Path, convex: &Path) -> bool {
    let is_link_to_it =
        || files.real_path(folder).is_some_and(|real| files.real_path(convex).is_some_and(|convex| convex == real));
    folder.file_name().is_some_and(|name| name == "convex") || is_link_to_it()
}

/// The name of the schema file from a flag or the config file.
fn schema_file(overrides: &Overrides, config: &Config) -> Result<Option<String>, Diagnostic> {
    let (name, span) = match (&overrides.schema_file, &config.schema_file) {
        (Some(name), _) => (name.as_str(), None),
        (None, Some(Spanned { value: text, span })) => (text.as_str(), Some(span)),
        (None, None) => return Ok(None),
    };
    let stem = name.strip_suffix(".ts").unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !stem.is_empty() && stem.chars().all(is_plain) && name != ADAPTER_FILE {
        return Ok(Some(name.to_owned()));
    }
    let title = format!("`{name}` is not a valid name of the schema file");
    let diagnostic = Diagnostic::new(&codes::SCHEMA_FILE_NAME, title).at_opt(span);
    Err(diagnostic.help("use a name such as generatedSchema.ts, and `--out` for the folder"))
}

/// The custom spec files: those of these globs, and those of the config file. Fails if a glob matches none.
fn custom_specs(globs: &[String], config: &Config, here: Around<'_>) -> Result<Vec<Arc<Source>>, Diagnostic> {
    let of_config = config.folder().into_iter().flat_map(|folder| config.specs.iter().map(move |glob| (folder, glob)));
    let globs = globs.iter().map(|glob| (here.folder, glob)).chain(of_config);
    let (mut sources, mut budget) = (Vec::new(), globs::Budget::default());
    for (folder, pattern) in globs {
        let failed = |title: String| Diagnostic::new(&SPEC_FILES, title);
        let enters = |name: &str| name != ".git";
        let mut paths = globs::paths(here.files, folder, pattern, &enters, &mut budget)
            .map_err(|error| failed(format!("the glob `{pattern}` for spec files {error}")))?;
        paths.retain(|path| !here.files.is_folder(path));
        if paths.is_empty() {
            let diagnostic = failed(format!("no spec file matches `{pattern}`"));
            return Err(
                diagnostic.help("write the glob relative to the config file, or to the working folder for a flag")
            );
        }
        for path in paths {
            sources.extend(here.files.read(&path)?);
        }
    }
    Ok(sources)
}
