//! Statements: the body of a function or a module, followed until it returns.

use std::rc::Rc;

use swc_common::Spanned as _;
use swc_ecma_ast::{
    BinaryOp, BlockStmt, Decl, IfStmt, ObjectPatProp, Pat, Stmt, SwitchStmt, TryStmt, TsEnumDecl, TsEnumMemberId,
    VarDecl, VarDeclKind, VarDeclarator,
};

use super::conditions::Frame;
use super::evaluate::{Evaluator, at};
use super::flow::Flow;
use super::reason::Reason;
use super::scope::Scope;
use super::value::{JsKind, JsValue, Loc, Object};

impl<'a> Evaluator<'a> {
    /// Follows statements in their own scope.
    pub(crate) fn block(&mut self, statements: &'a [Stmt], scope: &Rc<Scope<'a>>) -> Flow<'a> {
        self.hoist_all(statements, scope);
        self.sequence(statements, scope)
    }

    fn hoist_all(&mut self, statements: &'a [Stmt], scope: &Rc<Scope<'a>>) {
        for statement in statements {
            if let Stmt::Decl(declaration) = statement {
                self.hoist(declaration, scope);
            }
        }
    }

    fn sequence(&mut self, statements: &'a [Stmt], scope: &Rc<Scope<'a>>) -> Flow<'a> {
        for (position, statement) in statements.iter().enumerate() {
            match self.statement(statement, scope) {
                Flow::Next => {}
                choice @ Flow::Choice(..) if choice.may_go_on() => {
                    let rest = &statements[position + 1..];
                    return self.after_flow(choice, &|flow| matches!(flow, Flow::Next), &mut |this| {
                        this.sequence(rest, scope)
                    });
                }
                end => return end,
            }
        }
        Flow::Next
    }

    /// Declares the functions of a block before it runs, and reserves its other names.
    pub(crate) fn hoist(&mut self, declaration: &'a Decl, scope: &Rc<Scope<'a>>) {
        let frame = self.frame.clone();
        match declaration {
            // `declare` describes a value that other code defines.
            Decl::Var(variables) if variables.declare => {}
            Decl::Fn(function) if function.function.body.is_none() => {}
            Decl::Fn(function) => {
                let value = self.function_value(&function.function, scope, at(scope, function.ident.span));
                scope.declare(&function.ident.sym, value, frame.clone());
            }
            Decl::Var(variables) if variables.kind == VarDeclKind::Var => {
                let names = names_in(variables.decls.iter().map(|variable| &variable.name));
                let is_inner = !Rc::ptr_eq(&scope.of_function(), scope);
                for name in names.into_iter().filter(|name| !is_inner && !scope.has(name)) {
                    scope.declare(&name, JsValue::undefined(at(scope, variables.span)), frame.clone());
                }
            }
            Decl::Var(variables) => {
                let patterns = variables.decls.iter().map(|variable| &variable.name);
                self.declare_early(patterns, scope, at(scope, variables.span));
            }
            _ => {}
        }
    }

    /// Reserves the names of patterns, which have no value yet.
    pub(super) fn declare_early<'p>(&self, patterns: impl IntoIterator<Item = &'p Pat>, scope: &Scope<'a>, at: Loc) {
        for name in names_in(patterns) {
            let early = JsValue::unknown(Reason::TooEarly(name.clone()), at);
            scope.declare(&name, early, self.frame.clone());
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
                let value = returned.arg.as_ref().map(|value| {
                    self.is_awaited = self.is_call_to_await(value);
                    self.eval(value, scope)
                });
                return Flow::Return(value.unwrap_or_else(|| JsValue::undefined(span)));
            }
            Stmt::If(conditional) => return self.branch(conditional, scope),
            Stmt::Block(block) => return self.block(&block.stmts, &scope.child()),
            Stmt::Throw(thrown) => {
                self.eval_lazy(&thrown.arg, scope);
                return Flow::Throw;
            }
            Stmt::Break(left) => return Flow::Break(left.label.as_ref().map(|label| label.sym.to_string())),
            Stmt::Continue(next) => return Flow::Continue(next.label.as_ref().map(|label| label.sym.to_string())),
            Stmt::Switch(switch) => return self.switch(switch, scope),
            Stmt::Try(attempt) => return self.try_stmt(attempt, scope),
            Stmt::Labeled(_) | Stmt::ForOf(_) | Stmt::ForIn(_) | Stmt::For(_) | Stmt::While(_) | Stmt::DoWhile(_) => {
                return self.labelled(statement, scope, &mut Vec::new());
            }
            Stmt::Empty(_) | Stmt::Debugger(_) | Stmt::With(_) => {}
        }
        Flow::Next
    }

    /// A loop or another statement with its labels.
    fn labelled(&mut self, statement: &'a Stmt, scope: &Rc<Scope<'a>>, labels: &mut Vec<String>) -> Flow<'a> {
        let code = at(scope, statement.span());
        match statement {
            Stmt::Labeled(labelled) => {
                let label = labelled.label.sym.to_string();
                labels.push(label.clone());
                let flow = self.labelled(&labelled.body, scope, labels);
                self.changed_flow(flow, &|flow| match flow {
                    Flow::Break(Some(left)) if left == label => Flow::Next,
                    flow => flow,
                })
            }
            Stmt::ForOf(each) => self.for_of(each, scope, labels),
            Stmt::ForIn(each) => self.for_in(each, scope, labels),
            Stmt::For(each) => self.for_loop(each, scope, labels),
            Stmt::While(each) => self.while_loop(&each.test, &each.body, scope, labels, (code, false)),
            Stmt::DoWhile(each) => self.while_loop(&each.test, &each.body, scope, labels, (code, true)),
            other => self.statement(other, scope),
        }
    }

    pub(crate) fn declaration(&mut self, declaration: &'a Decl, scope: &Rc<Scope<'a>>) {
        match declaration {
            Decl::Var(variables) if variables.declare => {}
            Decl::Var(variables) => self.variables(variables, scope),
            Decl::Class(class) => {
                // Its static parts run now, and its methods whenever somebody calls them.
                let by = self.may_throw(&format!("class {}", class.ident.sym), at(scope, class.ident.span));
                self.touch_code(at(scope, class.class.span), scope, &by, false);
                let value = JsValue::new(JsKind::Opaque, at(scope, class.ident.span));
                scope.declare(&class.ident.sym, value, self.frame.clone());
            }
            Decl::TsEnum(declared) => {
                let value = self.enumeration(declared, scope);
                scope.declare(&declared.id.sym, value, self.frame.clone());
            }
            // Functions are hoisted; types do not exist at run time.
            _ => {}
        }
    }

    pub(super) fn variables(&mut self, variables: &'a VarDecl, scope: &Rc<Scope<'a>>) {
        for variable in &variables.decls {
            if variables.kind == VarDeclKind::Var && self.is_shared(variable, scope) {
                continue;
            }
            let value = match &variable.init {
                Some(value) => self.eval_lazy(value, scope),
                // Without a value, it keeps the one that it has.
                None if variables.kind == VarDeclKind::Var => continue,
                None => JsValue::undefined(at(scope, variable.span)),
            };
            self.declare(&variable.name, value, scope);
            if variables.kind == VarDeclKind::Const {
                names_in([&variable.name]).iter().for_each(|name| scope.fix(name));
            }
        }
    }

    /// Evaluates `var` in an inner block as the assignment to a variable of the function that it is. False where it is not
    /// in an inner block.
    fn is_shared(&mut self, variable: &'a VarDeclarator, scope: &Rc<Scope<'a>>) -> bool {
        let function = scope.of_function();
        if Rc::ptr_eq(&function, scope) {
            return false;
        }
        for name in names_in([&variable.name]).into_iter().filter(|name| !function.has(name)) {
            function.declare(&name, JsValue::undefined(at(scope, variable.span)), Frame::default());
        }
        if let Some(value) = &variable.init {
            let value = self.eval(value, scope);
            self.assign_pattern(&variable.name, value, scope);
        }
        true
    }

    fn enumeration(&mut self, declared: &'a TsEnumDecl, scope: &Rc<Scope<'a>>) -> JsValue<'a> {
        let object = Object::new(self.frame.clone());
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
            inside.declare(&name, value.clone(), self.frame.clone());
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
                let condition = self.condition(at(scope, conditional.test.span()), unknown);
                let yes = self.under(&condition, true, |this| this.statement(&conditional.cons, scope));
                let no = otherwise.map_or(Flow::Next, |otherwise| {
                    self.under(&condition, false, |this| this.statement(otherwise, scope))
                });
                self.join(&condition, yes, no)
            }
        }
    }

    fn switch(&mut self, switch: &'a SwitchStmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let value = self.eval(&switch.discriminant, scope);
        let scope = &scope.child();
        for case in &switch.cases {
            self.hoist_all(&case.cons, scope);
        }
        let flow = self.cases(switch, 0, &value, scope);
        self.changed_flow(flow, &|flow| match flow {
            Flow::Break(None) => Flow::Next,
            flow => flow,
        })
    }

    /// The cases from a position on, of which none before has matched.
    fn cases(&mut self, switch: &'a SwitchStmt, from: usize, value: &JsValue<'a>, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        for (position, case) in switch.cases.iter().enumerate().skip(from) {
            let Some(test) = &case.test else { continue };
            let test_at = at(scope, test.span());
            let test = self.eval(test, scope);
            let is_it = self.operator_result(BinaryOp::EqEqEq, value, &test, test_at);
            match is_it.truth() {
                Ok(true) => return self.run_cases(switch, position, scope),
                Ok(false) => {}
                Err(unknown) => {
                    let at = if matches!(value.kind, JsKind::Unknown(_)) { value.at } else { test_at };
                    let condition = self.condition(at, unknown);
                    let yes = self.under(&condition, true, |this| this.run_cases(switch, position, scope));
                    let no = self.under(&condition, false, |this| this.cases(switch, position + 1, value, scope));
                    return self.join(&condition, yes, no);
                }
            }
        }
        match switch.cases.iter().position(|case| case.test.is_none()) {
            Some(default) => self.run_cases(switch, default, scope),
            None => Flow::Next,
        }
    }

    /// The code of a case and of those that follow it.
    fn run_cases(&mut self, switch: &'a SwitchStmt, from: usize, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let Some(case) = switch.cases.get(from) else { return Flow::Next };
        let flow = self.sequence(&case.cons, scope);
        self.after_flow(flow, &|flow| matches!(flow, Flow::Next), &mut |this| this.run_cases(switch, from + 1, scope))
    }

    /// `try`: whatever is not followed may throw, and then the rest of the block does not run, and `catch` does.
    fn try_stmt(&mut self, attempt: &'a TryStmt, scope: &Rc<Scope<'a>>) -> Flow<'a> {
        let inside = |block: &'a BlockStmt, this: &mut Self| this.block(&block.stmts, &scope.child());
        let around = self.thrower.take();
        self.tries += 1;
        let mut flow = inside(&attempt.block, self);
        let thrower = self.thrower.take();
        if let Some(by) = &thrower {
            self.touch_code(at(scope, attempt.block.span), scope, by, false);
        }
        if let Some(handler) = &attempt.handler {
            let mut handle = |this: &mut Self| {
                let inner = scope.child();
                if let Some(parameter) = &handler.param {
                    let span = at(scope, parameter.span());
                    this.declare(parameter, JsValue::unknown(Reason::Form("an error"), span), &inner);
                }
                this.block(&handler.body.stmts, &inner)
            };
            if flow.may_throw() {
                flow = self.after_flow(flow, &|flow| matches!(flow, Flow::Throw), &mut handle);
            }
            if let Some(by) = &thrower {
                let condition = self.condition(by.at, Rc::clone(by));
                let handled = self.under(&condition, true, |this| handle(this));
                flow = self.join(&condition, handled, flow);
            }
        }
        self.tries -= 1;
        // Without `catch`, it is thrown on.
        let is_caught = attempt.handler.is_some();
        self.thrower = around.or(if is_caught { self.thrower.take() } else { thrower });
        match attempt.finalizer.as_ref().map(|block| inside(block, self)) {
            None | Some(Flow::Next) => flow,
            Some(last) => self.after_flow(last, &|last| matches!(last, Flow::Next), &mut |_| flow.clone()),
        }
    }
}

/// The names that patterns declare.
pub(super) fn names_in<'p>(patterns: impl IntoIterator<Item = &'p Pat>) -> Vec<String> {
    let mut names = Vec::new();
    patterns.into_iter().for_each(|pattern| names_of(pattern, &mut names));
    names
}

fn names_of(pattern: &Pat, names: &mut Vec<String>) {
    match pattern {
        Pat::Ident(name) => names.push(name.id.sym.to_string()),
        Pat::Array(list) => list.elems.iter().flatten().for_each(|element| names_of(element, names)),
        Pat::Rest(rest) => names_of(&rest.arg, names),
        Pat::Assign(with_default) => names_of(&with_default.left, names),
        Pat::Object(object) => {
            for property in &object.props {
                match property {
                    ObjectPatProp::KeyValue(pair) => names_of(&pair.value, names),
                    ObjectPatProp::Assign(short) => names.push(short.key.id.sym.to_string()),
                    ObjectPatProp::Rest(rest) => names_of(&rest.arg, names),
                }
            }
        }
        Pat::Expr(_) | Pat::Invalid(_) => {}
    }
}
