//! The modules that the exported values of a module come from: re-exported by name or as a whole, or imported and
//! exported again, possibly as part of a constant. Never opens those modules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use swc_common::Spanned as _;
use swc_ecma_ast::{Decl, ExportSpecifier, ImportSpecifier, ModuleDecl, ModuleExportName, ModuleItem, Stmt};

use super::exports::exported;
use super::file::{self, ParsedFile};
use super::spread_imports::has_name;
use crate::diagnostic::{Diagnostic, Source};

/// Exports of a module that another module uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// All exports, as with `import * as all`.
    All,
    /// The exports with these names.
    Some(BTreeSet<String>),
}

impl Names {
    /// The export with this name.
    pub fn one(name: impl Into<String>) -> Self {
        Self::Some([name.into()].into())
    }

    /// These and others.
    pub fn and(self, others: Self) -> Self {
        match (self, others) {
            (Self::Some(names), Self::Some(others)) => Self::Some(names.into_iter().chain(others).collect()),
            _ => Self::All,
        }
    }
}

/// A module that values come from, and the exports that are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The specifier of the module.
    pub specifier: String,
    /// The exports that are used.
    pub names: Names,
}

/// The modules that these exports of a module come from, without duplicates. Fails if the file is not valid TypeScript.
pub fn origins(source: &Arc<Source>, wanted: &Names) -> Result<Vec<Origin>, Diagnostic> {
    let wanted = wanted.clone();
    file::read(source, move |file| Exports::of(file).origins(&wanted))
}

/// The name under which a module exports its default.
const DEFAULT: &str = "default";

/// The meaning of an exported name.
enum Target {
    Local(String),
    Other(Origin),
}

/// The exports of one module, and the values that they consist of.
#[derive(Default)]
struct Exports {
    named: Vec<(String, Target)>,
    /// The modules that are re-exported as a whole.
    stars: Vec<String>,
    /// The imports, by their local names.
    imports: BTreeMap<String, Origin>,
    /// The code of each declaration at the top, with the names that it binds.
    declared: Vec<(Vec<String>, String)>,
}

impl Exports {
    fn of(file: &ParsedFile<'_>) -> Self {
        let mut all = Self::default();
        for item in &file.module.body {
            match item {
                ModuleItem::ModuleDecl(declaration) => all.add(declaration, file),
                ModuleItem::Stmt(Stmt::Decl(declaration)) => all.declare(declaration, file),
                ModuleItem::Stmt(_) => {}
            }
        }
        all
    }

    fn add(&mut self, declaration: &ModuleDecl, file: &ParsedFile<'_>) {
        match declaration {
            ModuleDecl::Import(import) if !import.type_only => {
                let specifier = import.src.value.to_string_lossy();
                for one in &import.specifiers {
                    let origin = Origin { specifier: specifier.to_string(), names: imported(one) };
                    self.imports.insert(one.local().sym.to_string(), origin);
                }
            }
            ModuleDecl::ExportDecl(export) => {
                let mut names = Vec::new();
                exported(declaration, &mut names);
                self.named.extend(names.into_iter().map(|name| (name.clone(), Target::Local(name))));
                self.declare(&export.decl, file);
            }
            ModuleDecl::ExportNamed(export) if !export.type_only => {
                let from = export.src.as_ref().map(|from| from.value.to_string_lossy().into_owned());
                self.named.extend(export.specifiers.iter().filter_map(|one| {
                    let (exported, original) = match one {
                        ExportSpecifier::Named(named) if named.is_type_only => return None,
                        ExportSpecifier::Named(named) => {
                            (name(named.exported.as_ref().unwrap_or(&named.orig)), Some(name(&named.orig)))
                        }
                        ExportSpecifier::Namespace(all) => (name(&all.name), None),
                        ExportSpecifier::Default(default) => {
                            (default.exported.sym.to_string(), Some(DEFAULT.to_owned()))
                        }
                    };
                    let target = match &from {
                        Some(specifier) => {
                            let names = original.map_or(Names::All, Names::one);
                            Target::Other(Origin { specifier: specifier.clone(), names })
                        }
                        None => Target::Local(original?),
                    };
                    Some((exported, target))
                }));
            }
            ModuleDecl::ExportAll(all) if !all.type_only => {
                self.stars.push(all.src.value.to_string_lossy().into_owned());
            }
            ModuleDecl::ExportDefaultExpr(_) | ModuleDecl::ExportDefaultDecl(_) => {
                self.named.push((DEFAULT.to_owned(), Target::Local(DEFAULT.to_owned())));
                self.declared.push((vec![DEFAULT.to_owned()], file.span(declaration.span()).text().to_owned()));
            }
            _ => {}
        }
    }

    fn declare(&mut self, declaration: &Decl, file: &ParsedFile<'_>) {
        let mut code = |names, span| self.declared.push((names, file.span(span).text().to_owned()));
        match declaration {
            Decl::Fn(function) => code(vec![function.ident.sym.to_string()], function.function.span),
            Decl::Var(variables) => variables.decls.iter().for_each(|variable| {
                let mut names = Vec::new();
                super::exports::bound(&variable.name, &mut names);
                code(names, variable.span);
            }),
            _ => {}
        }
    }

