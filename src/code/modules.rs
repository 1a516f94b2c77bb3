//! The modules of the app: found, read and parsed when something asks for one, and run once from top to bottom.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use swc_common::{BytePos, Span, Spanned as _};
use swc_ecma_ast::{
    Decl, DefaultDecl, ExportSpecifier, Expr, ExprOrSpread, ImportSpecifier, Lit, ModuleDecl, ModuleExportName,
    ModuleItem, Pat,
};
use typed_arena::Arena;

use super::evaluate::{Evaluator, at};
use super::resolve::{Resolved, Resolver};
use super::scope::Scope;
use super::statements::Flow;
use super::value::{Array, At, Export, Import, Item, Kind, Object, Val, Why};
use crate::guard::Limits;
use crate::project::files;
use crate::report::{Place, Problem, Source};
use crate::typescript::file;
use crate::value::json::{Dialect, parse};
use crate::value::{Kind as JsonKind, Value};

/// How many modules are read of one app.
const MOST_MODULES: usize = 500;
/// The name under which a module's default export is kept.
const DEFAULT: &str = "default";

/// What a file holds.
pub(crate) enum Content {
    Code(swc_ecma_ast::Module),
    Json(Value),
}

/// Files that were read, which live as long as the reading.
pub(crate) type Files = Arena<Content>;

/// A module that was read.
struct Module<'a> {
    path: PathBuf,
    source: Arc<Source>,
    content: &'a Content,
    scope: Rc<Scope<'a>>,
    exports: HashMap<String, Exported>,
    /// Modules of which everything is exported.
    stars: Vec<String>,
    has_run: bool,
}

/// What stands behind an exported name.
#[derive(Clone)]
enum Exported {
    Local(String),
    Import(Import),
}

/// All modules that were read.
pub(crate) struct Modules<'a> {
    files: &'a Files,
    limits: Limits,
    resolver: Resolver,
    /// Whether a module's specifier is known to be of a package.
    is_package: &'a dyn Fn(&str) -> bool,
    all: Vec<Module<'a>>,
    by_path: HashMap<PathBuf, Result<usize, Box<Problem>>>,
    looking_up: Vec<(usize, String)>,
}

impl<'a> Modules<'a> {
    pub(crate) fn new(files: &'a Files, limits: Limits, top: &Path, is_package: &'a dyn Fn(&str) -> bool) -> Self {
        let resolver = Resolver::new(top);
        let (all, by_path, looking_up) = (Vec::new(), HashMap::new(), Vec::new());
        Self { files, limits, resolver, is_package, all, by_path, looking_up }
    }

    /// The module of a file. None if there is no such file. Fails if it cannot be read or parsed.
    pub(crate) fn load(&mut self, path: &Path) -> Result<Option<usize>, Problem> {
        match self.by_path.get(path) {
            Some(Ok(known)) => return Ok(Some(*known)),
            Some(Err(problem)) => return Err((**problem).clone()),
            None => {}
        }
        if self.all.len() >= MOST_MODULES {
            return Err(Problem::error(format!("the options import more than {MOST_MODULES} modules"))
                .help("name what holds the options: --auth FILE"));
        }
        let Some(source) = files::read(path)? else { return Ok(None) };
        let read = self.read(path, source);
        self.by_path.insert(path.to_owned(), read.clone().map_err(Box::new));
        read.map(Some)
    }

