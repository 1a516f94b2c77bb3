//! What changes between two schemas, and what a push would do with the data. Never reads or writes a file.

pub mod adopt;
pub mod codes;
pub mod compare;
pub mod lost;
pub mod outline;
pub mod page;
pub mod reconcile;
pub mod refused;
pub mod renames;
pub mod sides;
