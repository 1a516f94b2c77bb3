//! Modules followed from top to bottom, and their imports and exports.

use std::rc::Rc;

use swc_common::{BytePos, Span as SwcSpan};
use swc_ecma_ast::{DefaultDecl, Expr, ExprOrSpread, Lit, ModuleDecl, ModuleItem};

use super::{Content, DEFAULT, Exported};
use crate::diagnostic::Span;
use crate::js::conditions::Frame;
use crate::js::evaluate::{Evaluator, at};
use crate::js::flow::Flow;
use crate::js::reason::{Reason, Unknown};
use crate::js::value::{Array, ExternalRef, Import, Item, JsKind, JsValue, Loc, Object};
use crate::value::{Kind as JsonKind, Value};
use crate::workspace::resolve::Resolved;

impl<'a> Evaluator<'a> {
    /// Follows the statements of a module, unless that was done or is in progress.
    pub(crate) fn run_module(&mut self, module: usize) {
        if std::mem::replace(&mut self.modules.all[module].has_run, true) {
            return;
        }
        let scope = self.modules.scope(module);
        let Content::Code(code) = self.modules.all[module].content else { return };
        // The effects of loading a module do not depend on the conditions around the import.
        let conditions = std::mem::take(&mut self.conditions);
        let frame = std::mem::take(&mut self.frame);
        for item in &code.body {
            match item {
                // An import for its effects, such as adding to a list of another module.
                ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if import.specifiers.is_empty() => {
                    let import = Import { specifier: import.src.value.to_string_lossy().into_owned(), name: None };
                    if let JsKind::Namespace(other) = self.imported(&import, module, Loc::start(module)).kind {
                        self.run_module(other);
                    }
                }
                ModuleItem::Stmt(swc_ecma_ast::Stmt::Decl(declaration)) => self.hoist(declaration, &scope),
                ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => self.hoist(&export.decl, &scope),
                ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultDecl(export)) => {
                    if let DefaultDecl::Fn(named) = &export.decl {
                        let value = self.function_value(&named.function, &scope, at(&scope, export.span));
                        let name = named.ident.as_ref().map_or(DEFAULT, |name| &name.sym);
                        scope.declare(name, value.clone(), Frame::default());
                        scope.declare(DEFAULT, value, Frame::default());
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
                    let value = self.eval_lazy(&export.expr, &scope);
                    scope.declare(DEFAULT, value, Frame::default());
                    Flow::Next
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultDecl(export)) => {
                    if let DefaultDecl::Class(class) = &export.decl {
                        let span = at(&scope, export.span);
                        let by = self.may_throw("a class", span);
                        self.touch_code(at(&scope, class.class.span), &scope, &by, false);
                        let value = JsValue::new(JsKind::Opaque, span);
                        scope.declare(DEFAULT, value.clone(), Frame::default());
                        if let Some(name) = &class.ident {
                            scope.declare(&name.sym, value, Frame::default());
                        }
                    }
                    Flow::Next
                }
                _ => Flow::Next,
            };
            if matches!(flow, Flow::Throw) {
                break;
            }
        }
        self.conditions = conditions;
        self.frame = frame;
    }

