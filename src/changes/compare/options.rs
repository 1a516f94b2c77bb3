//! The comparison of the options of two schemas, the second argument of `defineSchema`.

use super::{Comparison, one_line};
use crate::changes::change::MemberKind;
use crate::convex::{Enforced, Schema};
use crate::diagnostic::Code;
use crate::diagnostic::codes::changes as codes;

impl Comparison {
    /// The second argument of `defineSchema`.
    pub(super) fn options(&mut self, old: &Schema, new: &Schema) {
        let both = || (old.options.as_deref().map(one_line), new.options.as_deref().map(one_line));
        let mut report = |code: &'static Code| {
            let (before, after) = both();
            self.add(code, MemberKind::Table, None, before, after);
        };
        match (old.enforced, new.enforced) {
            (Enforced::No, Enforced::Yes) => report(&codes::VALIDATION_ON),
            (Enforced::Yes, Enforced::No) => report(&codes::VALIDATION_OFF),
            _ => {}
        }
        match (known_options(old), known_options(new)) {
            (Some(before), Some(after)) if before != after => report(&codes::OPTIONS_TYPES),
            (Some(_), Some(_)) => {}
            _ if old.options != new.options => report(&codes::OPTIONS_UNRECOGNIZED),
            _ => {}
        }
    }
}

/// The options of a schema that do not affect documents, if all of them are known.
fn known_options(schema: &Schema) -> Option<Vec<&str>> {
    let Some(options) = schema.options.as_deref() else { return Some(Vec::new()) };
    let inside = options.strip_prefix('{')?.strip_suffix('}')?.trim();
    let mut known: Vec<&str> = inside.split(", ").filter(|option| !option.is_empty()).collect();
    let is_known = |option: &&str| {
        let named = |name: &str| option.strip_prefix(name).is_some_and(|value| [": true", ": false"].contains(&value));
        named("schemaValidation") || named("strictTableNameTypes")
    };
    if !known.iter().all(is_known) {
        return None;
    }
    // The default.
    known.retain(|option| !option.starts_with("schemaValidation") && *option != "strictTableNameTypes: true");
    Some(known)
}
