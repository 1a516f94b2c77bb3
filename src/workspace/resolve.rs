//! Resolution of specifiers to files of the project: relative paths, `paths` of tsconfig.json and jsconfig.json,
//! `imports` of package.json, packages of the same repository. Never a file in node_modules.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{
    FileMetadata, FileSystem, ResolveError, ResolveOptions, ResolverGeneric, TsconfigDiscovery, TsconfigOptions,
    TsconfigReferences,
};

use super::around::Around;
use super::modules::{BUILT, ENDINGS, file_at};
use super::provider::{Disk, FileProvider, Kind};
use super::{files, packages};

/// Config files that can declare aliases.
const CONFIGS: [&str; 2] = ["tsconfig.json", "jsconfig.json"];

/// The meaning of a specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// A file of the project.
    File(PathBuf),
    /// A package, which is not read.
    Package,
    /// A path without a file.
    Nothing,
}

/// A resolver for the modules of one repository.
pub(crate) struct Resolver {
    root: PathBuf,
    files: Arc<dyn FileProvider>,
    /// Results, by the importing folder and the specifier.
    known: HashMap<(PathBuf, String), Resolved>,
    /// The packages of the repository by name, collected once.
    workspace: Option<HashMap<String, PathBuf>>,
    /// For everything but relative paths. Its construction is slower than all other steps, so it waits until needed.
    library: OnceCell<ResolverGeneric<Provided>>,
}

impl Resolver {
    pub(crate) fn new(root: &Path, files: Arc<dyn FileProvider>) -> Self {
        Self { root: root.to_owned(), files, known: HashMap::new(), workspace: None, library: OnceCell::new() }
    }

    /// The meaning of a specifier in a file.
    pub(crate) fn resolve(&mut self, importer: &Path, specifier: &str) -> Resolved {
        let folder = importer.parent().unwrap_or(Path::new("")).to_owned();
        let key = (folder, specifier.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let resolved = self.lookup(&key.0, specifier);
        self.known.insert(key, resolved.clone());
        resolved
    }

    fn lookup(&mut self, folder: &Path, specifier: &str) -> Resolved {
        // A bundler's suffix, such as `?raw`, is not part of the name.
        let specifier = specifier.split('?').next().unwrap_or_default();
        if specifier.starts_with('.') {
            return self.at_path(&files::absolute(&folder.join(specifier))).map_or(Resolved::Nothing, Resolved::File);
        }
        let found = match specifier.starts_with('#') {
            true => self.by_library(folder, specifier),
            false => None,
        };
        let found = found.or_else(|| self.by_alias(folder, specifier));
        found.or_else(|| self.in_workspace(folder, specifier)).map_or(Resolved::Package, Resolved::File)
    }

    /// The file at a path: the path itself, the path with an extension, or the index of a folder.
    fn at_path(&self, path: &Path) -> Option<PathBuf> {
        file_at(&*self.files, path).and_then(is_source)
    }

    fn around<'a>(&'a self, folder: &'a Path) -> Around<'a> {
        Around { files: &*self.files, folder, root: &self.root }
    }

    fn library(&self) -> &ResolverGeneric<Provided> {
        let files = || Provided(Arc::clone(&self.files));
        self.library.get_or_init(|| ResolverGeneric::new_with_file_system(files(), options(None)))
    }

    fn by_library(&self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        is_source(self.library().resolve(folder, specifier).ok()?.into_path_buf())
    }

    /// The file by the `paths` or the `baseUrl` of the nearest config that has the module.
    fn by_alias(&self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        let configs = self.around(folder).folders().flat_map(|at| CONFIGS.map(|name| at.join(name)));
        configs.filter(|config| may_have(&self.files.text(config), specifier)).find_map(|config| {
            let resolver = self.library().clone_with_options(options(Some(config)));
            is_source(resolver.resolve(folder, specifier).ok()?.into_path_buf())
        })
    }

    fn in_workspace(&mut self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        let depth = if specifier.starts_with('@') { 2 } else { 1 };
        let end = specifier.match_indices('/').nth(depth - 1).map_or(specifier.len(), |(at, _)| at);
        let (name, rest) = specifier.split_at(end);
        if self.workspace.is_none() {
            self.workspace = Some(packages::packages(self.around(folder)));
        }
        let known = self.workspace.as_ref()?;
        let package = known.get(name)?.clone();
        // `exports`, as if the package imported itself, take precedence over `main` and the path.
        self.by_library(&package, specifier).or_else(|| self.by_library(&package, &format!(".{rest}")))
    }
}

/// Whether a config may resolve a specifier. Only then is the library called, which is slow.
fn may_have(text: &str, specifier: &str) -> bool {
    let start = specifier.split('/').next().unwrap_or_default();
    let has_alias = text.contains("\"paths\"") && (text.contains(&format!("\"{start}")) || text.contains("\"*\""));
    has_alias || text.contains("\"extends\"") || text.contains("\"baseUrl\"")
}

/// The files of a provider, as the library reads them.
struct Provided(Arc<dyn FileProvider>);

impl FileSystem for Provided {
    fn new() -> Self {
        Self(Arc::new(Disk))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_to_string(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        match self.0.read_with_conflicts(path) {
            Ok(Some(source)) => Ok(source.text.clone()),
            Ok(None) => Err(io::ErrorKind::NotFound.into()),
            Err(_) => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        let kind = self.0.kind(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(FileMetadata::new(kind == Kind::File, kind == Kind::Folder, false))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ResolveError> {
        // The provider follows links itself.
        Ok(path.to_owned())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.real_path(path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn options(config: Option<PathBuf>) -> ResolveOptions {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    ResolveOptions {
        tsconfig: config.map(|config_file| {
            TsconfigDiscovery::Manual(TsconfigOptions { config_file, references: TsconfigReferences::Disabled })
        }),
        extensions: owned(&ENDINGS),
        extension_alias: BUILT
            .iter()
            .map(|(built, sources)| ((*built).to_owned(), [owned(sources), owned(&[built])].concat()))
            .collect(),
        condition_names: owned(&["source", "convex", "import", "module", "default"]),
        main_fields: owned(&["source", "module", "main"]),
        main_files: owned(&["index", "src/index"]),
        // Packages are not read.
        modules: Vec::new(),
        symlinks: false,
        ..ResolveOptions::default()
    }
}

/// The path if it is code or data, and not in an installed package.
fn is_source(path: PathBuf) -> Option<PathBuf> {
    let name = path.to_string_lossy();
    let is_known = ENDINGS.iter().any(|extension| name.ends_with(extension)) && !name.ends_with(".d.ts");
    let is_package = path.components().any(|part| part.as_os_str() == "node_modules");
    (is_known && !is_package).then_some(path)
}
