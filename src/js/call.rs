//! Calls: functions of the project are followed, JavaScript's own are known, and calls into packages are kept as they are.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{Expr, ExprOrSpread, MemberExpr, Pat};

use super::effects::value_of;
use super::evaluate::{Evaluator, at};
use super::flow::Flow;
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Array, Body, ExternalCall, ExternalRef, Function, Item, JsKind, JsValue, Loc, MethodCall};

/// Global objects and functions that leave their arguments alone, apart from functions, which they may call.
const HARMLESS: [&str; 40] = [
    "AbortController",
    "BigInt",
    "Blob",
    "Boolean",
    "Buffer",
    "Date",
    "Error",
    "EvalError",
    "FormData",
    "Headers",
    "Intl",
    "JSON",
    "Math",
    "Number",
    "RangeError",
    "ReferenceError",
    "RegExp",
    "Request",
    "Response",
    "String",
    "Symbol",
    "SyntaxError",
    "TextDecoder",
    "TextEncoder",
    "TypeError",
    "URIError",
    "URL",
    "URLSearchParams",
    "atob",
    "btoa",
    "console",
    "crypto",
    "decodeURIComponent",
    "encodeURIComponent",
    "fetch",
    "isFinite",
    "isNaN",
    "parseFloat",
    "parseInt",
    "performance",
];
/// Methods of an object that JavaScript calls without their being named.
const CONVERTING: [&str; 7] = ["exec", "next", "return", "then", "toJSON", "toString", "valueOf"];
/// The longest code that is shown in a message, in characters.
const LONGEST_SHOWN: usize = 40;
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
        let is_awaited = std::mem::take(&mut self.is_awaited);
        if let Expr::Member(member) = unwrapped(callee) {
            let object = self.eval(&member.obj, scope);
            let is_one = !matches!(object.kind, JsKind::Conditional(_));
            self.is_awaited = is_awaited;
            return self.call_method(&object, is_one, member, arguments, scope, span);
        }
        let what = self.shown_code(callee.span(), scope);
        let callee = self.eval(callee, scope);
        self.is_awaited = is_awaited;
        self.call_unevaluated(&callee, arguments, None, &what, scope, span)
    }

    /// The result of calling a value, as a method of `receiver`, with unevaluated arguments.
    fn call_unevaluated(
        &mut self,
        callee: &JsValue<'a>,
        arguments: &'a [ExprOrSpread],
        receiver: Option<&JsValue<'a>>,
        what: &str,
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
                _ => this.lost_call(callee, receiver, &arguments, what, span),
            }
        })
    }

    /// The result of a call that is not followed.
    fn lost_call(
        &mut self,
        callee: &JsValue<'a>,
        receiver: Option<&JsValue<'a>>,
        arguments: &[Item<'a>],
        what: &str,
        span: Loc,
    ) -> JsValue<'a> {
        let mut reached: Vec<_> = arguments.iter().map(value_of).collect();
        if self.is_harmless(receiver.unwrap_or(callee)) {
            // A function runs whenever it is called, whoever calls it.
            reached = reached.iter().flat_map(|value| self.called_parts(value)).collect();
        } else {
            reached.extend(receiver.into_iter().chain([callee]).cloned());
        }
        self.lose(what, &reached, span);
        JsValue::unknown_because(&callee.unknown_reason("a call of this"), span)
    }

    /// The parts of a value that may be called by code that leaves it alone otherwise: a function, and the methods by which
    /// JavaScript converts an object.
    pub(super) fn called_parts(&self, value: &JsValue<'a>) -> Vec<JsValue<'a>> {
        match &value.kind {
            JsKind::Function(_) | JsKind::Conditional(_) => vec![value.clone()],
            JsKind::Object(object) => {
                let entries = object.entries.borrow();
                CONVERTING.iter().filter_map(|name| Some(entries.get(*name)?.value.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a function, or the object of a method, leaves its arguments alone.
    pub(super) fn is_harmless(&self, callee: &JsValue<'a>) -> bool {
        match &callee.kind {
            JsKind::ExternalRef(export) => self.host.is_harmless(export),
            JsKind::ExternalCall(call) => self.host.is_harmless(&call.export),
            JsKind::String(_) | JsKind::Number(_) | JsKind::BigInt(_) | JsKind::Boolean(_) => true,
            JsKind::Unknown(unknown) => match &unknown.reason {
                Reason::Global(name) => HARMLESS.contains(&name.as_str()),
                Reason::Environment(_) => true,
                Reason::NoModule(specifier) | Reason::NotExported { module: specifier, .. } => {
                    self.host.is_harmless(&ExternalRef { from: specifier.clone(), path: Vec::new() })
                }
                _ => false,
            },
            JsKind::Conditional(conditional) => self.is_harmless(&conditional.yes) && self.is_harmless(&conditional.no),
            _ => false,
        }
    }

    /// The start of some code, to name it in a message.
    pub(super) fn shown_code(&self, span: swc_common::Span, scope: &Scope<'a>) -> String {
        let text = self.modules.text(at(scope, span));
        let line = text.lines().next().unwrap_or_default().trim();
        match line.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}...", &line[..end]),
            None => line.to_owned(),
        }
    }

    /// Whether a function gives the same result at any time and has no effect: it refers to no variable, calls nothing and
    /// assigns nothing.
    pub(super) fn is_constant(&self, function: &JsValue<'a>) -> bool {
        let JsKind::Function(function) = &function.kind else { return false };
        let text = self.modules.text(function.code);
        let is_plain = text.matches('(').count() == 1 && !text.contains(['=', '`']) && !text.contains("++");
        is_plain
            && !text.contains("--")
            && super::effects::names(text).all(|name| name != "this" && function.scope.find(name).is_none())
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
        let is_awaited = std::mem::take(&mut self.is_awaited);
        let what = self.shown_code(member.span, scope);
        let name = match self.property_name(&member.prop, scope) {
            Ok(name) => name,
            Err(name) => {
                let arguments = self.elements(arguments.iter().map(Some), scope, span);
                return self.lost_call(&name, Some(object), &arguments, &what, span);
            }
        };
        self.each(object, &mut |this, object| match &object.kind {
            JsKind::Array(_) | JsKind::String(_) if name.parse::<usize>().is_err() => {
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                this.method(object, &name, &arguments, span)
            }
            JsKind::ExternalCall(of) if this.host.has_method(&of.export, &name) => {
                let at = at(scope, swc_common::Spanned::span(&member.prop));
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                let call = Loc { module: span.module, span: span.span.with_lo(at.span.lo) };
                let is_certain = is_one && of.frame.common(&this.frame) == this.conditions.len();
                let method = MethodCall { name: name.clone(), at, call, loc: span, arguments, is_certain };
                let result = this.host.call_method(this, object, of, method);
                result.unwrap_or_else(|| JsValue::unknown_because(&object.unknown_reason("a call of this"), span))
            }
            JsKind::Unknown(_) | JsKind::ExternalCall(_) | JsKind::Opaque => {
                this.host.on_lost_call(&name, arguments.len(), span);
                let arguments = this.elements(arguments.iter().map(Some), scope, span);
                this.lost_call(object, Some(object), &arguments, &what, span)
            }
            _ => {
                let method = this.get(object, &name, span);
                let method = this.resolve_import(method);
                this.is_awaited = is_awaited;
                this.call_unevaluated(&method, arguments, Some(object), &what, scope, span)
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
                let is_late = function.is_async && !is_awaited && this.modules.text(function.code).contains("await");
                // A function in a default sees other variables than the body.
                let code = this.modules.text(function.code);
                let has_two_scopes = function.parameters.iter().any(|parameter| matches!(parameter, Pat::Assign(_)))
                    && code.contains("var ")
                    && (code.matches("=>").count() > 1 || code.matches("function").count() > 1);
                if function.opaque.is_some() || is_late || has_two_scopes {
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
                    let reached: Vec<_> = arguments.iter().map(value_of).collect();
                    this.lose(&export.path.last().cloned().unwrap_or_default(), &reached, span);
                }
                JsValue::new(ExternalCall::kind(Rc::clone(export), arguments.clone(), this.frame.clone()), span)
            }),
            _ => {
                let what = this.modules.text(callee.at).lines().next().unwrap_or_default().to_owned();
                this.lost_call(callee, receiver, &arguments, &what, span)
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
        if !function.is_arrow && self.modules.text(function.code).contains("arguments") {
            let reached: Vec<_> = arguments.iter().map(value_of).collect();
            self.lose("arguments", &reached, span);
        }
        if !function.is_arrow {
            let this = receiver.cloned().unwrap_or_else(|| JsValue::undefined(span));
            scope.declare("this", this, self.frame.clone());
        }
        // A default may refer to parameters before it, and not to itself or those after it.
        if function.parameters.iter().any(|parameter| matches!(parameter, Pat::Assign(_))) {
            let mut names = Vec::new();
            function.parameters.iter().for_each(|parameter| super::statements::names_of(parameter, &mut names));
            for name in names {
                let early = JsValue::unknown(Reason::TooEarly(name.clone()), span);
                scope.declare(&name, early, self.frame.clone());
            }
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
