//! The check of options against the declarations of specs, key by key.

use std::collections::{HashMap, HashSet};

use nodejs_semver::Version;

use super::condition::ConditionContext;
use super::model::{OptionKind, OptionSpec, Spec};
use crate::diagnostic::codes::options as codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::read::{expected, unknown_key};
use crate::value::{Kind, Value};

/// Checks an object that may hold only options that decide about tables. Problems are reported.
pub fn check(options: &Value, declared: &[OptionSpec], diagnostics: &mut Diagnostics) {
    let by_path = declared.iter().rev().map(|option| (option.path.as_str(), option)).collect();
    let dots = |path: &'_ str| path.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
    let prefixes = declared.iter().flat_map(|option| dots(&option.path).into_iter().map(|at| &option.path[..at]));
    Declared { all: declared, by_path, prefixes: prefixes.collect() }.check(options, "", diagnostics);
}

/// Declared options, by their paths and by the paths of the objects around them.
struct Declared<'a> {
    all: &'a [OptionSpec],
    by_path: HashMap<&'a str, &'a OptionSpec>,
    prefixes: HashSet<&'a str>,
}

impl Declared<'_> {
    /// `prefix` is the path from the declared options to this object; empty for the options themselves.
    fn check(&self, options: &Value, prefix: &str, diagnostics: &mut Diagnostics) {
        let Kind::Object(entries) = &options.kind else {
            let what = if prefix.is_empty() { "options".to_owned() } else { format!("`{prefix}`") };
            diagnostics.push(expected(options, &what, "an object"));
            return;
        };
        for (key, value) in entries {
            let path = if prefix.is_empty() { key.name.clone() } else { format!("{prefix}.{}", key.name) };
            if let Some(option) = self.by_path.get(path.as_str()) {
                check_kind(value, option, diagnostics);
            } else if self.prefixes.contains(path.as_str()) {
                self.check(value, &path, diagnostics);
            } else if !diagnostics.is_full() {
                let known = keys_below(prefix, self.all);
                diagnostics.push(unknown_key(key, &known).help("only options that decide about tables belong here"));
            }
        }
    }
}

/// The options without those that this version does not have; each of those is reported, since it has no effect.
pub fn without_unknown(mut options: Value, spec: &Spec, version: &Version, diagnostics: &mut Diagnostics) -> Value {
    for option in spec.options.iter().filter(|option| !option.when.holds(&ConditionContext { version, options: None }))
    {
        if let Some(given) = options.remove(&option.path) {
            let title = format!("`{}` has no effect in {} {version}", option.path, spec.package);
            diagnostics.push(
                Diagnostic::new(&codes::OPTION_IGNORED, title)
                    .at(&given.span, "")
                    .note(format!("it needs {}", option.when)),
            );
        }
    }
    options
}

/// The keys that the declared paths have directly below a prefix.
fn keys_below<'a>(prefix: &str, declared: &'a [OptionSpec]) -> Vec<&'a str> {
    let mut keys = Vec::new();
    for option in declared {
        let rest = if prefix.is_empty() {
            Some(option.path.as_str())
        } else {
            option.path.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.'))
        };
        let key = rest.and_then(|rest| rest.split('.').next());
        keys.extend(key.filter(|key| !keys.contains(key)));
    }
    keys
}

fn check_kind(value: &Value, option: &OptionSpec, diagnostics: &mut Diagnostics) {
    let what = format!("`{}`", option.path);
    match (&option.kind, &value.kind) {
        (OptionKind::Boolean, Kind::Boolean(_)) => {}
        (OptionKind::Boolean, _) => diagnostics.push(expected(value, &what, "true or false")),
        (OptionKind::String, Kind::String(text)) if !text.is_empty() => {}
        (OptionKind::String, _) => diagnostics.push(expected(value, &what, "a non-empty string")),
        (OptionKind::OneOf(known), Kind::String(text)) if known.contains(text) => {}
        (OptionKind::OneOf(known), _) => {
            let diagnostic = expected(value, &what, &format!("one of {}", known.join(", ")));
            diagnostics.push(diagnostic.nearest(value.as_str().unwrap_or_default(), known.iter().map(String::as_str)));
        }
        (OptionKind::FieldNames, Kind::Object(entries)) => {
            // An entry that is written like an additional field is reported in `tables::names`, where the table's
            // fields are known.
            for (key, name) in entries.iter().filter(|(_, name)| name.as_object().is_none()) {
                if name.as_str().is_none_or(str::is_empty) {
                    diagnostics.push(expected(name, &format!("the new name of `{}`", key.name), "a non-empty string"));
                }
            }
        }
        (OptionKind::FieldNames, _) => diagnostics.push(expected(value, &what, "an object with new names by field")),
        // Their attributes are checked where they are read: see `schema::additional`.
        (OptionKind::AdditionalFields, _) => {}
    }
}
