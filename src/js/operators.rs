//! Operators and assignments.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{BinExpr, BinaryOp, Expr, UnaryExpr, UnaryOp};

use super::call::unwrapped;
use super::evaluate::{Evaluator, at};
use super::objects::may_be_hole;
use super::properties::is_inherited;
use super::reason::Reason;
use super::scope::Scope;
use super::value::{JsKind, JsValue, Loc, Object};

impl<'a> Evaluator<'a> {
    pub(crate) fn binary(&mut self, binary: &'a BinExpr, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        let left = self.eval(&binary.left, scope);
        let is_decided = match binary.op {
            BinaryOp::LogicalAnd => left.truth().map(|truth| !truth),
            BinaryOp::LogicalOr => left.truth(),
            BinaryOp::NullishCoalescing => left.is_nullish().map(|nullish| !nullish),
            operator => {
                let right = self.eval(&binary.right, scope);
                return self.operator_result(operator, &left, &right, span);
            }
        };
        match is_decided {
            Ok(true) => left,
            Ok(false) => self.eval_lazy(&binary.right, scope),
            Err(unknown) => {
                let condition = self.condition(at(scope, binary.left.span()), unknown);
                let goes_on = binary.op == BinaryOp::LogicalAnd;
                let right = self.under(&condition, goes_on, |this| this.eval(&binary.right, scope));
                // The falsy left side of `&&` counts as nothing: see the page of `value`.
                match goes_on {
                    true => JsValue::conditional(&condition, right, JsValue::new(JsKind::Boolean(false), span), span),
                    false => JsValue::conditional(&condition, left, right, span),
                }
            }
        }
    }

    pub(super) fn operator_result(
        &mut self,
        operator: BinaryOp,
        left: &JsValue<'a>,
        right: &JsValue<'a>,
        span: Loc,
    ) -> JsValue<'a> {
        if operator == BinaryOp::Add {
            return match (&left.kind, &right.kind) {
                (JsKind::String(_), _) | (_, JsKind::String(_)) => self.concatenated(left, right, span),
                _ if number_of(left).is_some() && number_of(right).is_some() => {
                    let sum = number_of(left).unwrap_or_default() + number_of(right).unwrap_or_default();
                    JsValue::new(JsKind::Number(sum), span)
                }
                (JsKind::BigInt(_), _) | (_, JsKind::BigInt(_)) => {
                    JsValue::unknown_because(&left.unknown_reason("this operator"), span)
                }
                _ => self.concatenated(left, right, span),
            };
        }
        self.each(left, &mut |this, left| {
            this.each(right, &mut |this, right| match compare(operator, left, right) {
                Some(kind) if this.consume_text(compared(left, right)) => JsValue::new(kind, span),
                Some(_) => JsValue::unknown(Reason::Form("code that takes too many steps"), span),
                None => {
                    this.convert(&[left, right], span);
                    let unknown = if is_known(left) { right } else { left };
                    JsValue::unknown_because(&unknown.unknown_reason("this operator"), span)
                }
            })
        })
    }

    pub(crate) fn unary(&mut self, unary: &'a UnaryExpr, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        if unary.op == UnaryOp::Delete {
            match unwrapped(&unary.arg) {
                Expr::Member(member) => self.delete(member, scope),
                other => {
                    self.eval(other, scope);
                    self.may_throw("delete", span);
                }
            }
            return JsValue::new(JsKind::Boolean(true), span);
        }
        let value = self.eval(&unary.arg, scope);
        self.each(&value, &mut |_, value| {
            let kind = match (unary.op, &value.kind) {
                (UnaryOp::Bang, _) => value.truth().ok().map(|truth| JsKind::Boolean(!truth)),
                (UnaryOp::Void, _) => Some(JsKind::Undefined),
                (UnaryOp::Minus, JsKind::Number(number)) => Some(JsKind::Number(-number)),
                (UnaryOp::Minus, JsKind::BigInt(number)) => number.checked_neg().map(JsKind::BigInt),
                (UnaryOp::Plus, JsKind::Number(number)) => Some(JsKind::Number(*number)),
                (UnaryOp::TypeOf, kind) => type_of(kind).map(|name| JsKind::String(name.into())),
                _ => None,
            };
            kind.map_or_else(
                || JsValue::unknown_because(&value.unknown_reason("this operator"), span),
                |kind| JsValue::new(kind, span),
            )
        })
    }
}

