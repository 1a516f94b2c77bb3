//! Chains with `?.`.

use std::rc::Rc;

use swc_ecma_ast::{Expr, OptChainBase, OptChainExpr};

use super::call::{Callee, unwrapped};
use super::evaluate::Evaluator;
use super::scope::Scope;
use super::value::{JsKind, JsValue, Loc};

impl<'a> Evaluator<'a> {
    /// `a?.b`, `a?.()` and the rest of the chain. The code before `?.` is evaluated once, because it may have effects.
    pub(super) fn optional(&mut self, chain: &'a OptChainExpr, scope: &Rc<Scope<'a>>, at: Loc) -> JsValue<'a> {
        match &*chain.base {
            OptChainBase::Member(member) => {
                let object = self.eval(&member.obj, scope);
                self.unless_nullish(&object, chain.optional, at, &mut |this, object| match this
                    .property_name(&member.prop, scope)
                {
                    Ok(name) => this.get(object, &name, at),
                    Err(index) => this.any_property(object, &index, at),
                })
            }
            OptChainBase::Call(call) => {
                let (member, is_optional) = match unwrapped(&call.callee) {
                    Expr::OptChain(callee) => match &*callee.base {
                        OptChainBase::Member(member) => (Some(member), callee.optional),
                        OptChainBase::Call(_) => (None, false),
                    },
                    Expr::Member(member) => (Some(member), false),
                    _ => (None, false),
                };
                match member {
                    Some(member) => {
                        let object = self.eval(&member.obj, scope);
                        let is_one = !matches!(object.kind, JsKind::Conditional(_));
                        self.unless_nullish(&object, is_optional, at, &mut |this, object| {
                            let name = this.property_name(&member.prop, scope);
                            if chain.optional && this.lacks(object, &name) {
                                return JsValue::undefined(at);
                            }
                            this.call_method(object, &Callee { member, name, is_one }, &call.args, scope, at)
                        })
                    }
                    None => {
                        let callee = self.eval(&call.callee, scope);
                        let is_optional = chain.optional;
                        if !is_optional {
                            let arguments = self.elements(call.args.iter().map(Some), scope, at);
                            return self.call_value(&callee, arguments, at);
                        }
                        self.unless_nullish(&callee, is_optional, at, &mut |this, callee| {
                            let arguments = this.elements(call.args.iter().map(Some), scope, at);
                            this.call_value(callee, arguments, at)
                        })
                    }
                }
            }
        }
    }

    /// The result of `work` with a value, or `undefined` where the value is nullish. Without `?.` here, one before it has
    /// ended the chain then, or it throws.
    fn unless_nullish(
        &mut self,
        value: &JsValue<'a>,
        is_optional: bool,
        at: Loc,
        work: &mut dyn FnMut(&mut Self, &JsValue<'a>) -> JsValue<'a>,
    ) -> JsValue<'a> {
        self.each(value, &mut |this, value| match (&value.kind, value.is_nullish()) {
            (_, Ok(true)) => {
                if !is_optional {
                    this.may_throw("a property of undefined", at);
                }
                JsValue::undefined(at)
            }
            // The rest of the chain may not happen.
            (JsKind::Unknown(_), Err(unknown)) if is_optional => {
                let condition = this.condition(value.at, unknown);
                this.under(&condition, false, |this| work(this, value))
            }
            _ => work(this, value),
        })
    }

    /// Whether an object certainly lacks a method.
    fn lacks(&mut self, object: &JsValue<'a>, name: &Result<String, JsValue<'a>>) -> bool {
        let Ok(name) = name else { return false };
        let method = self.get(object, name, object.at);
        matches!(self.resolve_import(method).is_nullish(), Ok(true))
    }
}
