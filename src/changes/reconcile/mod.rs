//! What becomes of the files that are there: written, left as they are, or refused. Nothing here reads or writes a file.

pub mod adapter;
pub mod schema;
