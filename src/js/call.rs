//! Calls: functions of the project are followed, JavaScript's own are known, and calls into packages are kept as they are.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{Expr, ExprOrSpread, MemberExpr, Pat};

use super::effects::values_of;
use super::evaluate::{Evaluator, at};
use super::flow::Flow;
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Array, Body, ExternalCall, Facts, Function, Item, JsKind, JsValue, Loc, MethodCall};

/// The fuel for the scope of a call.
const FUEL_PER_CALL: usize = 4;

/// The method that a call names.
pub(super) struct Callee<'a> {
    pub(super) member: &'a MemberExpr,
    /// Its name, which may be unknown.
    pub(super) name: Result<String, JsValue<'a>>,
    /// Whether the object is one value, and not one of several.
    pub(super) is_one: bool,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn call(
        &mut self,
        callee: &'a Expr,
        arguments: &'a [ExprOrSpread],
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let is_awaited = std::mem::take(&mut self.is_awaited);
        if let Expr::Member(member) = unwrapped(callee) {
            let object = self.eval(&member.obj, scope);
            let is_one = !matches!(object.kind, JsKind::Conditional(_));
            let name = self.property_name(&member.prop, scope);
            self.is_awaited = is_awaited;
            return self.call_method(&object, &Callee { member, name, is_one }, arguments, scope, span);
        }
        let code = at(scope, callee.span());
        let callee = self.eval(callee, scope);
        self.is_awaited = is_awaited;
        self.call_unevaluated(&callee, arguments, None, code, scope, span)
    }

    /// The result of calling a value, as a method of `receiver`, with unevaluated arguments. `code` is that of the callee.
    fn call_unevaluated(
        &mut self,
        callee: &JsValue<'a>,
        arguments: &'a [ExprOrSpread],
        receiver: Option<&JsValue<'a>>,
        code: Loc,
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let is_awaited = std::mem::take(&mut self.is_awaited);
        self.each(callee, &mut |this, callee| {
            let arguments = this.elements(arguments.iter().map(Some), scope, span);
            match &callee.kind {
                JsKind::Function(_) | JsKind::Builtin(_) | JsKind::ExternalRef(_) => {
                    this.is_awaited = is_awaited;
                    this.call_as_method(callee, receiver, arguments, span)
                }
                _ => this.lost_call(callee, receiver, &arguments, &this.shown_code(code), span),
            }
        })
    }

    /// The result of calling a method of a value.
    pub(super) fn call_method(
        &mut self,
        object: &JsValue<'a>,
        Callee { member, name, is_one }: &Callee<'a>,
        arguments: &'a [ExprOrSpread],
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let is_awaited = std::mem::take(&mut self.is_awaited);
        let code = at(scope, member.span);
        let name = match name {
            Ok(name) => name,
            Err(name) => {
                let arguments = self.elements(arguments.iter().map(Some), scope, span);
                return self.lost_call(name, Some(object), &arguments, &self.shown_code(code), span);
            }
        };
        self.each(object, &mut |this, object| match &object.kind {
            JsKind::Array(_) | JsKind::String(_) if name.parse::<usize>().is_err() => {
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                this.method(object, name, &arguments, span)
            }
            JsKind::ExternalCall(of) if this.host.has_method(&of.export, name) => {
                let at = at(scope, swc_common::Spanned::span(&member.prop));
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                let call = Loc { module: span.module, span: span.span.with_lo(at.span.lo) };
                let is_certain = *is_one && of.frame.common(&this.frame) == this.conditions.len();
                let method = MethodCall { name: name.clone(), at, call, loc: span, arguments, is_certain };
                let result = this.host.call_method(this, object, of, method);
                result.unwrap_or_else(|| JsValue::unknown_because(&object.unknown_reason("a call of this"), span))
            }
            JsKind::Unknown(_) | JsKind::ExternalCall(_) | JsKind::Opaque => {
                this.host.on_lost_call(name, arguments.len(), span);
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                this.lost_call(object, Some(object), &arguments, &this.shown_code(code), span)
            }
            _ => {
                let method = this.get(object, name, span);
                let method = this.resolve_import(method);
                this.is_awaited = is_awaited;
                this.call_unevaluated(&method, arguments, Some(object), code, scope, span)
            }
        })
    }

    /// The result of calling a value with these arguments.
    pub(crate) fn call_value(&mut self, callee: &JsValue<'a>, arguments: Vec<Item<'a>>, span: Loc) -> JsValue<'a> {
        self.is_awaited = false;
        self.call_as_method(callee, None, arguments, span)
    }

    fn call_as_method(
        &mut self,
        callee: &JsValue<'a>,
        receiver: Option<&JsValue<'a>>,
        arguments: Vec<Item<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let is_awaited = std::mem::take(&mut self.is_awaited);
        self.each(callee, &mut |this, callee| match &callee.kind {
            JsKind::Function(function) => {
                let function = Rc::clone(function);
                // Its scope stays in memory if a function captures it.
                this.consume_fuel(FUEL_PER_CALL + arguments.len());
                let facts = this.facts(&function);
                let is_late = function.is_async && !is_awaited && facts.has_await;
                if function.opaque.is_some() || is_late || facts.has_two_scopes {
                    let form = function.opaque.unwrap_or("a promise that nothing awaits");
                    return this.lost_call(callee, receiver, &arguments, form, span);
                }
                let result = this.call_function(&function, receiver, arguments.clone(), span);
                match function.is_async && !is_awaited {
                    true => JsValue::unknown(Reason::Form("a promise that nothing awaits"), span),
                    false => result,
                }
            }
            JsKind::Builtin(path) => this.builtin(path, &arguments, span),
            JsKind::ExternalRef(export) => this.host.call(this, export, &arguments, span).unwrap_or_else(|| {
                if !this.host.is_harmless(export) {
                    this.lose(export.path.last().map_or("", String::as_str), &values_of(&arguments), span);
                }
                JsValue::new(ExternalCall::kind(Rc::clone(export), arguments.clone(), this.frame.clone()), span)
            }),
            _ => this.lost_call(callee, receiver, &arguments, &this.shown_code(callee.at), span),
        })
    }

    /// What the text of a function shows, which is looked at once.
    fn facts(&self, function: &Function<'a>) -> Facts {
        *function.facts.get_or_init(|| {
            let code = self.modules.text(function.code);
            let has_default = function.parameters.iter().any(|parameter| matches!(parameter, Pat::Assign(_)));
            let has_inner = ["=>", "function"].iter().any(|sign| code.matches(sign).count() > 1);
            Facts {
                has_await: code.contains("await"),
                names_arguments: code.contains("arguments"),
                has_two_scopes: has_default && has_inner && code.contains("var "),
            }
        })
    }

    fn call_function(
        &mut self,
        function: &Rc<Function<'a>>,
        receiver: Option<&JsValue<'a>>,
        arguments: Vec<Item<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let scope = function.scope.call();
        if !function.is_arrow {
            if self.facts(function).names_arguments {
                self.lose("arguments", &values_of(&arguments), span);
            }
            let this = receiver.cloned().unwrap_or_else(|| JsValue::undefined(span));
            scope.declare("this", this, self.frame.clone());
        }
        // A default may refer to parameters before it, and not to itself or those after it.
        if function.parameters.iter().any(|parameter| matches!(parameter, Pat::Assign(_))) {
            self.declare_early(function.parameters.iter().copied(), &scope, span);
        }
        let mut arguments = arguments.into_iter();
        let mut rest = None;
        for parameter in &function.parameters {
            if let Pat::Rest(pattern) = parameter {
                let items = arguments.by_ref().collect();
                let items = JsValue::new(Array::kind(items, self.frame.clone()), span);
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
        let scope = function.scope.call();
        if !function.is_arrow {
            scope.declare("this", JsValue::unknown(Reason::Form("`this`"), span), self.frame.clone());
        }
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
        let around = std::mem::replace(&mut self.is_in_async, function.is_async);
        let result = match function.body {
            Body::Expression(expression) => {
                self.is_awaited = self.is_call_to_await(expression);
                self.eval(expression, scope)
            }
            Body::Block(statements) if self.descend() => {
                let flow = self.block(statements, scope);
                self.ascend();
                self.returned(flow, span)
            }
            Body::Block(_) => JsValue::unknown(Reason::Form("endless recursion"), span),
        };
        self.is_in_async = around;
        result
    }

    /// Whether an expression is a call whose promise the current function resolves to.
    pub(super) fn is_call_to_await(&self, expression: &Expr) -> bool {
        self.is_in_async && matches!(unwrapped(expression), Expr::Call(_) | Expr::OptChain(_))
    }

    /// The result of a body that ends so.
    fn returned(&mut self, flow: Flow<'a>, span: Loc) -> JsValue<'a> {
        match flow {
            Flow::Return(value) => value,
            Flow::Throw => {
                self.may_throw("a function that throws", span);
                JsValue::unknown(Reason::Form("a function that throws"), span)
            }
            Flow::Choice(condition, yes, no) if self.consume_fuel(1) => {
                let (yes, no) = (self.returned(*yes, span), self.returned(*no, span));
                JsValue::conditional(&condition, yes, no, span)
            }
            _ => JsValue::undefined(span),
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
