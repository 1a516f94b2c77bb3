//! What changes between two schemas, and what a push would do with the data. Never reads or writes a file.

pub mod changes;
pub mod codes;
pub mod loss;
pub mod outline;
pub mod page;
pub mod refused;
pub mod renames;
pub mod sides;
