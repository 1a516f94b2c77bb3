//! A schema as schema.ts: importable exactly where the official file is, with one line a field.

use swc_common::DUMMY_SP;
use swc_common::comments::{Comment, CommentKind, Comments as _, SingleThreadedComments};
use swc_ecma_ast::{Expr, Module};

use super::ast::{
    FIRST, array, binding, boolean, call, constant_statement, default_export, exported_constant, import, member, name,
    named, number, object, text,
};
use super::layout;
use crate::schema::{Field, Literal, Schema, Table, Validator};

/// The text of schema.ts. `header` is what its first comment says, line by line.
pub fn print(schema: &Schema, header: &[String]) -> String {
    let tables = schema.tables.iter().map(|table| (table.name.as_str(), define_table(table))).collect();
    let body = vec![
        import(FIRST, named(&["defineSchema", "defineTable"]), "convex/server"),
        import(DUMMY_SP, named(&["v"]), "convex/values"),
        exported_constant(binding("tables"), object(tables)),
        constant_statement(binding("schema"), call(name("defineSchema"), vec![name("tables")])),
        default_export(name("schema")),
    ];
    let comments = SingleThreadedComments::default();
    comments
        .add_leading(FIRST.lo, Comment { kind: CommentKind::Block, span: DUMMY_SP, text: header_text(header).into() });
    layout::print(&Module { span: FIRST, body, shebang: None }, &comments)
}

/// The inside of a block comment. No line can end it.
fn header_text(lines: &[String]) -> String {
    let mut text = String::from("*\n");
    for line in lines {
        text.push_str(format!(" * {}", line.replace("*/", "* /")).trim_end());
        text.push('\n');
    }
    text.push(' ');
    text
}

fn define_table(table: &Table) -> Expr {
    let define = call(name("defineTable"), vec![fields(&table.fields)]);
    table.indexes.iter().fold(define, |table, index| {
        let fields = array(index.fields.iter().map(|field| text(field)).collect());
        call(member(table, "index"), vec![text(&index.name), fields])
    })
}

fn fields(fields: &[Field]) -> Expr {
    object(fields.iter().map(|field| (field.name.as_str(), validator(&field.validator))).collect())
}

fn validator(value: &Validator) -> Expr {
    let (method, arguments) = match value {
        Validator::Plain(plain) => (plain.method(), Vec::new()),
        Validator::Id(table) => ("id", vec![text(table)]),
        Validator::Literal(literal) => ("literal", vec![literal_value(literal)]),
        Validator::Array(element) => ("array", vec![validator(element)]),
        Validator::Object(members) => ("object", vec![fields(members)]),
        Validator::Record(keys, values) => ("record", vec![validator(keys), validator(values)]),
        Validator::Union(members) => ("union", members.iter().map(validator).collect()),
        Validator::Optional(inner) => ("optional", vec![validator(inner)]),
    };
    call(member(name("v"), method), arguments)
}

fn literal_value(literal: &Literal) -> Expr {
    match literal {
        Literal::String(value) => text(value),
        Literal::Number(value) => number(*value),
        Literal::Boolean(value) => boolean(*value),
    }
}
