//! Operators and assignments.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, AssignTargetPat, BinExpr, BinaryOp, Expr, MemberExpr, SimpleAssignTarget,
    UnaryExpr, UnaryOp,
};

use super::evaluate::{Evaluator, at};
use super::objects::overshadow;
use super::scope::Scope;
use super::value::{At, Condition, Entry, Item, Kind, Object, Val, Why};

impl<'a> Evaluator<'a> {
    pub(crate) fn binary(&mut self, binary: &'a BinExpr, scope: &Rc<Scope<'a>>, span: At) -> Val<'a> {
        let left = self.eval(&binary.left, scope);
        let is_decided = match binary.op {
            BinaryOp::LogicalAnd => left.truth().map(|truth| !truth),
            BinaryOp::LogicalOr => left.truth(),
            BinaryOp::NullishCoalescing => left.is_nullish().map(|nullish| !nullish),
            operator => {
                let right = self.eval(&binary.right, scope);
                return self.compared(operator, &left, &right, span);
            }
        };
        match is_decided {
            Ok(true) => left,
            Ok(false) => self.eval_lazily(&binary.right, scope),
            Err(unknown) => {
                let condition = Condition { at: at(scope, binary.left.span()), unknown };
                let goes_on = binary.op == BinaryOp::LogicalAnd;
                let right = self.under(&condition, goes_on, |this| this.eval(&binary.right, scope));
                // The left side of `&&` counts only where it is false, and then it says nothing.
                match goes_on {
                    true => Val::choice(&condition, right, Val::new(Kind::Boolean(false), span), span),
                    false => Val::choice(&condition, left, right, span),
                }
            }
        }
    }

    fn compared(&mut self, operator: BinaryOp, left: &Val<'a>, right: &Val<'a>, span: At) -> Val<'a> {
        if operator == BinaryOp::Add {
            return match (&left.kind, &right.kind) {
                (Kind::Number(a), Kind::Number(b)) => Val::new(Kind::Number(a + b), span),
                // Only beside a text does `+` make a text of a bigint.
                (Kind::BigInt(_), Kind::String(_)) | (Kind::String(_), Kind::BigInt(_)) => {
                    self.joined(left, right, span)
                }
                (Kind::BigInt(_), _) | (_, Kind::BigInt(_)) => Val::because(&left.why("this operator"), span),
                _ => self.joined(left, right, span),
            };
        }
        self.each(left, &mut |this, left| {
            this.each(right, &mut |_, right| match compare(operator, left, right) {
                Some(kind) => Val::new(kind, span),
                None if is_known(left) => Val::because(&right.why("this operator"), span),
                None => Val::because(&left.why("this operator"), span),
            })
        })
    }

    pub(crate) fn unary(&mut self, unary: &'a UnaryExpr, scope: &Rc<Scope<'a>>, span: At) -> Val<'a> {
        if unary.op == UnaryOp::Delete {
            if let Expr::Member(member) = &*unary.arg {
                self.write(member, None, scope);
            }
            return Val::new(Kind::Boolean(true), span);
        }
        let value = self.eval(&unary.arg, scope);
        self.each(&value, &mut |_, value| {
            let kind = match (unary.op, &value.kind) {
                (UnaryOp::Bang, _) => value.truth().ok().map(|truth| Kind::Boolean(!truth)),
                (UnaryOp::Void, _) => Some(Kind::Undefined),
                (UnaryOp::Minus, Kind::Number(number)) => Some(Kind::Number(-number)),
                (UnaryOp::Minus, Kind::BigInt(number)) => number.checked_neg().map(Kind::BigInt),
                (UnaryOp::Plus, Kind::Number(number)) => Some(Kind::Number(*number)),
                (UnaryOp::TypeOf, kind) => type_of(kind).map(|name| Kind::String(name.into())),
                _ => None,
            };
            kind.map_or_else(|| Val::because(&value.why("this operator"), span), |kind| Val::new(kind, span))
        })
    }

    pub(crate) fn assignment(&mut self, assignment: &'a AssignExpr, scope: &Rc<Scope<'a>>, span: At) -> Val<'a> {
        let value = match assignment.op {
            AssignOp::Assign => self.eval_lazily(&assignment.right, scope),
            operator => {
                let old = match &assignment.left {
                    AssignTarget::Simple(SimpleAssignTarget::Ident(name)) => self.name(&name.id.sym, scope, span),
                    AssignTarget::Simple(SimpleAssignTarget::Member(member)) => self.read(member, scope),
                    _ => Val::unknown(Why::Form("this assignment"), span),
                };
                let old = self.settle(old);
                self.combined(operator, &old, &assignment.right, scope, span)
            }
        };
        match &assignment.left {
            AssignTarget::Simple(SimpleAssignTarget::Ident(name)) => self.give(&name.id.sym, value.clone(), scope),
            AssignTarget::Simple(SimpleAssignTarget::Member(member)) => self.write(member, Some(value.clone()), scope),
            AssignTarget::Pat(AssignTargetPat::Object(pattern)) => {
                self.bind_object(pattern, &value, scope, Evaluator::give_pattern);
            }
            AssignTarget::Pat(AssignTargetPat::Array(pattern)) => {
                self.bind_array(pattern, &value, scope, Evaluator::give_pattern);
            }
            _ => {}
        }
        value
    }

    fn combined(
        &mut self,
        operator: AssignOp,
        old: &Val<'a>,
        right: &'a Expr,
        scope: &Rc<Scope<'a>>,
        span: At,
    ) -> Val<'a> {
        let keeps = match operator {
            AssignOp::AndAssign => old.truth().map(|truth| !truth),
            AssignOp::OrAssign => old.truth(),
            AssignOp::NullishAssign => old.is_nullish().map(|nullish| !nullish),
            AssignOp::AddAssign => {
                let right = self.eval(right, scope);
                return self.compared(BinaryOp::Add, old, &right, span);
            }
            _ => return Val::unknown(Why::Form("this assignment"), span),
        };
        match keeps {
            Ok(true) => old.clone(),
            Ok(false) => self.eval(right, scope),
            Err(unknown) => {
                let new = self.eval(right, scope);
                let condition = Condition { at: old.at, unknown };
                match operator {
                    AssignOp::AndAssign => Val::choice(&condition, new, old.clone(), span),
                    _ => Val::choice(&condition, old.clone(), new, span),
                }
            }
        }
    }

    /// Gives a name another value.
    pub(crate) fn give(&mut self, name: &str, value: Val<'a>, scope: &Rc<Scope<'a>>) {
        if let Some(slot) = scope.find(name) {
            let value = self.after(slot.depth, value, &slot.value);
            scope.assign(name, value);
        }
    }

    fn read(&mut self, member: &'a MemberExpr, scope: &Rc<Scope<'a>>) -> Val<'a> {
        let object = self.eval(&member.obj, scope);
        let span = at(scope, member.span);
        match self.property_name(&member.prop, scope) {
            Ok(name) => self.get(&object, &name, span),
            Err(name) => Val::because(&name.why("a computed key"), span),
        }
    }

    /// Writes a value into an object, or deletes it there.
    fn write(&mut self, member: &'a MemberExpr, value: Option<Val<'a>>, scope: &Rc<Scope<'a>>) {
        let object = self.eval(&member.obj, scope);
        let name = self.property_name(&member.prop, scope);
        let key = at(scope, member.prop.span());
        self.write_to(&object, &name, key, value);
    }

    fn write_to(&mut self, object: &Val<'a>, name: &Result<String, Val<'a>>, key: At, value: Option<Val<'a>>) {
        match (&object.kind, name) {
            (Kind::Object(object), Ok(name)) => {
                let old = object.entries.borrow().get(name).map(|entry| entry.value.clone());
                let old = old.unwrap_or_else(|| Val::undefined(key));
                let new = self.after(object.depth, value.unwrap_or_else(|| Val::undefined(key)), &old);
                object.entries.borrow_mut().insert(name.clone(), Entry { key, value: new });
            }
            (Kind::Object(object), Err(name)) => overshadow(object, &Val::because(&name.why("a computed key"), key)),
            (Kind::Array(array), _) => {
                let unknown = Val::unknown(Why::Form("writing to an element of a list"), key);
                *array.items.borrow_mut() = vec![Item::Rest(unknown)];
            }
            (Kind::Choice(choice), _) if self.spend(1) => {
                for (side, holds) in [(&choice.yes, true), (&choice.no, false)] {
                    let value = value.clone();
                    self.under(&choice.condition, holds, |this| this.write_to(side, name, key, value));
                }
            }
            _ => {}
        }
    }
}

