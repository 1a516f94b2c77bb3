//! Resolution of specifiers to files of the project: relative paths, `paths` of tsconfig.json and jsconfig.json,
//! `imports` of package.json, packages of the same repository. Never a file in node_modules.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{
    FileMetadata, FileSystem, Resolution, ResolveError, ResolveOptions, ResolverGeneric, TsconfigDiscovery,
    TsconfigOptions, TsconfigReferences,
};

use super::around::Around;
use super::modules::{BUILT, ENDINGS, file_at};
use super::provider::{Disk, FileProvider, Kind};
use super::{files, packages};
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Source};

/// Config files that can declare aliases.
const CONFIGS: [&str; 2] = ["tsconfig.json", "jsconfig.json"];

/// The meaning of a specifier.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Resolved {
    /// A file of the project.
    File(PathBuf),
    /// A package, which is not read.
    Package,
    /// A path without a file.
    Nothing,
    /// A package, or an alias of a config file that cannot be used.
    Unreadable(Box<Diagnostic>),
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
            true => self.by_library(folder, specifier).ok(),
            false => None,
        };
        let mut unusable = None;
        let found = found.or_else(|| self.by_alias(folder, specifier, &mut unusable));
        match (found.or_else(|| self.in_workspace(folder, specifier)), unusable) {
            (Some(file), _) => Resolved::File(file),
            (None, Some(diagnostic)) if !self.is_dependency(folder, specifier) => {
                Resolved::Unreadable(Box::new(diagnostic))
            }
            (None, _) => Resolved::Package,
        }
    }

    /// Whether a package.json around a folder names the package of a specifier.
    fn is_dependency(&self, folder: &Path, specifier: &str) -> bool {
        let name = format!("\"{}\"", package_name(specifier).0);
        self.around(folder).folders().any(|at| self.files.text(&at.join("package.json")).contains(&name))
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

    fn by_library(&self, folder: &Path, specifier: &str) -> Result<PathBuf, ResolveError> {
        source(self.library().resolve(folder, specifier))
    }

    /// The file by the `paths` or the `baseUrl` of the nearest config that has the module. The first config that cannot
    /// be used is reported in `unusable`.
    fn by_alias(&self, folder: &Path, specifier: &str, unusable: &mut Option<Diagnostic>) -> Option<PathBuf> {
        let configs = self.around(folder).folders().flat_map(|at| CONFIGS.map(|name| at.join(name)));
        configs.into_iter().find_map(|config| {
            let text = match self.files.read(&config) {
                Ok(source) => source?,
                Err(diagnostic) => {
                    unusable.get_or_insert(diagnostic);
                    return None;
                }
            };
            if !may_have(&text.text, specifier) {
                return None;
            }
            let resolver = self.library().clone_with_options(options(Some(config)));
            match source(resolver.resolve(folder, specifier)) {
                Ok(path) => Some(path),
                Err(error) => {
                    if let Some(diagnostic) = self.unusable(&text, &error) {
                        unusable.get_or_insert(diagnostic);
                    }
                    None
                }
            }
        })
    }

    /// The diagnostic of a config that cannot be used. None if it only lacks the module.
    fn unusable(&self, config: &Arc<Source>, error: &ResolveError) -> Option<Diagnostic> {
        const HELP: &str = "correct it, or import the module by its path";
        let reason = match error {
            ResolveError::Json(error) => {
                let source = self.files.read_with_conflicts(&error.path).ok().flatten()?;
                let starts = [0].into_iter().chain(source.text.match_indices('\n').map(|(at, _)| at + 1));
                let line = starts.take(error.line).last().unwrap_or(0);
                let at = line + error.column.saturating_sub(1);
                let title = format!("{} is not valid JSON", source.name);
                let diagnostic = Diagnostic::new(&codes::ALIASES_UNREADABLE, title);
                return Some(diagnostic.at(&source.span(at..at), "").help(HELP));
            }
            ResolveError::TsconfigNotFound(path) => {
                format!("it extends {}, which does not exist", self.files.display_path(path))
            }
            ResolveError::TsconfigCircularExtend(_) => "it extends itself".to_owned(),
            ResolveError::TsconfigSelfReference(_) => "its `references` name itself".to_owned(),
            ResolveError::IOError(_) => "a file that it extends cannot be read".to_owned(),
            _ => return None,
        };
        let title = format!("cannot use {}: {reason}", config.name);
        Some(Diagnostic::new(&codes::ALIASES_UNREADABLE, title).help(HELP))
    }

    fn in_workspace(&mut self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        let (name, rest) = package_name(specifier);
        if self.workspace.is_none() {
            self.workspace = Some(packages::packages(self.around(folder)));
        }
        let known = self.workspace.as_ref()?;
        let package = known.get(name)?.clone();
        // `exports`, as if the package imported itself, take precedence over `main` and the path.
        let found = self.by_library(&package, specifier);
        found.or_else(|_| self.by_library(&package, &format!(".{rest}"))).ok()
    }
}

/// The name of the package in a specifier, and the path in it.
fn package_name(specifier: &str) -> (&str, &str) {
    let depth = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(depth - 1).map_or(specifier.len(), |(at, _)| at);
    specifier.split_at(end)
}

/// Whether a config may resolve a specifier. Only then is the library called, which is slow.
fn may_have(text: &str, specifier: &str) -> bool {
    let start = specifier.split('/').next().unwrap_or_default();
    let has_alias = text.contains("\"paths\"") && (text.contains(&format!("\"{start}")) || text.contains("\"*\""));
    has_alias || text.contains("\"extends\"") || text.contains("\"baseUrl\"") || text.contains("\"references\"")
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
            TsconfigDiscovery::Manual(TsconfigOptions { config_file, references: TsconfigReferences::Auto })
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

/// The path of a resolution. Fails also if it is not a source.
fn source(resolution: Result<Resolution, ResolveError>) -> Result<PathBuf, ResolveError> {
    let path = resolution?.into_path_buf();
    is_source(path).ok_or_else(|| ResolveError::NotFound(String::new()))
}

/// The path if it is code or data, and not in an installed package.
fn is_source(path: PathBuf) -> Option<PathBuf> {
    let name = path.to_string_lossy();
    let is_known = ENDINGS.iter().any(|extension| name.ends_with(extension)) && !name.ends_with(".d.ts");
    let is_package = path.components().any(|part| part.as_os_str() == "node_modules");
    (is_known && !is_package).then_some(path)
}
