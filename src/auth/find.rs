//! The search for an app's options: the argument of `createApi` in adapter.ts, or else `createAuthOptions` and the argument of
//! `betterAuth` in the usual modules.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{Callee, Decl, Expr, ModuleDecl, ModuleItem, Pat, Stmt};

use super::host::BETTER_AUTH;
use super::unknown::with_origin;
use super::{IN_CONVEX, OptionsFunction, OptionsQuery};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::files::FILE_MISSING;
use crate::diagnostic::codes::options as codes;
use crate::js::call::unwrapped;
use crate::js::evaluate::Evaluator;
use crate::js::reason::{Reason, Unknown};
use crate::js::value::{JsKind, JsValue, Loc};
use crate::workspace::files;

/// The usual names of exported options, in descending precedence.
const OPTIONS_NAMES: [&str; 7] =
    ["createAuthOptions", "createOptions", "authOptions", "options", "betterAuthOptions", "getAuthOptions", "default"];
/// The usual names of an instance, or of the function that returns it.
const INSTANCE_NAMES: [&str; 3] = ["createAuth", "auth", "getAuth"];

/// Options that were found.
pub(super) struct Candidate<'a> {
    /// The variable, function or export that has them.
    pub(super) name: String,
    /// The module that declares or re-exports that name.
    pub(super) module: PathBuf,
    /// The options.
    pub(super) options: JsValue<'a>,
    /// The place in adapter.ts that names them, if it does.
    pub(super) named_at: Option<Loc>,
    /// The kind of value behind the name.
    pub(super) kind: CandidateKind,
    /// Whether the module exports the name.
    pub(super) is_exported: bool,
    /// Whether the function returns a promise, for which the Convex adapter does not wait.
    pub(super) is_async: bool,
}

/// The kind of value behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CandidateKind {
    /// A function that returns the options.
    OptionsFunction,
    /// A function that returns an instance.
    InstanceFunction,
    /// The options, or an instance.
    Value,
}

impl Candidate<'_> {
    /// The function that returns them, if adapter.ts can import it.
    pub(super) fn function(&self) -> Option<OptionsFunction> {
        // adapter.ts cannot import what it defines itself.
        let is_function =
            self.named_at.is_none() && self.is_exported && !self.is_async && self.kind != CandidateKind::Value;
        is_function.then(|| OptionsFunction {
            module: self.module.clone(),
            name: self.name.clone(),
            gives_instance: self.kind == CandidateKind::InstanceFunction,
        })
    }
}

