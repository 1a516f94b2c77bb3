//! Calls: functions of the project are followed, JavaScript's own are known, and calls into packages are kept as they are.

use std::rc::Rc;

use swc_ecma_ast::{Expr, ExprOrSpread, MemberExpr, Pat};

use super::evaluate::{Evaluator, at};
use super::reason::Reason;
use super::scope::Scope;
use super::statements::Flow;
use super::value::{Array, Body, ExternalCall, Function, Item, JsKind, JsValue, Loc, MethodCall};

/// The fuel for the scope of a call.
const FUEL_PER_CALL: usize = 4;

impl<'a> Evaluator<'a> {
    pub(crate) fn call(
        &mut self,
        callee: &'a Expr,
        arguments: &'a [ExprOrSpread],
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        if let Expr::Member(member) = unwrapped(callee) {
            let object = self.eval(&member.obj, scope);
            let is_one = !matches!(object.kind, JsKind::Conditional(_));
            return self.call_method(&object, is_one, member, arguments, scope, span);
        }
        let callee = self.eval(callee, scope);
        self.call_unevaluated(&callee, arguments, scope, span)
    }

    /// The result of calling a value with unevaluated arguments.
    fn call_unevaluated(
        &mut self,
        callee: &JsValue<'a>,
        arguments: &'a [ExprOrSpread],
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        self.each(callee, &mut |this, callee| match &callee.kind {
            JsKind::Function(_) | JsKind::Builtin(_) | JsKind::ExternalRef(_) => {
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                this.call_value(callee, arguments, span)
            }
            _ => JsValue::unknown_because(&callee.unknown_reason("a call of this"), span),
        })
    }

    /// The result of calling a method of a value. `is_one` is false if the object may be one of several values.
    pub(crate) fn call_method(
        &mut self,
        object: &JsValue<'a>,
        is_one: bool,
        member: &'a MemberExpr,
        arguments: &'a [ExprOrSpread],
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let name = match self.property_name(&member.prop, scope) {
            Ok(name) => name,
            Err(name) => return JsValue::unknown_because(&name.unknown_reason("a computed key"), span),
        };
        self.each(object, &mut |this, object| match &object.kind {
            JsKind::Array(_) | JsKind::String(_) => {
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                this.method(object, &name, &arguments, span)
            }
            JsKind::ExternalCall(of) if this.host.has_method(&of.export, &name) => {
                let at = at(scope, swc_common::Spanned::span(&member.prop));
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                let call = Loc { module: span.module, span: span.span.with_lo(at.span.lo) };
                let is_certain = is_one && this.conditions.len() <= of.depth;
                let method = MethodCall { name: name.clone(), at, call, loc: span, arguments, is_certain };
                let result = this.host.call_method(this, object, of, method);
                result.unwrap_or_else(|| JsValue::unknown_because(&object.unknown_reason("a call of this"), span))
            }
            JsKind::Unknown(_) | JsKind::ExternalCall(_) | JsKind::Opaque => {
                this.host.on_lost_call(&name, arguments.len(), span);
                JsValue::unknown_because(&object.unknown_reason("a call of this"), span)
            }
            _ => {
                let method = this.get(object, &name, span);
                let method = this.resolve_import(method);
                this.call_unevaluated(&method, arguments, scope, span)
            }
        })
    }

