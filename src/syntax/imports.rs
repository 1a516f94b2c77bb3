//! The values that a module takes from other modules: imported or exported again.

use std::sync::Arc;

use swc_common::Spanned as _;
use swc_ecma_ast::{ExportSpecifier, ImportSpecifier, ModuleDecl, ModuleExportName, ModuleItem, Str};

use super::file::{self, ParsedFile};
use crate::diagnostic::{Diagnostic, Source, Span};

/// A statement that takes values from another module.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The specifier of the other module.
    pub specifier: String,
    /// The place of the specifier between its quotes.
    pub specifier_span: Span,
    /// The names under which the other module exports the values; `*` is all of them.
    pub names: Vec<String>,
}

/// The statements that take values from other modules, in order; types are left out. Fails if the file is not valid
/// TypeScript.
pub fn imports(source: &Arc<Source>) -> Result<Vec<Import>, Diagnostic> {
    file::read(source, |file| {
        let declarations = file.module.body.iter().filter_map(|item| match item {
            ModuleItem::ModuleDecl(declaration) => Some(declaration),
            ModuleItem::Stmt(_) => None,
        });
        declarations.filter_map(|declaration| import(file, declaration)).collect()
    })
}

fn import(file: &ParsedFile<'_>, declaration: &ModuleDecl) -> Option<Import> {
    let (from, names): (&Str, Vec<String>) = match declaration {
        ModuleDecl::Import(import) if !import.type_only => {
            (&import.src, import.specifiers.iter().filter_map(imported).collect())
        }
        ModuleDecl::ExportNamed(export) if !export.type_only => {
            (export.src.as_deref()?, export.specifiers.iter().filter_map(reexported).collect())
        }
        ModuleDecl::ExportAll(export) if !export.type_only => (&export.src, vec!["*".to_owned()]),
        _ => return None,
    };
    let quoted = file.span(from.span());
    let inside = quoted.range.start + 1..quoted.range.end.saturating_sub(1);
    let specifier = from.value.to_string_lossy().into_owned();
    (!names.is_empty()).then(|| Import { specifier, specifier_span: quoted.source.span(inside), names })
}

fn imported(specifier: &ImportSpecifier) -> Option<String> {
    match specifier {
        ImportSpecifier::Named(named) if named.is_type_only => None,
        ImportSpecifier::Named(named) => {
            Some(named.imported.as_ref().map_or_else(|| named.local.sym.to_string(), name))
        }
        ImportSpecifier::Default(_) => Some("default".to_owned()),
        ImportSpecifier::Namespace(_) => Some("*".to_owned()),
    }
}

fn reexported(specifier: &ExportSpecifier) -> Option<String> {
    match specifier {
        ExportSpecifier::Named(named) if named.is_type_only => None,
        ExportSpecifier::Named(named) => Some(name(&named.orig)),
        ExportSpecifier::Default(_) => Some("default".to_owned()),
        ExportSpecifier::Namespace(_) => Some("*".to_owned()),
    }
}

fn name(name: &ModuleExportName) -> String {
    match name {
        ModuleExportName::Ident(name) => name.sym.to_string(),
        ModuleExportName::Str(name) => name.value.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn values_taken_from_other_modules() {
        let text = "import { a, b as c, type D } from \"one\";\nimport type { E } from 'two';\nimport f, * as g from 'three';\nexport { default as h } from './four';\nexport * from 'five';\nimport { type I } from 'six';\n";
        let found = imports(&Source::new("x.ts", text)).unwrap();
        let shown = found.iter().map(|import| format!("{}: {}", import.specifier_span.text(), import.names.join(" ")));
        assert_eq!(shown.collect::<Vec<_>>(), ["one: a b", "three: default *", "./four: default", "five: *"]);
    }
}
