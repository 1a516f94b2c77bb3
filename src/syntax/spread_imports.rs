//! The modules of the project that a schema.ts imports values from, and whether it uses them as tables: spread into an
//! object, passed to `defineSchema`, or extended table by table.

use std::sync::Arc;

use swc_common::Spanned as _;
use swc_ecma_ast::{CallExpr, Callee, Decl, Expr, Module, ModuleDecl, ModuleItem, Pat, Prop, PropOrSpread, Stmt};

use super::file;
use super::reexports::{Names, imported, reexported};
use crate::diagnostic::{Diagnostic, Source};

/// A module that values are imported from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueImport {
    /// The specifier: relative, or possibly an alias.
    pub specifier: String,
    /// The exports that are used. If some are certainly used as tables, only those.
    pub names: Names,
    /// Whether the values are certainly used as tables, and not just somehow, such as passed to a function.
    pub is_spread: bool,
}

/// The modules whose values are used, in the order of the imports, except Convex's modules. Fails if the file is not
/// valid TypeScript.
pub fn value_imports(source: &Arc<Source>) -> Result<Vec<ValueImport>, Diagnostic> {
    file::read(source, |file| {
        let used = tables_used(file.module);
        let code = values(file);
        let mut found = Vec::new();
        for item in &file.module.body {
            let ModuleItem::ModuleDecl(declaration) = item else { continue };
            let (from, is_spread, names) = match declaration {
                ModuleDecl::Import(import) if !import.type_only => {
                    let named = |is_it: &dyn Fn(&str) -> bool| {
                        import.specifiers.iter().filter(|one| is_it(&one.local().sym)).map(imported).reduce(Names::and)
                    };
                    let spread = named(&|name| used.iter().any(|used| used == name));
                    let is_spread = spread.is_some();
                    (
                        &import.src,
                        is_spread,
                        spread.or_else(|| named(&|name| code.iter().any(|code| has_name(code, name)))),
                    )
                }
                // A re-exported default is the whole schema of the other file.
                ModuleDecl::ExportNamed(export) if !export.type_only => match &export.src {
                    Some(from) => {
                        let is_spread = export.specifiers.iter().any(is_default);
                        (from, is_spread, export.specifiers.iter().map(reexported).reduce(Names::and))
                    }
                    None => continue,
                },
                ModuleDecl::ExportAll(export) if !export.type_only => (&export.src, false, Some(Names::All)),
                _ => continue,
            };
            let from = from.value.as_str().filter(|from| !CONVEX_MODULES.contains(from));
            if let (Some(from), Some(names)) = (from, names) {
                found.push(ValueImport { specifier: from.to_owned(), names, is_spread });
            }
        }
        found
    })
}

/// The relative modules that a text imports, even if it cannot be parsed.
pub fn specifiers_in(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for quote in ['"', '\''] {
        let starts = text.match_indices(quote).map(|(at, _)| at);
        for start in starts.filter(|start| text[..*start].trim_end().ends_with("from")) {
            let rest = &text[start + 1..];
            let specifier = rest.split([quote, '\n']).next().unwrap_or_default();
            if specifier.starts_with(RELATIVE) && !found.iter().any(|known| known == specifier) {
                found.push(specifier.to_owned());
            }
        }
    }
    found
}

/// The prefix of the specifier of a module beside or below the importing one.
const RELATIVE: &str = "./";

/// Convex's modules, which every schema.ts imports.
const CONVEX_MODULES: [&str; 2] = ["convex/server", "convex/values"];

/// The code of a module without its imports and types.
fn values(file: &file::ParsedFile<'_>) -> Vec<String> {
    let is_value = |item: &&ModuleItem| {
        let is_type = |declaration: &Decl| matches!(declaration, Decl::TsInterface(_) | Decl::TsTypeAlias(_));
        match item {
            ModuleItem::ModuleDecl(ModuleDecl::Import(_)) => false,
            ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => !is_type(&export.decl),
            ModuleItem::Stmt(Stmt::Decl(declaration)) => !is_type(declaration),
            _ => true,
        }
    };
    file.module.body.iter().filter(is_value).map(|item| file.span(item.span()).text().to_owned()).collect()
}

/// Whether code contains a name outside of comments and strings, and not as a property.
pub(super) fn has_name(code: &str, name: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut rest = code;
    let mut before = "";
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => string_length(rest, first),
            _ if is_of_name(first) => {
                let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
                let is_property = before.ends_with('.') && !before.ends_with("...");
                if &rest[..length] == name && !is_property {
                    return true;
                }
                length
            }
            _ => first.len_utf8(),
        };
        rest = &rest[length..];
        let passed = &code[..code.len() - rest.len()];
        before = if first.is_whitespace() { before } else { passed };
    }
    false
}

