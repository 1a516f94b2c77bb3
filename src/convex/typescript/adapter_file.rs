//! adapter.ts: the functions of the component, which the Convex adapter creates from the schema and the app's options.

use std::sync::Arc;

use swc_common::comments::SingleThreadedComments;
use swc_common::{DUMMY_SP, EqIgnoreSpan as _};
use swc_ecma_ast::{
    AssignPatProp, CallExpr, Callee, Decl, Expr, ImportDecl, ImportSpecifier, Module, ModuleDecl, ModuleItem,
    ObjectPat, ObjectPatProp,
};

use super::ast::{FIRST, call, default_import, exported_constant, ident, import, name, named};
use super::layout;
use crate::catalog::adapter::Api;
use crate::diagnostic::{Diagnostic, Source};
use crate::syntax::exports;
use crate::syntax::file::{self, ParsedFile};

/// The import of the app's options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionsImport {
    /// The exported name.
    pub name: String,
    /// The module, as adapter.ts imports it.
    pub from: String,
}

/// The contents of adapter.ts, apart from the app's options.
#[derive(Clone, Debug)]
pub struct Form {
    /// The function and its exports.
    pub api: Api,
    /// The Convex adapter's package.
    pub package: String,
    /// The module that exports the schema, as adapter.ts imports it.
    pub schema: String,
    /// The functions and exports of all versions: text that was generated for another version is not an edit.
    pub versions: Vec<Api>,
}

/// The state of an existing adapter.ts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Existing {
    /// The options that it passes on, if it imports them by name.
    pub options: Option<OptionsImport>,
    /// The module that it imports the schema from.
    pub schema: Option<String>,
    /// Whether it differs from the generated file of every version in more than layout and these two imports.
    pub is_customized: bool,
    /// Whether it has the form of this version.
    pub is_current: bool,
    /// The functions that Better Auth needs and it does not export.
    pub missing: Vec<String>,
}

/// The text of adapter.ts.
pub fn print(form: &Form, options: &OptionsImport) -> String {
    layout::print(&module(form, options), &SingleThreadedComments::default())
}

fn module(form: &Form, options: &OptionsImport) -> Module {
    let exports =
        form.api.exports.iter().map(|export| {
            ObjectPatProp::Assign(AssignPatProp { span: DUMMY_SP, key: ident(export).into(), value: None })
        });
    let exports = ObjectPat { span: DUMMY_SP, props: exports.collect(), optional: false, type_ann: None };
    let body = vec![
        import(FIRST, named(&[&form.api.function]), &form.package),
        import(DUMMY_SP, named(&[&options.name]), &options.from),
        import(DUMMY_SP, default_import("schema"), &form.schema),
        exported_constant(exports.into(), call(name(&form.api.function), vec![name("schema"), name(&options.name)])),
    ];
    Module { span: FIRST, body, shebang: None }
}

/// Reads an existing adapter.ts. Fails if it is not valid TypeScript.
pub fn read(source: &Arc<Source>, form: &Form) -> Result<Existing, Diagnostic> {
    let form = form.clone();
    file::read(source, move |file| {
        let options = options_of(file.module, &form.api.function);
        let mut exported = Vec::new();
        for item in &file.module.body {
            if let ModuleItem::ModuleDecl(declaration) = item {
                exports::exported(declaration, &mut exported);
            }
        }
        let schema = default_import_of(file.module, "schema");
        let needed = |name: &&String| !form.api.optional.contains(name);
        let is_with = |api: &Api, exports: Vec<String>| {
            let api = Api { exports, ..api.clone() };
            let form = Form { api, schema: schema.clone().unwrap_or_default(), ..form.clone() };
            options.as_ref().is_some_and(|options| is_generated(file, &module(&form, options)))
        };
        let is_of = |api: &Api| {
            let least = api.exports.iter().filter(|name| !api.optional.contains(name)).cloned().collect();
            is_with(api, api.exports.clone()) || is_with(api, least)
        };
        let is_current = is_of(&form.api);
        Existing {
            is_customized: !is_current && !form.versions.iter().any(is_of),
            is_current,
            missing: form.api.exports.iter().filter(needed).filter(|name| !exported.contains(name)).cloned().collect(),
            schema,
            options,
        }
    })
}

/// Whether the file has the statements of this module, in any order of its imports, no comment and no `#!` line.
fn is_generated(file: &ParsedFile<'_>, generated: &Module) -> bool {
    let (leading, trailing) = file.comments.borrow_all();
    leading.is_empty()
        && trailing.is_empty()
        && file.module.shebang.is_none()
        && file.module.body.len() == generated.body.len()
        && generated.body.iter().all(|wanted| file.module.body.iter().any(|item| item.eq_ignore_span(wanted)))
}

/// The import of X in `function(schema, X)`, if X is imported by name.
fn options_of(module: &Module, function: &str) -> Option<OptionsImport> {
    let mut calls = module.body.iter().filter_map(|item| match item {
        ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => match &export.decl {
            Decl::Var(variables) => variables.decls.first()?.init.as_deref(),
            _ => None,
        },
        _ => None,
    });
    let call = calls.find_map(|expression| call_of(expression, function))?;
    let Expr::Ident(local) = &*call.args.get(1)?.expr else { return None };
    for import in imports(module) {
        for specifier in &import.specifiers {
            if let ImportSpecifier::Named(named) = specifier
                && named.local.sym == local.sym
                && named.imported.is_none()
            {
                return Some(OptionsImport {
                    name: local.sym.to_string(),
                    from: import.src.value.as_str()?.to_owned(),
                });
            }
        }
    }
    None
}

/// The module whose default export has this name here.
fn default_import_of(module: &Module, name: &str) -> Option<String> {
    let is_it =
        |specifier: &ImportSpecifier| matches!(specifier, ImportSpecifier::Default(local) if &*local.local.sym == name);
    let import = imports(module).find(|import| import.specifiers.iter().any(is_it))?;
    import.src.value.as_str().map(str::to_owned)
}

fn imports(module: &Module) -> impl Iterator<Item = &ImportDecl> {
    module.body.iter().filter_map(|item| match item {
        ModuleItem::ModuleDecl(ModuleDecl::Import(import)) => Some(import),
        _ => None,
    })
}

fn call_of<'a>(expression: &'a Expr, function: &str) -> Option<&'a CallExpr> {
    let Expr::Call(call) = expression else { return None };
    let Callee::Expr(callee) = &call.callee else { return None };
    matches!(&**callee, Expr::Ident(name) if &*name.sym == function).then_some(call)
}
