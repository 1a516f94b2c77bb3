//! The split form of a schema, as people write it: a schema.ts that spreads the tables of a generated file. It is found
//! without a flag, every command works on it, and the generated file never has an index that schema.ts adds.
#![allow(clippy::unwrap_used, missing_docs)]

mod broken;
mod commands;
mod forms;
mod found;
mod indexes;
mod project;
