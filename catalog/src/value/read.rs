//! Reading a [`Value`] key by key: a key that the reader does not ask for is unknown.

use super::{Key, Kind, Value};
use crate::diagnostic::codes::config as codes;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// An object being read. [`Object::finish`] reports the keys that were not read.
#[derive(Debug)]
pub struct Object<'a> {
    /// The whole value, with its span.
    pub value: &'a Value,
    entries: &'a [(Key, Value)],
    asked: Vec<String>,
}

impl<'a> Object<'a> {
    /// Starts reading. A value that is not an object is reported, and gives none. `what` names it, such as "a table".
    pub fn of(value: &'a Value, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        match &value.kind {
            Kind::Object(entries) => Some(Self { value, entries, asked: Vec::new() }),
            _ => {
                diagnostics.push(expected(value, what, "an object"));
                None
            }
        }
    }

    /// The value under this key, with its key.
    pub fn entry(&mut self, name: &str) -> Option<&'a (Key, Value)> {
        if !self.asked.iter().any(|asked| asked == name) {
            self.asked.push(name.to_owned());
        }
        self.entries.iter().find(|(key, _)| key.name == name)
    }

    /// The value under this key.
    pub fn any(&mut self, name: &str) -> Option<&'a Value> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The string under this key; a value of another type is reported.
    pub fn string(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        let value = self.any(name)?;
        string(value, &format!("`{name}`"), diagnostics)
    }

    /// The string under this key; a value of another type, or a missing one, is reported.
    pub fn required_string(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<&'a str> {
        match self.any(name) {
            Some(value) => string(value, &format!("`{name}`"), diagnostics),
            None => {
                diagnostics.push(
                    Diagnostic::new(&codes::MISSING_KEY, format!("`{name}` is missing")).at(&self.value.span, ""),
                );
                None
            }
        }
    }

    /// The boolean under this key, or false; a value of another type is reported.
    pub fn flag(&mut self, name: &str, diagnostics: &mut Diagnostics) -> bool {
        self.flag_or(name, false, diagnostics)
    }

    /// The flag under this key, or this value if the key is missing; other values are reported.
    pub fn flag_or(&mut self, name: &str, usual: bool, diagnostics: &mut Diagnostics) -> bool {
        match self.any(name) {
            None => usual,
            Some(Value { kind: Kind::Boolean(value), .. }) => *value,
            Some(value) => {
                diagnostics.push(expected(value, &format!("`{name}`"), "true or false"));
                usual
            }
        }
    }

    /// The strings under this key, where a single string counts as a list of one; other values are reported.
    pub fn strings(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Vec<&'a str> {
        self.any(name).map(|value| strings(value, &format!("`{name}`"), diagnostics)).unwrap_or_default()
    }

    /// The entries of the object under this key; a value of another type is reported.
    pub fn entries(&mut self, name: &str, diagnostics: &mut Diagnostics) -> &'a [(Key, Value)] {
        self.any(name)
            .and_then(|value| Object::of(value, &format!("`{name}`"), diagnostics))
            .map_or(&[], |object| object.entries)
    }

    /// The values under this key, where a single object counts as a list of one.
    pub fn one_or_many(&mut self, name: &str) -> &'a [Value] {
        self.any(name).map_or(&[], one_or_many)
    }

    /// Reports each key that was not read, with the nearest known one.
    pub fn finish(self, diagnostics: &mut Diagnostics) {
        let asked: Vec<&str> = self.asked.iter().map(String::as_str).collect();
        for (key, _) in self.entries {
            if !asked.contains(&key.name.as_str()) {
                diagnostics.push(unknown_key(key, &asked));
            }
        }
    }
}

/// The diagnostic of an unknown key.
pub fn unknown_key(key: &Key, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, format!("unknown key `{}`", key.name))
        .at(&key.span, "")
        .nearest(&key.name, known.iter().copied());
    match known {
        [] => diagnostic.note("no keys are allowed here"),
        _ => diagnostic.note(format!("known keys: {}", known.join(", "))),
    }
}

/// The problem of a value of the wrong type.
pub fn expected(value: &Value, what: &str, wanted: &str) -> Diagnostic {
    // A marked string needs no description.
    let label = if value.as_str().is_some() { String::new() } else { format!("this is {}", value.described()) };
    Diagnostic::new(&codes::WRONG_VALUE, format!("{what} must be {wanted}")).at(&value.span, label)
}

/// The value as a string; another type is reported.
pub fn string<'a>(value: &'a Value, what: &str, diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let text = value.as_str();
    if text.is_none() {
        diagnostics.push(expected(value, what, "a string"));
    }
    text
}

/// The value as a list of strings, where a single string counts as a list of one; other values are reported.
pub fn strings<'a>(value: &'a Value, what: &str, diagnostics: &mut Diagnostics) -> Vec<&'a str> {
    one_or_many(value)
        .iter()
        .filter_map(|item| {
            if item.as_str().is_none() {
                diagnostics.push(expected(item, what, "a string or an array of strings"));
            }
            item.as_str()
        })
        .collect()
}

/// The items of an array; anything else counts as a list of one.
pub fn one_or_many(value: &Value) -> &[Value] {
    match &value.kind {
        Kind::Array(items) => items,
        _ => std::slice::from_ref(value),
    }
}
