//! TypeScript as text and as syntax: a file parsed under limits, its imports and exports.
//! Nothing here knows what a module is for.

pub mod exports;
pub mod file;
pub mod imports;
pub mod limits;
pub mod reexports;
pub mod spread_imports;
