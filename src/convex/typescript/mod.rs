//! TypeScript: the generated files as swc syntax trees, printed as prettier prints them, and an existing schema.ts read
//! back. Never decides what a schema holds.

pub mod adapter_file;
mod ast;
mod layout;
pub mod parse;
pub mod schema_file;
