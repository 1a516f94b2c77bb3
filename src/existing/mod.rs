//! The existing schema of a project: any schema.ts, whatever its structure, read by following its code.
//! Nothing here writes a file or decides what a schema should hold.

mod host;
pub mod tables;
mod unread;
mod validators;
