//! Better Auth's functions that take and change options, for the evaluator. Nothing here knows a plugin by name.

use std::rc::Rc;

use super::OptionsQuery;
use crate::js::conditions::Frame;
use crate::js::evaluate::Evaluator;
use crate::js::host::{Host, KnownExport};
use crate::js::value::{ExternalCall, ExternalRef, Item, JsKind, JsValue, Loc, Object, first_argument};

/// The function that returns an instance for options (better-auth, src/auth/full.ts and src/auth/minimal.ts).
pub(super) const BETTER_AUTH: KnownExport =
    KnownExport { from: &["better-auth", "better-auth/minimal"], name: "betterAuth" };
/// The function that renames tables and fields of a plugin's schema (better-auth, src/db/schema.ts).
const MERGE_SCHEMA: KnownExport =
    KnownExport { from: &["better-auth/db", "better-auth", "@better-auth/core/db"], name: "mergeSchema" };

/// Modules whose functions leave the lists and objects that they are given alone, by the starts of their specifiers. Those
/// of plugins and of Better Auth are known from the specs.
const HARMLESS: [&str; 22] = [
    "@better-auth/",
    "@convex-dev/",
    "@react-email/",
    "convex-helpers",
    "convex/",
    "crypto",
    "jose",
    "nanoid",
    "next/",
    "node:",
    "nodemailer",
    "path",
    "react",
    "resend",
    "server-only",
    "stripe",
    "svix",
    "uuid",
    "url",
    "valibot",
    "ulid",
    "zod",
];
/// The folder of the functions that Convex generates, such as `query`, wherever it is.
const GENERATED: &str = "_generated/";

impl Host for OptionsQuery {
    fn has_module(&self, specifier: &str) -> bool {
        let is_of = |package: &str| {
            specifier.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        is_of(&self.adapter_package) || is_of(&self.core.package) || self.catalog.has_module(specifier)
    }

    fn is_harmless(&self, export: &ExternalRef) -> bool {
        let from = export.from.as_str();
        from.contains(GENERATED) || HARMLESS.iter().any(|start| from.starts_with(start)) || self.has_module(from)
    }

    fn has_export(&self, specifier: &str, name: &str) -> bool {
        self.catalog.imported(specifier, name).is_some()
    }

    fn call<'a>(
        &self,
        js: &mut Evaluator<'a>,
        callee: &ExternalRef,
        arguments: &[Item<'a>],
        loc: Loc,
    ) -> Option<JsValue<'a>> {
        MERGE_SCHEMA.is(callee).then(|| merged_schema(js, arguments, loc))
    }

    /// `betterAuth(options).options`.
    fn property<'a>(&self, _: &mut Evaluator<'a>, of: &ExternalCall<'a>, name: &str) -> Option<JsValue<'a>> {
        match of.arguments.first() {
            Some(Item::One(options)) if name == "options" && BETTER_AUTH.is(&of.export) => Some(options.clone()),
            _ => None,
        }
    }
}

/// The result of `mergeSchema(schema, names)`: a plugin's schema with the app's names.
fn merged_schema<'a>(js: &mut Evaluator<'a>, arguments: &[Item<'a>], span: Loc) -> JsValue<'a> {
    let schema = js.resolve_import(first_argument(arguments, span));
    let new_names = first_argument(arguments.get(1..).unwrap_or_default(), span);
    let merged = Object::new(js.frame.clone());
    js.spread_into(&merged, &schema);
    for table in merged.names() {
        let names = js.get_optional(&new_names, &table, span);
        let original = JsValue::new(JsKind::Object(Rc::new(Object::new(Frame::default()))), span);
        let before = merged.entries.borrow().get(&table).map_or(original, |entry| entry.value.clone());
        let before = js.resolve_import(before);
        let copy = Object::new(js.frame.clone());
        js.spread_into(&copy, &before);
        let model = js.get_optional(&names, "modelName", span);
        if !matches!(model.truth(), Ok(false)) {
            copy.insert("modelName", model.at, model);
        }
        let fields = js.get_optional(&before, "fields", span);
        let renamed = Object::new(js.frame.clone());
        js.spread_into(&renamed, &fields);
        let new_field_names = js.get_optional(&names, "fields", span);
        for field in renamed.names() {
            let name = js.get_optional(&new_field_names, &field, span);
            if matches!(name.truth(), Ok(false)) {
                continue;
            }
            let attributes = Object::new(js.frame.clone());
            let before = js.get_optional(&fields, &field, span);
            js.spread_into(&attributes, &before);
            attributes.insert("fieldName", name.at, name);
            renamed.insert(&field, before.at, JsValue::new(JsKind::Object(Rc::new(attributes)), before.at));
        }
        copy.insert("fields", fields.at, JsValue::new(JsKind::Object(Rc::new(renamed)), fields.at));
        merged.insert(&table, before.at, JsValue::new(JsKind::Object(Rc::new(copy)), before.at));
    }
    JsValue::new(JsKind::Object(Rc::new(merged)), schema.at)
}
