//! What is known about plugins: the embedded specs, a project's own ones, and the choice among them.
//!
//! `plugin-specs/*.toml` are read by build.rs with the same code that reads a project's own spec files at run time, and
//! embedded in a binary form, one piece per plugin, decoded when it is asked for. Nothing here knows any plugin by name.

pub mod describe;
pub mod embedded;
pub mod options;
pub mod plugin;
pub mod select;

pub use sigma_schema_catalog::{adapter, condition, model, read};
