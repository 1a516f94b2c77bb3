//! Patterns: parameters, declarations and assignments that take values apart.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{ArrayPat, ObjectPat, ObjectPatProp, Pat};

use super::evaluate::{Evaluator, at};
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Array, Item, JsKind, JsValue, Object};

/// An action on a part of a value: a declaration of a name, or an assignment to an existing one.
type Bind<'a> = fn(&mut Evaluator<'a>, &'a Pat, JsValue<'a>, &Rc<Scope<'a>>);

impl<'a> Evaluator<'a> {
    /// Declares the names of a pattern.
    pub(crate) fn declare(&mut self, pattern: &'a Pat, value: JsValue<'a>, scope: &Rc<Scope<'a>>) {
        self.bind(pattern, value, scope, Evaluator::declare);
    }

    /// Assigns the parts of a value to the names of a pattern.
    pub(crate) fn assign_pattern(&mut self, pattern: &'a Pat, value: JsValue<'a>, scope: &Rc<Scope<'a>>) {
        match pattern {
            Pat::Ident(name) => self.assign(&name.id.sym, value, scope),
            _ => self.bind(pattern, value, scope, Evaluator::assign_pattern),
        }
    }

    fn bind(&mut self, pattern: &'a Pat, value: JsValue<'a>, scope: &Rc<Scope<'a>>, bind: Bind<'a>) {
        if !self.consume_fuel(1) {
            return;
        }
        self.note_unknown(&value);
        match pattern {
            Pat::Ident(name) => scope.declare(&name.id.sym, value, self.frame.clone()),
            Pat::Assign(with_default) => {
                let value = self.resolve_import(value);
                let value = self.or_default(value, &with_default.right, scope);
                bind(self, &with_default.left, value, scope);
            }
            Pat::Object(pattern) => self.bind_object(pattern, &value, scope, bind),
            Pat::Array(pattern) => self.bind_array(pattern, &value, scope, bind),
            Pat::Rest(rest) => bind(self, &rest.arg, value, scope),
            // A member, in an assignment.
            Pat::Expr(target) => self.assign_to(target, value, scope),
            Pat::Invalid(_) => {}
        }
    }

    /// The value, or its default where it is `undefined`.
    pub(crate) fn or_default(
        &mut self,
        value: JsValue<'a>,
        default: &'a swc_ecma_ast::Expr,
        scope: &Rc<Scope<'a>>,
    ) -> JsValue<'a> {
        match &value.kind {
            JsKind::Undefined | JsKind::Hole => self.eval(default, scope),
            JsKind::Conditional(conditional) if self.consume_fuel(1) => {
                let yes = self.or_default(conditional.yes.clone(), default, scope);
                let no = self.or_default(conditional.no.clone(), default, scope);
                JsValue::conditional(&conditional.condition, yes, no, value.at)
            }
            JsKind::Unknown(unknown) => {
                // The default may be evaluated, with its effects.
                let condition = self.condition(value.at, Rc::clone(unknown));
                self.under(&condition, true, |this| this.eval(default, scope));
                value
            }
            _ => value,
        }
    }

    pub(crate) fn bind_object(
        &mut self,
        pattern: &'a ObjectPat,
        value: &JsValue<'a>,
        scope: &Rc<Scope<'a>>,
        bind: Bind<'a>,
    ) {
        let value = self.resolve_import(value.clone());
        if !matches!(value.is_nullish(), Ok(false)) {
            self.may_throw("this pattern", value.at);
        }
        let mut bound = Vec::new();
        for property in &pattern.props {
            match property {
                ObjectPatProp::KeyValue(pair) => {
                    let name = self.key(&pair.key, scope);
                    let part = match &name {
                        Ok(name) => self.get(&value, name, at(scope, pair.key.span())),
                        Err(key) => JsValue::unknown_because(&key.unknown_reason("a computed key"), key.at),
                    };
                    bound.extend(name);
                    bind(self, &pair.value, part, scope);
                }
                ObjectPatProp::Assign(short) => {
                    let name = &short.key.id.sym;
                    bound.push(name.to_string());
                    let mut part = self.get(&value, name, at(scope, short.key.id.span));
                    if let Some(default) = &short.value {
                        part = self.resolve_import(part);
                        part = self.or_default(part, default, scope);
                    }
                    self.bind_name(name, part, scope, bind);
                }
                ObjectPatProp::Rest(rest) => {
                    let object = Object::new(self.frame.clone());
                    self.spread_into(&object, &value);
                    bound.iter().for_each(|name| drop(object.entries.borrow_mut().shift_remove(name)));
                    bind(self, &rest.arg, JsValue::new(JsKind::Object(Rc::new(object)), value.at), scope);
                }
            }
        }
    }

    /// Binds `{ name }`, for which the syntax tree has no pattern.
    fn bind_name(&mut self, name: &str, value: JsValue<'a>, scope: &Rc<Scope<'a>>, bind: Bind<'a>) {
        if std::ptr::fn_addr_eq(bind, Evaluator::declare as Bind<'a>) {
            scope.declare(name, value, self.frame.clone());
        } else {
            self.assign(name, value, scope);
        }
    }

    pub(crate) fn bind_array(
        &mut self,
        pattern: &'a ArrayPat,
        value: &JsValue<'a>,
        scope: &Rc<Scope<'a>>,
        bind: Bind<'a>,
    ) {
        let value = self.resolve_import(value.clone());
        if !matches!(value.kind, JsKind::Array(_)) {
            // An iterator is code, and other values have none.
            self.lose("this pattern", std::slice::from_ref(&value), value.at);
        }
        let items = self.items_of(&value);
        let is_certain = |item: &Item<'a>| matches!(item, Item::One(one) if !matches!(one.kind, JsKind::Conditional(_) | JsKind::Hole));
        let certain = items.iter().take_while(|item| is_certain(item)).count();
        for (position, element) in pattern.elems.iter().enumerate() {
            let Some(element) = element else { continue };
            let span = at(scope, element.span());
            let part = match (element, items.get(position)) {
                (Pat::Rest(_), _) if position <= certain || certain == items.len() => {
                    JsValue::new(Array::kind(items.iter().skip(position).cloned().collect(), self.frame.clone()), span)
                }
                (_, Some(Item::One(one))) if position < certain => one.clone(),
                (_, None) if certain == items.len() => JsValue::undefined(span),
                _ => JsValue::unknown(Reason::Form("an unknown element of a list"), span),
            };
            bind(self, element, part, scope);
        }
    }
}
