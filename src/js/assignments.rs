//! Assignments: to names, to members, and to what patterns name.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{
    AssignExpr, AssignTarget, AssignTargetPat, BinaryOp, Expr, MemberExpr, SimpleAssignTarget, UpdateExpr, UpdateOp,
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

/// The left side of an assignment.
enum Target<'a> {
    Name(&'a str),
    Member(Reference<'a>),
    Pattern(&'a AssignTargetPat),
    /// A form that is not followed.
    Other,
}

/// A member, with its object and its key as they are evaluated once. The key may be unknown.
struct Reference<'a> {
    object: JsValue<'a>,
    name: Result<String, JsValue<'a>>,
    key: Loc,
    at: Loc,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn assignment(&mut self, assignment: &'a AssignExpr, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        // The object and the key on the left are evaluated before the right side, and once.
        let target = self.target(&assignment.left, scope);
        let value = match assignment.op.to_update() {
            None => self.eval_lazy(&assignment.right, scope),
            Some(operator) => {
                let old = self.target_value(&target, scope, span);
                let old = self.resolve_import(old);
                self.compound_result(operator, &old, &assignment.right, scope, span)
            }
        };
        match &target {
            Target::Pattern(AssignTargetPat::Object(pattern)) => {
                self.bind_object(pattern, &value, scope, Evaluator::assign_pattern);
            }
            Target::Pattern(AssignTargetPat::Array(pattern)) => {
                self.bind_array(pattern, &value, scope, Evaluator::assign_pattern);
            }
            target => self.write_target(target, value.clone(), scope, span),
        }
        value
    }

    fn target(&mut self, target: &'a AssignTarget, scope: &Rc<Scope<'a>>) -> Target<'a> {
        let inner = match target {
            AssignTarget::Pat(pattern) => return Target::Pattern(pattern),
            AssignTarget::Simple(SimpleAssignTarget::Ident(name)) => return Target::Name(&name.id.sym),
            AssignTarget::Simple(SimpleAssignTarget::Member(member)) => {
                return Target::Member(self.reference(member, scope));
            }
            // Types and parentheses: `(x as any).y`, `o.x!`.
            AssignTarget::Simple(SimpleAssignTarget::Paren(inner)) => &inner.expr,
            AssignTarget::Simple(SimpleAssignTarget::TsAs(inner)) => &inner.expr,
            AssignTarget::Simple(SimpleAssignTarget::TsSatisfies(inner)) => &inner.expr,
            AssignTarget::Simple(SimpleAssignTarget::TsNonNull(inner)) => &inner.expr,
            AssignTarget::Simple(SimpleAssignTarget::TsTypeAssertion(inner)) => &inner.expr,
            AssignTarget::Simple(_) => return Target::Other,
        };
        self.target_of(inner, scope)
    }

    /// The name or the member that an expression is.
    fn target_of(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>) -> Target<'a> {
        match unwrapped(expression) {
            Expr::Ident(name) => Target::Name(&name.sym),
            Expr::Member(member) => Target::Member(self.reference(member, scope)),
            _ => Target::Other,
        }
    }

    fn reference(&mut self, member: &'a MemberExpr, scope: &Rc<Scope<'a>>) -> Reference<'a> {
        let object = self.eval(&member.obj, scope);
        let name = self.property_name(&member.prop, scope);
        Reference { object, name, key: at(scope, member.prop.span()), at: at(scope, member.span) }
    }

    fn target_value(&mut self, target: &Target<'a>, scope: &Rc<Scope<'a>>, span: Loc) -> JsValue<'a> {
        match target {
            Target::Name(name) => self.name(name, scope, span),
            Target::Member(Reference { object, name: Ok(name), at, .. }) => self.get(object, name, *at),
            Target::Member(Reference { object, name: Err(name), at, .. }) => self.any_property(object, name, *at),
            Target::Pattern(_) | Target::Other => JsValue::unknown(Reason::Form("this assignment"), span),
        }
    }

    fn write_target(&mut self, target: &Target<'a>, value: JsValue<'a>, scope: &Rc<Scope<'a>>, span: Loc) {
        match target {
            Target::Name(name) => self.assign(name, value, scope),
            Target::Member(Reference { object, name, key, .. }) => self.write_to(object, name, *key, Some(value)),
            Target::Pattern(_) | Target::Other => self.lose("this assignment", &[value], span),
        }
    }

    /// Assigns to an expression in a pattern.
    pub(super) fn assign_to(&mut self, target: &'a Expr, value: JsValue<'a>, scope: &Rc<Scope<'a>>) {
        let span = at(scope, target.span());
        let target = self.target_of(target, scope);
        self.write_target(&target, value, scope, span);
    }

    fn compound_result(
        &mut self,
        operator: BinaryOp,
        old: &JsValue<'a>,
        right: &'a Expr,
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> JsValue<'a> {
        let keeps = match operator {
            BinaryOp::LogicalAnd => old.truth().map(|truth| !truth),
            BinaryOp::LogicalOr => old.truth(),
            BinaryOp::NullishCoalescing => old.is_nullish().map(|nullish| !nullish),
            operator => {
                let right = self.eval(right, scope);
                return self.operator_result(operator, old, &right, span);
            }
        };
        match keeps {
            Ok(true) => old.clone(),
            Ok(false) => self.eval(right, scope),
            Err(unknown) => {
                let condition = self.condition(old.at, unknown);
                let assigns = operator == BinaryOp::LogicalAnd;
                let new = self.under(&condition, assigns, |this| this.eval(right, scope));
                match assigns {
                    true => JsValue::conditional(&condition, new, old.clone(), span),
                    false => JsValue::conditional(&condition, old.clone(), new, span),
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

    /// Deletes a member of an object.
    pub(super) fn delete(&mut self, member: &'a MemberExpr, scope: &Rc<Scope<'a>>) {
        let Reference { object, name, key, .. } = self.reference(member, scope);
        self.write_to(&object, &name, key, None);
    }

    /// Writes a value into an object, or deletes it there.
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
        let target = self.target_of(&update.arg, scope);
        let old = self.target_value(&target, scope, span);
        let old = self.resolve_import(old);
        let new = self.each(&old, &mut |_, old| match old.kind {
            JsKind::Number(number) => JsValue::new(JsKind::Number(number + change), span),
            _ => JsValue::unknown_because(&old.unknown_reason("a counter"), span),
        });
        self.write_target(&target, new.clone(), scope, span);
        if update.prefix { new } else { old }
    }
}
