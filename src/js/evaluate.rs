//! Expressions to values.
//!
//! The rules are those of JavaScript, as far as an app's options need them; docs/reading-auth.md lists them. Any other code
//! becomes an unknown value, never an error: it matters only if it reaches something that decides about tables.

use std::cell::OnceCell;
use std::rc::Rc;

use swc_common::{Span as SwcSpan, Spanned as _};
use swc_ecma_ast::{ArrowFunctionBody, CondExpr, Expr, Lit, MetaPropKind, Pat, Tpl};

use super::call::unwrapped;
use super::conditions::Frame;
use super::host::Host;
use super::modules::Modules;
use super::reason::{Reason, Unknown};
use super::scope::Scope;
use super::value::{Array, Body, Function, JsKind, JsValue, Loc, Touched, UnknownCondition};

/// The limit on steps: hundreds of times what the largest known app needs. It limits memory as well as time: whatever
/// stays in memory consumes a step for about a hundred bytes.
const MAX_STEPS: usize = 1_000_000;
/// The bytes of a text that consume a step.
pub(super) const BYTES_PER_STEP: usize = 16;
/// The fuel for an entry of an object, which is larger than an element of a list.
pub(super) const FUEL_PER_ENTRY: usize = 4;
/// The limit on the nesting of expressions and calls.
const MAX_DEPTH: usize = 400;

