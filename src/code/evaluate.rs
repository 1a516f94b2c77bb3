//! Expressions to values.
//!
//! The rules are those of JavaScript, as far as an app's options need them; docs/reading-auth.md lists them. Whatever else
//! stands in the code becomes an unknown, never an error: it matters only if it reaches something that decides tables.

use std::rc::Rc;

use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{
    ArrowFunctionBody, CondExpr, Expr, ExprOrSpread, Lit, MemberProp, MetaPropKind, ObjectLit, OptChainBase, Pat, Prop,
    PropName, PropOrSpread, Tpl,
};

use super::call::BETTER_AUTH;
use super::modules::Modules;
use super::scope::Scope;
use super::value::{Array, At, Body, Condition, Function, Item, Kind, Object, Val, Why};

/// How many steps the code of an app may take: hundreds of times what the largest one needs.
const MOST_STEPS: usize = 1_000_000;
/// How deep expressions and calls may be inside of each other.
const DEEPEST: usize = 400;

/// Follows the code of an app.
pub(crate) struct Evaluator<'a> {
    pub(crate) modules: Modules<'a>,
    /// The conditions that cannot be known under which the code now runs, each with the side that is taken.
    pub(crate) conditions: Vec<(Condition, bool)>,
    steps: usize,
    nested: usize,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(modules: Modules<'a>) -> Self {
        Self { modules, conditions: Vec::new(), steps: 0, nested: 0 }
    }

    /// Whether the code took too many steps: then everything after that is unknown.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps > MOST_STEPS
    }

    /// Counts work, so that no code keeps us for long.
    pub(crate) fn spend(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps);
        !self.is_exhausted()
    }

    /// The value of an expression.
    pub(crate) fn eval(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>) -> Val<'a> {
        let value = self.eval_lazily(expression, scope);
        let value = self.settle(value);
        match (&value.kind, expression) {
            // Of what the project does not have, the place where it is used says more than that of its import.
            (Kind::Export(_) | Kind::Unknown(_), Expr::Ident(name)) => Val::new(value.kind, at(scope, name.span)),
            _ => value,
        }
    }

    /// The value of an expression, where an import may stay one until it is asked for.
    pub(crate) fn eval_lazily(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>) -> Val<'a> {
        let at = at(scope, expression.span());
        if !self.spend(1) || !self.descend() {
            return Val::unknown(Why::Form("code that is nested too deeply or takes too many steps"), at);
        }
        let value = self.expression(expression, scope, at);
        self.ascend();
        value
    }

    fn expression(&mut self, expression: &'a Expr, scope: &Rc<Scope<'a>>, at: At) -> Val<'a> {
        match expression {
            Expr::Ident(name) => self.name(&name.sym, scope, at),
            Expr::Lit(literal) => Val::new(literal_kind(literal), at),
            Expr::Tpl(template) => self.template(template, scope, at),
            Expr::Object(object) => self.object(object, scope, at),
            Expr::Array(array) => {
                let items = self.elements(array.elems.iter().map(Option::as_ref), scope, at);
                Val::new(Array::kind(items, self.conditions.len()), at)
            }
            Expr::Arrow(arrow) => {
                let body = match &*arrow.body {
                    ArrowFunctionBody::Expr(expression) => Body::Expression(expression),
                    ArrowFunctionBody::FunctionBody(block) => Body::Block(&block.stmts),
                };
                function(arrow.params.iter().collect(), body, arrow.is_generator, scope, at)
            }
            Expr::Fn(named) => self.function_value(&named.function, scope, at),
            Expr::Member(member) => {
                let object = self.eval(&member.obj, scope);
                match self.property_name(&member.prop, scope) {
                    Ok(name) => self.get(&object, &name, at),
                    Err(index) => Val::because(&index.why("a computed key"), at),
                }
            }
            Expr::OptChain(chain) => {
                let object = match &*chain.base {
                    OptChainBase::Member(member) => &member.obj,
                    OptChainBase::Call(call) => &call.callee,
                };
                if chain.optional && matches!(self.eval(object, scope).is_nullish(), Ok(true)) {
                    return Val::undefined(at);
                }
                match &*chain.base {
                    OptChainBase::Member(member) => {
                        let object = self.eval(object, scope);
                        match self.property_name(&member.prop, scope) {
                            Ok(name) => self.each(&object, &mut |this, object| match object.is_nullish() {
                                Ok(true) => Val::undefined(at),
                                _ => this.get(object, &name, at),
                            }),
                            Err(index) => Val::because(&index.why("a computed key"), at),
                        }
                    }
                    OptChainBase::Call(call) => self.call(&call.callee, &call.args, scope, at),
                }
            }
            Expr::Call(call) => match &call.callee {
                swc_ecma_ast::Callee::Expr(callee) => self.call(callee, &call.args, scope, at),
                swc_ecma_ast::Callee::Import(_) => self.dynamic_import(&call.args, at),
                _ => Val::unknown(Why::Form("`super`"), at),
            },
            Expr::Cond(conditional) => self.conditional(conditional, scope, at),
            Expr::Bin(binary) => self.binary(binary, scope, at),
            Expr::Unary(unary) => self.unary(unary, scope, at),
            Expr::Assign(assignment) => self.assignment(assignment, scope, at),
            Expr::Update(update) => {
                let unknown = Val::unknown(Why::Form("a counter"), at);
                if let Expr::Ident(name) = &*update.arg {
                    scope.assign(&name.sym, unknown.clone());
                }
                unknown
            }
            Expr::Seq(sequence) => {
                sequence.exprs.iter().fold(Val::undefined(at), |_, expression| self.eval_lazily(expression, scope))
            }
            Expr::Paren(inner) => self.eval_lazily(&inner.expr, scope),
            Expr::TsAs(inner) => self.eval_lazily(&inner.expr, scope),
            Expr::TsSatisfies(inner) => self.eval_lazily(&inner.expr, scope),
            Expr::TsNonNull(inner) => self.eval_lazily(&inner.expr, scope),
            Expr::TsConstAssertion(inner) => self.eval_lazily(&inner.expr, scope),
            Expr::TsTypeAssertion(inner) => self.eval_lazily(&inner.expr, scope),
            Expr::TsInstantiation(inner) => self.eval_lazily(&inner.expr, scope),
            // A promise is taken for what it gives.
            Expr::Await(inner) => self.eval_lazily(&inner.arg, scope),
            Expr::New(_) | Expr::Class(_) => Val::new(Kind::Thing, at),
            Expr::MetaProp(meta) if meta.kind == MetaPropKind::ImportMeta => {
                Val::unknown(Why::Global("import.meta".to_owned()), at)
            }
            Expr::This(_) => Val::unknown(Why::Form("`this`"), at),
            Expr::Yield(_) => Val::unknown(Why::Form("a generator"), at),
            Expr::TaggedTpl(_) => Val::unknown(Why::Form("a tagged template"), at),
            _ => Val::unknown(Why::Form("this form of code"), at),
        }
    }

    /// Goes one level deeper, if that is allowed.
    pub(crate) fn descend(&mut self) -> bool {
        self.nested += 1;
        if self.nested > DEEPEST {
            self.nested -= 1;
            return false;
        }
        true
    }

    /// Comes back from one level deeper.
    pub(crate) fn ascend(&mut self) {
        self.nested -= 1;
    }

    /// The value of a name.
    pub(crate) fn name(&mut self, name: &str, scope: &Rc<Scope<'a>>, at: At) -> Val<'a> {
        if let Some(slot) = scope.find(name) {
            // Of an import, the place where it is used says more than that of the import.
            return match slot.value.kind {
                Kind::Import(import) if slot.value.at.module == at.module => Val::new(Kind::Import(import), at),
                _ => slot.value,
            };
        }
        match name {
            "undefined" => Val::undefined(at),
            "NaN" => Val::new(Kind::Number(f64::NAN), at),
            "Infinity" => Val::new(Kind::Number(f64::INFINITY), at),
            "Object" | "Array" | "Boolean" | "String" | "Reflect" | "structuredClone" => {
                Val::new(Kind::Builtin(name.to_owned()), at)
            }
            _ => Val::unknown(Why::Global(name.to_owned()), at),
        }
    }

    pub(crate) fn function_value(
        &mut self,
        code: &'a swc_ecma_ast::Function,
        scope: &Rc<Scope<'a>>,
        at: At,
    ) -> Val<'a> {
        let body: &[_] = code.body.as_ref().map_or(&[], |body| &body.stmts);
        let parameters = code.params.iter().map(|parameter| &parameter.pat).collect();
        function(parameters, Body::Block(body), code.is_generator, scope, at)
    }

    /// The elements of a list, with what is spread into it. Imports stay imports until they are asked for.
    pub(crate) fn elements(
        &mut self,
        elements: impl Iterator<Item = Option<&'a ExprOrSpread>>,
        scope: &Rc<Scope<'a>>,
        at: At,
    ) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        for element in elements {
            match element {
                None => items.push(Item::One(Val::undefined(at))),
                Some(ExprOrSpread { spread: None, expr }) => items.push(Item::One(self.eval_lazily(expr, scope))),
                Some(ExprOrSpread { expr, .. }) => {
                    let spread = self.eval(expr, scope);
                    items.extend(self.items_of(&spread));
                }
            }
        }
        items
    }

    /// The elements that a value has as a list.
    pub(crate) fn items_of(&mut self, value: &Val<'a>) -> Vec<Item<'a>> {
        match &value.kind {
            Kind::Array(array) => {
                let items = array.items.borrow().clone();
                self.spend(items.len());
                let settled = |item| match item {
                    Item::One(one) => Item::One(self.settle(one)),
                    rest => rest,
                };
                items.into_iter().map(settled).collect()
            }
            Kind::Choice(choice) => {
                let (yes, no) = (self.items_of(&choice.yes), self.items_of(&choice.no));
                let absent = Val::new(Kind::Absent, value.at);
                let depends = |item: Item<'a>, is_yes: bool| match item {
                    Item::One(one) if is_yes => {
                        let at = one.at;
                        Item::One(Val::choice(&choice.condition, one, absent.clone(), at))
                    }
                    Item::One(one) => {
                        let at = one.at;
                        Item::One(Val::choice(&choice.condition, absent.clone(), one, at))
                    }
                    rest => rest,
                };
                self.spend(yes.len() + no.len());
                // What both ways have does not depend on the condition.
                if yes.len() == no.len() && yes.iter().zip(&no).all(|(a, b)| a.is_same(b)) {
                    return yes;
                }
                let yes = yes.into_iter().map(|item| depends(item, true));
                yes.chain(no.into_iter().map(|item| depends(item, false))).collect()
            }
            // `...undefined` in a list is an error at run time, and `...(x && [y])` of an empty x is a common slip.
            Kind::Absent | Kind::Undefined | Kind::Null | Kind::Boolean(_) => Vec::new(),
            _ => vec![Item::Rest(Val::because(&value.why("this as a list"), value.at))],
        }
    }

    fn object(&mut self, literal: &'a ObjectLit, scope: &Rc<Scope<'a>>, place: At) -> Val<'a> {
        let object = Rc::new(Object::new(self.conditions.len()));
        for property in &literal.props {
            match property {
                PropOrSpread::Spread(spread) => {
                    let value = self.eval(&spread.expr, scope);
                    self.spread_into(&object, &value);
                }
                PropOrSpread::Prop(property) => self.property(&object, property, scope),
            }
        }
        Val::new(Kind::Object(object), place)
    }

    fn property(&mut self, object: &Object<'a>, property: &'a Prop, scope: &Rc<Scope<'a>>) {
        let (name, key, value) = match property {
            Prop::Shorthand(name) => {
                let key = at(scope, name.span);
                (Ok(name.sym.to_string()), key, self.name(&name.sym, scope, key))
            }
            Prop::KeyValue(pair) => {
                let name = self.key(&pair.key, scope);
                (name, at(scope, pair.key.span()), self.eval_lazily(&pair.value, scope))
            }
            Prop::Method(method) => {
                let key = at(scope, method.key.span());
                let value = self.function_value(&method.function, scope, key);
                (self.key(&method.key, scope), key, value)
            }
            Prop::Getter(getter) => {
                let key = at(scope, getter.key.span());
                let made = self.function_value(&getter.function, scope, key);
                let value = self.call_value(&made, Vec::new(), key);
                (self.key(&getter.key, scope), key, value)
            }
            Prop::Setter(_) | Prop::Assign(_) => return,
        };
        match name {
            Ok(name) => object.insert(&name, key, value),
            Err(unknown) => overshadow(object, &Val::because(&unknown.why("a computed key"), key)),
        }
    }

    /// Copies what a value has into an object.
    pub(crate) fn spread_into(&mut self, object: &Object<'a>, value: &Val<'a>) {
        match &value.kind {
            Kind::Object(from) => {
                for rest in from.rest.borrow().iter().rev() {
                    overshadow(object, rest);
                }
                self.spend(from.entries.borrow().len());
                let entries: Vec<_> = from.entries.borrow().iter().map(|(k, e)| (k.clone(), e.clone())).collect();
                for (name, entry) in entries {
                    object.insert(&name, entry.key, entry.value);
                }
            }
            Kind::Choice(choice) => {
                let sides = [&choice.yes, &choice.no].map(|side| {
                    let copy = Object::new(0);
                    self.spread_into(&copy, side);
                    copy
                });
                let [yes, no] = &sides;
                for rest in sides.iter().flat_map(|side| side.rest.borrow().clone()) {
                    overshadow(object, &rest);
                }
                let mut names = yes.names();
                names.extend(no.names().into_iter().filter(|name| !yes.entries.borrow().contains_key(name)));
                for name in names {
                    let before = object.entries.borrow().get(&name).cloned();
                    let side = |side: &Object<'a>| side.entries.borrow().get(&name).cloned().or_else(|| before.clone());
                    let (yes, no) = (side(yes), side(no));
                    let Some(key) = yes.as_ref().or(no.as_ref()).map(|entry| entry.key) else { continue };
                    let mut settled = |entry: Option<super::value::Entry<'a>>| {
                        entry.map_or(Val::undefined(key), |entry| self.settle(entry.value))
                    };
                    let (yes, no) = (settled(yes), settled(no));
                    let place = if matches!(yes.kind, Kind::Undefined) { no.at } else { yes.at };
                    object.insert(&name, key, Val::choice(&choice.condition, yes, no, place));
                }
            }
            Kind::Namespace(module) => {
                for name in self.exports_of(*module) {
                    let exported = self.export(*module, &name, value.at);
                    object.insert(&name, exported.at, exported);
                }
            }
            Kind::Unknown(_) | Kind::Made(_) | Kind::Export(_) => overshadow(object, value),
            Kind::Array(_) => overshadow(object, &Val::unknown(Why::Form("a list as an object"), value.at)),
            _ => {}
        }
    }

    /// The name of a key, or the value that cannot be one.
    pub(crate) fn key(&mut self, key: &'a PropName, scope: &Rc<Scope<'a>>) -> Result<String, Val<'a>> {
        match key {
            PropName::Ident(name) => Ok(name.sym.to_string()),
            PropName::Str(text) => Ok(text.value.to_string_lossy().into_owned()),
            PropName::Num(number) => Ok(number.value.to_string()),
            PropName::BigInt(number) => Ok(number.value.to_string()),
            PropName::Computed(computed) => {
                let value = self.eval(&computed.expr, scope);
                value.text().ok_or(value)
            }
        }
    }

    pub(crate) fn property_name(&mut self, property: &'a MemberProp, scope: &Rc<Scope<'a>>) -> Result<String, Val<'a>> {
        match property {
            MemberProp::Ident(name) => Ok(name.sym.to_string()),
            MemberProp::Computed(computed) => {
                let value = self.eval(&computed.expr, scope);
                value.text().ok_or(value)
            }
            MemberProp::PrivateName(name) => Err(Val::unknown(Why::Form("a private field"), at(scope, name.span))),
        }
    }

    /// What a value has under a name.
    pub(crate) fn get(&mut self, object: &Val<'a>, name: &str, at: At) -> Val<'a> {
        if !self.spend(1) {
            return Val::unknown(Why::Form("code that takes too many steps"), at);
        }
        match &object.kind {
            Kind::Object(known) => {
                if let Some(entry) = known.entries.borrow().get(name) {
                    return entry.value.clone();
                }
                let rest = known.rest.borrow().first().cloned();
                match rest {
                    None => Val::undefined(at),
                    Some(rest) if matches!(rest.kind, Kind::Made(_)) => self.get(&rest, name, rest.at),
                    Some(rest) => Val::because(&rest.why("what is spread here"), rest.at),
                }
            }
            Kind::Array(array) => {
                let items = array.items.borrow();
                let is_certain = |item: &Item<'a>| matches!(item, Item::One(one) if !matches!(one.kind, Kind::Choice(_) | Kind::Absent));
                let is_known = items.iter().all(is_certain);
                match (name.parse::<usize>(), items.as_slice()) {
                    (Ok(index), items) if items.iter().take(index + 1).all(is_certain) => match items.get(index) {
                        Some(Item::One(one)) => one.clone(),
                        _ => Val::undefined(at),
                    },
                    (_, items) if name == "length" && is_known => Val::new(Kind::Number(items.len() as f64), at),
                    _ => Val::unknown(Why::Form("an element of a list that is not known"), at),
                }
            }
            Kind::String(text) if name == "length" => Val::new(Kind::Number(text.encode_utf16().count() as f64), at),
            Kind::Export(export) => {
                let mut export = (**export).clone();
                export.path.push(name.to_owned());
                Val::new(Kind::Export(Rc::new(export)), at)
            }
            Kind::Made(made) => match made.arguments.first() {
                // `betterAuth(options).options`
                Some(Item::One(first)) if name == "options" && BETTER_AUTH.is(&made.export) => first.clone(),
                _ => Val::unknown(Why::Call((*made.export).clone()), at),
            },
            Kind::Namespace(module) => self.export(*module, name, at),
            Kind::Builtin(path) => Val::new(Kind::Builtin(format!("{path}.{name}")), at),
            Kind::Import(_) => {
                let settled = self.settle(object.clone());
                if matches!(settled.kind, Kind::Import(_)) { settled } else { self.get(&settled, name, at) }
            }
            Kind::Choice(_) => self.each(object, &mut |this, object| {
                let value = this.get(object, name, at);
                this.settle(value)
            }),
            Kind::Unknown(unknown) => match (&unknown.why, name) {
                (Why::Global(global), "env") if is_environment(global) => Val::unknown(Why::Environment(None), at),
                (Why::Environment(None), _) => Val::unknown(Why::Environment(Some(name.to_owned())), at),
                _ => Val::because(unknown, at),
            },
            Kind::Absent | Kind::Undefined | Kind::Null => {
                Val::unknown(Why::Form("a property of what is not there"), at)
            }
            _ => Val::unknown(Why::Form("this property"), at),
        }
    }

    /// Does the same with both sides of a choice.
    pub(crate) fn each(&mut self, value: &Val<'a>, work: &mut dyn FnMut(&mut Self, &Val<'a>) -> Val<'a>) -> Val<'a> {
        if !self.spend(1) {
            return Val::unknown(Why::Form("code that takes too many steps"), value.at);
        }
        match &value.kind {
            Kind::Choice(choice) => {
                let (yes, no) = (self.each(&choice.yes, work), self.each(&choice.no, work));
                Val::choice(&choice.condition, yes, no, value.at)
            }
            _ => work(self, value),
        }
    }

    fn template(&mut self, template: &'a Tpl, scope: &Rc<Scope<'a>>, at: At) -> Val<'a> {
        let mut text = Val::string("", at);
        for (position, quasi) in template.quasis.iter().enumerate() {
            let part = quasi.cooked.as_ref().map(|cooked| cooked.to_string_lossy().into_owned()).unwrap_or_default();
            text = self.joined(&text, &Val::string(&part, at), at);
            if let Some(expression) = template.exprs.get(position) {
                let part = self.eval(expression, scope);
                text = self.joined(&text, &part, at);
            }
        }
        text
    }

    /// Two values as one text.
    pub(crate) fn joined(&mut self, left: &Val<'a>, right: &Val<'a>, at: At) -> Val<'a> {
        self.each(left, &mut |this, left| {
            this.each(right, &mut |this, right| match (left.text(), right.text()) {
                (Some(left), Some(right)) if this.spend((left.len() + right.len()) / 16) => {
                    Val::string(&(left + &right), at)
                }
                (Some(_), _) => Val::because(&right.why("this as text"), at),
                (None, _) => Val::because(&left.why("this as text"), at),
            })
        })
    }

    fn conditional(&mut self, conditional: &'a CondExpr, scope: &Rc<Scope<'a>>, at: At) -> Val<'a> {
        let test = self.eval(&conditional.test, scope);
        match test.truth() {
            Ok(true) => self.eval_lazily(&conditional.cons, scope),
            Ok(false) => self.eval_lazily(&conditional.alt, scope),
            Err(unknown) => {
                let condition = Condition { at: self::at(scope, conditional.test.span()), unknown };
                let yes = self.under(&condition, true, |this| this.eval(&conditional.cons, scope));
                let no = self.under(&condition, false, |this| this.eval(&conditional.alt, scope));
                Val::choice(&condition, yes, no, at)
            }
        }
    }

    /// Does work that happens only if a condition is met, or not met.
    pub(crate) fn under<T>(&mut self, condition: &Condition, is_met: bool, work: impl FnOnce(&mut Self) -> T) -> T {
        self.conditions.push((condition.clone(), is_met));
        let done = work(self);
        self.conditions.pop();
        done
    }

    /// What something has after it was given a new value under the conditions of now: one that was made under `depth` of
    /// them keeps its old value where the others are not met.
    pub(crate) fn after(&self, depth: usize, new: Val<'a>, old: &Val<'a>) -> Val<'a> {
        let conditions = self.conditions.get(depth..).unwrap_or_default();
        conditions.iter().rev().fold(new, |new, (condition, is_met)| {
            let at = new.at;
            match is_met {
                true => Val::choice(condition, new, old.clone(), at),
                false => Val::choice(condition, old.clone(), new, at),
            }
        })
    }
}

