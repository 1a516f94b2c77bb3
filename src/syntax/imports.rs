//! The values that a module imports by name.

use std::sync::Arc;

use swc_common::Spanned as _;
use swc_ecma_ast::{ImportSpecifier, ModuleDecl, ModuleExportName, ModuleItem};

use super::file;
use crate::diagnostic::{Diagnostic, Source, Span};

/// A value that a module imports.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The specifier of the module that it comes from.
    pub specifier: String,
    /// The place of the specifier between its quotes.
    pub specifier_span: Span,
    /// The name under which that module exports it.
    pub name: String,
}

/// The values that a module imports by name, in order; types are left out. Fails if the file is not valid TypeScript.
pub fn imports(source: &Arc<Source>) -> Result<Vec<Import>, Diagnostic> {
    file::read(source, |file| {
        let mut found = Vec::new();
        for item in &file.module.body {
            let ModuleItem::ModuleDecl(ModuleDecl::Import(import)) = item else { continue };
            let Some(specifier) = import.src.value.as_str().filter(|_| !import.type_only) else { continue };
            let quoted = file.span(import.src.span());
            let specifier_span = quoted.source.span(quoted.range.start + 1..quoted.range.end.saturating_sub(1));
            for named in &import.specifiers {
                let ImportSpecifier::Named(named) = named else { continue };
                let name = match &named.imported {
                    Some(ModuleExportName::Ident(name)) => name.sym.to_string(),
                    Some(ModuleExportName::Str(name)) => name.value.to_string_lossy().into_owned(),
                    None => named.local.sym.to_string(),
                };
                if !named.is_type_only {
                    let (specifier, specifier_span) = (specifier.to_owned(), specifier_span.clone());
                    found.push(Import { specifier, specifier_span, name });
                }
            }
        }
        found
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn values_imported_by_name() {
        let text = "import { a, b as c, type D } from \"one\";\nimport type { E } from 'two';\nimport f, * as g from 'three';\nimport { default as h } from './four';\n";
        let found = imports(&Source::new("x.ts", text)).unwrap();
        let shown: Vec<String> =
            found.iter().map(|import| format!("{} of {}", import.name, import.specifier_span.text())).collect();
        assert_eq!(shown, ["a of one", "b of one", "default of ./four"]);
    }
}
