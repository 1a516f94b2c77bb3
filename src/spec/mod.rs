//! Table specs: what is known about a plugin, as data.
//!
//! `plugin-specs/*.toml` are read by build.rs with the same code that reads a user's own spec files at run time,
//! and embedded in a binary form, one piece a plugin, decoded when it is asked for.
//! Nothing here knows any plugin by name.

pub mod adapter;
pub mod catalogue;
pub mod condition;
pub mod describe;
pub mod model;
pub mod options;
pub mod plugin;
pub mod read;
pub mod select;
