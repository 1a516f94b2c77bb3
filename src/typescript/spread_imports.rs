//! The modules of the project whose exports a schema.ts takes as tables: spread into an object, given to `defineSchema`, or
//! extended table by table.

use std::sync::Arc;

use swc_ecma_ast::{
    CallExpr, Callee, Decl, Expr, ImportSpecifier, Module, ModuleDecl, ModuleItem, Pat, Prop, PropOrSpread, Stmt,
};

use super::file;
use crate::report::{Problem, Source};

/// The relative specifiers of these modules, in the order of the imports. Fails if the file is no TypeScript.
pub fn spread_imports(source: &Arc<Source>) -> Result<Vec<String>, Problem> {
    file::read(source, |file| {
        let used = tables_used(file.module);
        let mut specifiers = Vec::new();
        for item in &file.module.body {
            let ModuleItem::ModuleDecl(declaration) = item else { continue };
            let (from, is_used) = match declaration {
                ModuleDecl::Import(import) if !import.type_only => {
                    (&import.src, import.specifiers.iter().any(|one| used.iter().any(|name| name == local(one))))
                }
                // The whole schema is that of the other file.
                ModuleDecl::ExportNamed(export) => match &export.src {
                    Some(from) => (from, export.specifiers.iter().any(is_default)),
                    None => continue,
                },
                _ => continue,
            };
            if let Some(from) = from.value.as_str().filter(|from| is_used && from.starts_with("./")) {
                specifiers.push(from.to_owned());
            }
        }
        specifiers
    })
}

/// The relative specifiers of all modules of the component that a file imports. Fails if it is no TypeScript.
pub fn relative_imports(source: &Arc<Source>) -> Result<Vec<String>, Problem> {
    file::read(source, |file| {
        let specifiers = file.module.body.iter().filter_map(|item| match item {
            ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if !import.type_only => import.src.value.as_str(),
            _ => None,
        });
        specifiers.filter(|from| from.starts_with("./")).map(str::to_owned).collect()
    })
}

fn local(specifier: &ImportSpecifier) -> &str {
    match specifier {
        ImportSpecifier::Named(named) => &named.local.sym,
        ImportSpecifier::Default(default) => &default.local.sym,
        ImportSpecifier::Namespace(all) => &all.local.sym,
    }
}

fn is_default(specifier: &swc_ecma_ast::ExportSpecifier) -> bool {
    use swc_ecma_ast::{ExportSpecifier, ModuleExportName};
    let is_it = |name: &ModuleExportName| matches!(name, ModuleExportName::Ident(name) if &*name.sym == "default");
    match specifier {
        ExportSpecifier::Named(named) => is_it(named.exported.as_ref().unwrap_or(&named.orig)),
        _ => false,
    }
}

/// The names whose tables the module uses.
fn tables_used(module: &Module) -> Vec<String> {
    let mut used = Vec::new();
    for item in &module.body {
        match item {
            ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(export)) => look(&export.expr, &mut used),
            ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => declared(&export.decl, &mut used),
            ModuleItem::Stmt(Stmt::Decl(declaration)) => declared(declaration, &mut used),
            _ => {}
        }
    }
    used
}

fn declared(declaration: &Decl, used: &mut Vec<String>) {
    if let Decl::Var(variables) = declaration {
        for variable in &variables.decls {
            match (&variable.name, variable.init.as_deref()) {
                // `const { user } = tables;`
                (Pat::Object(_), Some(whole)) => used.extend(root(whole)),
                (_, Some(value)) => look(value, used),
                _ => {}
            }
        }
    }
}

/// Collects the roots of what an expression spreads, passes to `defineSchema`, or calls a table's method on.
fn look(expression: &Expr, used: &mut Vec<String>) {
    match expression {
        Expr::Object(object) => {
            for property in &object.props {
                match property {
                    PropOrSpread::Spread(spread) => used.extend(root(&spread.expr)),
                    PropOrSpread::Prop(property) => {
                        if let Prop::KeyValue(pair) = &**property {
                            look(&pair.value, used);
                        }
                    }
                }
            }
        }
        Expr::Call(call) => called(call, used),
        // `user: tables.user`
        Expr::Member(member) => used.extend(root(&member.obj)),
        Expr::Paren(inner) => look(&inner.expr, used),
        Expr::TsAs(inner) => look(&inner.expr, used),
        Expr::TsSatisfies(inner) => look(&inner.expr, used),
        Expr::TsConstAssertion(inner) => look(&inner.expr, used),
        _ => {}
    }
}

fn called(call: &CallExpr, used: &mut Vec<String>) {
    let Callee::Expr(callee) = &call.callee else { return };
    match &**callee {
        // `tables.user.index(...)`, however many calls follow.
        Expr::Member(member) => look(&member.obj, used),
        Expr::Ident(name) if &*name.sym == "defineSchema" => {
            if let Some(tables) = call.args.first() {
                used.extend(root(&tables.expr));
                look(&tables.expr, used);
            }
        }
        _ => {}
    }
}

/// The name that a chain of members starts with.
fn root(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Ident(name) => Some(name.sym.to_string()),
        Expr::Member(member) => root(&member.obj),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::TsAs(inner) => root(&inner.expr),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn forms_of_public_projects() {
        let import = "import { tables } from \"./generatedSchema\";\n";
        let renamed = "import { tables as generated } from './schema.generated';\n";
        let default = "import schema0 from \"./generatedSchema\";\n";
        let cases: [(&str, &str, &[&str]); 14] = [
            (import, "export default defineSchema({ ...tables });", &["./generatedSchema"]),
            (
                import,
                "const schema = defineSchema({ ...tables, user: tables.user.index(\"a\", [\"b\"]) });",
                &["./generatedSchema"],
            ),
            (import, "const schema = defineSchema(tables);", &["./generatedSchema"]),
            (
                import,
                "export default defineSchema({ user: tables.user, own: defineTable({}) });",
                &["./generatedSchema"],
            ),
            (import, "const user = tables.user.index(\"a\", [\"b\"]).searchIndex(\"s\", {});", &["./generatedSchema"]),
            (import, "const { user } = tables; export default defineSchema({ user });", &["./generatedSchema"]),
            (renamed, "export const tables = { ...generated };", &["./schema.generated"]),
            (renamed, "export const all = { ...(generated as any) } as const;", &["./schema.generated"]),
            (default, "export default defineSchema({ ...schema0.tables });", &["./generatedSchema"]),
            ("", "export { default } from \"./generatedSchema\";", &["./generatedSchema"]),
            // Values and types of other modules are no tables.
            ("import { roles } from \"./roles\";\n", "const t = defineTable({ role: roles });", &[]),
            ("import type { tables } from \"./generatedSchema\";\n", "type T = typeof tables;", &[]),
            ("import { tables } from \"../generatedSchema\";\n", "export default defineSchema({ ...tables });", &[]),
            (import, "console.log(tables);", &[]),
        ];
        for (import, code, expected) in cases {
            let found = spread_imports(&Source::new("schema.ts", format!("{import}{code}\n"))).unwrap();
            assert_eq!(found, expected, "{import}{code}");
        }
    }
}
