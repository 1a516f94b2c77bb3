//! Assignments: to names, to members, and to what patterns name.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, AssignTargetPat, BinaryOp, Expr, MemberExpr, SimpleAssignTarget, UpdateExpr,
    UpdateOp,
};

use super::call::unwrapped;
use super::effects::value_of;
use super::evaluate::{Evaluator, at};
use super::objects::is_certain;
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Array, Entry, Item, JsKind, JsValue, Loc};

/// Names of the object that has all global names.
const GLOBAL_OBJECTS: [&str; 4] = ["global", "globalThis", "self", "window"];

impl<'a> Evaluator<'a> {
    pub(crate) fn assignment(&mut self, assignment: &'a AssignExpr, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        let value = match assignment.op {
            AssignOp::Assign => self.eval_lazy(&assignment.right, scope),
            operator => {
                let old = match &assignment.left {
                    AssignTarget::Simple(SimpleAssignTarget::Ident(name)) => self.name(&name.id.sym, scope, span),
                    AssignTarget::Simple(SimpleAssignTarget::Member(member)) => self.read(member, scope),
                    AssignTarget::Simple(target) if written(target).is_some() => {
                        written(target).map_or_else(|| JsValue::undefined(span), |target| self.eval(target, scope))
                    }
                    _ => JsValue::unknown(Reason::Form("this assignment"), span),
                };
                let old = self.resolve_import(old);
                self.compound_result(operator, &old, &assignment.right, scope, span)
            }
        };
        match &assignment.left {
            AssignTarget::Simple(SimpleAssignTarget::Ident(name)) => self.assign(&name.id.sym, value.clone(), scope),
            AssignTarget::Simple(SimpleAssignTarget::Member(member)) => self.write(member, Some(value.clone()), scope),
            AssignTarget::Simple(target) => match written(target) {
                Some(Expr::Ident(name)) => self.assign(&name.sym, value.clone(), scope),
                Some(Expr::Member(member)) => self.write(member, Some(value.clone()), scope),
                _ => self.lose("this assignment", std::slice::from_ref(&value), span),
            },
            AssignTarget::Pat(AssignTargetPat::Object(pattern)) => {
                self.bind_object(pattern, &value, scope, Evaluator::assign_pattern);
            }
            AssignTarget::Pat(AssignTargetPat::Array(pattern)) => {
                self.bind_array(pattern, &value, scope, Evaluator::assign_pattern);
            }
            _ => {}
        }
        value
    }

    fn compound_result(
        &mut self,
        operator: AssignOp,
        old: &JsValue<'a>,
        right: &'a Expr,
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let keeps = match operator {
            AssignOp::AndAssign => old.truth().map(|truth| !truth),
            AssignOp::OrAssign => old.truth(),
            AssignOp::NullishAssign => old.is_nullish().map(|nullish| !nullish),
            AssignOp::AddAssign => {
                let right = self.eval(right, scope);
                return self.operator_result(BinaryOp::Add, old, &right, span);
            }
            _ => return JsValue::unknown(Reason::Form("this assignment"), span),
        };
        match keeps {
            Ok(true) => old.clone(),
            Ok(false) => self.eval(right, scope),
            Err(unknown) => {
                let condition = self.condition(old.at, unknown);
                let assigns = operator == AssignOp::AndAssign;
                let new = self.under(&condition, assigns, |this| this.eval(right, scope));
                match operator {
                    AssignOp::AndAssign => JsValue::conditional(&condition, new, old.clone(), span),
                    _ => JsValue::conditional(&condition, old.clone(), new, span),
                }
            }
        }
    }

    /// Assigns a value to a name.
    pub(crate) fn assign(&mut self, name: &str, value: JsValue<'a>, scope: &Rc<Scope<'a>>) {
        let Some(slot) = scope.find(name) else {
            // There is no such variable.
            self.may_throw(name, value.at);
            return;
        };
        let is_early =
            matches!(&slot.value.kind, JsKind::Unknown(unknown) if matches!(unknown.reason, Reason::TooEarly(_)));
        if slot.is_constant || is_early || matches!(slot.value.kind, JsKind::Import(_)) {
            self.may_throw(name, value.at);
        } else {
            let value = self.after(&slot.frame, value, &slot.value);
            scope.assign(name, value);
        }
    }

    fn read(&mut self, member: &'a MemberExpr, scope: &Rc<Scope<'a>>) -> JsValue<'a> {
        let object = self.eval(&member.obj, scope);
        let span = at(scope, member.span);
        match self.property_name(&member.prop, scope) {
            Ok(name) => self.get(&object, &name, span),
            Err(name) => self.any_property(&object, &name, span),
        }
    }

    /// Writes a value into an object, or deletes it there.
    pub(super) fn write(&mut self, member: &'a MemberExpr, value: Option<JsValue<'a>>, scope: &Rc<Scope<'a>>) {
        let object = self.eval(&member.obj, scope);
        let name = self.property_name(&member.prop, scope);
        let key = at(scope, member.prop.span());
        self.write_to(&object, &name, key, value);
    }

    fn write_to(
        &mut self,
        object: &JsValue<'a>,
        name: &Result<String, JsValue<'a>>,
        key: Loc,
        value: Option<JsValue<'a>>,
    ) {
        match (&object.kind, name) {
            (JsKind::Object(object), Ok(name)) => {
                if self.has_frozen || object.touched.get().is_some() {
                    self.may_throw("this assignment", key);
                }
                let old = object.entries.borrow().get(name).map(|entry| entry.value.clone());
                let absent = JsValue::new(JsKind::Hole, key);
                let new = self.after(&object.frame, value.unwrap_or_else(|| absent.clone()), &old.unwrap_or(absent));
                match new.kind {
                    JsKind::Hole => drop(object.entries.borrow_mut().shift_remove(name)),
                    _ => drop(object.entries.borrow_mut().insert(name.clone(), Entry { key, value: new })),
                }
            }
            (JsKind::Object(object), Err(name)) => {
                self.shadow_by(object, &JsValue::unknown_because(&name.unknown_reason("a computed key"), key));
                self.lose("a computed key", &value.into_iter().collect::<Vec<_>>(), key);
            }
            (JsKind::Array(array), name) => self.write_element(array, name, key, value),
            (JsKind::Conditional(conditional), _) if self.consume_fuel(1) => {
                for (side, holds) in [(&conditional.yes, true), (&conditional.no, false)] {
                    let value = value.clone();
                    self.under(&conditional.condition, holds, |this| this.write_to(side, name, key, value));
                }
            }
            (JsKind::Builtin(_), _) => drop(self.patched.get_or_insert(key)),
            // A class, a function, an instance or what a package returned: reading from it is unknown.
            (_, _) => {
                if let JsKind::Unknown(unknown) = &object.kind
                    && matches!(&unknown.reason, Reason::Global(name) if GLOBAL_OBJECTS.contains(&name.as_str()))
                {
                    self.patched.get_or_insert(key);
                }
                self.may_throw("this assignment", key);
                self.lose("this assignment", &value.into_iter().collect::<Vec<_>>(), key);
            }
        }
    }

    /// Writes an element of a list.
    fn write_element(
        &mut self,
        array: &Rc<Array<'a>>,
        name: &Result<String, JsValue<'a>>,
        key: Loc,
        value: Option<JsValue<'a>>,
    ) {
        let length = array.items.borrow().len();
        let is_plain = array.items.borrow().iter().all(is_certain);
        let index = name.as_ref().ok().and_then(|name| name.parse::<usize>().ok()).filter(|index| *index <= length);
        match (index, value) {
            (Some(index), Some(value)) if is_plain => {
                let absent = JsValue::new(JsKind::Hole, key);
                let old = array.items.borrow().get(index).map_or(absent, value_of);
                let new = Item::One(self.after(&array.frame, value, &old));
                array.items.borrow_mut().splice(index..(index + 1).min(length), [new]);
            }
            (_, value) => {
                let unknown = JsValue::unknown(Reason::Form("writing to an element of a list"), key);
                self.lose("writing to an element of a list", &value.into_iter().collect::<Vec<_>>(), key);
                let by = self.may_throw("writing to a list", key);
                array.touched.set(&by);
                *array.items.borrow_mut() = vec![Item::Rest(unknown)];
            }
        }
    }

    /// `a++` and the like.
    pub(crate) fn update(&mut self, update: &'a UpdateExpr, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        let change = if update.op == UpdateOp::PlusPlus { 1.0 } else { -1.0 };
        let target = unwrapped(&update.arg);
        let old = match target {
            Expr::Member(member) => self.read(member, scope),
            _ => self.eval(target, scope),
        };
        let new = self.each(&old, &mut |_, old| match old.kind {
            JsKind::Number(number) => JsValue::new(JsKind::Number(number + change), span),
            _ => JsValue::unknown_because(&old.unknown_reason("a counter"), span),
        });
        match target {
            Expr::Ident(name) => self.assign(&name.sym, new.clone(), scope),
            Expr::Member(member) => self.write(member, Some(new.clone()), scope),
            _ => {}
        }
        if update.prefix { new } else { old }
    }
}

/// The name or the member in a target of an assignment with types or parentheses: `(x as any).y`, `o.x!`.
fn written(target: &SimpleAssignTarget) -> Option<&Expr> {
    let inner = match target {
        SimpleAssignTarget::Paren(inner) => &inner.expr,
        SimpleAssignTarget::TsAs(inner) => &inner.expr,
        SimpleAssignTarget::TsSatisfies(inner) => &inner.expr,
        SimpleAssignTarget::TsNonNull(inner) => &inner.expr,
        SimpleAssignTarget::TsTypeAssertion(inner) => &inner.expr,
        _ => return None,
    };
    match unwrapped(inner) {
        found @ (Expr::Ident(_) | Expr::Member(_)) => Some(found),
        _ => None,
    }
}
