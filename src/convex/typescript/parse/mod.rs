//! The surface of an existing schema.ts: its tables as they are written, header, comments, imports and statements, with
//! locations. Never follows code: `src/existing` does.
//!
//! A safe replacement rests on this: a table, field or index counts as read only if each of its tokens is part of what was
//! read, so a further argument, a spread or a constant makes it other code, which is kept with its location and never
//! dropped.

mod file;
mod indexes;
mod syntax;
mod tables;
mod validators;

use std::sync::Arc;

pub use validators::validator_text;

use self::file::Reader;
use self::tables::constants;
use crate::convex::Schema;
use crate::convex::digest::digest;
use crate::convex::header;
use crate::convex::spanned::SpannedTable;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::syntax::file::read;

/// The surface of a schema.ts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SchemaFile {
    /// Its tables, in order.
    pub tables: Vec<SpannedTable>,
    /// Everything beside tables, fields and indexes: statements, comments, and expressions that could not be read.
    pub other: Vec<Other>,
    /// The comment of the generator that wrote the file, if any.
    pub header: Option<String>,
    /// The locations of its other parts.
    pub layout: SourceLayout,
}

/// The locations of the parts of a file that a command takes out or keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceLayout {
    /// The start of the first statement, as an offset into the text.
    pub head: usize,
    /// The comments of the header.
    pub header: Vec<Span>,
    /// All other comments.
    pub comments: Vec<Span>,
    /// The imports.
    pub imports: Vec<Span>,
    /// The object of the tables; the first, if there are several.
    pub tables: Option<Span>,
    /// The entries of that object, in order.
    pub entries: Vec<Entry>,
}

/// An entry of the object of the tables: a table, or an expression in an unknown form.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// All of it.
    pub span: Span,
    /// The table, by its number, if it is one.
    pub table: Option<usize>,
    /// Its fields in an unknown form.
    pub other_fields: Vec<Span>,
    /// Unknown calls on it, from the name of the method on.
    pub other_calls: Vec<Span>,
}

/// A part of the file beside tables, fields and indexes.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// Its kind, in a few words.
    pub what: &'static str,
    /// Its location.
    pub span: Span,
}

impl SchemaFile {
    /// Whether it is as it was generated, apart from layout: its header has the digest of its tables, and the file has
    /// nothing else.
    pub fn is_generated(&self) -> bool {
        let recorded = self.header.as_deref().and_then(header::recorded_digest);
        self.other.is_empty() && recorded.is_some_and(|recorded| recorded == digest(&self.schema()))
    }

    /// Whether its header has these lines, except for the command that writes the file again.
    pub fn has_header(&self, lines: &[String]) -> bool {
        self.header.as_ref().is_some_and(|header| header::is_same(header, lines))
    }

    /// The schema without locations.
    pub fn schema(&self) -> Schema {
        Schema { tables: self.tables.iter().map(SpannedTable::table).collect(), ..Schema::default() }
    }
}

/// Reads a schema.ts. Fails if it is not valid TypeScript.
pub fn schema_file(source: &Arc<Source>) -> Result<SchemaFile, Diagnostic> {
    read(source, |file| {
        let mut reader = Reader { file, read: SchemaFile::default(), constants: constants(file.module) };
        reader.read_file();
        reader.read
    })
}
