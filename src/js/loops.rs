//! Loops: iteration by iteration while that is known, and otherwise once, with what it may change touched.

use std::rc::Rc;

use swc_ecma_ast::{Expr, ForHead, ForInStmt, ForOfStmt, ForStmt, Stmt, VarDeclKind, VarDeclOrExpr};

use super::evaluate::{Evaluator, at};
use super::flow::Flow;
use super::reason::Reason;
use super::scope::Scope;
use super::statements::names_in;
use super::value::{Item, JsKind, JsValue, Loc};

/// A loop with a test: `for (;;)`, `while` and `do`.
#[derive(Clone, Copy)]
struct Tested<'a, 'l> {
    test: Option<&'a Expr>,
    update: Option<&'a Expr>,
    body: &'a Stmt,
    labels: &'l [String],
    /// The names of the head, which each iteration has anew.
    names: &'l [String],
    /// The whole loop.
    code: Loc,
}

impl<'a> Evaluator<'a> {
    /// `for (... of list)`: one iteration per element.
    pub(super) fn for_of(&mut self, each: &'a ForOfStmt, scope: &Rc<Scope<'a>>, labels: &[String]) -> Flow<'a> {
        let code = at(scope, each.span);
        let list = self.eval(&each.right, &self.head_scope(&each.left, scope));
        let is_list = matches!(list.kind, JsKind::Array(_) | JsKind::Conditional(_));
        if each.is_await || !is_list {
            // An iterator is code.
            self.lose("this iterator", std::slice::from_ref(&list), code);
        }
        let items = self.items_of(&list);
        let length = items.len();
        let flow = self.iterate(&each.left, &items, &each.body, scope, labels, code);
        if let JsKind::Array(array) = &list.kind
            && array.items.borrow().len() + usize::from(array.touched.get().is_some()) != length
        {
            // The iterations are those of the list as it was.
            let by = self.may_throw("a list that changes in its loop", code);
            self.touch_code(code, scope, &by, false);
        }
        flow
    }

    /// The scope of the expression in the head of a loop, in which the names of the head have no value yet.
    fn head_scope(&self, head: &'a ForHead, scope: &Rc<Scope<'a>>) -> Rc<Scope<'a>> {
        let inner = scope.child();
        if let ForHead::VarDecl(variables) = head
            && variables.kind != VarDeclKind::Var
        {
            let patterns = variables.decls.iter().map(|variable| &variable.name);
            self.declare_early(patterns, &inner, at(scope, variables.span));
        }
        inner
    }

    /// `for (... in object)`: one iteration per key.
    pub(super) fn for_in(&mut self, each: &'a ForInStmt, scope: &Rc<Scope<'a>>, labels: &[String]) -> Flow<'a> {
        let code = at(scope, each.span);
        let object = self.eval(&each.right, &self.head_scope(&each.left, scope));
        let keys = match object.kind {
            JsKind::Object(_) => self.builtin("Object.keys", &[Item::One(object)], code),
            _ => JsValue::unknown(Reason::Form("the keys of this"), code),
        };
        let items = self.items_of(&keys);
        self.iterate(&each.left, &items, &each.body, scope, labels, code)
    }

    fn iterate(
        &mut self,
        head: &'a ForHead,
        items: &[Item<'a>],
        body: &'a Stmt,
        scope: &Rc<Scope<'a>>,
        labels: &[String],
        code: Loc,
    ) -> Flow<'a> {
        for (position, item) in items.iter().enumerate() {
            let (value, condition) = match item {
                Item::One(value) => match self.presence(value) {
                    None => continue,
                    Some(found) => found,
                },
                Item::Rest(rest) => {
                    let condition = self.condition(rest.at, rest.unknown_reason("this list"));
                    // Any number of iterations: what one changes, the next one may see.
                    self.touch_code(code, scope, &condition.unknown, true);
                    (rest.clone(), Some((condition, true)))
                }
            };
            let inside = scope.child();
            let flow = match &condition {
                Some((condition, holds)) => {
                    let flow = self.under(condition, *holds, |this| {
                        this.bind_head(head, value.clone(), &inside);
                        this.statement(body, &inside)
                    });
                    if *holds { self.join(condition, flow, Flow::Next) } else { self.join(condition, Flow::Next, flow) }
                }
                None => {
                    self.bind_head(head, value, &inside);
                    self.statement(body, &inside)
                }
            };
            match self.iteration_end(flow, labels) {
                Flow::Next => {}
                choice @ Flow::Choice(..) => {
                    let rest = &items[position + 1..];
                    let flow = self.after_flow(choice, &|flow| matches!(flow, Flow::Next), &mut |this| {
                        this.iterate(head, rest, body, scope, labels, code)
                    });
                    return self.loop_end(flow);
                }
                end => return self.loop_end(end),
            }
        }
        Flow::Next
    }

    pub(super) fn for_loop(&mut self, each: &'a ForStmt, scope: &Rc<Scope<'a>>, labels: &[String]) -> Flow<'a> {
        let inside = scope.child();
        let mut names = Vec::new();
        match &each.init {
            Some(VarDeclOrExpr::VarDecl(variables)) => {
                self.variables(variables, &inside);
                names = names_in(variables.decls.iter().map(|variable| &variable.name));
            }
            Some(VarDeclOrExpr::Expr(expression)) => drop(self.eval(expression, &inside)),
            None => {}
        }
        // Functions in the head keep the variables as they are before the first iteration.
        let inside = if names.is_empty() { inside } else { inside.copy(&names) };
        let (test, update) = (each.test.as_deref(), each.update.as_deref());
        let code = at(scope, each.span);
        self.tested_loop(Tested { test, update, body: &each.body, labels, names: &names, code }, &inside, false)
    }

    pub(super) fn while_loop(
        &mut self,
        test: &'a Expr,
        body: &'a Stmt,
        scope: &Rc<Scope<'a>>,
        labels: &[String],
        (code, is_do): (Loc, bool),
    ) -> Flow<'a> {
        let each = Tested { test: Some(test), update: None, body, labels, names: &[], code };
        self.tested_loop(each, scope, is_do)
    }

    /// `has_body_first`: the test follows the body.
    fn tested_loop(&mut self, each: Tested<'a, '_>, scope: &Rc<Scope<'a>>, has_body_first: bool) -> Flow<'a> {
        let mut is_tested = !has_body_first;
        let mut scope = Rc::clone(scope);
        loop {
            if !self.consume_fuel(1) {
                return Flow::Throw;
            }
            let test = each.test.filter(|_| is_tested).map(|test| self.eval(test, &scope));
            is_tested = true;
            match test.as_ref().map(|test| (test.truth(), test.at)) {
                Some((Ok(false), _)) => return Flow::Next,
                None | Some((Ok(true), _)) => {}
                Some((Err(unknown), at)) => {
                    let condition = self.condition(at, unknown);
                    self.touch_code(each.code, &scope, &condition.unknown, true);
                    let flow = self.under(&condition, true, |this| this.statement(each.body, &scope.child()));
                    let flow = self.iteration_end(flow, each.labels);
                    let flow = self.join(&condition, flow, Flow::Next);
                    return self.loop_end(flow);
                }
            }
            let flow = self.statement(each.body, &scope.child());
            match self.iteration_end(flow, each.labels) {
                Flow::Next => {}
                choice @ Flow::Choice(..) if self.descend() => {
                    let flow = self.after_flow(choice, &|flow| matches!(flow, Flow::Next), &mut |this| {
                        let scope = this.next_iteration(each, &scope);
                        this.tested_loop(each, &scope, false)
                    });
                    self.ascend();
                    return self.loop_end(flow);
                }
                // Deeper than loops may be: the rest is not followed.
                Flow::Choice(..) => {
                    self.consume_fuel(usize::MAX);
                    return Flow::Throw;
                }
                end => return self.loop_end(end),
            }
            scope = self.next_iteration(each, &scope);
        }
    }

    /// The scope of the next iteration, in which functions of the last one do not see what it changes.
    fn next_iteration(&mut self, each: Tested<'a, '_>, scope: &Rc<Scope<'a>>) -> Rc<Scope<'a>> {
        let next = match each.names.is_empty() {
            true => Rc::clone(scope),
            false => scope.copy(each.names),
        };
        if let Some(update) = each.update {
            self.eval(update, &next);
        }
        next
    }

    /// The end of an iteration: `continue` goes on with the next one.
    fn iteration_end(&self, flow: Flow<'a>, labels: &[String]) -> Flow<'a> {
        self.changed_flow(flow, &|flow| match flow {
            Flow::Continue(None) => Flow::Next,
            Flow::Continue(Some(label)) if labels.contains(&label) => Flow::Next,
            flow => flow,
        })
    }

    /// The end of a loop: `break` goes on after it.
    fn loop_end(&self, flow: Flow<'a>) -> Flow<'a> {
        self.changed_flow(flow, &|flow| match flow {
            Flow::Break(None) => Flow::Next,
            flow => flow,
        })
    }

    fn bind_head(&mut self, head: &'a ForHead, value: JsValue<'a>, scope: &Rc<Scope<'a>>) {
        match head {
            ForHead::VarDecl(variables) => {
                if let Some(variable) = variables.decls.first() {
                    let scope = if variables.kind == VarDeclKind::Var { &scope.of_function() } else { scope };
                    self.declare(&variable.name, value, scope);
                    if variables.kind == VarDeclKind::Const {
                        names_in([&variable.name]).iter().for_each(|name| scope.fix(name));
                    }
                }
            }
            ForHead::Pat(pattern) => self.assign_pattern(pattern, value, scope),
            ForHead::UsingDecl(_) => {}
        }
    }
}
