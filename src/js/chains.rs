//! Chains with `?.`.

use std::rc::Rc;

use swc_ecma_ast::{Expr, MemberExpr, OptChainBase, OptChainExpr};

use super::call::unwrapped;
use super::evaluate::Evaluator;
use super::scope::Scope;
use super::value::{JsKind, JsValue, Loc};

impl<'a> Evaluator<'a> {
    /// `a?.b`, `a?.()` and the rest of the chain. The code before `?.` is evaluated once, because it may have effects.
    pub(super) fn optional(&mut self, chain: &'a OptChainExpr, scope: &Rc<Scope<'a>>, at: Loc) -> JsValue<'a> {
        match &*chain.base {
            OptChainBase::Member(member) => {
                let object = self.eval(&member.obj, scope);
                if matches!(object.is_nullish(), Ok(true)) {
                    // Without `?.` here, one before it has ended the chain, or it throws.
                    if !chain.optional {
                        self.may_throw("a property of undefined", at);
                    }
                    return JsValue::undefined(at);
                }
                match self.property_name(&member.prop, scope) {
                    Ok(name) => self.each(&object, &mut |this, object| match object.is_nullish() {
                        Ok(true) => JsValue::undefined(at),
                        _ => this.get(object, &name, at),
                    }),
                    Err(index) => self.any_property(&object, &index, at),
                }
            }
            OptChainBase::Call(call) => {
                let member = match unwrapped(&call.callee) {
                    Expr::OptChain(callee) => match &*callee.base {
                        OptChainBase::Member(member) => Some(member),
                        OptChainBase::Call(_) => None,
                    },
                    Expr::Member(member) => Some(member),
                    _ => None,
                };
                match member {
                    Some(member) => {
                        let object = self.eval(&member.obj, scope);
                        let is_one = !matches!(object.kind, JsKind::Conditional(_));
                        self.each(&object, &mut |this, object| {
                            let is_missing = matches!(object.is_nullish(), Ok(true));
                            if is_missing {
                                this.may_throw("a property of undefined", at);
                            }
                            if is_missing || chain.optional && this.lacks(object, member, scope) {
                                return JsValue::undefined(at);
                            }
                            this.call_method(object, is_one, member, &call.args, scope, at)
                        })
                    }
                    None => {
                        let callee = self.eval(&call.callee, scope);
                        self.each(&callee, &mut |this, callee| match callee.is_nullish() {
                            Ok(true) if chain.optional => JsValue::undefined(at),
                            _ => {
                                let arguments = this.elements(call.args.iter().map(Some), scope, at);
                                this.call_value(callee, arguments, at)
                            }
                        })
                    }
                }
            }
        }
    }

    /// Whether an object certainly lacks a method.
    fn lacks(&mut self, object: &JsValue<'a>, member: &'a MemberExpr, scope: &Rc<Scope<'a>>) -> bool {
        let Ok(name) = self.property_name(&member.prop, scope) else { return false };
        let method = self.get(object, &name, object.at);
        matches!(self.resolve_import(method).is_nullish(), Ok(true))
    }
}
