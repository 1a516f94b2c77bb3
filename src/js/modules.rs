//! The modules of the app: found, read and parsed when they are needed, and followed once from top to bottom.

mod imports;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use swc_common::{Span as SwcSpan, Spanned as _};
use swc_ecma_ast::{ExportSpecifier, ImportSpecifier, ModuleDecl, ModuleExportName, ModuleItem};
use typed_arena::Arena;

use super::conditions::Frame;
use super::scope::Scope;
use super::value::{Import, JsKind, JsValue, Loc};
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::syntax::exports::declared;
use crate::syntax::file;
use crate::syntax::limits::Limits;
use crate::value::Value;
use crate::value::json::{Dialect, parse};
use crate::workspace::provider::{FileProvider, refused};
use crate::workspace::resolve::Resolver;

/// The limit on the number of modules of one app.
const MAX_MODULES: usize = 500;
/// The name of a module's default export.
const DEFAULT: &str = "default";

/// The content of a file.
pub(crate) enum Content {
    Code(swc_ecma_ast::Module),
    Json(Value),
}

/// The files that were read, which live as long as the evaluator.
pub(crate) type Files = Arena<Content>;

/// A module that was read.
struct Module<'a> {
    path: PathBuf,
    source: Arc<Source>,
    content: &'a Content,
    scope: Rc<Scope<'a>>,
    exports: HashMap<String, Exported>,
    /// The specifiers of `export *`.
    stars: Vec<String>,
    has_run: bool,
}

/// The target of an exported name.
#[derive(Clone)]
enum Exported {
    Local(String),
    /// An export of another module, and the place that names it.
    Import(Import, SwcSpan),
}

/// All modules that were read.
pub(crate) struct Modules<'a> {
    files: &'a Files,
    limits: Limits,
    resolver: Resolver,
    store: Arc<dyn FileProvider>,
    all: Vec<Module<'a>>,
    by_path: HashMap<PathBuf, Result<usize, Box<Diagnostic>>>,
    /// The first module that exists and could not be read or parsed.
    failure: Option<Box<Diagnostic>>,
    looking_up: Vec<(usize, String)>,
}

impl<'a> Modules<'a> {
    pub(crate) fn new(files: &'a Files, limits: Limits, top: &Path, store: Arc<dyn FileProvider>) -> Self {
        let resolver = Resolver::new(top, Arc::clone(&store));
        let (all, by_path, looking_up) = (Vec::new(), HashMap::new(), Vec::new());
        Self { files, limits, resolver, store, all, by_path, failure: None, looking_up }
    }

    /// The path of a file as it is displayed.
    pub(crate) fn display_path(&self, path: &Path) -> String {
        self.store.display_path(path)
    }

    /// The diagnostic of the first module that was needed, exists, and could not be read or parsed.
    pub(crate) fn failure(&self) -> Option<&Diagnostic> {
        self.failure.as_deref()
    }

    /// The module of a file. None if there is no such file. Fails if it cannot be read or parsed.
    pub(crate) fn load(&mut self, path: &Path) -> Result<Option<usize>, Diagnostic> {
        let loaded = self.load_once(path);
        if let (Err(diagnostic), None) = (&loaded, &self.failure) {
            self.failure = Some(Box::new(diagnostic.clone()));
        }
        loaded
    }

    fn load_once(&mut self, path: &Path) -> Result<Option<usize>, Diagnostic> {
        match self.by_path.get(path) {
            Some(Ok(known)) => return Ok(Some(*known)),
            Some(Err(diagnostic)) => return Err((**diagnostic).clone()),
            None => {}
        }
        if self.all.len() >= MAX_MODULES {
            let message = format!("this code imports more than {MAX_MODULES} modules");
            return Err(Diagnostic::new(&codes::CODE_TOO_LONG, message).help("import fewer modules, or smaller ones"));
        }
        let Some(source) = self.store.read(path)? else { return Ok(None) };
        let read = self.read(path, source);
        self.by_path.insert(path.to_owned(), read.clone().map_err(Box::new));
        read.map(Some)
    }

