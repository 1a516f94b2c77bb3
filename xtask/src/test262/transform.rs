//! A test as a program: each assertion adds a plugin if it holds.
//!
//! The code stays as it is, and assertions are replaced at the places that the parser gives. What a program does is what
//! Node says, so an assertion need not mean exactly what the harness means by it.

use std::collections::{BTreeSet, HashSet};

use swc_common::{BytePos, Span, Spanned as _};
use swc_ecma_ast::{CallExpr, Callee, Decl, Expr, Ident, IfStmt, Module, ModuleDecl, ModuleItem, Stmt};
use swc_ecma_parser::{EsSyntax, Parser, StringInput, Syntax, TsSyntax};
use swc_ecma_visit::{Visit, VisitWith as _};

use super::assertions::{Assertion, Part};
use super::rendering::{Edit, Rendering, START};
use super::types::has_types;

/// Plugins of "better-auth/plugins" that take no options: the export and the name of its spec.
pub(super) const PLUGINS: [(&str, &str); 15] = [
    ("admin", "admin"),
    ("anonymous", "anonymous"),
    ("bearer", "bearer"),
    ("captcha", "captcha"),
    ("deviceAuthorization", "device-authorization"),
    ("emailOTP", "email-otp"),
    ("jwt", "jwt"),
    ("magicLink", "magic-link"),
    ("multiSession", "multi-session"),
    ("oneTap", "one-tap"),
    ("openAPI", "open-api"),
    ("phoneNumber", "phone-number"),
    ("siwe", "siwe"),
    ("twoFactor", "two-factor"),
    ("username", "username"),
];

/// Stand-ins for what the harness declares, for the tests that use it in another way than to assert.
const STAND_INS: [(&str, &str); 5] = [
    ("$DONE", "function $DONE() {}"),
    ("Test262Error", "class Test262Error extends Error {}"),
    ("asyncTest", "function asyncTest(test) { test().then(() => {}, () => {}); }"),
    (
        "compareArray",
        "function compareArray(a, b) { return a.length === b.length && [...a].every((one, at) => Object.is(one, b[at])); }",
    ),
    (
        "isConstructor",
        "function isConstructor(f) { try { Reflect.construct(Object, [], f); return true; } catch { return false; } }",
    ),
];

/// Names of the harness or the host that programs cannot have, and those of code from strings.
const WITHOUT: [&str; 4] = ["eval", "$262", "$DONOTEVALUATE", "fnGlobalObject"];

/// The program of a test, or why it has none.
pub(super) fn program(code: &str) -> Result<String, &'static str> {
    let es = EsSyntax { explicit_resource_management: true, import_attributes: true, ..EsSyntax::default() };
    let module = parse(code, Syntax::Es(es)).ok_or("its code is none of a module")?;
    let mut finder = Finder::default();
    module.visit_with(&mut finder);
    if let Some(reason) = finder.unusable {
        return Err(reason);
    }
    if finder.assertions == 0 {
        return Err("it asserts nothing");
    }
    finder.edits.sort_by_key(|edit| (edit.span.lo, std::cmp::Reverse(edit.span.hi)));
    let whole = Span::new(BytePos(START), BytePos(START + u32::try_from(code.len()).unwrap_or(0)));
    let body = Rendering { code, edits: &finder.edits }.render(whole);
    let used = &PLUGINS[..finder.assertions.min(PLUGINS.len())];
    let imports: Vec<String> = used.iter().map(|(export, _)| format!("{export} as __{export}")).collect();
    let stand_ins: Vec<&str> = STAND_INS
        .iter()
        .filter_map(|(name, code)| (finder.names.contains(*name) && !finder.declared.contains(*name)).then_some(*code))
        .collect();
    let program = format!(
        "import {{ {} }} from \"better-auth/plugins\";\nconst __plugins = [];\n{}\n{body}\nexport const createAuthOptions = () => ({{ plugins: __plugins }});\n",
        imports.join(", "),
        stand_ins.join("\n"),
    );
    // What is a type in TypeScript is not what Node runs.
    let typed = parse(&program, Syntax::Typescript(TsSyntax { decorators: true, ..TsSyntax::default() }));
    let typed = typed.ok_or("its code is none of TypeScript")?;
    if has_types(&typed) { Err("it means something else in TypeScript") } else { Ok(program) }
}

fn parse(code: &str, syntax: Syntax) -> Option<Module> {
    let end = BytePos(START + u32::try_from(code.len()).ok()?);
    let mut parser = Parser::new(syntax, StringInput::new(code, BytePos(START), end), None);
    let module = parser.parse_module().ok()?;
    parser.take_errors().is_empty().then_some(module)
}

/// Finds the assertions of a module.
#[derive(Default)]
struct Finder {
    edits: Vec<Edit>,
    assertions: usize,
    /// The places of statements in lists of statements: others are alone in an `if` or a loop.
    listed: HashSet<BytePos>,
    /// All names that are used, and those that are functions or classes of the test.
    names: BTreeSet<String>,
    declared: BTreeSet<String>,
    unusable: Option<&'static str>,
}

impl Finder {
    /// Code that adds the next plugin, if one is left.
    fn push(&mut self) -> Option<Part> {
        self.assertions += 1;
        PLUGINS.get(self.assertions - 1).map(|(export, _)| Part::Plugin(export))
    }