/// The length of the string at the start of a text, including quotes. It ends at the end of the line at the latest.
fn string_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return at,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The relative specifiers of all modules of the component that a file imports. Fails if it is not valid TypeScript.
pub fn relative_imports(source: &Arc<Source>) -> Result<Vec<String>, Diagnostic> {
    file::read(source, |file| {
        let specifiers = file.module.body.iter().filter_map(|item| match item {
            ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if !import.type_only => import.src.value.as_str(),
            _ => None,
        });
        specifiers.filter(|from| from.starts_with(RELATIVE)).map(str::to_owned).collect()
    })
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
            ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(export)) => collect_used(&export.expr, &mut used),
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
                (_, Some(value)) => collect_used(value, used),
                _ => {}
            }
        }
    }
}

/// Collects the names of the values that an expression spreads, passes to `defineSchema`, or calls a table's method on.
fn collect_used(expression: &Expr, used: &mut Vec<String>) {
    match expression {
        Expr::Object(object) => {
            for property in &object.props {
                match property {
                    PropOrSpread::Spread(spread) => used.extend(root(&spread.expr)),
                    PropOrSpread::Prop(property) => {
                        if let Prop::KeyValue(pair) = &**property {
                            collect_used(&pair.value, used);
                        }
                    }
                }
            }
        }
        Expr::Call(call) => called(call, used),
        // `user: tables.user`
        Expr::Member(member) => used.extend(root(&member.obj)),
        Expr::Paren(inner) => collect_used(&inner.expr, used),
        Expr::TsAs(inner) => collect_used(&inner.expr, used),
        Expr::TsSatisfies(inner) => collect_used(&inner.expr, used),
        Expr::TsConstAssertion(inner) => collect_used(&inner.expr, used),
        _ => {}
    }
}

fn called(call: &CallExpr, used: &mut Vec<String>) {
    let Callee::Expr(callee) = &call.callee else { return };
    match &**callee {
        // `tables.user.index(...)`, however many calls follow.
        Expr::Member(member) => collect_used(&member.obj, used),
        Expr::Ident(name) if &*name.sym == "defineSchema" => {
            if let Some(tables) = call.args.first() {
                used.extend(root(&tables.expr));
                collect_used(&tables.expr, used);
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
        let cases: [(&str, &str, &[&str]); 13] = [
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
            // Other values and types are not tables.
            ("import { roles } from \"./roles\";\n", "const t = defineTable({ role: roles });", &[]),
            ("import type { tables } from \"./generatedSchema\";\n", "type T = typeof tables;", &[]),
            (
                "import { tables } from \"../generatedSchema\";\n",
                "export default defineSchema({ ...tables });",
                &["../generatedSchema"],
            ),
        ];
        for (import, code, expected) in cases {
            let found = value_imports(&Source::new("schema.ts", format!("{import}{code}\n"))).unwrap();
            let found: Vec<_> = found.into_iter().filter(|one| one.is_spread).map(|one| one.specifier).collect();
            assert_eq!(found, expected, "{import}{code}");
        }
    }

    #[test]
    fn other_uses() {
        let import = "import { tables } from \"./generatedSchema\";\n";
        let cases = [
            ("const all = tables; export default defineSchema({ ...all });", true),
            ("export default defineSchema(Object.assign({}, tables));", true),
            ("export default defineSchema(merge(tables, own));", true),
            ("export default defineSchema(Object.fromEntries(Object.entries(tables)));", true),
            ("tables.member.index(\"a\", [\"b\"]);", true),
            ("for (const name of names) tables[name].index(\"a\", [\"b\"]);", true),
            ("export { tables };", true),
            ("export default defineSchema({ /* ...tables */ }); // tables", false),
            ("export default defineSchema({ a: other.tables, b: \"tables 'x\", c: 'tables' });", false),
            ("type T = typeof tables;\nexport interface U { t: typeof tables }", false),
            ("export default defineSchema({});", false),
        ];
        for (code, expected) in cases {
            let found = value_imports(&Source::new("schema.ts", format!("{import}{code}\n"))).unwrap();
            let specifiers: Vec<_> = found.iter().map(|one| one.specifier.as_str()).collect();
            assert_eq!(specifiers, ["./generatedSchema"][..usize::from(expected)], "{code}");
        }
        for code in ["export { tables } from \"./generatedSchema\";", "export * from \"./generatedSchema\";"] {
            let found = value_imports(&Source::new("schema.ts", code)).unwrap();
            assert_eq!((found.len(), found[0].is_spread), (1, false), "{code}");
        }
    }

    #[test]
    fn imports_of_invalid_code() {
        let text = "import { tables } from \"./generatedSchema\";\nimport { v } from \"convex/values\";\n\
                    import {\n  more,\n} from './more'\nconst x = {\nimport { b } from \"./generatedSchema\";";
        assert_eq!(specifiers_in(text), ["./generatedSchema", "./more"]);
        assert_eq!(specifiers_in("const a = \"./x\";"), [""; 0]);
    }
}