/// The state of an evaluation of one app.
pub(crate) struct Evaluator<'a> {
    pub(crate) modules: Modules<'a>,
    /// The unknown conditions around the current code, each with the side that is taken.
    pub(crate) conditions: Vec<(UnknownCondition, bool)>,
    /// The identity of these conditions.
    pub(crate) frame: Frame,
    /// The number of conditions that were evaluated.
    pub(super) evaluations: usize,
    /// The first code in the current `try` that may throw. None outside of one, or if nothing may.
    pub(super) thrower: Option<Rc<Unknown>>,
    /// The number of `try` statements around the current code.
    pub(super) tries: usize,
    /// Whether the next call is the operand of `await`.
    pub(super) is_awaited: bool,
    /// The place of code that may change JavaScript's own objects: nothing that follows is certain then.
    pub(crate) patched: Option<Loc>,
    /// Whether an object was frozen, so that a write may throw.
    pub(super) has_frozen: bool,
    /// Whether the current function is async.
    pub(super) is_in_async: bool,
    pub(super) host: &'a dyn Host,
    steps: usize,
    nested: usize,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(modules: Modules<'a>, host: &'a dyn Host) -> Self {
        Self {
            modules,
            conditions: Vec::new(),
            frame: Frame::default(),
            evaluations: 0,
            thrower: None,
            tries: 0,
            is_awaited: false,
            patched: None,
            has_frozen: false,
            is_in_async: false,
            host,
            steps: 0,
            nested: 0,
        }
    }

    /// Whether the code took too many steps. Everything after that is unknown.
    pub(crate) fn is_out_of_fuel(&self) -> bool {
        self.steps > MAX_STEPS
    }

    /// Counts steps. False if the limit is exceeded.
    pub(crate) fn consume_fuel(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps);
        !self.is_out_of_fuel()
    }

    /// The text that a template or `+` makes of a primitive value, unless it is too long.
    pub(super) fn text(&mut self, value: &JsValue<'a>) -> Option<String> {
        if let JsKind::String(text) = &value.kind
            && !self.consume_fuel(text.len() / BYTES_PER_STEP)
        {
            return None;
        }
        value.text()
    }

    /// Counts a text that is built or copied. False if the limit is exceeded.
    pub(super) fn consume_text(&mut self, length: usize) -> bool {
        self.consume_fuel(length / BYTES_PER_STEP)
    }

    /// The value of an expression.
    pub(crate) fn eval(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>) -> JsValue<'a> {
        let value = self.eval_lazy(expression, scope);
        let value = self.resolve_import(value);
        match (&value.kind, expression) {
            // For a value from outside of the project, the place of use is more helpful than that of the import.
            (JsKind::ExternalRef(_) | JsKind::Unknown(_), Expr::Ident(name)) => {
                JsValue::new(value.kind, at(scope, name.span))
            }
            _ => value,
        }
    }

    /// The value of an expression, which may be an unresolved import.
    pub(crate) fn eval_lazy(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>) -> JsValue<'a> {
        let at = at(scope, expression.span());
        if !self.consume_fuel(1) || !self.descend() {
            return JsValue::unknown(Reason::Form("code that is nested too deeply or takes too many steps"), at);
        }
        let value = self.expression(expression, scope, at);
        self.ascend();
        self.note_unknown(&value);
        value
    }

    fn expression(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>, at: Loc) -> JsValue<'a> {
        match expression {
            Expr::Ident(name) => self.name(&name.sym, scope, at),
            Expr::Lit(literal) => JsValue::new(literal_kind(literal), at),
            Expr::Tpl(template) => self.template(template, scope, at),
            Expr::Object(object) => self.object(object, scope, at),
            Expr::Array(array) => {
                let items = self.elements(array.elems.iter().map(Option::as_ref), scope, at);
                JsValue::new(Array::kind(items, self.frame.clone()), at)
            }
            Expr::Arrow(arrow) => {
                let body = match &*arrow.body {
                    ArrowFunctionBody::Expr(expression) => Body::Expression(expression),
                    ArrowFunctionBody::FunctionBody(block) => Body::Block(&block.stmts),
                };
                let kind = FunctionForm { is_async: arrow.is_async, is_generator: false, is_arrow: true };
                function(arrow.params.iter().collect(), body, kind, scope, at, at)
            }
            Expr::Fn(named) => match &named.ident {
                // Its own name is known inside of it.
                Some(name) => {
                    let inner = scope.child();
                    let value = self.function_value(&named.function, &inner, at);
                    inner.declare(&name.sym, value.clone(), self.frame.clone());
                    inner.fix(&name.sym);
                    value
                }
                None => self.function_value(&named.function, scope, at),
            },
            Expr::Member(member) => {
                let object = self.eval(&member.obj, scope);
                match self.property_name(&member.prop, scope) {
                    Ok(name) => self.get(&object, &name, at),
                    Err(index) => self.any_property(&object, &index, at),
                }
            }
            Expr::OptChain(chain) => self.optional(chain, scope, at),
            Expr::Call(call) => match &call.callee {
                swc_ecma_ast::Callee::Expr(callee) => self.call(callee, &call.args, scope, at),
                swc_ecma_ast::Callee::Import(_) => self.dynamic_import(&call.args, at),
                _ => JsValue::unknown(Reason::Form("`super`"), at),
            },
            Expr::Cond(conditional) => self.conditional(conditional, scope, at),
            Expr::Bin(binary) => self.binary(binary, scope, at),
            Expr::Unary(unary) => self.unary(unary, scope, at),
            Expr::Assign(assignment) => self.assignment(assignment, scope, at),
            Expr::Update(update) => self.update(update, scope, at),
            Expr::Seq(sequence) => {
                sequence.exprs.iter().fold(JsValue::undefined(at), |_, expression| self.eval_lazy(expression, scope))
            }
            Expr::Paren(inner) => self.eval_lazy(&inner.expr, scope),
            Expr::TsAs(inner) => self.eval_lazy(&inner.expr, scope),
            Expr::TsSatisfies(inner) => self.eval_lazy(&inner.expr, scope),
            Expr::TsNonNull(inner) => self.eval_lazy(&inner.expr, scope),
            Expr::TsConstAssertion(inner) => self.eval_lazy(&inner.expr, scope),
            Expr::TsTypeAssertion(inner) => self.eval_lazy(&inner.expr, scope),
            Expr::TsInstantiation(inner) => self.eval_lazy(&inner.expr, scope),
            // A promise counts as its result.
            Expr::Await(inner) => {
                self.is_awaited = matches!(unwrapped(&inner.arg), Expr::Call(_) | Expr::OptChain(_));
                let value = self.eval_lazy(&inner.arg, scope);
                self.is_awaited = false;
                match &value.kind {
                    JsKind::Object(object)
                        if !object.is_whole()
                            || object.touched.get().is_some()
                            || object.entries.borrow().contains_key("then") =>
                    {
                        self.lose("await", std::slice::from_ref(&value), at);
                        JsValue::unknown(Reason::Form("an object like a promise"), at)
                    }
                    _ => value,
                }
            }
            Expr::New(new) => {
                let callee = self.eval(&new.callee, scope);
                let arguments = new.args.as_deref().unwrap_or_default();
                let arguments = self.elements(arguments.iter().map(Some), scope, at);
                let what = format!("new {}()", self.shown_code(self::at(scope, new.callee.span())));
                self.lost_call(&callee, None, &arguments, &what, at);
                JsValue::new(JsKind::Opaque, at)
            }
            Expr::Class(class) => {
                let by = self.may_throw("a class", at);
                self.touch_code(self::at(scope, class.class.span), scope, &by, false);
                JsValue::new(JsKind::Opaque, at)
            }
            Expr::MetaProp(meta) if meta.kind == MetaPropKind::ImportMeta => {
                JsValue::unknown(Reason::Global("import.meta".to_owned()), at)
            }
            Expr::This(_) => match scope.find("this") {
                Some(slot) => self.doubted(slot.value, slot.touched.as_ref()),
                None => JsValue::unknown(Reason::Form("`this`"), at),
            },
            _ => {
                // A tagged template calls its tag; other forms, such as JSX, may call anything that they name.
                let what = self.shown_code(at);
                let by = self.may_throw(&what, at);
                self.touch_code(at, scope, &by, false);
                JsValue::unknown_because(&by, at)
            }
        }
    }

    /// Enters a nested level. False if the limit is exceeded.
    pub(crate) fn descend(&mut self) -> bool {
        self.nested += 1;
        if self.nested > MAX_DEPTH {
            self.nested -= 1;
            return false;
        }
        true
    }

    /// Leaves a nested level.
    pub(crate) fn ascend(&mut self) {
        self.nested -= 1;
    }

    /// The value of a name.
    pub(crate) fn name(&mut self, name: &str, scope: &Rc<Scope<'a>>, at: Loc) -> JsValue<'a> {
        if let Some(slot) = scope.find(name) {
            // For an import, the place of use is more helpful than that of the import.
            return match slot.value.kind {
                JsKind::Import(import) if slot.value.at.module == at.module => JsValue::new(JsKind::Import(import), at),
                _ => self.doubted(slot.value, slot.touched.as_ref()),
            };
        }
        match name {
            "undefined" => JsValue::undefined(at),
            "NaN" => JsValue::new(JsKind::Number(f64::NAN), at),
            "Infinity" => JsValue::new(JsKind::Number(f64::INFINITY), at),
            "Object" | "Array" | "Boolean" | "String" | "Reflect" | "structuredClone" => {
                JsValue::new(JsKind::Builtin(name.to_owned()), at)
            }
            _ => JsValue::unknown(Reason::Global(name.to_owned()), at),
        }
    }

    pub(crate) fn function_value(
        &mut self,
        code: &'a swc_ecma_ast::Function,
        scope: &Rc<Scope<'a>>,
        at: Loc,
    ) -> JsValue<'a> {
        let body: &[_] = code.body.as_ref().map_or(&[], |body| &body.stmts);
        let parameters = code.params.iter().map(|parameter| &parameter.pat).collect();
        let form = FunctionForm { is_async: code.is_async, is_generator: code.is_generator, is_arrow: false };
        function(parameters, Body::Block(body), form, scope, at, self::at(scope, code.span))
    }

    fn template(&mut self, template: &'a Tpl, scope: &Rc<Scope<'a>>, at: Loc) -> JsValue<'a> {
        let mut text = JsValue::string("", at);
        for (position, quasi) in template.quasis.iter().enumerate() {
            let part = quasi.cooked.as_ref().map(|cooked| cooked.to_string_lossy().into_owned()).unwrap_or_default();
            text = self.concatenated(&text, &JsValue::string(&part, at), at);
            if let Some(expression) = template.exprs.get(position) {
                let part = self.eval(expression, scope);
                text = self.concatenated(&text, &part, at);
            }
        }
        text
    }

    /// The concatenation of two values as text.
    pub(crate) fn concatenated(&mut self, left: &JsValue<'a>, right: &JsValue<'a>, at: Loc) -> JsValue<'a> {
        self.each(left, &mut |this, left| {
            this.each(right, &mut |this, right| match (this.text(left), this.text(right)) {
                (Some(left), Some(right)) if this.consume_text(left.len() + right.len()) => {
                    JsValue::string(&(left + &right), at)
                }
                (left_text, _) => {
                    this.convert(&[left, right], at);
                    let unknown = if left_text.is_some() { right } else { left };
                    JsValue::unknown_because(&unknown.unknown_reason("this as text"), at)
                }
            })
        })
    }

    fn conditional(&mut self, conditional: &'a CondExpr, scope: &Rc<Scope<'a>>, at: Loc) -> JsValue<'a> {
        let test = self.eval(&conditional.test, scope);
        match test.truth() {
            Ok(true) => self.eval_lazy(&conditional.cons, scope),
            Ok(false) => self.eval_lazy(&conditional.alt, scope),
            Err(unknown) => {
                let condition = self.condition(self::at(scope, conditional.test.span()), unknown);
                let yes = self.under(&condition, true, |this| this.eval(&conditional.cons, scope));
                let no = self.under(&condition, false, |this| this.eval(&conditional.alt, scope));
                JsValue::conditional(&condition, yes, no, at)
            }
        }
    }
}