impl<'a> Evaluator<'a> {
    /// The options that adapter.ts names. None if the file is missing, if it names none, or if its import is the one that `gen`
    /// writes and no module exports that yet. Fails if it names something else that cannot be followed to options.
    pub(super) fn adapter_candidate(&mut self, query: &OptionsQuery) -> Result<Option<Candidate<'a>>, Diagnostic> {
        let OptionsQuery { adapter: path, adapter_package: package, adapter_function: function, .. } = query;
        // Problems of the file itself are reported where it is replaced.
        let Some(module) = self.modules.load(path).ok().flatten() else { return Ok(None) };
        let Some(code) = self.modules.code(module) else { return Ok(None) };
        self.run_module(module);
        let scope = self.modules.scope(module);
        let mut calls = variables(code).filter_map(|(_, value)| match unwrapped(value) {
            Expr::Call(call) => Some(call),
            _ => None,
        });
        let call = calls.find(|call| {
            let Callee::Expr(callee) = &call.callee else { return false };
            let callee = self.eval(callee, &scope);
            matches!(&callee.kind, JsKind::ExternalRef(export) if export.from == *package && export.path == [function.as_str()])
        });
        let argument = call.and_then(|call| call.args.get(1)).filter(|argument| argument.spread.is_none());
        let Some(argument) = argument else { return Ok(None) };
        let value = self.eval(&argument.expr, &scope);
        let name = match unwrapped(&argument.expr) {
            Expr::Ident(name) => name.sym.to_string(),
            _ => "the options".to_owned(),
        };
        let named_at = Loc { module, span: argument.span() };
        let Some((options, kind)) = self.as_options(&value, 0) else {
            let unknown = value.unknown_reason("this as options");
            // Only an import of adapter.ts itself may be missing, not one of the modules behind it.
            let is_missing = matches!(unknown.reason, Reason::NoModule(_) | Reason::NotExported { .. });
            if is_missing && unknown.at.module == module && self.is_usual_import(module, &argument.expr, query) {
                return Ok(None);
            }
            return Err(self.unreadable_options(path, named_at, &unknown));
        };
        // The result of a call into a package has no known option.
        if matches!(options.kind, JsKind::ExternalCall(_) | JsKind::Unknown(_)) {
            return Err(self.unreadable_options(path, named_at, &options.unknown_reason("this as options")));
        }
        let (module, is_async) = (path.to_owned(), is_async(&value));
        Ok(Some(Candidate { name, module, options, named_at: Some(named_at), kind, is_exported: false, is_async }))
    }

    /// Whether an argument of adapter.ts is the import that `gen` writes for an app without options.
    fn is_usual_import(&self, module: usize, argument: &Expr, query: &OptionsQuery) -> bool {
        let Expr::Ident(local) = unwrapped(argument) else { return false };
        let Some(slot) = self.modules.scope(module).find(&local.sym) else { return false };
        let JsKind::Import(import) = &slot.value.kind else { return false };
        let imported = files::absolute(&query.component.join(&import.specifier)).with_extension("");
        import.name.as_ref() == Some(&query.adapter_options)
            && import.specifier.starts_with('.')
            && IN_CONVEX.iter().any(|name| query.convex.join(name).with_extension("") == imported)
    }

    /// The error for options that adapter.ts names and that cannot be followed, at the origin of that.
    fn unreadable_options(&self, path: &Path, named_at: Loc, unknown: &Rc<Unknown>) -> Diagnostic {
        let shown = self.modules.display_path(path);
        let named = self.modules.span(named_at);
        if let Reason::Unreadable(diagnostic) = &unknown.reason {
            let diagnostic = (**diagnostic).clone().and_at(&named, "these options depend on that file");
            return diagnostic
                .help("correct it, or name the plugins instead of reading code: --plugins NAMES --no-auth");
        }
        let message = format!("cannot follow the options that {shown} names");
        let diagnostic = Diagnostic::new(&codes::NO_OPTIONS, message);
        let diagnostic = match unknown.at.module == named_at.module {
            true => with_origin(diagnostic.at(&named, ""), &named, &self.origin(unknown)),
            false => {
                let diagnostic = diagnostic.at(&self.modules.span(unknown.at), "");
                diagnostic.and_at(&named, "named here").note(format!("depends on {}", unknown.reason))
            }
        };
        let (Reason::Call(export) | Reason::Package(export)) = &unknown.reason else {
            return diagnostic
                .help("name the function that returns them: --auth FILE#NAME")
                .help("or name the plugins instead of reading code: --plugins NAMES --no-auth");
        };
        let name = export.path.last().map_or("NAME", String::as_str);
        diagnostic
            .help(format!("if its source is in this repository, name the file: --auth FILE#{name}"))
            .help("or name the plugins instead of reading code: --plugins NAMES --no-auth")
    }

    /// The options with this name in a module. Fails if the module is missing or unreadable, or if the name has no options.
    pub(super) fn named_candidate(&mut self, path: &Path, name: &str) -> Result<Candidate<'a>, Diagnostic> {
        let shown = self.modules.display_path(path);
        let missing = || {
            Diagnostic::new(&FILE_MISSING, format!("{shown} does not exist"))
                .help("name the file that has the options: --auth FILE")
        };
        let module = self.modules.load(path)?.ok_or_else(missing)?;
        let value = self.export(module, name, Loc::start(module));
        match self.as_options(&value, 0) {
            Some((options, kind)) => {
                let (name, module, is_async) = (name.to_owned(), path.to_owned(), is_async(&value));
                Ok(Candidate { name, module, options, named_at: None, kind, is_exported: true, is_async })
            }
            None => {
                let unknown = value.unknown_reason("this as options");
                if let Reason::Unreadable(diagnostic) = &unknown.reason {
                    return Err((**diagnostic).clone().note(format!("`{name}` of {shown} depends on this file")));
                }
                let message = format!("`{name}` of {shown} does not lead to options of betterAuth");
                let diagnostic = Diagnostic::new(&codes::NO_OPTIONS, message);
                let span = self.modules.span(value.at);
                let diagnostic = with_origin(diagnostic.at(&span, ""), &span, &self.origin(&unknown));
                Err(diagnostic.help("export a function that returns them"))
            }
        }
    }

    /// All options of a module: those with the usual names, and those that are passed to `betterAuth`. Fails if the module
    /// cannot be read.
    pub(super) fn module_candidates(&mut self, path: &Path) -> Result<Vec<Candidate<'a>>, Diagnostic> {
        let Some(module) = self.modules.load(path)? else { return Ok(Vec::new()) };
        self.run_module(module);
        let exported = self.exports_of(module);
        let mut found = Vec::<Candidate<'a>>::new();
        let is_exported = |name: &&&str| exported.iter().any(|known| known == *name);
        let mut names: Vec<(String, bool)> =
            OPTIONS_NAMES.iter().filter(is_exported).map(|name| ((*name).to_owned(), true)).collect();
        names.extend(INSTANCE_NAMES.iter().filter(is_exported).map(|name| ((*name).to_owned(), false)));
        names.extend(self.instance_names(module).into_iter().map(|name| (name, false)));
        let mut seen = Vec::new();
        for (name, may_be_options) in names {
            if seen.contains(&name) {
                continue;
            }
            let value = match self.modules.scope(module).find(&name) {
                Some(slot) => self.resolve_import(slot.value),
                None => self.export(module, &name, Loc::start(module)),
            };
            seen.push(name.clone());
            let Some((options, kind)) = self.as_options(&value, 0) else { continue };
            if !may_be_options && !self.is_instance(&value, 0) {
                continue;
            }
            // A default export may be anything: it counts as options if it has their keys.
            if !matches!(options.kind, JsKind::Object(_) | JsKind::Conditional(_))
                || may_be_options && !has_options(&options)
            {
                continue;
            }
            if !found.iter().any(|known| known.options.is_same(&options)) {
                let (is_exported, is_async) = (exported.contains(&name), is_async(&value));
                let module = path.to_owned();
                found.push(Candidate { name, module, options, named_at: None, kind, is_exported, is_async });
            }
        }
        Ok(found)
    }

    /// The names in a module whose code calls `betterAuth`.
    fn instance_names(&self, module: usize) -> Vec<String> {
        let Some(code) = self.modules.code(module) else { return Vec::new() };
        let calls = |span| self.modules.text(Loc { module, span }).contains("betterAuth");
        let mut names: Vec<String> =
            variables(code).filter(|(_, value)| calls(value.span())).filter_map(|(name, _)| name).collect();
        names.extend(functions(code).filter(|(_, span)| calls(*span)).map(|(name, _)| name));
        names
    }

    /// The options that a value is, returns when it is called, or was created from.
    fn as_options(&mut self, value: &JsValue<'a>, depth: usize) -> Option<(JsValue<'a>, CandidateKind)> {
        match &value.kind {
            JsKind::Function(function) if depth < 3 => {
                let function = Rc::clone(function);
                let result = self.call_entry_point(&function, value.at);
                let is_instance = self.is_instance(&result, depth + 1);
                let (options, _) = self.as_options(&result, depth + 1)?;
                Some((
                    options,
                    if is_instance { CandidateKind::InstanceFunction } else { CandidateKind::OptionsFunction },
                ))
            }
            JsKind::ExternalCall(call) if BETTER_AUTH.is(&call.export) => {
                let options = self.get(value, "options", value.at);
                Some((self.resolve_import(options), CandidateKind::Value))
            }
            JsKind::ExternalCall(_) | JsKind::Unknown(_) if depth > 0 => Some((value.clone(), CandidateKind::Value)),
            JsKind::Object(_) | JsKind::Conditional(_) => Some((value.clone(), CandidateKind::Value)),
            _ => None,
        }
    }

    fn is_instance(&mut self, value: &JsValue<'a>, depth: usize) -> bool {
        match &value.kind {
            JsKind::ExternalCall(call) => BETTER_AUTH.is(&call.export),
            JsKind::Function(function) if depth < 3 => {
                let function = Rc::clone(function);
                let result = self.call_entry_point(&function, value.at);
                self.is_instance(&result, depth + 1)
            }
            JsKind::Conditional(conditional) => {
                self.is_instance(&conditional.yes, depth) || self.is_instance(&conditional.no, depth)
            }
            _ => false,
        }
    }
}