    fn read(&mut self, path: &Path, source: Arc<Source>) -> Result<usize, Diagnostic> {
        self.limits.check(&source)?;
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let content = match is_json {
            true if source.is_hidden => return Err(refused(&source.name)),
            true => Content::Json(parse(&source, Dialect::WithComments)?),
            false => Content::Code(file::parse_module(&source, has_jsx(path))?),
        };
        let content: &'a Content = self.files.alloc(content);
        let number = self.all.len();
        let scope = Scope::of_module(number);
        let mut module = Module {
            path: path.to_owned(),
            source,
            content,
            scope,
            exports: HashMap::new(),
            stars: Vec::new(),
            has_run: false,
        };
        if let Content::Code(code) = content {
            code.body.iter().for_each(|item| module.declare(item, number));
        }
        self.all.push(module);
        Ok(number)
    }

    /// Whether a file was opened.
    #[cfg(test)]
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.by_path.contains_key(path)
    }

    pub(crate) fn span(&self, at: Loc) -> Span {
        let source = &self.all[at.module].source;
        if at.span.is_dummy() { source.span(0..0) } else { file::span_in(source, at.span) }
    }

    /// The source text of a place.
    pub(crate) fn text(&self, at: Loc) -> &str {
        let span = self.span(at);
        self.all[at.module].source.text.get(span.range).unwrap_or_default()
    }

    /// The code of a module, unless it is JSON.
    pub(crate) fn code(&self, module: usize) -> Option<&'a swc_ecma_ast::Module> {
        match self.all[module].content {
            Content::Code(code) => Some(code),
            Content::Json(_) => None,
        }
    }

    pub(crate) fn scope(&self, module: usize) -> Rc<Scope<'a>> {
        Rc::clone(&self.all[module].scope)
    }
}

impl Module<'_> {
    /// Declares the imports and exports of an item.
    fn declare(&mut self, item: &ModuleItem, number: usize) {
        let ModuleItem::ModuleDecl(declaration) = item else { return };
        match declaration {
            ModuleDecl::Import(import) if !import.type_only => {
                let specifier = import.src.value.to_string_lossy().into_owned();
                for one in &import.specifiers {
                    let (local, name) = match one {
                        ImportSpecifier::Named(named) => {
                            let imported = named.imported.as_ref().map(name_of);
                            (&named.local, Some(imported.unwrap_or_else(|| named.local.sym.to_string())))
                        }
                        ImportSpecifier::Default(default) => (&default.local, Some(DEFAULT.to_owned())),
                        ImportSpecifier::Namespace(all) => (&all.local, None),
                    };
                    let import = JsKind::Import(Rc::new(Import { specifier: specifier.clone(), name }));
                    let span = Loc { module: number, span: one.span() };
                    self.scope.declare(&local.sym, JsValue::new(import, span), Frame::default());
                }
            }
            ModuleDecl::ExportDecl(export) => {
                let mut names = Vec::new();
                declared(&export.decl, &mut names);
                self.exports.extend(names.into_iter().map(|name| (name.clone(), Exported::Local(name))));
            }
            ModuleDecl::ExportNamed(export) if !export.type_only => {
                let from = export.src.as_ref().map(|source| source.value.to_string_lossy().into_owned());
                for one in &export.specifiers {
                    let (exported, original) = match one {
                        // A type has no value.
                        ExportSpecifier::Named(named) if named.is_type_only => continue,
                        ExportSpecifier::Named(named) => {
                            let original = name_of(&named.orig);
                            let exported = named.exported.as_ref().map_or_else(|| original.clone(), name_of);
                            (exported, Some(original))
                        }
                        ExportSpecifier::Namespace(all) => (name_of(&all.name), None),
                        ExportSpecifier::Default(default) => {
                            (default.exported.sym.to_string(), Some(DEFAULT.to_owned()))
                        }
                    };
                    let target = match (&from, original) {
                        (Some(specifier), name) => {
                            Exported::Import(Import { specifier: specifier.clone(), name }, one.span())
                        }
                        (None, Some(local)) => Exported::Local(local),
                        (None, None) => continue,
                    };
                    self.exports.insert(exported, target);
                }
            }
            ModuleDecl::ExportAll(all) if !all.type_only => {
                self.stars.push(all.src.value.to_string_lossy().into_owned());
            }
            ModuleDecl::ExportDefaultExpr(_) | ModuleDecl::ExportDefaultDecl(_) => {
                self.exports.insert(DEFAULT.to_owned(), Exported::Local(DEFAULT.to_owned()));
            }
            _ => {}
        }
    }
}

fn has_jsx(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "tsx" || extension == "jsx")
}

fn name_of(name: &ModuleExportName) -> String {
    match name {
        ModuleExportName::Ident(name) => name.sym.to_string(),
        ModuleExportName::Str(text) => text.value.to_string_lossy().into_owned(),
    }
}
