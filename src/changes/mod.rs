//! The changes between two schemas and their impact on the data in a push. Never reads or writes a file.

pub mod adopt;
pub mod change;
pub mod compare;
pub mod lost;
pub mod migration;
pub mod reconcile;
pub mod refused;
pub mod renames;
pub mod sides;
