//! Statements: the body of a function or a module, followed until it returns.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{
    BlockStmt, Decl, ForHead, IfStmt, Pat, Stmt, SwitchStmt, TryStmt, TsEnumDecl, TsEnumMemberId, VarDecl,
};

use super::evaluate::{Evaluator, at};
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Item, JsKind, JsValue, Loc, Object, UnknownCondition};

/// The way in which a statement ends.
pub(crate) enum Flow<'a> {
    /// The next statement follows.
    Next,
    /// The function returns this.
    Return(JsValue<'a>),
    /// The function returns this if an unknown condition is met, or not met; otherwise the next statement follows.
    MaybeReturn { condition: UnknownCondition, holds: bool, value: JsValue<'a> },
    /// An error is thrown.
    Throw,
    /// A loop or a `switch` is left.
    Break,
    /// The next iteration of a loop begins.
    Continue,
}

impl<'a> Evaluator<'a> {
    /// Follows statements in their own scope.
    pub(crate) fn block(&mut self, statements: &'a [Stmt], scope: &Rc<Scope<'a>>) -> Flow<'a> {
        for statement in statements {
            if let Stmt::Decl(declaration) = statement {
                self.hoist(declaration, scope);
            }
        }
        self.sequence(statements, scope)
    }

    fn sequence(&mut self, statements: &'a [Stmt], scope: &Rc<Scope<'a>>) -> Flow<'a> {
        for (position, statement) in statements.iter().enumerate() {
            match self.statement(statement, scope) {
                Flow::Next => {}
                Flow::MaybeReturn { condition, holds, value } => {
                    let rest = &statements[position + 1..];
                    let rest = self.under(&condition, !holds, |this| this.sequence(rest, scope));
                    let first = Flow::Return(value);
                    return if holds { join(&condition, first, rest) } else { join(&condition, rest, first) };
                }
                end => return end,
            }
        }
        Flow::Next
    }

    /// Declares the functions of a block before it runs, and reserves its other names.
    pub(crate) fn hoist(&mut self, declaration: &'a Decl, scope: &Rc<Scope<'a>>) {
        let depth = self.conditions.len();
        match declaration {
            // `declare` describes a value that other code defines.
            Decl::Var(variables) if variables.declare => {}
            Decl::Fn(function) if function.function.body.is_none() => {}
            Decl::Fn(function) => {
                let value = self.function_value(&function.function, scope, at(scope, function.ident.span));
                scope.declare(&function.ident.sym, value, depth);
            }
            Decl::Var(variables) => {
                for variable in &variables.decls {
                    if let Pat::Ident(name) = &variable.name {
                        let early = Reason::TooEarly(name.id.sym.to_string());
                        scope.declare(&name.id.sym, JsValue::unknown(early, at(scope, name.id.span)), depth);
                    }
                }
            }
            _ => {}
        }
    }

    pub(crate) fn statement(&mut self, statement: &'a Stmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        if !self.consume_fuel(1) {
            return Flow::Throw;
        }
        let span = at(scope, statement.span());
        match statement {
            Stmt::Decl(declaration) => self.declaration(declaration, scope),
            Stmt::Expr(expression) => {
                self.eval_lazy(&expression.expr, scope);
                return Flow::Next;
            }
            Stmt::Return(returned) => {
                let value = returned.arg.as_ref().map(|value| self.eval(value, scope));
                return Flow::Return(value.unwrap_or_else(|| JsValue::undefined(span)));
            }
            Stmt::If(conditional) => return self.branch(conditional, scope),
            Stmt::Block(block) => return self.block(&block.stmts, &scope.child()),
            Stmt::Throw(_) => return Flow::Throw,
            Stmt::Break(_) => return Flow::Break,
            Stmt::Continue(_) => return Flow::Continue,
            Stmt::Switch(switch) => return self.switch(switch, scope),
            Stmt::Try(attempt) => return self.try_stmt(attempt, scope),
            Stmt::Labeled(labelled) => return self.statement(&labelled.body, scope),
            Stmt::ForOf(each) => {
                let list = self.eval(&each.right, scope);
                return self.for_each(&each.left, &list, &each.body, scope);
            }
            Stmt::For(each) => return self.unbounded_loop(None, &each.body, scope, span),
            Stmt::ForIn(each) => return self.unbounded_loop(Some(&each.left), &each.body, scope, span),
            Stmt::While(each) => return self.unbounded_loop(None, &each.body, scope, span),
            Stmt::DoWhile(each) => return self.unbounded_loop(None, &each.body, scope, span),
            Stmt::Empty(_) | Stmt::Debugger(_) | Stmt::With(_) => {}
        }
        Flow::Next
    }

    pub(crate) fn declaration(&mut self, declaration: &'a Decl, scope: &Rc<Scope<'a>>) {
        match declaration {
            Decl::Var(variables) if variables.declare => {}
            Decl::Var(variables) => self.variables(variables, scope),
            Decl::Class(class) => {
                let value = JsValue::new(JsKind::Opaque, at(scope, class.ident.span));
                scope.declare(&class.ident.sym, value, self.conditions.len());
            }
            Decl::TsEnum(declared) => {
                let value = self.enumeration(declared, scope);
                scope.declare(&declared.id.sym, value, self.conditions.len());
            }
            // Functions are hoisted; types do not exist at run time.
            _ => {}
        }
    }

    fn variables(&mut self, variables: &'a VarDecl, scope: &Rc<Scope<'a>>) {
        for variable in &variables.decls {
            let value = match &variable.init {
                Some(value) => self.eval_lazy(value, scope),
                None => JsValue::undefined(at(scope, variable.span)),
            };
            self.declare(&variable.name, value, scope);
        }
    }

    fn enumeration(&mut self, declared: &'a TsEnumDecl, scope: &Rc<Scope<'a>>) -> JsValue<'a> {
        let object = Object::new(self.conditions.len());
        let inside = scope.child();
        let mut next = Some(0.0);
        for member in &declared.members {
            let name = match &member.id {
                TsEnumMemberId::Ident(name) => name.sym.to_string(),
                TsEnumMemberId::Str(text) => text.value.to_string_lossy().into_owned(),
            };
            let span = at(scope, member.span);
            let value = match (&member.init, next) {
                (Some(value), _) => self.eval(value, &inside),
                (None, Some(number)) => JsValue::new(JsKind::Number(number), span),
                (None, None) => JsValue::unknown(Reason::Form("a member of an enum"), span),
            };
            next = if let JsKind::Number(number) = value.kind { Some(number + 1.0) } else { None };
            inside.declare(&name, value.clone(), self.conditions.len());
            object.insert(&name, span, value);
        }
        JsValue::new(JsKind::Object(Rc::new(object)), at(scope, declared.span))
    }

    fn branch(&mut self, conditional: &'a IfStmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let test = self.eval(&conditional.test, scope);
        let otherwise = conditional.alt.as_deref();
        match test.truth() {
            Ok(true) => self.statement(&conditional.cons, scope),
            Ok(false) => otherwise.map_or(Flow::Next, |otherwise| self.statement(otherwise, scope)),
            Err(unknown) => {
                let condition = UnknownCondition { at: at(scope, conditional.test.span()), unknown };
                let yes = self.under(&condition, true, |this| this.statement(&conditional.cons, scope));
                let no = otherwise.map_or(Flow::Next, |otherwise| {
                    self.under(&condition, false, |this| this.statement(otherwise, scope))
                });
                join(&condition, yes, no)
            }
        }
    }

    fn switch(&mut self, switch: &'a SwitchStmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let scope = &scope.child();
        let value = self.eval(&switch.discriminant, scope);
        let mut start = None;
        for (position, case) in switch.cases.iter().enumerate() {
            let Some(test) = &case.test else { continue };
            let test = self.eval(test, scope);
            if matches!(value.kind, JsKind::Unknown(_) | JsKind::Conditional(_) | JsKind::ExternalCall(_)) {
                return self.unknown_switch(switch, &value, scope);
            }
            if value.is_same(&test) {
                start = Some(position);
                break;
            }
        }
        let Some(start) = start.or_else(|| switch.cases.iter().position(|case| case.test.is_none())) else {
            return Flow::Next;
        };
        for case in &switch.cases[start..] {
            match self.block(&case.cons, scope) {
                Flow::Next => {}
                Flow::Break => return Flow::Next,
                end => return end,
            }
        }
        Flow::Next
    }

    /// A `switch` over an unknown value: each case is a branch.
    fn unknown_switch(&mut self, switch: &'a SwitchStmt, value: &JsValue<'a>, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let condition = UnknownCondition { at: value.at, unknown: value.unknown_reason("this value") };
        let has_default = switch.cases.iter().any(|case| case.test.is_none());
        let mut end = if has_default { Flow::Throw } else { Flow::Next };
        for case in switch.cases.iter().rev().filter(|case| !case.cons.is_empty()) {
            let flow = match self.under(&condition, true, |this| this.block(&case.cons, scope)) {
                Flow::Break => Flow::Next,
                flow => flow,
            };
            end = join(&condition, flow, end);
        }
        end
    }

    fn try_stmt(&mut self, attempt: &'a TryStmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let inside = |block: &'a BlockStmt, this: &mut Self| this.block(&block.stmts, &scope.child());
        let mut flow = inside(&attempt.block, self);
        if let (Flow::Throw, Some(handler)) = (&flow, &attempt.handler) {
            flow = inside(&handler.body, self);
        }
        match attempt.finalizer.as_ref().map(|block| inside(block, self)) {
            Some(last @ (Flow::Return(_) | Flow::Throw)) => last,
            _ => flow,
        }
    }

    /// `for (... of list)`: one iteration per element.
    fn for_each(&mut self, head: &'a ForHead, list: &JsValue<'a>, body: &'a Stmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        for item in self.items_of(list) {
            let (value, condition) = match item {
                Item::One(value) => match self.presence(&value) {
                    None => continue,
                    Some(found) => found,
                },
                Item::Rest(rest) => {
                    let condition = UnknownCondition { at: rest.at, unknown: rest.unknown_reason("this list") };
                    (rest, Some((condition, true)))
                }
            };
            let inside = scope.child();
            self.bind_head(head, value, &inside);
            let flow = match &condition {
                Some((condition, holds)) => {
                    let flow = self.under(condition, *holds, |this| this.statement(body, &inside));
                    if *holds { join(condition, flow, Flow::Next) } else { join(condition, Flow::Next, flow) }
                }
                None => self.statement(body, &inside),
            };
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                end => return end,
            }
        }
        Flow::Next
    }

    /// A loop with an unknown number of iterations: its effects may happen or not.
    fn unbounded_loop(
        &mut self,
        head: Option<&'a ForHead>,
        body: &'a Stmt,
        scope: &Rc<Scope<'a>>,
        span: Loc,
    ) -> Flow<'a> {
        let unknown = JsValue::unknown(Reason::Form("a loop"), span);
        let inside = scope.child();
        if let Some(head) = head {
            self.bind_head(head, unknown.clone(), &inside);
        }
        let condition = UnknownCondition { at: span, unknown: unknown.unknown_reason("a loop") };
        let flow = self.under(&condition, true, |this| this.statement(body, &inside));
        join(&condition, flow, Flow::Next)
    }

    fn bind_head(&mut self, head: &'a ForHead, value: JsValue<'a>, scope: &Rc<Scope<'a>>) {
        match head {
            ForHead::VarDecl(variables) => {
                if let Some(variable) = variables.decls.first() {
                    self.declare(&variable.name, value, scope);
                }
            }
            ForHead::Pat(pattern) => self.assign_pattern(pattern, value, scope),
            ForHead::UsingDecl(_) => {}
        }
    }
}

/// The end of a statement where one of two branches is taken.
fn join<'a>(condition: &UnknownCondition, yes: Flow<'a>, no: Flow<'a>) -> Flow<'a> {
    // A branch that throws is assumed not to be taken.
    let (yes, no) = match (yes, no) {
        (Flow::Throw, branch) | (branch, Flow::Throw) => return branch,
        branches => branches,
    };
    let goes_on = [&yes, &no].into_iter().any(|branch| !matches!(branch, Flow::Return(_)));
    let returned = |branch: Flow<'a>| match branch {
        Flow::Return(value) | Flow::MaybeReturn { value, .. } => Some(value),
        _ => None,
    };
    let (value, holds) = match (returned(yes), returned(no)) {
        (None, None) => return Flow::Next,
        (Some(yes), Some(no)) => {
            let at = yes.at;
            (JsValue::conditional(condition, yes, no, at), true)
        }
        (Some(yes), None) => (yes, true),
        (None, Some(no)) => (no, false),
    };
    match goes_on {
        true => Flow::MaybeReturn { condition: condition.clone(), holds, value },
        false => Flow::Return(value),
    }
}