impl Object<'_> {
    /// Whether all keys are known.
    pub(crate) fn is_whole(&self) -> bool {
        self.rest.borrow().is_empty()
    }
}

/// The number that `+` makes of a primitive value that is no text.
fn number_of(value: &JsValue<'_>) -> Option<f64> {
    match value.kind {
        JsKind::Number(number) => Some(number),
        JsKind::Boolean(value) => Some(f64::from(u8::from(value))),
        JsKind::Null => Some(0.0),
        JsKind::Undefined => Some(f64::NAN),
        _ => None,
    }
}

/// Whether two values are the same one. None if that is unknown.
pub(super) fn same<'a>(left: &JsValue<'a>, right: &JsValue<'a>) -> Option<bool> {
    (is_known(left) && is_known(right)).then(|| left.is_same(right))
}

fn is_known(value: &JsValue<'_>) -> bool {
    matches!(
        value.kind,
        JsKind::Hole
            | JsKind::Undefined
            | JsKind::Null
            | JsKind::Boolean(_)
            | JsKind::Number(_)
            | JsKind::BigInt(_)
            | JsKind::String(_)
            | JsKind::Array(_)
            | JsKind::Object(_)
            | JsKind::Function(_)
    )
}

fn compare<'a>(operator: BinaryOp, left: &JsValue<'a>, right: &JsValue<'a>) -> Option<JsKind<'a>> {
    use BinaryOp::{EqEq, EqEqEq, Gt, GtEq, In, Lt, LtEq, NotEq, NotEqEq};
    let both_known = is_known(left) && is_known(right);
    let boolean = |value: bool| Some(JsKind::Boolean(value));
    match (operator, &left.kind, &right.kind) {
        (EqEqEq, ..) => same(left, right).map(JsKind::Boolean),
        (NotEqEq, ..) => same(left, right).map(|is_same| JsKind::Boolean(!is_same)),
        (EqEq | NotEq, JsKind::Undefined | JsKind::Null, _) | (EqEq | NotEq, _, JsKind::Undefined | JsKind::Null) => {
            let nullish = left.is_nullish().ok()? && right.is_nullish().ok()?;
            boolean(nullish == (operator == EqEq))
        }
        // Conversions between types are not followed.
        (EqEq, ..) if both_known && left.is_same(right) => boolean(true),
        (NotEq, ..) if both_known && left.is_same(right) => boolean(false),
        (EqEq | NotEq, JsKind::String(_), JsKind::String(_)) | (EqEq | NotEq, JsKind::Number(_), JsKind::Number(_)) => {
            boolean(operator == NotEq)
        }
        (Lt, JsKind::Number(a), JsKind::Number(b)) => boolean(a < b),
        (LtEq, JsKind::Number(a), JsKind::Number(b)) => boolean(a <= b),
        (Gt, JsKind::Number(a), JsKind::Number(b)) => boolean(a > b),
        (GtEq, JsKind::Number(a), JsKind::Number(b)) => boolean(a >= b),
        (BinaryOp::Sub, JsKind::Number(a), JsKind::Number(b)) => Some(JsKind::Number(a - b)),
        (BinaryOp::Mul, JsKind::Number(a), JsKind::Number(b)) => Some(JsKind::Number(a * b)),
        (BinaryOp::Div, JsKind::Number(a), JsKind::Number(b)) => Some(JsKind::Number(a / b)),
        (In, _, JsKind::Object(object)) => {
            let name = left.text()?;
            let has = object.entries.borrow().get(&name).map(|entry| entry.value.clone());
            match has {
                Some(value) if !may_be_hole(&value) => boolean(true).filter(|_| object.touched.get().is_none()),
                None if object.is_whole() && object.touched.get().is_none() && !is_inherited(&name) => boolean(false),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The length of text that is compared.
fn compared(left: &JsValue<'_>, right: &JsValue<'_>) -> usize {
    match (&left.kind, &right.kind) {
        (JsKind::String(left), JsKind::String(right)) => left.len().min(right.len()),
        _ => 0,
    }
}

fn type_of(kind: &JsKind<'_>) -> Option<&'static str> {
    Some(match kind {
        JsKind::Undefined | JsKind::Hole => "undefined",
        JsKind::Boolean(_) => "boolean",
        JsKind::Number(_) => "number",
        JsKind::BigInt(_) => "bigint",
        JsKind::String(_) => "string",
        JsKind::Function(_) => "function",
        JsKind::Null | JsKind::Array(_) | JsKind::Object(_) => "object",
        _ => return None,
    })
}