    /// The export of a module with this name.
    pub(crate) fn export(&mut self, module: usize, name: &str, span: Loc) -> JsValue<'a> {
        let module_name = self.modules.all[module].source.name.clone();
        let missing = || {
            let (name, module) = (name.to_owned(), module_name.clone());
            JsValue::unknown(Reason::NotExported { name, module }, span)
        };
        if let Content::Json(value) = self.modules.all[module].content {
            let value = json(value, module);
            return match name {
                DEFAULT => value,
                name => self.get(&value, name, span),
            };
        }
        let lookup = (module, name.to_owned());
        if self.modules.looking_up.contains(&lookup) {
            return missing();
        }
        self.run_module(module);
        self.modules.looking_up.push(lookup);
        let value = match self.modules.all[module].exports.get(name).cloned() {
            Some(Exported::Local(local)) => match self.modules.scope(module).find(&local) {
                Some(slot) => self.resolve_import(slot.value),
                None => JsValue::unknown(Reason::TooEarly(local), span),
            },
            Some(Exported::Import(import, written)) => match self.imported(&import, module, span) {
                // This module names a missing module or export: the error belongs here, not to the importer.
                JsValue { kind: JsKind::Unknown(unknown), at: found }
                    if unknown.at == span
                        && matches!(unknown.reason, Reason::NoModule(_) | Reason::NotExported { .. }) =>
                {
                    let unknown = Unknown { reason: unknown.reason.clone(), at: Loc { module, span: written } };
                    JsValue::new(JsKind::Unknown(Rc::new(unknown)), found)
                }
                value => value,
            },
            None if name == DEFAULT => missing(),
            None => self.star_export(module, name, span).unwrap_or_else(missing),
        };
        self.modules.looking_up.pop();
        value
    }

    /// The export with this name behind one of the `export *` of a module.
    fn star_export(&mut self, module: usize, name: &str, span: Loc) -> Option<JsValue<'a>> {
        // Among several packages, one that is known to export the name takes precedence.
        let mut of_packages = Vec::new();
        for specifier in self.modules.all[module].stars.clone() {
            let import = Import { specifier, name: Some(name.to_owned()) };
            let value = self.imported(&import, module, span);
            match &value.kind {
                JsKind::Unknown(unknown) if matches!(unknown.reason, Reason::NotExported { .. }) => {}
                JsKind::ExternalRef(export) => {
                    let is_known = self.host.has_export(&export.from, name);
                    of_packages.push((is_known, value));
                }
                _ => return Some(value),
            }
        }
        let known = of_packages.iter().position(|(is_known, _)| *is_known);
        let chosen = known.unwrap_or(0);
        (chosen < of_packages.len()).then(|| of_packages.swap_remove(chosen).1)
    }

    /// The names that a module exports, in order. Those of modules that cannot be read, and of packages, are not known.
    pub(crate) fn exports_of(&mut self, module: usize) -> Vec<String> {
        let mut names = Vec::new();
        self.add_exports(module, &mut vec![], &mut names);
        names.sort();
        names.dedup();
        names
    }

    fn add_exports(&mut self, module: usize, seen: &mut Vec<usize>, names: &mut Vec<String>) {
        if seen.contains(&module) {
            return;
        }
        seen.push(module);
        names.extend(self.own_exports(module));
        for specifier in self.modules.all[module].stars.clone() {
            let import = Import { specifier, name: None };
            if let JsKind::Namespace(other) = self.imported(&import, module, Loc::start(module)).kind {
                let mut of_other = Vec::new();
                self.add_exports(other, seen, &mut of_other);
                // `export *` leaves the default export out.
                names.extend(of_other.into_iter().filter(|name| name != DEFAULT));
            }
        }
    }

    fn own_exports(&self, module: usize) -> Vec<String> {
        if let Content::Json(value) = self.modules.all[module].content {
            let entries = value.as_object().unwrap_or_default();
            return entries.iter().map(|(key, _)| key.name.clone()).collect();
        }
        self.modules.all[module].exports.keys().cloned().collect()
    }

    /// The value behind an import; any other value is returned as it is.
    pub(crate) fn resolve_import(&mut self, value: JsValue<'a>) -> JsValue<'a> {
        match &value.kind {
            JsKind::Import(import) => {
                let import = Rc::clone(import);
                self.imported(&import, value.at.module, value.at)
            }
            _ => value,
        }
    }

    fn imported(&mut self, import: &Import, from: usize, span: Loc) -> JsValue<'a> {
        let Import { specifier, name } = import;
        let of_package = || {
            let export = ExternalRef { from: specifier.clone(), path: name.iter().cloned().collect() };
            JsValue::new(JsKind::ExternalRef(Rc::new(export)), span)
        };
        let is_relative = specifier.starts_with('.');
        if !is_relative && self.host.has_module(specifier) {
            return of_package();
        }
        let path = match self.modules.resolver.resolve(&self.modules.all[from].path, specifier) {
            Resolved::File(path) => path,
            Resolved::Package => return of_package(),
            Resolved::Nothing => return JsValue::unknown(Reason::NoModule(specifier.clone()), span),
            Resolved::Unreadable(diagnostic) => return JsValue::unknown(Reason::Unreadable(diagnostic), span),
        };
        match (self.modules.load(&path), name) {
            (Ok(Some(module)), Some(name)) => self.export(module, name, span),
            (Ok(Some(module)), None) => JsValue::new(JsKind::Namespace(module), span),
            (Ok(None), _) => JsValue::unknown(Reason::NoModule(specifier.clone()), span),
            (Err(diagnostic), _) => JsValue::unknown(Reason::Unreadable(Box::new(diagnostic)), span),
        }
    }

    /// `import("./module")`
    pub(crate) fn dynamic_import(&mut self, arguments: &'a [ExprOrSpread], span: Loc) -> JsValue<'a> {
        match arguments.first().map(|first| &*first.expr) {
            Some(Expr::Lit(Lit::Str(specifier))) => {
                let import = Import { specifier: specifier.value.to_string_lossy().into_owned(), name: None };
                self.imported(&import, span.module, span)
            }
            _ => JsValue::unknown(Reason::Form("an import whose module is computed"), span),
        }
    }
}

/// A JSON value as a value of the code.
fn json<'a>(value: &Value, module: usize) -> JsValue<'a> {
    let offset = |bytes: usize| BytePos(u32::try_from(bytes).unwrap_or(u32::MAX - 1) + 1);
    let at = |span: &Span| Loc { module, span: SwcSpan::new(offset(span.range.start), offset(span.range.end)) };
    let kind = match &value.kind {
        JsonKind::Null => JsKind::Null,
        JsonKind::Boolean(value) => JsKind::Boolean(*value),
        JsonKind::Number(number) => JsKind::Number(*number),
        JsonKind::String(text) => JsKind::String(text.as_str().into()),
        JsonKind::Array(items) => {
            Array::kind(items.iter().map(|item| Item::One(json(item, module))).collect(), Frame::default())
        }
        JsonKind::Object(entries) => {
            let object = Object::new(Frame::default());
            for (key, value) in entries {
                object.insert(&key.name, at(&key.span), json(value, module));
            }
            JsKind::Object(Rc::new(object))
        }
    };
    JsValue::new(kind, at(&value.span))
}