/// A place in the scope's module.
pub(crate) fn at(scope: &Scope<'_>, span: SwcSpan) -> Loc {
    Loc { module: scope.module, span }
}

/// The form of a function.
struct FunctionForm {
    is_async: bool,
    is_generator: bool,
    is_arrow: bool,
}

fn function<'a>(
    parameters: Vec<&'a Pat>,
    body: Body<'a>,
    FunctionForm { is_async, is_generator, is_arrow }: FunctionForm,
    scope: &Rc<Scope<'a>>,
    at: Loc,
    code: Loc,
) -> JsValue<'a> {
    let opaque = is_generator.then_some("a generator");
    let (scope, touched) = (Rc::clone(scope), Touched::default());
    let facts = OnceCell::new();
    let function = Function { parameters, body, scope, is_async, opaque, is_arrow, code, facts, touched };
    JsValue::new(JsKind::Function(Rc::new(function)), at)
}

fn literal_kind<'a>(literal: &Lit) -> JsKind<'a> {
    match literal {
        Lit::Str(text) => JsKind::String(text.value.to_string_lossy().into()),
        Lit::Bool(value) => JsKind::Boolean(value.value),
        Lit::Num(number) => JsKind::Number(number.value),
        Lit::BigInt(number) => i128::try_from(&*number.value).map_or(JsKind::Opaque, JsKind::BigInt),
        Lit::Null(_) => JsKind::Null,
        _ => JsKind::Opaque,
    }
}