    /// The result of calling a value with these arguments.
    pub(crate) fn call_value(&mut self, callee: &JsValue<'a>, arguments: Vec<Item<'a>>, span: Loc) -> JsValue<'a> {
        self.each(callee, &mut |this, callee| match &callee.kind {
            JsKind::Function(function) => {
                let function = Rc::clone(function);
                // Its scope stays in memory if a function captures it.
                this.consume_fuel(FUEL_PER_CALL + arguments.len());
                this.call_function(&function, arguments.clone(), span)
            }
            JsKind::Builtin(path) => this.builtin(path, &arguments, span),
            JsKind::ExternalRef(export) => this.host.call(this, export, &arguments, span).unwrap_or_else(|| {
                JsValue::new(ExternalCall::kind(Rc::clone(export), arguments.clone(), this.conditions.len()), span)
            }),
            _ => JsValue::unknown_because(&callee.unknown_reason("a call of this"), span),
        })
    }

    fn call_function(&mut self, function: &Rc<Function<'a>>, arguments: Vec<Item<'a>>, span: Loc) -> JsValue<'a> {
        if let Some(form) = function.opaque {
            return JsValue::unknown(Reason::Form(form), span);
        }
        let scope = function.scope.child();
        let mut arguments = arguments.into_iter();
        let mut rest = None;
        for parameter in &function.parameters {
            if let Pat::Rest(pattern) = parameter {
                let items = arguments.by_ref().collect();
                let items = JsValue::new(Array::kind(items, self.conditions.len()), span);
                self.declare(&pattern.arg, items, &scope);
                continue;
            }
            let value = match rest.clone().or_else(|| arguments.next()) {
                None => JsValue::undefined(span),
                Some(Item::One(value)) => value,
                // After an unknown number of arguments, all are unknown.
                Some(Item::Rest(value)) => {
                    rest = Some(Item::Rest(value.clone()));
                    value
                }
            };
            self.declare(parameter, value, &scope);
        }
        let result = self.follow_body(function, &scope, span);
        // For an unknown result, the place of the call is more helpful than a place inside of the function.
        match result.kind {
            JsKind::Unknown(_) => JsValue::new(result.kind, span),
            _ => result,
        }
    }

    /// The result of a call from outside of the project: the first argument is unknown, the others have their defaults.
    pub(crate) fn call_entry_point(&mut self, function: &Rc<Function<'a>>, span: Loc) -> JsValue<'a> {
        let scope = function.scope.child();
        for (position, parameter) in function.parameters.iter().enumerate() {
            let (pattern, has_default) = match parameter {
                Pat::Assign(with_default) => (&*with_default.left, true),
                pattern => (*pattern, false),
            };
            let parameter_at = at(&scope, swc_common::Spanned::span(pattern));
            let name = match pattern {
                Pat::Ident(name) => name.id.sym.to_string(),
                _ => format!("number {}", position + 1),
            };
            let unknown = JsValue::unknown(Reason::Argument(name), parameter_at);
            match position {
                0 => self.declare(pattern, unknown, &scope),
                _ if has_default => self.declare(parameter, JsValue::undefined(parameter_at), &scope),
                _ => self.declare(pattern, unknown, &scope),
            }
        }
        self.follow_body(function, &scope, span)
    }

    fn follow_body(&mut self, function: &Function<'a>, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        match function.body {
            Body::Expression(expression) => self.eval(expression, scope),
            Body::Block(statements) => {
                if !self.descend() {
                    return JsValue::unknown(Reason::Form("endless recursion"), span);
                }
                let flow = self.block(statements, scope);
                self.ascend();
                match flow {
                    Flow::Return(value) => value,
                    Flow::MaybeReturn { condition, holds: true, value } => {
                        JsValue::conditional(&condition, value, JsValue::undefined(span), span)
                    }
                    Flow::MaybeReturn { condition, holds: false, value } => {
                        JsValue::conditional(&condition, JsValue::undefined(span), value, span)
                    }
                    Flow::Next | Flow::Break | Flow::Continue => JsValue::undefined(span),
                    Flow::Throw => JsValue::unknown(Reason::Form("a function that throws"), span),
                }
            }
        }
    }
}

/// The expression without parentheses and types around it.
pub(crate) fn unwrapped(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => unwrapped(&inner.expr),
        Expr::TsAs(inner) => unwrapped(&inner.expr),
        Expr::TsSatisfies(inner) => unwrapped(&inner.expr),
        Expr::TsNonNull(inner) => unwrapped(&inner.expr),
        Expr::TsConstAssertion(inner) => unwrapped(&inner.expr),
        _ => expression,
    }
}
