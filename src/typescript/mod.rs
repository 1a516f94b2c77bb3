//! TypeScript: the generated files as swc syntax trees, printed as prettier would print them, and an existing schema.ts
//! read back. Never decides what a schema holds.

pub mod adapter_file;
mod ast;
pub mod exports;
pub(crate) mod file;
mod layout;
pub mod parse;
pub mod schema_file;
pub mod spread_imports;
