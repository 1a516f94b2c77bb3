//! Properties: their names, and reading them.

use std::rc::Rc;

use swc_ecma_ast::{MemberProp, PropName};

use super::effects::values_of;
use super::evaluate::{Evaluator, at};
use super::objects::is_certain;
use super::reason::Reason;
use super::scope::Scope;
use super::value::{Item, JsKind, JsValue, Loc};

impl<'a> Evaluator<'a> {
    /// The name of a key. Fails with the value that has no text.
    pub(crate) fn key(&mut self, key: &'a PropName, scope: &Rc<Scope<'a>>) -> Result<String, JsValue<'a>> {
        match key {
            PropName::Ident(name) => Ok(name.sym.to_string()),
            PropName::Str(text) => Ok(text.value.to_string_lossy().into_owned()),
            PropName::Num(number) => Ok(number.value.to_string()),
            PropName::BigInt(number) => Ok(number.value.to_string()),
            PropName::Computed(computed) => {
                let value = self.eval(&computed.expr, scope);
                self.name_of_key(value, at(scope, computed.span))
            }
        }
    }

    fn name_of_key(&mut self, value: JsValue<'a>, at: Loc) -> Result<String, JsValue<'a>> {
        self.text(&value).ok_or_else(|| {
            self.convert(&[&value], at);
            value
        })
    }

    pub(crate) fn property_name(
        &mut self,
        property: &'a MemberProp,
        scope: &Rc<Scope<'a>>,
    ) -> Result<String, JsValue<'a>> {
        match property {
            MemberProp::Ident(name) => Ok(name.sym.to_string()),
            MemberProp::Computed(computed) => {
                let value = self.eval(&computed.expr, scope);
                self.name_of_key(value, at(scope, computed.span))
            }
            MemberProp::PrivateName(name) => {
                Err(JsValue::unknown(Reason::Form("a private field"), at(scope, name.span)))
            }
        }
    }

    /// A property of a value.
    pub(crate) fn get(&mut self, object: &JsValue<'a>, name: &str, at: Loc) -> JsValue<'a> {
        if !self.consume_fuel(1) {
            return JsValue::unknown(Reason::Form("code that takes too many steps"), at);
        }
        match &object.kind {
            JsKind::Object(known) => {
                let touched = known.touched.get();
                let entry = known.entries.borrow().get(name).map(|entry| entry.value.clone());
                if let Some(value) = entry {
                    return self.doubted(value, touched.as_ref());
                }
                let rest = known.rest.borrow().first().cloned();
                match rest {
                    None if is_inherited(name) => JsValue::unknown(Reason::Form("an inherited property"), at),
                    None => self.doubted(JsValue::undefined(at), touched.as_ref()),
                    Some(rest) if matches!(rest.kind, JsKind::ExternalCall(_)) => self.get(&rest, name, rest.at),
                    Some(rest) => JsValue::unknown_because(&rest.unknown_reason("this spread"), rest.at),
                }
            }
            JsKind::Array(array) => {
                let touched = array.touched.get();
                let items = array.items.borrow().clone();
                let is_known = items.iter().all(is_certain);
                let value = match (name.parse::<usize>(), items.as_slice()) {
                    (Ok(index), items) if items.iter().take(index + 1).all(is_certain) => match items.get(index) {
                        Some(Item::One(one)) => one.clone(),
                        _ => JsValue::undefined(at),
                    },
                    (_, items) if name == "length" && is_known => JsValue::new(JsKind::Number(items.len() as f64), at),
                    (Ok(_), items) => {
                        // Whatever it is, it may be one of these.
                        self.lose("an unknown element of a list", &values_of(items), at);
                        JsValue::unknown(Reason::Form("an unknown element of a list"), at)
                    }
                    _ => JsValue::unknown(Reason::Form("an unknown element of a list"), at),
                };
                self.doubted(value, touched.as_ref())
            }
            JsKind::String(text) if name == "length" => {
                JsValue::new(JsKind::Number(text.encode_utf16().count() as f64), at)
            }
            JsKind::ExternalRef(export) => {
                let mut export = (**export).clone();
                export.path.push(name.to_owned());
                JsValue::new(JsKind::ExternalRef(Rc::new(export)), at)
            }
            JsKind::ExternalCall(of) => {
                let known = self.host.property(self, of, name);
                known.unwrap_or_else(|| JsValue::unknown(Reason::Call((*of.export).clone()), at))
            }
            JsKind::Namespace(module) => self.export(*module, name, at),
            JsKind::Builtin(path) => JsValue::new(JsKind::Builtin(format!("{path}.{name}")), at),
            JsKind::Import(_) => {
                let resolved = self.resolve_import(object.clone());
                if matches!(resolved.kind, JsKind::Import(_)) { resolved } else { self.get(&resolved, name, at) }
            }
            JsKind::Conditional(_) => self.each(object, &mut |this, object| {
                let value = this.get(object, name, at);
                this.resolve_import(value)
            }),
            JsKind::Unknown(unknown) => match unknown.reason.of_property(name) {
                Some(reason) => JsValue::unknown(reason, at),
                None => JsValue::unknown_because(unknown, at),
            },
            JsKind::Hole | JsKind::Undefined | JsKind::Null => {
                JsValue::unknown(Reason::Form("a property of `undefined` or `null`"), at)
            }
            _ => JsValue::unknown(Reason::Form("this property"), at),
        }
    }
}

/// Whether every object has a property by its prototype.
pub(super) fn is_inherited(name: &str) -> bool {
    const INHERITED: [&str; 12] = [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
        "__proto__",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
    ];
    INHERITED.contains(&name)
}