fn is_async(value: &JsValue<'_>) -> bool {
    matches!(&value.kind, JsKind::Function(function) if function.is_async)
}

/// Whether an object has keys of `betterAuth`'s options (`BetterAuthOptions` in @better-auth/core).
fn has_options(value: &JsValue<'_>) -> bool {
    const DISTINCTIVE: [&str; 6] = ["plugins", "database", "baseURL", "emailAndPassword", "socialProviders", "secret"];
    match &value.kind {
        JsKind::Object(object) => object.names().iter().any(|name| DISTINCTIVE.contains(&name.as_str())),
        JsKind::Conditional(conditional) => has_options(&conditional.yes) || has_options(&conditional.no),
        _ => false,
    }
}

/// The top-level variables of a module, with the name of each that has a simple one.
fn variables(code: &swc_ecma_ast::Module) -> impl Iterator<Item = (Option<String>, &Expr)> {
    let declared = code.body.iter().filter_map(declaration).filter_map(|declaration| match declaration {
        Decl::Var(variables) => Some(&variables.decls),
        _ => None,
    });
    declared.flatten().filter_map(|variable| {
        let name = match &variable.name {
            Pat::Ident(name) => Some(name.id.sym.to_string()),
            _ => None,
        };
        Some((name, variable.init.as_deref()?))
    })
}

fn functions(code: &swc_ecma_ast::Module) -> impl Iterator<Item = (String, swc_common::Span)> {
    code.body.iter().filter_map(declaration).filter_map(|declaration| match declaration {
        Decl::Fn(function) => Some((function.ident.sym.to_string(), function.function.span)),
        _ => None,
    })
}

fn declaration(item: &ModuleItem) -> Option<&Decl> {
    match item {
        ModuleItem::Stmt(Stmt::Decl(declaration)) => Some(declaration),
        ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => Some(&export.decl),
        _ => None,
    }
}
