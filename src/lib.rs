//! Writes a Convex app's `schema.ts` and `adapter.ts` for Better Auth's local install, from declared table specs.
//!
//! The folders are rooms, each with plain data in and out; docs/architecture.md says which uses which.
//! [`convex::generate::generate`] is the pure function in the middle: from a request to the text of schema.ts.

pub mod auth;
pub mod catalog;
pub mod changes;
pub mod cli;
pub mod commands;
pub mod convex;
pub mod existing;
pub mod graph;
pub mod js;
pub mod syntax;
pub mod tables;
pub mod workspace;

pub use sigma_schema_catalog::{diagnostic, value};
