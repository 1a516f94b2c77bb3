//! The names that a module exports.

use std::sync::Arc;

use swc_ecma_ast::{Decl, ExportSpecifier, ModuleDecl, ModuleExportName, ModuleItem, Pat};

use super::file;
use crate::diagnostic::{Diagnostic, Source};

/// The names that a module exports itself, in order, and `*` for each `export *`. Fails if it is not valid TypeScript.
pub fn exports(source: &Arc<Source>) -> Result<Vec<String>, Diagnostic> {
    file::read(source, |file| {
        let mut names = Vec::new();
        for item in &file.module.body {
            if let ModuleItem::ModuleDecl(declaration) = item {
                exported(declaration, &mut names);
            }
        }
        names
    })
}

/// Adds the names that one statement exports.
pub(crate) fn exported(declaration: &ModuleDecl, names: &mut Vec<String>) {
    match declaration {
        ModuleDecl::ExportDecl(export) => declared(&export.decl, names),
        // Only values count: a type cannot be called.
        ModuleDecl::ExportNamed(export) if export.type_only => {}
        ModuleDecl::ExportAll(all) if all.type_only => {}
        ModuleDecl::ExportNamed(export) => {
            names.extend(export.specifiers.iter().filter_map(|specifier| match specifier {
                ExportSpecifier::Named(named) if named.is_type_only => None,
                ExportSpecifier::Named(named) => name(named.exported.as_ref().unwrap_or(&named.orig)),
                ExportSpecifier::Namespace(all) => name(&all.name),
                ExportSpecifier::Default(default) => Some(default.exported.sym.to_string()),
            }))
        }
        ModuleDecl::ExportAll(_) => names.push("*".to_owned()),
        ModuleDecl::ExportDefaultDecl(_) | ModuleDecl::ExportDefaultExpr(_) => names.push("default".to_owned()),
        _ => {}
    }
}

fn name(name: &ModuleExportName) -> Option<String> {
    match name {
        ModuleExportName::Ident(name) => Some(name.sym.to_string()),
        ModuleExportName::Str(name) => name.value.as_str().map(str::to_owned),
    }
}

/// Adds the values that a declaration declares; types are none.
pub(crate) fn declared(declaration: &Decl, names: &mut Vec<String>) {
    match declaration {
        Decl::Fn(function) => names.push(function.ident.sym.to_string()),
        Decl::Class(class) => names.push(class.ident.sym.to_string()),
        Decl::TsEnum(declared) => names.push(declared.id.sym.to_string()),
        Decl::Var(variables) => variables.decls.iter().for_each(|variable| bound(&variable.name, names)),
        _ => {}
    }
}

/// Adds the names that a pattern binds.
pub(super) fn bound(pattern: &Pat, names: &mut Vec<String>) {
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
