//! `plugins` of the config file: a list that selects plugins, or an object with their options by name.

use crate::catalog::select::Named;
use crate::diagnostic::{Diagnostics, Spanned};
use crate::value::read::expected;
use crate::value::{Key, Kind, Value};

/// The plugins that a config file names.
#[derive(Clone, Debug, Default)]
pub struct ConfiguredPlugins {
    /// The plugins in order, with their options.
    pub named: Vec<Named>,
    /// Whether they are a list, which selects plugins. An object gives options to the plugins that the code uses.
    pub is_list: bool,
}

/// Whether an entry of `plugins` declares that a plugin has no tables: `{ "tables": false }`.
fn has_no_tables(value: &Value) -> bool {
    let is_it = |entry: &(Key, Value)| entry.0.name == "tables" && entry.1.kind == Kind::Boolean(false);
    matches!(value.as_object(), Some([entry]) if is_it(entry))
}

/// The plugins without tables, and the others: an object of options by name, or an array of names. None if an object
/// names only plugins without tables.
pub(super) fn plugins(
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> (Vec<Spanned<String>>, Option<ConfiguredPlugins>) {
    let Kind::Object(entries) = &value.kind else {
        return (Vec::new(), Some(ConfiguredPlugins { named: names(value, diagnostics), is_list: true }));
    };
    let (without, configured): (Vec<_>, Vec<_>) = entries.iter().partition(|(_, options)| has_no_tables(options));
    let is_given = !configured.is_empty() || without.is_empty();
    let named = configured.into_iter().map(|(key, options)| Named {
        name: key.name.clone(),
        span: Some(key.span.clone()),
        options: Some(options.clone()),
        spec: None,
    });
    let spanned = |(key, _): &&(Key, Value)| Spanned::new(key.name.clone(), key.span.clone());
    let without = without.iter().map(spanned).collect();
    (without, is_given.then(|| ConfiguredPlugins { named: named.collect(), is_list: false }))
}

fn names(value: &Value, diagnostics: &mut Diagnostics) -> Vec<Named> {
    match &value.kind {
        Kind::Array(items) => items
            .iter()
            .filter_map(|item| match item.as_str() {
                Some(name) => {
                    Some(Named { name: name.to_owned(), span: Some(item.span.clone()), options: None, spec: None })
                }
                None => {
                    let diagnostic = expected(item, "a plugin in a list", "its name");
                    diagnostics.push(diagnostic.help(
                        "with options, write an object: { \"organization\": { \"teams\": { \"enabled\": true } } }",
                    ));
                    None
                }
            })
            .collect(),
        _ => {
            diagnostics.push(expected(value, "`plugins`", "an array of names, or an object of options by name"));
            Vec::new()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::value::json::{Dialect, parse};

    #[test]
    fn lists_and_objects() {
        // The plugins without tables, the names, and whether they are a list.
        type Read<'a> = (&'a [&'a str], Option<(&'a [&'a str], bool)>);
        let cases: [(&str, Read<'_>, usize); 7] = [
            ("[\"admin\", \"jwt\"]", (&[], Some((&["admin", "jwt"], true))), 0),
            ("[]", (&[], Some((&[], true))), 0),
            ("{ \"admin\": {}, \"mine\": { \"tables\": false } }", (&["mine"], Some((&["admin"], false))), 0),
            ("{ \"mine\": { \"tables\": false } }", (&["mine"], None), 0),
            ("{}", (&[], Some((&[], false))), 0),
            ("[\"admin\", 1]", (&[], Some((&["admin"], true))), 1),
            ("true", (&[], Some((&[], true))), 1),
        ];
        for (text, (without, named), problems) in cases {
            let mut diagnostics = Diagnostics::default();
            let value = parse(&Source::new("config", text), Dialect::Strict).unwrap();
            let (found_without, found) = plugins(&value, &mut diagnostics);
            assert_eq!(found_without.iter().map(|one| one.as_str()).collect::<Vec<_>>(), without, "{text}");
            let found = found.map(|one| (one.named.into_iter().map(|one| one.name).collect::<Vec<_>>(), one.is_list));
            let named = named.map(|(names, is_list)| (names.iter().map(|name| name.to_string()).collect(), is_list));
            assert_eq!((found, diagnostics.0.len()), (named, problems), "{text}");
        }
    }
}