    /// The parts of an assertion, as a statement.
    fn statement(&mut self, assertion: &Assertion, is_listed: bool) -> Vec<Part> {
        let push = self.push().unwrap_or(Part::Text(""));
        let mut parts = match assertion {
            Assertion::Holds(condition) => {
                let mut parts = vec![Part::Text("if (")];
                parts.extend_from_slice(condition);
                parts.extend([Part::Text(") { "), push, Part::Text(" }")]);
                parts
            }
            Assertion::Throws(function) => tried(*function, push),
            Assertion::Rejects(function) => [rejected(*function, push), vec![Part::Text(";")]].concat(),
        };
        if !is_listed {
            parts.insert(0, Part::Text("{ "));
            parts.push(Part::Text(" }"));
        }
        parts
    }

    /// The parts of an assertion, as an expression.
    fn expression(&mut self, assertion: &Assertion) -> Vec<Part> {
        let push = self.push();
        match assertion {
            Assertion::Holds(condition) => {
                let mut parts = vec![Part::Text("((")];
                parts.extend_from_slice(condition);
                parts.extend([Part::Text(") && "), push.unwrap_or(Part::Text("true")), Part::Text(")")]);
                parts
            }
            Assertion::Throws(function) => [
                vec![Part::Text("(() => { ")],
                tried(*function, push.unwrap_or(Part::Text(""))),
                vec![Part::Text(" })()")],
            ]
            .concat(),
            Assertion::Rejects(function) => rejected(*function, push.unwrap_or(Part::Text(""))),
        }
    }

    fn replace(&mut self, span: Span, parts: Vec<Part>) {
        self.edits.push(Edit { span, parts });
    }

    fn visit_kept(&mut self, call: &CallExpr, assertion: &Assertion) {
        let kept = assertion.kept();
        for argument in &call.args {
            if kept.iter().any(|span| argument.expr.span().contains(*span)) {
                argument.expr.visit_with(self);
            }
        }
    }
}

/// `try { (f)(); } catch { push }`
fn tried(function: Span, push: Part) -> Vec<Part> {
    vec![Part::Text("try { ("), Part::Code(function), Part::Text(")(); } catch (__error) { "), push, Part::Text(" }")]
}

/// `(f)().then(() => {}, () => { push })`
fn rejected(function: Span, push: Part) -> Vec<Part> {
    vec![Part::Text("("), Part::Code(function), Part::Text(")().then(() => {}, () => { "), push, Part::Text(" })")]
}

impl Visit for Finder {
    fn visit_module_items(&mut self, items: &[ModuleItem]) {
        self.listed.extend(items.iter().map(|item| item.span().lo));
        items.visit_children_with(self);
    }

    fn visit_stmts(&mut self, statements: &[Stmt]) {
        self.listed.extend(statements.iter().map(|statement| statement.span().lo));
        statements.visit_children_with(self);
    }

    fn visit_module_decl(&mut self, declaration: &ModuleDecl) {
        let is_from = match declaration {
            ModuleDecl::Import(_) | ModuleDecl::ExportAll(_) => true,
            ModuleDecl::ExportNamed(export) => export.src.is_some(),
            _ => false,
        };
        if is_from {
            self.unusable = Some("it has several modules");
        }
        declaration.visit_children_with(self);
    }

    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Expr(expression) => {
                if let Expr::Call(call) = &*expression.expr
                    && let Some(assertion) = Assertion::of(call)
                {
                    let is_listed = self.listed.contains(&statement.span().lo);
                    let parts = self.statement(&assertion, is_listed);
                    self.replace(statement.span(), parts);
                    return self.visit_kept(call, &assertion);
                }
            }
            // The assertions of old tests.
            Stmt::If(test) if throws_only(test) => {
                let holds = Assertion::Holds(vec![Part::Text("!("), Part::Code(test.test.span()), Part::Text(")")]);
                let is_listed = self.listed.contains(&statement.span().lo);
                let parts = self.statement(&holds, is_listed);
                self.replace(statement.span(), parts);
                return test.test.visit_with(self);
            }
            _ => {}
        }
        statement.visit_children_with(self);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        if let Expr::Call(call) = expression
            && let Some(assertion) = Assertion::of(call)
        {
            let parts = self.expression(&assertion);
            self.replace(expression.span(), parts);
            return self.visit_kept(call, &assertion);
        }
        expression.visit_children_with(self);
    }

    fn visit_callee(&mut self, callee: &Callee) {
        if let Callee::Import(_) = callee {
            self.unusable = Some("it has several modules");
        }
        callee.visit_children_with(self);
    }

    fn visit_decl(&mut self, declaration: &Decl) {
        let name = match declaration {
            Decl::Fn(function) => Some(&function.ident),
            Decl::Class(class) => Some(&class.ident),
            _ => None,
        };
        self.declared.extend(name.map(|name| name.sym.to_string()));
        declaration.visit_children_with(self);
    }

    fn visit_ident(&mut self, name: &Ident) {
        if WITHOUT.contains(&&*name.sym) {
            self.unusable = Some("it uses what only the suite's host has, or code from strings");
        }
        self.names.insert(name.sym.to_string());
    }
}

/// Whether an `if` does nothing but to throw an error of the harness.
fn throws_only(test: &IfStmt) -> bool {
    let mut only = &*test.cons;
    if let Stmt::Block(block) = only
        && let [one] = block.stmts.as_slice()
    {
        only = one;
    }
    let Stmt::Throw(thrown) = only else { return false };
    let is_error = |callee: &Expr| matches!(callee, Expr::Ident(name) if name.sym == *"Test262Error");
    test.alt.is_none()
        && match &*thrown.arg {
            Expr::New(new) => is_error(&new.callee),
            Expr::Call(call) => matches!(&call.callee, Callee::Expr(callee) if is_error(callee)),
            _ => false,
        }
}

#[cfg(test)]
#[path = "transform_tests.rs"]
mod tests;
