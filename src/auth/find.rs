//! Where an app's options are: what adapter.ts passes to `createApi`, or else `createAuthOptions` and what is passed to
//! `betterAuth` in the usual modules.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{Callee, Decl, Expr, ModuleDecl, ModuleItem, Pat, Stmt};

use super::host::BETTER_AUTH;
use super::unknown::with_origin;
use super::{IN_CONVEX, OptionsFunction, OptionsQuery};
use crate::diagnostic::Diagnostic;
use crate::js::call::unwrapped;
use crate::js::evaluate::Evaluator;
use crate::js::reason::{Reason, Unknown};
use crate::js::value::{JsKind, JsValue, Loc};
use crate::workspace::files;

/// How an app's options may be called where they are exported, in falling order.
const OPTIONS_NAMES: [&str; 7] =
    ["createAuthOptions", "createOptions", "authOptions", "options", "betterAuthOptions", "getAuthOptions", "default"];
/// How an instance, or the function that makes it, may be called.
const INSTANCE_NAMES: [&str; 3] = ["createAuth", "auth", "getAuth"];

/// Options that were found.
pub(super) struct Candidate<'a> {
    /// The name that stands for them.
    pub(super) name: String,
    /// The module where that name is.
    pub(super) module: PathBuf,
    /// The options.
    pub(super) options: JsValue<'a>,
    /// Where they are named, if that is not where they are.
    pub(super) named_at: Option<Loc>,
    /// What the name stands for.
    pub(super) form: CandidateKind,
    /// Whether the module exports the name.
    pub(super) is_exported: bool,
    /// Whether the function gives a promise, which the Convex adapter does not wait for.
    pub(super) is_async: bool,
}

/// What a name stands for.
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
    /// The function that gives them, if adapter.ts can import it.
    pub(super) fn function(&self) -> Option<OptionsFunction> {
        // What adapter.ts writes out itself cannot be imported by it.
        let is_function =
            self.named_at.is_none() && self.is_exported && !self.is_async && self.form != CandidateKind::Value;
        is_function.then(|| OptionsFunction {
            module: self.module.clone(),
            name: self.name.clone(),
            gives_instance: self.form == CandidateKind::InstanceFunction,
        })
    }
}

