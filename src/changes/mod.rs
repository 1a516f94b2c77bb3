//! What changes between two schemas, and what a push would do with the data. Never reads or writes a file.

pub mod adopt;
pub mod change;
pub mod compare;
pub mod lost;
pub mod migration;
pub mod reconcile;
pub mod refused;
pub mod renames;
pub mod sides;
