//! The few forms of expressions that a generated schema.ts consists of. None for any other.

use swc_common::{BytePos, Spanned as _};
use swc_ecma_ast::{CallExpr, Callee, Expr, Lit, MemberProp, Prop, PropName, PropOrSpread};

/// A property as its name and value; none for spreads, methods and computed names.
pub(super) fn entry(property: &PropOrSpread) -> Option<(String, &Expr)> {
    let PropOrSpread::Prop(property) = property else { return None };
    let Prop::KeyValue(property) = &**property else { return None };
    let name = match &property.key {
        PropName::Ident(name) => name.sym.to_string(),
        PropName::Str(name) => name.value.as_str()?.to_owned(),
        _ => return None,
    };
    Some((name, &property.value))
}

/// A call of a function by its bare name.
pub(super) fn called(expression: &Expr) -> Option<(&str, &CallExpr)> {
    let Expr::Call(call) = expression else { return None };
    if call.type_args.is_some() {
        return None;
    }
    let Callee::Expr(callee) = &call.callee else { return None };
    let Expr::Ident(name) = &**callee else { return None };
    Some((&name.sym, call))
}

/// A call of a method: the object, the method's name, the call.
pub(super) fn method_call(expression: &Expr) -> Option<(&Expr, &str, &CallExpr)> {
    let Expr::Call(call) = expression else { return None };
    if call.type_args.is_some() {
        return None;
    }
    let Callee::Expr(callee) = &call.callee else { return None };
    let Expr::Member(member) = &**callee else { return None };
    let MemberProp::Ident(method) = &member.prop else { return None };
    Some((&member.obj, &method.sym, call))
}

/// The span of the method's name in a call of a method.
pub(super) fn method_start(call: &CallExpr) -> BytePos {
    match &call.callee {
        Callee::Expr(callee) => match &**callee {
            Expr::Member(member) => member.prop.span().lo,
            callee => callee.span().lo,
        },
        _ => call.span.lo,
    }
}

/// The arguments of a call, unless one is spread.
pub(super) fn arguments(call: &CallExpr) -> Option<Vec<&Expr>> {
    call.args.iter().map(|argument| argument.spread.is_none().then_some(&*argument.expr)).collect()
}

pub(super) fn strings(list: &Expr) -> Option<Vec<String>> {
    let Expr::Array(list) = list else { return None };
    let strings = list.elems.iter().map(|element| {
        let element = element.as_ref()?;
        element.spread.is_none().then(|| string(&element.expr))?
    });
    strings.collect()
}

pub(super) fn string(expression: &Expr) -> Option<String> {
    let Expr::Lit(Lit::Str(literal)) = expression else { return None };
    literal.value.as_str().map(str::to_owned)
}
