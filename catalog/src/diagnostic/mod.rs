//! What is said to people: sources and places in them, problems, and how a problem is shown.
//! Never prints and never exits: the command line does.

pub mod github;
pub mod merge;
pub mod model;
pub mod render;
pub mod source;

pub use model::{Diagnostic, Diagnostics, Severity};
pub use render::render;
pub use source::{Source, Span};
