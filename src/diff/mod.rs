//! What changes between two schemas. Never reads or writes a file.

pub mod loss;