    fn origins(&self, wanted: &Names) -> Vec<Origin> {
        let is_wanted = |name: &str| match wanted {
            Names::All => true,
            Names::Some(names) => names.contains(name),
        };
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (_, target) in self.named.iter().filter(|(name, _)| is_wanted(name)) {
            match target {
                Target::Other(origin) => add(origin.clone(), &mut found),
                Target::Local(local) => self.follow(local, &mut seen, &mut found),
            }
        }
        // A named export takes precedence over a star, and a star does not export the default.
        let is_excluded = |name: &String| name == DEFAULT || self.named.iter().any(|(named, _)| named == name);
        let others = match wanted {
            Names::All => Names::All,
            Names::Some(names) => Names::Some(names.iter().filter(|name| !is_excluded(name)).cloned().collect()),
        };
        if others != Names::Some(BTreeSet::new()) {
            let stars = self.stars.iter().cloned();
            stars.for_each(|specifier| add(Origin { specifier, names: others.clone() }, &mut found));
        }
        found
    }

    /// Adds the imports that a local name refers to, directly or through its declaration.
    fn follow<'s>(&'s self, local: &'s str, seen: &mut BTreeSet<&'s str>, found: &mut Vec<Origin>) {
        if !seen.insert(local) {
            return;
        }
        if let Some(origin) = self.imports.get(local) {
            add(origin.clone(), found);
        }
        for (_, code) in self.declared.iter().filter(|(names, _)| names.iter().any(|name| name == local)) {
            let known = self.imports.keys().chain(self.declared.iter().flat_map(|(names, _)| names));
            known.filter(|name| has_name(code, name)).for_each(|name| self.follow(name, seen, found));
        }
    }
}

/// Adds an origin, or its names to the origin of the same module.
fn add(origin: Origin, found: &mut Vec<Origin>) {
    match found.iter_mut().find(|known| known.specifier == origin.specifier) {
        Some(known) => known.names = std::mem::replace(&mut known.names, Names::All).and(origin.names),
        None => found.push(origin),
    }
}

/// The export that an import uses.
pub(super) fn imported(specifier: &ImportSpecifier) -> Names {
    match specifier {
        ImportSpecifier::Named(named) => {
            Names::one(named.imported.as_ref().map_or_else(|| named.local.sym.to_string(), name))
        }
        ImportSpecifier::Default(_) => Names::one(DEFAULT),
        ImportSpecifier::Namespace(_) => Names::All,
    }
}

/// The export that a re-export uses.
pub(super) fn reexported(specifier: &ExportSpecifier) -> Names {
    match specifier {
        ExportSpecifier::Named(named) => Names::one(name(&named.orig)),
        ExportSpecifier::Default(_) => Names::one(DEFAULT),
        ExportSpecifier::Namespace(_) => Names::All,
    }
}

fn name(name: &ModuleExportName) -> String {
    match name {
        ModuleExportName::Ident(name) => name.sym.to_string(),
        ModuleExportName::Str(text) => text.value.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Modules, and the names that are used.
    type Taken<'a> = &'a [(&'a str, &'a str)];

    #[test]
    fn exports_lead_to_modules() {
        let import =
            "import { tables as generated, roles } from \"./a\"; import * as all from \"./b\"; import d from \"./c\";";
        let cases: [(&str, &str, Taken<'_>); 16] = [
            ("export { tables } from \"./x\";", "tables", &[("./x", "tables")]),
            ("export { a as tables } from \"./x\";", "tables", &[("./x", "a")]),
            ("export { a as tables } from \"./x\";", "a", &[]),
            ("export { tables as default } from \"./x\";", "default", &[("./x", "tables")]),
            ("export * from \"./x\"; export * from \"./y\";", "tables", &[("./x", "tables"), ("./y", "tables")]),
            ("export * from \"./x\"; export const tables = {};", "tables", &[]),
            ("export * from \"./x\";", "default", &[]),
            ("export * as tables from \"./x\";", "tables", &[("./x", "*")]),
            ("export type { tables } from \"./x\"; export { type tables } from \"./y\";", "tables", &[]),
            ("export { generated as tables };", "tables", &[("./a", "tables")]),
            ("export { generated as tables, roles };", "roles", &[("./a", "roles")]),
            ("const more = { ...generated }; export const tables = more;", "tables", &[("./a", "tables")]),
            ("export const tables = { ...all.tables, ...d };", "tables", &[("./b", "*"), ("./c", "default")]),
            ("const make = () => generated; export default make();", "default", &[("./a", "tables")]),
            ("const a = b, b = a; export { a };", "a", &[]),
            ("export { generated }; export * from \"./x\";", "*", &[("./a", "tables"), ("./x", "*")]),
        ];
        for (code, wanted, expected) in cases {
            let wanted = if wanted == "*" { Names::All } else { Names::one(wanted) };
            let found = origins(&Source::new("tables.ts", format!("{import}\n{code}\n")), &wanted).unwrap();
            let shown = |names: &Names| match names {
                Names::All => "*".to_owned(),
                Names::Some(names) => names.iter().cloned().collect::<Vec<_>>().join(","),
            };
            let found: Vec<_> = found.iter().map(|origin| (origin.specifier.clone(), shown(&origin.names))).collect();
            let expected: Vec<_> = expected.iter().map(|(from, names)| (from.to_string(), names.to_string())).collect();
            assert_eq!(found, expected, "{code}");
        }
        assert!(origins(&Source::new("tables.ts", "export const = 1"), &Names::All).is_err());
    }
}
