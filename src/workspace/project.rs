//! A component of a project, and the paths of its files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{self, Config};
use super::provider::FileProvider;
use super::versions::Versions;
use super::{ADAPTER_FILE, AUTH_MODULE, Around, SCHEMA_FILE, files, modules};
use crate::catalog::adapter::Adapter;
use crate::catalog::embedded::Catalog;
use crate::catalog::model::Spec;
use crate::convex::typescript::adapter_file::OptionsImport;

/// The result of discovery, for one component.
#[derive(Clone, Debug)]
pub struct Project {
    /// The files.
    pub files: Arc<dyn FileProvider>,
    /// The folder of the app that the Convex folder belongs to.
    pub app: PathBuf,
    /// The Convex folder.
    pub convex: PathBuf,
    /// The component's folder.
    pub component: PathBuf,
    /// The name of the schema file.
    pub schema_file: String,
    /// The content of the config file.
    pub config: Config,
    /// The module with the app's options, if a flag or the config file names it.
    pub auth: Option<NamedAuth>,
    /// The versions of Better Auth and of the Convex adapter.
    pub versions: Versions,
    /// The spec of the Convex adapter.
    pub adapter: Adapter,
    /// The spec of Better Auth's core tables.
    pub core: Spec,
    /// The specs of all plugins.
    pub catalog: Catalog,
    /// The root of the repository, above which nothing is read.
    pub root: PathBuf,
}

/// The module with the app's options, as a flag or the config file names it.
#[derive(Clone, Debug)]
pub struct NamedAuth {
    /// The module as it is written.
    pub module: String,
    /// The file of the module, unless it belongs to a package.
    pub file: Option<PathBuf>,
    /// The export, if one is named.
    pub export: Option<String>,
}

impl NamedAuth {
    pub(super) fn new(auth: &config::Auth, folder: &Path, provider: &dyn FileProvider) -> Self {
        let file = files::absolute(&folder.join(&auth.module));
        let is_package = auth.module.starts_with(['@', '~', '#']) && !provider.exists(&file);
        Self { module: auth.module.clone(), file: (!is_package).then_some(file), export: auth.export.clone() }
    }
}

impl Project {
    /// The Convex folder with the folders around it.
    pub fn around(&self) -> Around<'_> {
        Around { files: &*self.files, folder: &self.convex, root: &self.root }
    }

    /// The path as it is displayed.
    pub fn display_path(&self, path: &Path) -> String {
        self.files.display_path(path)
    }

    /// The module from which Convex loads the schema: schema.ts, which may spread the generated file.
    pub fn entry(&self) -> PathBuf {
        let schema = self.component.join(SCHEMA_FILE);
        if self.files.has(&schema) { schema } else { self.schema_path() }
    }

    /// Whether a schema.ts spreads the generated file.
    pub fn is_split(&self) -> bool {
        self.entry() != self.schema_path()
    }

    /// The name of the component: that of its folder.
    pub fn component_name(&self) -> String {
        self.component.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The path of the generated schema.
    pub fn schema_path(&self) -> PathBuf {
        self.component.join(&self.schema_file)
    }

    /// The module with the app's options, if it is a file: the named one, or else `auth` in the Convex folder.
    pub fn auth_file(&self) -> Option<PathBuf> {
        self.auth
            .as_ref()
            .map_or_else(|| Some(modules::file(&*self.files, &self.convex, AUTH_MODULE)), |auth| auth.file.clone())
    }

    /// The import of the app's options, by this name unless another one is named.
    pub fn options_import(&self, default_name: &str) -> OptionsImport {
        let name = self.auth.as_ref().and_then(|auth| auth.export.as_deref()).unwrap_or(default_name);
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
        // The folder is resolved without the file: a folder may have the same name as the module.
        let folder = files::relative(&self.component, file.parent().unwrap_or(Path::new("")));
        let module = files::with_slashes(&folder.join(file.file_stem().unwrap_or_default()));
        let from = if module.starts_with("../") { module } else { format!("./{module}") };
        OptionsImport { name: name.to_owned(), from }
    }

    /// The files that commands write, at least one in each folder: leftovers of a killed run are beside them.
    pub fn written_paths(&self) -> Vec<PathBuf> {
        vec![self.schema_path(), self.adapter_path(), self.entry(), self.config_path()]
    }

    /// The path of the config file, or its default path.
    pub fn config_path(&self) -> PathBuf {
        self.config.path.clone().unwrap_or_else(|| self.app.join(config::FILE))
    }

    /// The path of adapter.ts.
    pub fn adapter_path(&self) -> PathBuf {
        self.component.join(ADAPTER_FILE)
    }
}
