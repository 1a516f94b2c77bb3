//! Validators of `convex/values`, as data, and how they are shown to a person.

use std::fmt;

use super::Field;

/// A validator of `convex/values`.
#[derive(Clone, Debug, PartialEq)]
pub enum Validator {
    /// A validator without arguments, such as `v.string()`.
    Plain(Plain),
    /// `v.id("table")`.
    Id(String),
    /// `v.literal(...)`.
    Literal(Literal),
    /// `v.array(...)`.
    Array(Box<Self>),
    /// `v.object({...})`.
    Object(Vec<Field>),
    /// `v.record(keys, values)`.
    Record(Box<Self>, Box<Self>),
    /// `v.union(...)`.
    Union(Vec<Self>),
    /// `v.optional(...)`.
    Optional(Box<Self>),
    /// Code that could not be read.
    Opaque(String),
}

/// Validators without arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// `v.any()`.
    Any,
    /// `v.boolean()`.
    Boolean,
    /// `v.bytes()`.
    Bytes,
    /// `v.commitTs()`: the same values as `v.int64()`, which Convex can fill in when a mutation commits.
    CommitTs,
    /// `v.int64()`, of which `v.bigint()` is an older name.
    Int64,
    /// `v.null()`.
    Null,
    /// `v.number()`, of which `v.float64()` is an older name.
    Number,
    /// `v.string()`.
    String,
}

impl Plain {
    /// All of them, with the method of `v` that creates them.
    pub const METHODS: [(&'static str, Self); 8] = [
        ("any", Self::Any),
        ("boolean", Self::Boolean),
        ("bytes", Self::Bytes),
        ("commitTs", Self::CommitTs),
        ("int64", Self::Int64),
        ("null", Self::Null),
        ("number", Self::Number),
        ("string", Self::String),
    ];

    /// The validator that a method of `v` creates, including by older names.
    pub fn of_method(method: &str) -> Option<Self> {
        let method = match method {
            "float64" => "number",
            "bigint" => "int64",
            other => other,
        };
        Self::METHODS.into_iter().find(|(known, _)| *known == method).map(|(_, plain)| plain)
    }

    /// The method of `v` that creates it.
    pub fn method(self) -> &'static str {
        Self::METHODS.into_iter().find(|(_, plain)| *plain == self).map_or("any", |(method, _)| method)
    }
}

/// A literal's value.
#[derive(Clone, Debug)]
pub enum Literal {
    /// A string.
    String(String),
    /// A finite number.
    Number(f64),
    /// A bigint in the range of Convex: 64 bits.
    BigInt(i64),
    /// A boolean.
    Boolean(bool),
}

/// As Convex compares them: -0 and 0 are two numbers (`TotalOrdF64` in convex-backend, crates/value/src/sorting.rs).
impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::BigInt(a), Self::BigInt(b)) => a == b,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            _ => false,
        }
    }
}

impl Literal {
    /// The validator of all values of its kind.
    pub fn plain(&self) -> Plain {
        match self {
            Self::String(_) => Plain::String,
            Self::Number(_) => Plain::Number,
            Self::BigInt(_) => Plain::Int64,
            Self::Boolean(_) => Plain::Boolean,
        }
    }
}

/// The number of dimensions of a vector, if it is a whole number; its range is checked with Convex's rules.
pub fn dimensions_of(number: f64) -> Option<u32> {
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    is_whole.then_some(number as u32)
}

impl Validator {
    /// The validator of a present value, and whether the value may be missing.
    pub fn required(&self) -> (&Self, bool) {
        match self {
            Self::Optional(inner) => (inner.required().0, true),
            other => (other, false),
        }
    }
}

/// As TypeScript writes types: `"a" | null`, `string[]`, `{ name?: string }`.
impl fmt::Display for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(plain) => f.write_str(plain.method()),
            Self::Id(table) => write!(f, "Id<{table:?}>"),
            Self::Literal(literal) => write!(f, "{literal}"),
            Self::Array(element) => match **element {
                Self::Union(_) | Self::Opaque(_) => write!(f, "({element})[]"),
                _ => write!(f, "{element}[]"),
            },
            Self::Record(keys, values) => write!(f, "Record<{keys}, {values}>"),
            Self::Union(members) if members.is_empty() => f.write_str("never"),
            Self::Union(members) => {
                for (position, member) in members.iter().enumerate() {
                    let or = if position == 0 { "" } else { " | " };
                    write!(f, "{or}{member}")?;
                }
                Ok(())
            }
            // The field records whether it may be missing.
            Self::Optional(inner) => inner.fmt(f),
            Self::Object(fields) if fields.is_empty() => f.write_str("{}"),
            Self::Object(fields) => {
                f.write_str("{ ")?;
                for (position, field) in fields.iter().enumerate() {
                    let comma = if position == 0 { "" } else { ", " };
                    let (validator, may_miss) = field.validator.required();
                    let mark = if may_miss { "?" } else { "" };
                    write!(f, "{comma}{}{mark}: {validator}", field.name)?;
                }
                f.write_str(" }")
            }
            Self::Opaque(code) => {
                // One line, however it is written.
                for (position, word) in code.split_whitespace().enumerate() {
                    let space = if position == 0 { "" } else { " " };
                    write!(f, "{space}{word}")?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(value) => write!(f, "{value:?}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::BigInt(value) => write!(f, "{value}n"),
            Self::Boolean(value) => write!(f, "{value}"),
        }
    }
}