impl<'a> Evaluator<'a> {
    /// The options that adapter.ts names. None if there is no such file, if it names none, or if it imports what `gen`
    /// lets it import while no module exports that yet. Fails if it names something else that cannot be followed to
    /// options.
    pub(super) fn of_adapter(&mut self, asks: &OptionsQuery) -> Result<Option<Candidate<'a>>, Diagnostic> {
        let OptionsQuery { adapter: path, adapter_package: package, adapter_function: function, .. } = asks;
        // What is wrong with the file is told where it is replaced.
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
        let Some((options, form)) = self.as_options(&value, 0) else {
            let unknown = value.unknown_reason("this as options");
            // What a module of the app looks for in vain is another matter.
            let is_missing = matches!(unknown.reason, Reason::NoModule(_) | Reason::NotExported { .. });
            if is_missing && unknown.at.module == module && self.is_usual_import(module, &argument.expr, asks) {
                return Ok(None);
            }
            return Err(self.unreadable_options(path, named_at, &unknown));
        };
        // What a package makes says nothing about any option.
        if matches!(options.kind, JsKind::ExternalCall(_) | JsKind::Unknown(_)) {
            return Err(self.unreadable_options(path, named_at, &options.unknown_reason("this as options")));
        }
        let (module, is_async) = (path.to_owned(), is_async(&value));
        Ok(Some(Candidate { name, module, options, named_at: Some(named_at), form, is_exported: false, is_async }))
    }

    /// Whether an argument of adapter.ts is what `gen` makes it import where the app has no options yet.
    fn is_usual_import(&self, module: usize, argument: &Expr, asks: &OptionsQuery) -> bool {
        let Expr::Ident(local) = unwrapped(argument) else { return false };
        let Some(slot) = self.modules.scope(module).find(&local.sym) else { return false };
        let JsKind::Import(import) = &slot.value.kind else { return false };
        let imported = files::absolute(&asks.component.join(&import.specifier)).with_extension("");
        import.name.as_ref() == Some(&asks.adapter_options)
            && import.specifier.starts_with('.')
            && IN_CONVEX.iter().any(|name| asks.convex.join(name).with_extension("") == imported)
    }

    /// The problem of options that adapter.ts names and that cannot be followed, at the place where that comes in.
    fn unreadable_options(&self, path: &Path, named_at: Loc, unknown: &Rc<Unknown>) -> Diagnostic {
        let shown = self.modules.display_path(path);
        let named = self.modules.span(named_at);
        if let Reason::Unreadable(diagnostic) = &unknown.reason {
            let diagnostic = (**diagnostic).clone().note(format!("{named} uses options that depend on this file"));
            return diagnostic.help("correct it, or read no code and name the plugins: --plugins NAMES --no-auth");
        }
        let diagnostic = Diagnostic::error(format!("the options that {shown} names cannot be read"));
        let diagnostic = match unknown.at.module == named_at.module {
            true => with_origin(diagnostic.at(&named, ""), &named, &self.origin(unknown)),
            false => {
                let diagnostic = diagnostic.at(&self.modules.span(unknown.at), "");
                diagnostic.note(format!("they depend on {}", unknown.reason)).note(format!("{named} names them"))
            }
        };
        let (Reason::Call(export) | Reason::Package(export)) = &unknown.reason else {
            return diagnostic
                .help("say where they are: --auth FILE#NAME")
                .help("or read no code: --plugins NAMES --no-auth");
        };
        let name = export.path.last().map_or("NAME", String::as_str);
        diagnostic
            .help(format!("if its source is in this repository, name the file: --auth FILE#{name}"))
            .help("or name the plugins, and read no code: --plugins NAMES --no-auth")
    }

    /// The options of one module by name. Fails if the module is not there, cannot be read, or the name has no options.
    pub(super) fn of_name(&mut self, path: &Path, name: &str) -> Result<Candidate<'a>, Diagnostic> {
        let shown = self.modules.display_path(path);
        let missing = || {
            Diagnostic::error(format!("{shown} is not there")).help("name the file that has the options: --auth FILE")
        };
        let module = self.modules.load(path)?.ok_or_else(missing)?;
        let value = self.export(module, name, Loc::start(module));
        match self.as_options(&value, 0) {
            Some((options, form)) => {
                let (name, module, is_async) = (name.to_owned(), path.to_owned(), is_async(&value));
                Ok(Candidate { name, module, options, named_at: None, form, is_exported: true, is_async })
            }
            None => {
                let unknown = value.unknown_reason("this as options");
                if let Reason::Unreadable(diagnostic) = &unknown.reason {
                    return Err((**diagnostic).clone().note(format!("`{name}` of {shown} depends on this file")));
                }
                let diagnostic = Diagnostic::error(format!("`{name}` of {shown} gives no options of betterAuth"));
                let span = self.modules.span(value.at);
                let diagnostic = with_origin(diagnostic.at(&span, ""), &span, &self.origin(&unknown));
                Err(diagnostic.help("export a function that returns them"))
            }
        }
    }

    /// All options of a module: under the usual names, and those that are passed to `betterAuth`. Fails if the module
    /// cannot be read.
    pub(super) fn in_module(&mut self, path: &Path) -> Result<Vec<Candidate<'a>>, Diagnostic> {
        let Some(module) = self.modules.load(path)? else { return Ok(Vec::new()) };
        self.run_module(module);
        let exported = self.exports_of(module);
        let mut found = Vec::<Candidate<'a>>::new();
        let is_exported = |name: &&&str| exported.iter().any(|known| known == *name);
        let mut names: Vec<(String, bool)> =
            OPTIONS_NAMES.iter().filter(is_exported).map(|name| ((*name).to_owned(), true)).collect();
        names.extend(INSTANCE_NAMES.iter().filter(is_exported).map(|name| ((*name).to_owned(), false)));
        names.extend(self.makers(module).into_iter().map(|name| (name, false)));
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
            let Some((options, form)) = self.as_options(&value, 0) else { continue };
            if !may_be_options && !self.is_instance(&value, 0) {
                continue;
            }
            // A default export may be anything: it is options if it has what options have.
            if !matches!(options.kind, JsKind::Object(_) | JsKind::Conditional(_))
                || may_be_options && !has_options(&options)
            {
                continue;
            }
            if !found.iter().any(|known| known.options.is_same(&options)) {
                let (is_exported, is_async) = (exported.contains(&name), is_async(&value));
                let module = path.to_owned();
                found.push(Candidate { name, module, options, named_at: None, form, is_exported, is_async });
            }
        }
        Ok(found)
    }

    /// The names of a module whose code calls `betterAuth`.
    fn makers(&self, module: usize) -> Vec<String> {
        let Some(code) = self.modules.code(module) else { return Vec::new() };
        let calls = |span| self.modules.text(Loc { module, span }).contains("betterAuth");
        let mut names: Vec<String> =
            variables(code).filter(|(_, value)| calls(value.span())).filter_map(|(name, _)| name).collect();
        names.extend(functions(code).filter(|(_, span)| calls(*span)).map(|(name, _)| name));
        names
    }

    /// The options that a value is, gives when it is called, or was made of.
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
            JsKind::ExternalCall(made) if BETTER_AUTH.is(&made.export) => {
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
            JsKind::ExternalCall(made) => BETTER_AUTH.is(&made.export),
            JsKind::Function(function) if depth < 3 => {
                let function = Rc::clone(function);
                let result = self.call_entry_point(&function, value.at);
                self.is_instance(&result, depth + 1)
            }
            JsKind::Conditional(choice) => self.is_instance(&choice.yes, depth) || self.is_instance(&choice.no, depth),
            _ => false,
        }
    }
}

fn is_async(value: &JsValue<'_>) -> bool {
    matches!(&value.kind, JsKind::Function(function) if function.is_async)
}

/// Whether an object has keys of `betterAuth`'s options (`BetterAuthOptions` in @better-auth/core).
fn has_options(value: &JsValue<'_>) -> bool {
    const TELLING: [&str; 6] = ["plugins", "database", "baseURL", "emailAndPassword", "socialProviders", "secret"];
    match &value.kind {
        JsKind::Object(object) => object.names().iter().any(|name| TELLING.contains(&name.as_str())),
        JsKind::Conditional(choice) => has_options(&choice.yes) || has_options(&choice.no),
        _ => false,
    }
}

/// The constants of a module at its top, with the name where there is one.
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
