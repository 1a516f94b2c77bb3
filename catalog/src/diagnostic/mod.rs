//! Diagnostics: sources and spans in them, the table of codes, and how a diagnostic is shown in each format.
//! Never prints and never exits: the command line does.

pub mod code;
pub mod codes;
pub mod emit;
pub mod merge;
pub mod model;
pub mod page;
pub mod source;
pub mod spanned;

pub use code::Code;
pub use emit::text::render;
pub use model::{Diagnostic, Diagnostics, Severity};
pub use source::{Source, Span};
pub use spanned::Spanned;
