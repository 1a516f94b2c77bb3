//! The schema that a project has: any schema.ts, however it is put together, read by following its code.
//! Nothing here writes a file or decides what a schema should hold.

mod host;
pub mod tables;
mod unread;
mod validators;
