//! Convex's functions that define schemas, for the evaluator. Nothing here reads a schema from their results.

use std::cell::RefCell;
use std::rc::Rc;

use crate::js::conditions::Frame;
use crate::js::evaluate::Evaluator;
use crate::js::host::{Host, KnownExport};
use crate::js::value::{ExternalCall, ExternalRef, Item, JsKind, JsValue, Loc, MethodCall, Object, first_argument};

/// The function that defines a table. Each method of a table changes it and returns it (`TableDefinition` of convex,
/// src/server/schema.ts).
pub(super) const DEFINE_TABLE: KnownExport = KnownExport { from: &["convex/server"], name: "defineTable" };
/// The function that defines a schema of tables (convex, src/server/schema.ts).
pub(super) const DEFINE_SCHEMA: KnownExport = KnownExport { from: &["convex/server"], name: "defineSchema" };
/// Convex's validators, by their methods (convex, src/values/validator.ts).
pub(super) const VALIDATORS: KnownExport = KnownExport { from: &["convex/values"], name: "v" };

/// The methods that add an index to a table.
const INDEXING: [&str; 3] = ["index", "searchIndex", "vectorIndex"];

/// Knowledge about Convex's modules.
#[derive(Default)]
pub(super) struct Convex {
    /// Calls on unknown values that may add an index to a table.
    pub(super) lost_indexes: RefCell<Vec<Loc>>,
}

impl Host for Convex {
    fn has_module(&self, specifier: &str) -> bool {
        specifier.starts_with("convex/")
    }

    fn has_export(&self, specifier: &str, _: &str) -> bool {
        self.has_module(specifier)
    }

    /// `defineSchema(tables).tables`, `v.object(fields).fields`, `defineTable(fields).validator`.
    fn property<'a>(&self, js: &mut Evaluator<'a>, of: &ExternalCall<'a>, name: &str) -> Option<JsValue<'a>> {
        let Some(Item::One(first)) = of.arguments.first() else { return None };
        match name {
            "tables" if DEFINE_SCHEMA.is(&of.export) => Some(first.clone()),
            "fields" if is_object(&of.export) => Some(first.clone()),
            "validator" if DEFINE_TABLE.is(&of.export) => {
                let first = js.resolve_import(first.clone());
                let is_fields = matches!(first.kind, JsKind::Object(_));
                Some(if is_fields { object_validator(first) } else { first })
            }
            _ => None,
        }
    }

    fn has_method(&self, of: &ExternalRef, name: &str) -> bool {
        DEFINE_TABLE.is(of) || is_object(of) || name == "optional" && VALIDATORS.method(of).is_some()
    }

    fn call_method<'a>(
        &self,
        js: &mut Evaluator<'a>,
        object: &JsValue<'a>,
        of: &ExternalCall<'a>,
        call: MethodCall<'a>,
    ) -> Option<JsValue<'a>> {
        if DEFINE_TABLE.is(&of.export) {
            of.methods.borrow_mut().push(call);
            return Some(object.clone());
        }
        match call.name.as_str() {
            "optional" if call.arguments.is_empty() => Some(validator("optional", object.clone(), call.loc)),
            _ if is_object(&of.export) => changed_object(js, object, &call),
            _ => None,
        }
    }

    fn records_lost_calls(&self) -> bool {
        true
    }

    fn on_lost_call(&self, method: &str, arguments: usize, loc: Loc) {
        if INDEXING.contains(&method) && arguments == 2 {
            self.lost_indexes.borrow_mut().push(loc);
        }
    }
}

fn is_object(export: &ExternalRef) -> bool {
    VALIDATORS.method(export) == Some("object")
}

/// The result of a method of `v.object(fields)` that returns another object (`VObject` of convex, src/values/validators.ts).
fn changed_object<'a>(
    js: &mut Evaluator<'a>,
    object: &JsValue<'a>,
    MethodCall { name, arguments, loc, .. }: &MethodCall<'a>,
) -> Option<JsValue<'a>> {
    let before = js.get(object, "fields", *loc);
    let before = js.resolve_import(before);
    let fields = Object::new(js.frame.clone());
    js.spread_into(&fields, &before);
    match name.as_str() {
        "extend" => js.spread_into(&fields, &first_argument(arguments, *loc)),
        "omit" | "pick" => {
            let items = arguments.iter().map(|item| match item {
                Item::One(JsValue { kind: JsKind::String(name), .. }) => Some(name.to_string()),
                _ => None,
            });
            let names = items.collect::<Option<Vec<String>>>()?;
            let keeps = name == "pick";
            fields.entries.borrow_mut().retain(|field, _| names.contains(field) == keeps);
        }
        "partial" => {
            for entry in fields.entries.borrow_mut().values_mut() {
                entry.value = validator("optional", entry.value.clone(), entry.value.at);
            }
        }
        _ => return None,
    }
    Some(object_validator(JsValue::new(JsKind::Object(Rc::new(fields)), *loc)))
}

/// `v.object(fields)`.
fn object_validator(fields: JsValue<'_>) -> JsValue<'_> {
    let at = fields.at;
    validator("object", fields, at)
}

/// A validator of one argument: `v.optional(x)`, which `x.optional()` is as well (convex, src/values/validators.ts).
fn validator<'a>(method: &str, argument: JsValue<'a>, at: Loc) -> JsValue<'a> {
    let [from] = VALIDATORS.from else { return argument };
    let path = vec![VALIDATORS.name.to_owned(), method.to_owned()];
    let export = Rc::new(ExternalRef { from: (*from).to_owned(), path });
    JsValue::new(ExternalCall::kind(export, vec![Item::One(argument)], Frame::default()), at)
}
