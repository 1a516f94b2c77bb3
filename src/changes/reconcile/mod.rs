//! Decides about existing files: written, left as they are, or refused. Never reads or writes a file.

pub mod adapter;
pub mod schema;