    fn read(&mut self, path: &Path, source: Arc<Source>) -> Result<usize, Problem> {
        self.limits.check(&source)?;
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let content = match is_json {
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

    pub(crate) fn place(&self, at: At) -> Place {
        let source = &self.all[at.module].source;
        if at.span.is_dummy() { source.place(0..0) } else { file::place(source, at.span) }
    }

    /// The text of a place.
    pub(crate) fn text(&self, at: At) -> &str {
        let place = self.place(at);
        self.all[at.module].source.text.get(place.range).unwrap_or_default()
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
    /// Makes imports known, and what is exported.
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
                    let import = Kind::Import(Rc::new(Import { specifier: specifier.clone(), name }));
                    let place = At { module: number, span: one.span() };
                    self.scope.declare(&local.sym, Val::new(import, place), 0);
                }
            }
            ModuleDecl::ExportDecl(export) => {
                let mut names = Vec::new();
                match &export.decl {
                    Decl::Fn(function) => names.push(function.ident.sym.to_string()),
                    Decl::Class(class) => names.push(class.ident.sym.to_string()),
                    Decl::TsEnum(declared) => names.push(declared.id.sym.to_string()),
                    Decl::Var(variables) => variables.decls.iter().for_each(|one| bound(&one.name, &mut names)),
                    _ => {}
                }
                self.exports.extend(names.into_iter().map(|name| (name.clone(), Exported::Local(name))));
            }
            ModuleDecl::ExportNamed(export) if !export.type_only => {
                let from = export.src.as_ref().map(|source| source.value.to_string_lossy().into_owned());
                for one in &export.specifiers {
                    let (exported, original) = match one {
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
                    let behind = match (&from, original) {
                        (Some(specifier), name) => Exported::Import(Import { specifier: specifier.clone(), name }),
                        (None, Some(local)) => Exported::Local(local),
                        (None, None) => continue,
                    };
                    self.exports.insert(exported, behind);
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

impl<'a> Evaluator<'a> {
    /// Runs a module, unless it has run or is running.
    pub(crate) fn run_module(&mut self, module: usize) {
        if std::mem::replace(&mut self.modules.all[module].has_run, true) {
            return;
        }
        let scope = self.modules.scope(module);
        let Content::Code(code) = self.modules.all[module].content else { return };
        // What a module does when it is loaded depends on nothing of who imports it.
        let conditions = std::mem::take(&mut self.conditions);
        for item in &code.body {
            match item {
                // Imported for what it does, such as adding to a list of another module.
                ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if import.specifiers.is_empty() => {
                    let import = Import { specifier: import.src.value.to_string_lossy().into_owned(), name: None };
                    if let Kind::Namespace(other) = self.imported(&import, module, At::start(module)).kind {
                        self.run_module(other);
                    }
                }
                ModuleItem::Stmt(swc_ecma_ast::Stmt::Decl(declaration)) => self.hoist(declaration, &scope),
                ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => self.hoist(&export.decl, &scope),
                ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultDecl(export)) => {
                    if let DefaultDecl::Fn(named) = &export.decl {
                        let value = self.function_value(&named.function, &scope, at(&scope, export.span));
                        let name = named.ident.as_ref().map_or(DEFAULT, |name| &name.sym);
                        scope.declare(name, value.clone(), 0);
                        scope.declare(DEFAULT, value, 0);
                    }
                }
                _ => {}
            }
        }
        for item in &code.body {
            let flow = match item {
                ModuleItem::Stmt(statement) => self.statement(statement, &scope),
                ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => {
                    self.declaration(&export.decl, &scope);
                    Flow::Next
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(export)) => {
                    let value = self.eval_lazily(&export.expr, &scope);
                    scope.declare(DEFAULT, value, 0);
                    Flow::Next
                }
                _ => Flow::Next,
            };
            if matches!(flow, Flow::Throw) {
                break;
            }
        }
        self.conditions = conditions;
    }

    /// What a module exports under a name.
    pub(crate) fn export(&mut self, module: usize, name: &str, place: At) -> Val<'a> {
        let module_name = self.modules.all[module].source.name.clone();
        let missing = || {
            let (name, module) = (name.to_owned(), module_name.clone());
            Val::unknown(Why::NotExported { name, module }, place)
        };
        if let Content::Json(value) = self.modules.all[module].content {
            let value = json(value, module);
            return match name {
                DEFAULT => value,
                name => self.get(&value, name, place),
            };
        }
        let asked = (module, name.to_owned());
        if self.modules.looking_up.contains(&asked) {
            return missing();
        }
        self.run_module(module);
        self.modules.looking_up.push(asked);
        let value = match self.modules.all[module].exports.get(name).cloned() {
            Some(Exported::Local(local)) => match self.modules.scope(module).find(&local) {
                Some(slot) => self.settle(slot.value),
                None => Val::unknown(Why::TooEarly(local), place),
            },
            Some(Exported::Import(import)) => self.imported(&import, module, place),
            None if name == DEFAULT => missing(),
            None => self.star_export(module, name, place).unwrap_or_else(missing),
        };
        self.modules.looking_up.pop();
        value
    }

    /// A name that one of the modules has of which a module exports everything.
    fn star_export(&mut self, module: usize, name: &str, place: At) -> Option<Val<'a>> {
        let mut of_packages = Vec::new();
        for specifier in self.modules.all[module].stars.clone() {
            let import = Import { specifier, name: Some(name.to_owned()) };
            let value = self.imported(&import, module, place);
            match &value.kind {
                Kind::Unknown(unknown) if matches!(unknown.why, Why::NotExported { .. }) => {}
                Kind::Export(_) => of_packages.push(value),
                _ => return Some(value),
            }
        }
        of_packages.into_iter().next()
    }

    /// The names that a module exports, as far as they are written in it.
    pub(crate) fn exports_of(&mut self, module: usize) -> Vec<String> {
        if let Content::Json(value) = self.modules.all[module].content {
            let entries = value.as_object().unwrap_or_default();
            return entries.iter().map(|(key, _)| key.name.clone()).collect();
        }
        let mut names: Vec<String> = self.modules.all[module].exports.keys().cloned().collect();
        names.sort();
        names
    }

    /// Looks at an import, if the value is one.
    pub(crate) fn settle(&mut self, value: Val<'a>) -> Val<'a> {
        match &value.kind {
            Kind::Import(import) => {
                let import = Rc::clone(import);
                self.imported(&import, value.at.module, value.at)
            }
            _ => value,
        }
    }

    fn imported(&mut self, import: &Import, from: usize, place: At) -> Val<'a> {
        let Import { specifier, name } = import;
        let of_package = || {
            let export = Export { from: specifier.clone(), path: name.iter().cloned().collect() };
            Val::new(Kind::Export(Rc::new(export)), place)
        };
        let is_relative = specifier.starts_with('.');
        if !is_relative && (self.modules.is_package)(specifier) {
            return of_package();
        }
        let path = match self.modules.resolver.resolve(&self.modules.all[from].path, specifier) {
            Resolved::File(path) => path,
            Resolved::Package => return of_package(),
            Resolved::Nothing => return Val::unknown(Why::NoModule(specifier.clone()), place),
        };
        match (self.modules.load(&path), name) {
            (Ok(Some(module)), Some(name)) => self.export(module, name, place),
            (Ok(Some(module)), None) => Val::new(Kind::Namespace(module), place),
            (Ok(None), _) => Val::unknown(Why::NoModule(specifier.clone()), place),
            (Err(problem), _) => Val::unknown(Why::Unreadable(Box::new(problem)), place),
        }
    }

    /// `import("./module")`
    pub(crate) fn dynamic_import(&mut self, arguments: &'a [ExprOrSpread], place: At) -> Val<'a> {
        match arguments.first().map(|first| &*first.expr) {
            Some(Expr::Lit(Lit::Str(specifier))) => {
                let import = Import { specifier: specifier.value.to_string_lossy().into_owned(), name: None };
                self.imported(&import, place.module, place)
            }
            _ => Val::unknown(Why::Form("an import whose module is computed"), place),
        }
    }
}

/// A JSON value as one of the code.
fn json<'a>(value: &Value, module: usize) -> Val<'a> {
    let offset = |bytes: usize| BytePos(u32::try_from(bytes).unwrap_or(u32::MAX - 1) + 1);
    let at = |place: &Place| At { module, span: Span::new(offset(place.range.start), offset(place.range.end)) };
    let kind = match &value.kind {
        JsonKind::Null => Kind::Null,
        JsonKind::Boolean(value) => Kind::Boolean(*value),
        JsonKind::Number(number) => Kind::Number(*number),
        JsonKind::String(text) => Kind::String(text.as_str().into()),
        JsonKind::Array(items) => Array::kind(items.iter().map(|item| Item::One(json(item, module))).collect(), 0),
        JsonKind::Object(entries) => {
            let object = Object::new(0);
            for (key, value) in entries {
                object.insert(&key.name, at(&key.place), json(value, module));
            }
            Kind::Object(Rc::new(object))
        }
    };
    Val::new(kind, at(&value.place))
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

/// The names that a pattern binds.
fn bound(pattern: &Pat, names: &mut Vec<String>) {
    use swc_ecma_ast::ObjectPatProp::{Assign, KeyValue, Rest};
    match pattern {
        Pat::Ident(name) => names.push(name.id.sym.to_string()),
        Pat::Object(object) => object.props.iter().for_each(|property| match property {
            Assign(assigned) => names.push(assigned.key.id.sym.to_string()),
            KeyValue(pair) => bound(&pair.value, names),
            Rest(rest) => bound(&rest.arg, names),
        }),
        Pat::Array(array) => array.elems.iter().flatten().for_each(|element| bound(element, names)),
        Pat::Assign(with_default) => bound(&with_default.left, names),
        Pat::Rest(rest) => bound(&rest.arg, names),
        Pat::Expr(_) | Pat::Invalid(_) => {}
    }
}
