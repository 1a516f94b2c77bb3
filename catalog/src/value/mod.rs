//! Plain values with spans, from a spec file, a config file or an app's options. One reader ([`read::Object`]) checks
//! all of them key by key.

pub mod json;
pub mod read;
pub mod toml;

use crate::diagnostic::Span;

/// A value and its span.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Its type and content.
    pub kind: Kind,
    /// Its span.
    pub span: Span,
}

/// The type and content of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// Any number.
    Number(f64),
    /// A string.
    String(String),
    /// Values in order.
    Array(Vec<Value>),
    /// Keys and values, in the order in which they are written.
    Object(Vec<(Key, Value)>),
}

/// A key of an object and its span.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Its span.
    pub span: Span,
}

impl Value {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The entries, if it is an object.
    pub fn as_object(&self) -> Option<&[(Key, Value)]> {
        match &self.kind {
            Kind::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under this key, if it is an object and has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(key, _)| key.name == name).map(|(_, value)| value)
    }

    /// The value at the end of a dotted path such as `teams.enabled`.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |value, name| value.get(name))
    }

    /// Takes the value at the end of a dotted path out of its object.
    pub fn remove(&mut self, path: &str) -> Option<Self> {
        let Kind::Object(entries) = &mut self.kind else { return None };
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let position = entries.iter().position(|(key, _)| key.name == name)?;
        match rest {
            Some(rest) => entries[position].1.remove(rest),
            None => Some(entries.remove(position).1),
        }
    }

    /// Puts a value at the end of a dotted path, and creates missing objects along it.
    pub fn insert(&mut self, path: &str, value: Self) {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let Kind::Object(entries) = &mut self.kind else { return };
        let position = entries.iter().position(|(key, _)| key.name == name).unwrap_or_else(|| {
            let key = Key { name: name.to_owned(), span: value.span.clone() };
            entries.push((key, Self { kind: Kind::Object(Vec::new()), span: value.span.clone() }));
            entries.len() - 1
        });
        match rest {
            Some(rest) => entries[position].1.insert(rest, value),
            None => entries[position].1 = value,
        }
    }

    /// Whether it is truthy in JavaScript.
    pub fn is_truthy(&self) -> bool {
        match &self.kind {
            Kind::Null => false,
            Kind::Boolean(value) => *value,
            Kind::Number(value) => *value != 0.0 && !value.is_nan(),
            Kind::String(text) => !text.is_empty(),
            Kind::Array(_) | Kind::Object(_) => true,
        }
    }

    /// Its type in a word, with an article.
    pub fn described(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Boolean(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }
}

/// As it is written in JavaScript, on one line.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            Kind::Null => f.write_str("null"),
            Kind::Boolean(value) => write!(f, "{value}"),
            Kind::Number(number) => write!(f, "{number}"),
            Kind::String(text) => write!(f, "{text:?}"),
            Kind::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Kind::Object(entries) if entries.is_empty() => f.write_str("{}"),
            Kind::Object(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{}: {value}", key.name)).collect();
                write!(f, "{{ {} }}", entries.join(", "))
            }
        }
    }
}
