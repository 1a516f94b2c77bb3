//! Discovery of a project: the Convex folder, the component, the config file, installed versions. Files are read
//! through one [`provider::FileProvider`]; only `commit` writes files.

mod around;
mod candidates;
pub mod commit;
pub mod config;
mod discover;
pub mod files;
pub mod find;
pub mod git;
mod globs;
mod local;
pub mod lockfile;
pub mod manifest;
pub mod modules;
mod monorepo;
mod overrides;
pub mod package_manager;
pub mod packages;
mod plain;
mod project;
pub mod provider;
mod range;
pub mod resolve;
pub mod settle;
pub mod split;
pub mod support;
pub mod versions;

pub use around::Around;
pub use discover::{Overrides, catalog};
pub use project::{NamedAuth, Project};

/// The default name of the schema file.
const SCHEMA_FILE: &str = "schema.ts";
/// The name of the adapter file.
const ADAPTER_FILE: &str = "adapter.ts";
/// The module with the app's options, in the Convex folder.
const AUTH_MODULE: &str = "auth";