impl Object<'_> {
    /// Whether nothing about it is unknown.
    pub(crate) fn is_whole(&self) -> bool {
        self.rest.borrow().is_empty()
    }
}

fn is_known(value: &Val<'_>) -> bool {
    matches!(
        value.kind,
        Kind::Absent
            | Kind::Undefined
            | Kind::Null
            | Kind::Boolean(_)
            | Kind::Number(_)
            | Kind::BigInt(_)
            | Kind::String(_)
            | Kind::Array(_)
            | Kind::Object(_)
            | Kind::Function(_)
    )
}

fn compare<'a>(operator: BinaryOp, left: &Val<'a>, right: &Val<'a>) -> Option<Kind<'a>> {
    use BinaryOp::{EqEq, EqEqEq, Gt, GtEq, In, Lt, LtEq, NotEq, NotEqEq};
    let both_known = is_known(left) && is_known(right);
    let boolean = |value: bool| Some(Kind::Boolean(value));
    match (operator, &left.kind, &right.kind) {
        (EqEq | EqEqEq, Kind::Unknown(a), Kind::Unknown(b)) if Rc::ptr_eq(a, b) => boolean(true),
        (EqEqEq, ..) if both_known => boolean(left.is_same(right)),
        (NotEqEq, ..) if both_known => boolean(!left.is_same(right)),
        (EqEq | NotEq, Kind::Undefined | Kind::Null, _) | (EqEq | NotEq, _, Kind::Undefined | Kind::Null) => {
            let nullish = left.is_nullish().ok()? && right.is_nullish().ok()?;
            boolean(nullish == (operator == EqEq))
        }
        // Without looking at conversions between types.
        (EqEq, ..) if both_known && left.is_same(right) => boolean(true),
        (NotEq, ..) if both_known && left.is_same(right) => boolean(false),
        (EqEq | NotEq, Kind::String(_), Kind::String(_)) | (EqEq | NotEq, Kind::Number(_), Kind::Number(_)) => {
            boolean(operator == NotEq)
        }
        (Lt, Kind::Number(a), Kind::Number(b)) => boolean(a < b),
        (LtEq, Kind::Number(a), Kind::Number(b)) => boolean(a <= b),
        (Gt, Kind::Number(a), Kind::Number(b)) => boolean(a > b),
        (GtEq, Kind::Number(a), Kind::Number(b)) => boolean(a >= b),
        (BinaryOp::Sub, Kind::Number(a), Kind::Number(b)) => Some(Kind::Number(a - b)),
        (BinaryOp::Mul, Kind::Number(a), Kind::Number(b)) => Some(Kind::Number(a * b)),
        (BinaryOp::Div, Kind::Number(a), Kind::Number(b)) => Some(Kind::Number(a / b)),
        (In, _, Kind::Object(object)) => {
            let name = left.text()?;
            let has = object.entries.borrow().get(&name).map(|entry| entry.value.clone());
            match has {
                Some(value) if !matches!(value.kind, Kind::Choice(_)) => boolean(true),
                None if object.is_whole() => boolean(false),
                _ => None,
            }
        }
        _ => None,
    }
}

fn type_of(kind: &Kind<'_>) -> Option<&'static str> {
    Some(match kind {
        Kind::Undefined | Kind::Absent => "undefined",
        Kind::Boolean(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::BigInt(_) => "bigint",
        Kind::String(_) => "string",
        Kind::Function(_) => "function",
        Kind::Null | Kind::Array(_) | Kind::Object(_) => "object",
        _ => return None,
    })
}
