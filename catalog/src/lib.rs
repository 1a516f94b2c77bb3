//! The format of plugin specs: the contents of a spec file, read key by key from TOML, and the [`diagnostic`] for
//! errors in it.
//!
//! The crate is used twice: by the build script of sigma-schema, which embeds `plugin-specs/*.toml`, and at run time,
//! for the spec files of a project. It knows no plugin by name and reads no file.

pub mod adapter;
pub mod condition;
pub mod diagnostic;
pub mod model;
pub mod read;
pub mod value;