impl Item<'_> {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(a), Self::One(b)) | (Self::Rest(a), Self::Rest(b)) => a.is_same(b),
            _ => false,
        }
    }
}

/// Whether a global object has the environment as `env`.
fn is_environment(global: &str) -> bool {
    matches!(global, "process" | "import.meta" | "Bun" | "Deno")
}

/// A place in the scope's module.
pub(crate) fn at(scope: &Scope<'_>, span: Span) -> At {
    At { module: scope.module, span }
}

fn function<'a>(
    parameters: Vec<&'a Pat>,
    body: Body<'a>,
    is_generator: bool,
    scope: &Rc<Scope<'a>>,
    at: At,
) -> Val<'a> {
    let opaque = is_generator.then_some("a generator");
    Val::new(Kind::Function(Rc::new(Function { parameters, body, scope: Rc::clone(scope), opaque })), at)
}

fn literal_kind<'a>(literal: &Lit) -> Kind<'a> {
    match literal {
        Lit::Str(text) => Kind::String(text.value.to_string_lossy().into()),
        Lit::Bool(value) => Kind::Boolean(value.value),
        Lit::Num(number) => Kind::Number(number.value),
        Lit::Null(_) => Kind::Null,
        _ => Kind::Thing,
    }
}

/// Puts something over an object that may have any key: what was there may be there no more.
pub(crate) fn overshadow<'a>(object: &Object<'a>, rest: &Val<'a>) {
    let why = rest.why("what is spread here");
    let condition = Condition { at: rest.at, unknown: Rc::clone(&why) };
    for entry in object.entries.borrow_mut().values_mut() {
        let hidden = Val::because(&why, rest.at);
        entry.value = Val::choice(&condition, hidden, entry.value.clone(), rest.at);
    }
    object.rest.borrow_mut().insert(0, rest.clone());
}
