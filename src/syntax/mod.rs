//! TypeScript as text and as syntax: a file parsed under limits, its imports and exports.
//! Knows nothing about the purpose of a module.

pub mod exports;
pub mod file;
pub mod imports;
pub mod limits;
mod nesting;
pub mod reexports;
pub mod spread_imports;
