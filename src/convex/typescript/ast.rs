//! Constructors of the few syntax nodes that generated files consist of. Nodes have no position.

use crate::diagnostic::emit::json::quoted;
use crate::diagnostic::emit::visible;
use swc_common::{BytePos, DUMMY_SP, Span};
use swc_ecma_ast::{
    ArrayLit, BindingIdent, Bool, CallExpr, Callee, Decl, ExportDecl, ExportDefaultExpr, Expr, ExprOrSpread, Ident,
    IdentName, ImportDecl, ImportDefaultSpecifier, ImportNamedSpecifier, ImportSpecifier, KeyValueProp, Lit,
    MemberExpr, MemberProp, ModuleDecl, ModuleItem, Number, ObjectLit, Pat, Prop, PropName, PropOrSpread,
    SpreadElement, Stmt, Str, VarDecl, VarDeclKind, VarDeclarator,
};

/// The position of the first statement, to which the header comment is attached.
pub(super) const FIRST: Span = Span { lo: BytePos(1), hi: BytePos(1) };

pub(super) fn ident(name: &str) -> Ident {
    Ident::new_no_ctxt(name.into(), DUMMY_SP)
}

pub(super) fn name(name: &str) -> Expr {
    ident(name).into()
}

/// A string. Characters that nobody sees are written as escapes; of these, swc's printer knows only those below U+0020.
pub(super) fn string(value: &str) -> Str {
    let rest: String = value.chars().filter(|&one| one > ' ').collect();
    let raw = (visible(&rest) != rest).then(|| literal(value).into());
    Str { span: DUMMY_SP, value: value.into(), raw }
}

/// A string as source, in the quotes that need fewer escapes, as prettier chooses them.
fn literal(value: &str) -> String {
    let count = |quote: char| value.matches(quote).count();
    let double = quoted(value);
    if count('"') <= count('\'') {
        return double;
    }
    format!("'{}'", double[1..double.len() - 1].replace("\\\"", "\"").replace('\'', "\\'"))
}

pub(super) fn text(value: &str) -> Expr {
    Lit::Str(string(value)).into()
}

pub(super) fn number(value: f64) -> Expr {
    Lit::Num(Number { span: DUMMY_SP, value, raw: None }).into()
}

pub(super) fn boolean(value: bool) -> Expr {
    Lit::Bool(Bool { span: DUMMY_SP, value }).into()
}

pub(super) fn member(object: Expr, property: &str) -> Expr {
    let prop = MemberProp::Ident(IdentName::new(property.into(), DUMMY_SP));
    MemberExpr { span: DUMMY_SP, obj: Box::new(object), prop }.into()
}

pub(super) fn call(callee: Expr, arguments: Vec<Expr>) -> Expr {
    let args = arguments.into_iter().map(argument).collect();
    CallExpr { callee: Callee::Expr(Box::new(callee)), args, ..CallExpr::default() }.into()
}

fn argument(expression: Expr) -> ExprOrSpread {
    ExprOrSpread { spread: None, expr: Box::new(expression) }
}

pub(super) fn array(elements: Vec<Expr>) -> Expr {
    ArrayLit { span: DUMMY_SP, elems: elements.into_iter().map(|element| Some(argument(element))).collect() }.into()
}

pub(super) fn object(properties: Vec<(&str, Expr)>) -> Expr {
    entries(properties.into_iter().map(|(key, value)| (Some(key), value)))
}

/// An object of properties; a value without a key is spread.
pub(super) fn entries<'k>(entries: impl Iterator<Item = (Option<&'k str>, Expr)>) -> Expr {
    let props = entries.map(|(key, value)| {
        let value = Box::new(value);
        match key {
            None => PropOrSpread::Spread(SpreadElement { dot3_token: DUMMY_SP, expr: value }),
            Some(key) => {
                let key = match is_identifier(key) {
                    true => PropName::Ident(IdentName::new(key.into(), DUMMY_SP)),
                    false => PropName::Str(string(key)),
                };
                PropOrSpread::Prop(Box::new(Prop::KeyValue(KeyValueProp { key, value })))
            }
        }
    });
    ObjectLit { span: DUMMY_SP, props: props.collect() }.into()
}

/// Whether a key needs no quotes.
fn is_identifier(key: &str) -> bool {
    key.starts_with(Ident::is_valid_start) && key.chars().all(Ident::is_valid_continue)
}

/// `import specifiers from "source"`; `span` is [`FIRST`] for the statement below the header.
pub(super) fn import(span: Span, specifiers: Vec<ImportSpecifier>, source: &str) -> ModuleItem {
    ModuleItem::ModuleDecl(ModuleDecl::Import(ImportDecl {
        span,
        specifiers,
        src: Box::new(string(source)),
        type_only: false,
        with: None,
        phase: Default::default(),
    }))
}

pub(super) fn named(names: &[&str]) -> Vec<ImportSpecifier> {
    let specifier =
        |name: &&str| ImportNamedSpecifier { span: DUMMY_SP, local: ident(name), imported: None, is_type_only: false };
    names.iter().map(|name| ImportSpecifier::Named(specifier(name))).collect()
}

pub(super) fn default_import(name: &str) -> Vec<ImportSpecifier> {
    vec![ImportSpecifier::Default(ImportDefaultSpecifier { span: DUMMY_SP, local: ident(name) })]
}

/// `const pattern = value`.
fn constant(pattern: Pat, value: Expr) -> Decl {
    let declarator = VarDeclarator { span: DUMMY_SP, name: pattern, init: Some(Box::new(value)), definite: false };
    VarDecl { kind: VarDeclKind::Const, decls: vec![declarator], ..VarDecl::default() }.into()
}

pub(super) fn binding(name: &str) -> Pat {
    BindingIdent::from(ident(name)).into()
}

pub(super) fn constant_statement(pattern: Pat, value: Expr) -> ModuleItem {
    ModuleItem::Stmt(Stmt::Decl(constant(pattern, value)))
}

pub(super) fn exported_constant(pattern: Pat, value: Expr) -> ModuleItem {
    ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(ExportDecl { span: DUMMY_SP, decl: constant(pattern, value) }))
}

pub(super) fn default_export(value: Expr) -> ModuleItem {
    ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(ExportDefaultExpr { span: DUMMY_SP, expr: Box::new(value) }))
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn a_string_has_the_quotes_that_need_fewer_escapes() {
        let cases = [
            ("a\u{202e}", r#""a\u202e""#),
            ("\"\u{202e}", r#"'"\u202e'"#),
            ("\\\"\u{85}\"'", r#"'\\"\u0085"\''"#),
            ("'\"\u{85}", r#""'\"\u0085""#),
        ];
        for (value, expected) in cases {
            assert_eq!(literal(value), expected);
        }
    }
}
