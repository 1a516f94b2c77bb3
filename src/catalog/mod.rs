//! The specs of plugins: the embedded ones, those of a project, and the selection among them.
//!
//! `plugin-specs/*.toml` are read by build.rs with the same code that reads the spec files of a project at run time.
//! They are embedded in a binary form, one blob per plugin, which is decoded on demand. This room knows no plugin by
//! name.

pub mod describe;
pub mod embedded;
pub mod options;
pub mod plugin;
pub mod select;

pub use sigma_schema_catalog::{adapter, condition, model, read};
