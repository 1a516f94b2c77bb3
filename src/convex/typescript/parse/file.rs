//! The statements and comments of a schema.ts: which are those of a generated file, and which are other code.

use std::collections::HashMap;

use swc_common::Spanned as _;
use swc_ecma_ast::{
    Decl, ExportSpecifier, Expr, ImportDecl, ModuleDecl, ModuleExportName, ModuleItem, NamedExport, Pat, Stmt,
};

use super::syntax::{arguments, called};
use super::tables::TableConstant;
use super::{Other, SchemaFile};
use crate::convex::header;
use crate::diagnostic::Span;
use crate::syntax::file::ParsedFile;

/// The reader of one file.
pub(super) struct Reader<'a> {
    pub(super) file: &'a ParsedFile<'a>,
    pub(super) read: SchemaFile,
    pub(super) constants: HashMap<String, TableConstant<'a>>,
}

impl<'a> Reader<'a> {
    /// Reads all of the file.
    pub(super) fn read_file(&mut self) {
        self.comments();
        self.shebang();
        for item in &self.file.module.body {
            self.item(item);
        }
        self.unused_constants();
    }

    pub(super) fn other(&mut self, what: &'static str, span: swc_common::Span) {
        self.read.other.push(Other { what, span: self.file.span(span) });
    }

    /// The comments above the first statement that a generator wrote are the header; any other comment belongs to the
    /// user.
    fn comments(&mut self) {
        let first_statement = self.file.module.body.first().map_or(self.file.module.span.hi, |item| item.span().lo);
        self.read.layout.head = self.file.span(swc_common::Span::new(first_statement, first_statement)).range.start;
        let (leading, trailing) = self.file.comments.borrow_all();
        let all = leading.values().chain(trailing.values()).flatten();
        let mut all: Vec<_> = all.map(|comment| (comment.span, comment.text.to_string())).collect();
        drop((leading, trailing));
        all.sort_by_key(|(span, ..)| span.lo);
        all.dedup_by_key(|(span, ..)| span.lo);
        let mut header = Vec::new();
        let mut header_end = None;
        for (span, text) in all {
            let line = self.file.span(span).line();
            // A header of line comments has three of them.
            let starts = header.is_empty() && header::is_header(&text);
            let goes_on = header_end == Some(line - 1) && header.len() < 3;
            if span.lo < first_statement && (starts || goes_on) {
                let span = self.file.span(span);
                for line in header::foreign_lines(&text) {
                    let span = self.line(&span, line);
                    self.read.other.push(Other { what: "a line that was added to the header", span });
                }
                self.read.layout.header.push(span);
                header.push(text);
                header_end = Some(line);
            } else {
                self.read.layout.comments.push(self.file.span(span));
                self.other("a comment", span);
            }
        }
        self.read.header = (!header.is_empty()).then(|| header.join("\n"));
    }

    /// A first line that starts with `#!`: no generator writes one.
    fn shebang(&mut self) {
        if self.file.module.shebang.is_some() {
            let span = self.file.source.span(0..self.file.source.text.len()).first_line();
            self.read.other.push(Other { what: "the first line, which starts with `#!`,", span });
        }
    }

    /// The span of a line of a comment.
    fn line(&self, comment: &Span, line: &str) -> Span {
        let text = comment.text();
        // A line may be part of an earlier one.
        let whole =
            |at: &usize| text[*at..].lines().next().is_some_and(|rest| rest.trim_end_matches([' ', '*', '/']) == line);
        let found = text.match_indices(line).map(|(at, _)| at).find(whole).or_else(|| text.find(line)).unwrap_or(0);
        let start = comment.range.start + found;
        self.file.source.span(start..start + line.len())
    }

    fn item(&mut self, item: &'a ModuleItem) {
        if let ModuleItem::ModuleDecl(ModuleDecl::Import(import)) = item {
            let span = self.file.span(import.span);
            self.read.layout.imports.push(span);
        }
        match item {
            ModuleItem::ModuleDecl(ModuleDecl::Import(import)) if is_convex_import(import) => {}
            ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(export)) => match &*export.expr {
                Expr::Ident(name) if &*name.sym == "schema" => {}
                expression => self.define_schema(expression),
            },
            ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => self.declaration(&export.decl, "tables"),
            ModuleItem::ModuleDecl(ModuleDecl::ExportNamed(export)) if is_usual_export(export) => {}
            ModuleItem::Stmt(Stmt::Decl(declaration)) => self.declaration(declaration, "schema"),
            _ => self.other("other code", item.span()),
        }
    }

    /// Constants that look like tables but are not used as one.
    fn unused_constants(&mut self) {
        let mut spans: Vec<_> = self.constants.values().filter(|one| !one.is_used).map(|one| one.span).collect();
        spans.sort_by_key(|span| span.lo);
        spans.into_iter().for_each(|span| self.other("other code", span));
    }

    /// `export const tables = {...}` or `const schema = defineSchema(tables)`, whichever is expected here; tables may be
    /// exported further down.
    fn declaration(&mut self, declaration: &'a Decl, expected: &str) {
        let Decl::Var(variables) = declaration else { return self.other("other code", declaration.span()) };
        for variable in &variables.decls {
            let name = match &variable.name {
                Pat::Ident(name) if name.type_ann.is_none() => &*name.id.sym,
                _ => "",
            };
            match (name, variable.init.as_deref()) {
                ("tables", Some(Expr::Object(tables))) => self.tables(tables),
                (name, Some(schema)) if name == expected && name == "schema" => self.define_schema(schema),
                // A table, if the object of the tables names it.
                (name, _) if expected == "schema" && self.constants.contains_key(name) => {}
                _ => self.other("other code", variable.span),
            }
        }
    }

    /// `defineSchema(tables)` or `defineSchema({...})`.
    fn define_schema(&mut self, expression: &'a Expr) {
        match called(expression) {
            Some(("defineSchema", call)) => match arguments(call).as_deref() {
                Some([Expr::Ident(name)]) if &*name.sym == "tables" => {}
                Some([Expr::Object(tables)]) => self.tables(tables),
                _ => self.other("other code", call.span),
            },
            _ => self.other("other code", expression.span()),
        }
    }
}

fn is_convex_import(import: &ImportDecl) -> bool {
    import.src.value == *"convex/server" || import.src.value == *"convex/values"
}

/// `export { tables }` and `export { schema as default }`, which are other forms of what is generated.
fn is_usual_export(export: &NamedExport) -> bool {
    let text = |name: &ModuleExportName| match name {
        ModuleExportName::Ident(name) => name.sym.to_string(),
        ModuleExportName::Str(_) => String::new(),
    };
    let is_usual = |specifier: &ExportSpecifier| match specifier {
        ExportSpecifier::Named(named) if !named.is_type_only => {
            let (local, exported) = (text(&named.orig), named.exported.as_ref().map(text));
            matches!(
                (local.as_str(), exported.as_deref()),
                ("tables", None | Some("tables")) | ("schema", Some("default"))
            )
        }
        _ => false,
    };
    export.src.is_none() && !export.type_only && export.specifiers.iter().all(is_usual)
}
