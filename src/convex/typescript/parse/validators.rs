//! Validators that are written out as literals, in schema.ts and in the config file. None for a validator with anything
//! else in it, which would be lost.

use swc_ecma_ast::{Expr, Lit, ModuleItem, Stmt, UnaryOp};

use super::syntax::{arguments, entry, method_call, string};
use crate::convex::{Field, Literal, Plain, Validator};
use crate::diagnostic::Source;
use crate::syntax::file;

/// The maximum depth of nested validators: later steps recurse without a guard.
const DEEPEST: usize = 64;

/// A validator as code, such as `v.optional(v.string())`. None if it is anything else.
pub fn validator_text(code: &str) -> Option<Validator> {
    let source = Source::new("validator", code);
    let read = file::read(&source, |file| match file.module.body.as_slice() {
        [ModuleItem::Stmt(Stmt::Expr(statement))] => validator(&statement.expr),
        _ => None,
    });
    read.ok()?
}

pub(super) fn validator(expression: &Expr) -> Option<Validator> {
    validator_within(expression, DEEPEST)
}

/// `v.method(...)`, or `.optional()` on one; none for anything else, and for what is nested deeper than `depth`.
fn validator_within(expression: &Expr, depth: usize) -> Option<Validator> {
    let (object, method, call) = method_call(expression)?;
    if depth == 0 {
        return None;
    }
    let validator = |expression: &Expr| validator_within(expression, depth - 1);
    let arguments = arguments(call)?;
    if !matches!(object, Expr::Ident(name) if &*name.sym == "v") {
        let is_optional = method == "optional" && arguments.is_empty();
        return is_optional.then(|| Some(Validator::Optional(Box::new(validator(object)?))))?;
    }
    match (method, arguments.as_slice()) {
        (_, []) if method != "union" => Plain::of_method(method).map(Validator::Plain),
        ("id", [table]) => string(table).map(Validator::Id),
        ("literal", [value]) => literal(value).map(Validator::Literal),
        ("array", [element]) => Some(Validator::Array(Box::new(validator(element)?))),
        ("nullable", [inner]) => Some(Validator::Union(vec![validator(inner)?, Validator::Plain(Plain::Null)])),
        ("optional", [inner]) => Some(Validator::Optional(Box::new(validator(inner)?))),
        ("record", [keys, values]) => Some(Validator::Record(Box::new(validator(keys)?), Box::new(validator(values)?))),
        ("union", members) => {
            members.iter().map(|member| validator(member)).collect::<Option<_>>().map(Validator::Union)
        }
        ("object", [Expr::Object(fields)]) => {
            let fields = fields.props.iter().map(|property| {
                let (name, value) = entry(property)?;
                Some(Field { name, validator: validator(value)? })
            });
            fields.collect::<Option<_>>().map(Validator::Object)
        }
        _ => None,
    }
}

fn literal(expression: &Expr) -> Option<Literal> {
    match expression {
        Expr::Lit(Lit::Str(_)) => string(expression).map(Literal::String),
        Expr::Lit(Lit::Bool(boolean)) => Some(Literal::Boolean(boolean.value)),
        Expr::Unary(unary) if unary.op == UnaryOp::Minus => number(&unary.arg, true),
        _ => number(expression, false),
    }
}

/// A number or a bigint that Convex accepts.
fn number(expression: &Expr, is_negative: bool) -> Option<Literal> {
    match expression {
        Expr::Lit(Lit::Num(number)) if number.value.is_finite() => {
            Some(Literal::Number(if is_negative { -number.value } else { number.value }))
        }
        Expr::Lit(Lit::BigInt(number)) => {
            let value = i128::try_from(&*number.value).ok()?;
            i64::try_from(if is_negative { -value } else { value }).ok().map(Literal::BigInt)
        }
        _ => None,
    }
}
