//! The assertions of the suite's harness, each as a condition or as code that runs, in plain forms of JavaScript.

use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{CallExpr, Callee, Expr, Lit, MemberProp, Prop, PropName, PropOrSpread, UnaryOp};

/// A part of the code that takes the place of an assertion.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// New code.
    Text(&'static str),
    /// Code that adds a plugin, by its export.
    Plugin(&'static str),
    /// The code that is there, in which assertions are rewritten, too.
    Code(Span),
}

use Part::{Code, Text};

/// What an assertion says.
#[derive(Clone, Debug)]
pub(super) enum Assertion {
    /// This is true.
    Holds(Vec<Part>),
    /// This function throws.
    Throws(Span),
    /// The promise that this function returns is rejected.
    Rejects(Span),
}

impl Assertion {
    /// The assertion that a call of the harness makes. None for other calls, and for spread arguments.
    pub(super) fn of(call: &CallExpr) -> Option<Self> {
        let name = name(call)?;
        if call.args.iter().any(|argument| argument.spread.is_some()) {
            return None;
        }
        let arguments: Vec<&Expr> = call.args.iter().map(|argument| &*argument.expr).collect();
        Some(match (name, arguments.as_slice()) {
            (Name::Assert, [value, ..]) => Self::Holds(vec![Code(value.span())]),
            (Name::Of("sameValue"), [actual, expected, ..]) => Self::Holds(same(actual.span(), expected)),
            (Name::Of("notSameValue"), [actual, other, ..]) => {
                let same = same(actual.span(), other);
                Self::Holds([vec![Text("!(")], same, vec![Text(")")]].concat())
            }
            (Name::Of("compareArray"), [actual, expected, ..]) => Self::Holds(vec![
                Text("[...("),
                Code(actual.span()),
                Text(")].join() === [...("),
                Code(expected.span()),
                Text(")].join()"),
            ]),
            (Name::Of("throws"), [_, function, ..]) => Self::Throws(function.span()),
            (Name::Of("throwsAsync"), [_, function, ..]) => Self::Rejects(function.span()),
            (Name::Of(_) | Name::Assert, _) => return None,
            (Name::Verify(name), [object, key, rest @ ..]) => Self::Holds(verified(name, object, key, rest)?),
            (Name::Verify(_), _) => return None,
        })
    }

    /// The spans of the code that is kept.
    pub(super) fn kept(&self) -> Vec<Span> {
        match self {
            Self::Throws(function) | Self::Rejects(function) => vec![*function],
            Self::Holds(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Code(span) => Some(*span),
                    Text(_) | Part::Plugin(_) => None,
                })
                .collect(),
        }
    }
}

/// The function of the harness that is called.
enum Name<'a> {
    /// `assert`.
    Assert,
    /// `assert.NAME`.
    Of(&'a str),
    /// One of propertyHelper.js.
    Verify(&'a str),
}

fn name(call: &CallExpr) -> Option<Name<'_>> {
    let Callee::Expr(callee) = &call.callee else { return None };
    match &**callee {
        Expr::Ident(name) if name.sym == *"assert" => Some(Name::Assert),
        Expr::Ident(name) => name.sym.strip_prefix("verify").map(Name::Verify),
        Expr::Member(member) => match (&*member.obj, &member.prop) {
            (Expr::Ident(object), MemberProp::Ident(name)) if object.sym == *"assert" => Some(Name::Of(&name.sym)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two values are the same. `===` as people write it, except where it can never say so.
fn same(actual: Span, expected: &Expr) -> Vec<Part> {
    let needs_is = match expected {
        Expr::Ident(name) => name.sym == *"NaN",
        Expr::Unary(unary) if unary.op == UnaryOp::Minus => {
            matches!(&*unary.arg, Expr::Lit(Lit::Num(number)) if number.value == 0.0)
        }
        _ => false,
    };
    let expected = Code(expected.span());
    match needs_is {
        true => vec![Text("Object.is("), Code(actual), Text(", "), expected, Text(")")],
        false => vec![Text("("), Code(actual), Text(") === ("), expected, Text(")")],
    }
}

/// What a function of propertyHelper.js says about a property, without its writes.
fn verified(name: &str, object: &Expr, key: &Expr, rest: &[&Expr]) -> Option<Vec<Part>> {
    let (object, key) = (object.span(), key.span());
    let has = |field: &'static str| {
        let (open, between) = (Text("Object.getOwnPropertyDescriptor("), Text(", "));
        vec![open, Code(object), between, Code(key), Text(")?."), Text(field)]
    };
    let member = |before: &'static str| vec![Text(before), Text("("), Code(object), Text(")["), Code(key), Text("]")];
    let exists = || vec![Text("Object.prototype.hasOwnProperty.call("), Code(object), Text(", "), Code(key), Text(")")];
    Some(match (name, rest) {
        ("EqualTo", [value, ..]) => [member(""), vec![Text(" === ("), Code(value.span()), Text(")")]].concat(),
        ("Writable", _) => has("writable === true"),
        ("NotWritable", _) => has("writable === false"),
        ("Enumerable", _) => has("enumerable === true"),
        ("NotEnumerable", _) => has("enumerable === false"),
        ("Configurable", _) => has("configurable === true"),
        ("NotConfigurable", _) => has("configurable === false"),
        ("CallableProperty" | "PrimordialCallableProperty", _) => {
            [member("typeof "), vec![Text(" === \"function\"")]].concat()
        }
        ("Property" | "PrimordialProperty", [Expr::Object(expected), ..]) => {
            let mut all = exists();
            for property in &expected.props {
                let PropOrSpread::Prop(property) = property else { continue };
                let Prop::KeyValue(property) = &**property else { continue };
                let PropName::Ident(field) = &property.key else { continue };
                let field = match &*field.sym {
                    "value" => "value",
                    "writable" => "writable",
                    "enumerable" => "enumerable",
                    "configurable" => "configurable",
                    "get" => "get",
                    "set" => "set",
                    _ => continue,
                };
                all.push(Text(" && "));
                all.extend(has(field));
                all.extend([Text(" === ("), Code(property.value.span()), Text(")")]);
            }
            all
        }
        ("Property" | "PrimordialProperty", _) => exists(),
        _ => return None,
    })
}
