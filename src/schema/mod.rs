//! A Convex schema as data, and how it is made: assembling tables, planning indexes, checking Convex's rules.
//! Nothing here reads a file or knows TypeScript.

pub mod additional;
pub mod assemble;
pub mod digest;
pub mod header;
pub mod indexes;
pub mod lookups;
mod names;
pub mod rules;

/// A schema: what `defineSchema` is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Its tables, in order.
    pub tables: Vec<Table>,
}

/// A table: what `defineTable` is given, and its indexes.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Its indexes, in order.
    pub indexes: Vec<Index>,
}

/// A field of a table or of a `v.object`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub validator: Validator,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// The names of its fields, in order; `_creationTime` is appended by Convex.
    pub fields: Vec<String>,
}

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
    /// `v.int64()`.
    Int64,
    /// `v.null()`.
    Null,
    /// `v.number()`, of which `v.float64()` is an older name.
    Number,
    /// `v.string()`.
    String,
}

impl Plain {
    /// All of them, with the method of `v` that makes them.
    pub const METHODS: [(&'static str, Self); 7] = [
        ("any", Self::Any),
        ("boolean", Self::Boolean),
        ("bytes", Self::Bytes),
        ("int64", Self::Int64),
        ("null", Self::Null),
        ("number", Self::Number),
        ("string", Self::String),
    ];

    /// The method of `v` that makes it.
    pub fn method(self) -> &'static str {
        Self::METHODS.into_iter().find(|(_, plain)| *plain == self).map_or("any", |(method, _)| method)
    }
}

/// A literal's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A string.
    String(String),
    /// A finite number.
    Number(f64),
    /// A boolean.
    Boolean(bool),
}

impl Schema {
    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl Table {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The index of this name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }
}
