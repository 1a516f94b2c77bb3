//! The few exports of packages that are known for what they do.

use std::rc::Rc;

use super::builtin::first;
use super::evaluate::Evaluator;
use super::value::{ExternalCall, ExternalRef, Item, JsKind, JsValue, Loc, Object};

/// An export that is known for what it does.
pub(crate) struct Known {
    from: &'static [&'static str],
    name: &'static str,
}

/// Makes an instance of the options that it is given (better-auth, src/auth/full.ts and src/auth/minimal.ts).
pub(crate) const BETTER_AUTH: Known = Known { from: &["better-auth", "better-auth/minimal"], name: "betterAuth" };
/// Gives a plugin's own schema the names that an app wants (better-auth, src/db/schema.ts).
pub(crate) const MERGE_SCHEMA: Known =
    Known { from: &["better-auth/db", "better-auth", "@better-auth/core/db"], name: "mergeSchema" };

/// Makes a table. Each of its methods changes the table and returns it (`TableDefinition` of convex, src/server/schema.ts).
pub(crate) const DEFINE_TABLE: Known = Known { from: &["convex/server"], name: "defineTable" };
/// The methods that add an index to a table.
pub(crate) const INDEXING: [&str; 3] = ["index", "searchIndex", "vectorIndex"];
/// Makes a schema of tables (convex, src/server/schema.ts).
pub(crate) const DEFINE_SCHEMA: Known = Known { from: &["convex/server"], name: "defineSchema" };

/// Convex's validators, by their methods (convex, src/values/validator.ts).
pub(crate) const VALIDATORS: Known = Known { from: &["convex/values"], name: "v" };

impl ExternalRef {
    /// Whether what it makes has its first argument under this name: `betterAuth(options).options`,
    /// `defineSchema(tables).tables`, `v.object(fields).fields`.
    pub(crate) fn gives_first(&self, name: &str) -> bool {
        match name {
            "options" => BETTER_AUTH.is(self),
            "tables" => DEFINE_SCHEMA.is(self),
            "fields" => VALIDATORS.method(self) == Some("object"),
            _ => false,
        }
    }
}

/// `v.object(fields)`.
pub(crate) fn object_validator(fields: JsValue<'_>) -> JsValue<'_> {
    let at = fields.at;
    validator("object", fields, at)
}

/// A validator of one argument: `v.optional(x)`, which `x.optional()` is as well (convex, src/values/validators.ts).
pub(crate) fn validator<'a>(method: &str, argument: JsValue<'a>, at: Loc) -> JsValue<'a> {
    let [from] = VALIDATORS.from else { return argument };
    let path = vec![VALIDATORS.name.to_owned(), method.to_owned()];
    let export = Rc::new(ExternalRef { from: (*from).to_owned(), path });
    JsValue::new(ExternalCall::kind(export, vec![Item::One(argument)], 0), at)
}

impl Known {
    /// The method that an export is of it: `string` of `v.string`.
    pub(crate) fn method<'e>(&self, export: &'e ExternalRef) -> Option<&'e str> {
        match export.path.as_slice() {
            [name, method] if name == self.name && self.from.contains(&export.from.as_str()) => Some(method),
            _ => None,
        }
    }

    pub(crate) fn is(&self, export: &ExternalRef) -> bool {
        self.from.contains(&export.from.as_str()) && matches!(export.path.as_slice(), [name] if name == self.name)
    }
}

impl<'a> Evaluator<'a> {
    /// A method of `v.object(fields)` that makes another one (`VObject` of convex, src/values/validators.ts).
    pub(crate) fn object_method(
        &mut self,
        object: &JsValue<'a>,
        name: &str,
        arguments: &[Item<'a>],
        span: Loc,
    ) -> JsValue<'a> {
        let unknown = || JsValue::unknown_because(&object.unknown_reason("a call of this"), span);
        let before = self.get(object, "fields", span);
        let before = self.resolve_import(before);
        let fields = Object::new(self.conditions.len());
        self.spread_into(&fields, &before);
        let given = first(arguments, span);
        match name {
            "extend" => self.spread_into(&fields, &given),
            "omit" | "pick" => {
                let items = arguments.iter().map(|item| match item {
                    Item::One(JsValue { kind: JsKind::String(name), .. }) => Some(name.to_string()),
                    _ => None,
                });
                let Some(names) = items.collect::<Option<Vec<String>>>() else { return unknown() };
                let keeps = name == "pick";
                fields.entries.borrow_mut().retain(|field, _| names.contains(field) == keeps);
            }
            "partial" => {
                for entry in fields.entries.borrow_mut().values_mut() {
                    entry.value = validator("optional", entry.value.clone(), entry.value.at);
                }
            }
            _ => return unknown(),
        }
        object_validator(JsValue::new(JsKind::Object(Rc::new(fields)), span))
    }

    /// A plugin's own schema with the names that an app wants: `mergeSchema(schema, wanted)`.
    pub(crate) fn merge_schema(&mut self, arguments: &[Item<'a>], span: Loc) -> JsValue<'a> {
        let schema = self.resolve_import(first(arguments, span));
        let wanted = first(arguments.get(1..).unwrap_or_default(), span);
        let merged = Object::new(self.conditions.len());
        self.spread_into(&merged, &schema);
        for table in merged.names() {
            let names = self.part(&wanted, &table, span);
            let original = JsValue::new(JsKind::Object(Rc::new(Object::new(0))), span);
            let before = merged.entries.borrow().get(&table).map_or(original, |entry| entry.value.clone());
            let before = self.resolve_import(before);
            let copy = Object::new(self.conditions.len());
            self.spread_into(&copy, &before);
            let model = self.part(&names, "modelName", span);
            if !matches!(model.truth(), Ok(false)) {
                copy.insert("modelName", model.at, model);
            }
            let fields = self.part(&before, "fields", span);
            let renamed = Object::new(self.conditions.len());
            self.spread_into(&renamed, &fields);
            let wanted_fields = self.part(&names, "fields", span);
            for field in renamed.names() {
                let name = self.part(&wanted_fields, &field, span);
                if matches!(name.truth(), Ok(false)) {
                    continue;
                }
                let attributes = Object::new(self.conditions.len());
                let before = self.part(&fields, &field, span);
                self.spread_into(&attributes, &before);
                attributes.insert("fieldName", name.at, name);
                renamed.insert(&field, before.at, JsValue::new(JsKind::Object(Rc::new(attributes)), before.at));
            }
            copy.insert("fields", fields.at, JsValue::new(JsKind::Object(Rc::new(renamed)), fields.at));
            merged.insert(&table, before.at, JsValue::new(JsKind::Object(Rc::new(copy)), before.at));
        }
        JsValue::new(JsKind::Object(Rc::new(merged)), schema.at)
    }
}
