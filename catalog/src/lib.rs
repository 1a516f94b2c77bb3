//! The format of plugin specs: what a spec file may hold, read key by key from TOML, and the [`diagnostic`] that says
//! where one is wrong.
//!
//! The crate is used twice: by the build script of sigma-schema, which embeds `plugin-specs/*.toml`, and at run time, for
//! a project's own spec files. It knows no plugin by name and reads no file.

pub mod adapter;
pub mod condition;
pub mod diagnostic;
pub mod model;
pub mod read;
pub mod value;
