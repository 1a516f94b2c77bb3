//! Writes a Convex app's `schema.ts` and `adapter.ts` for Better Auth's local install, from declared table specs.
//!
//! The folders are the phases, each with plain data in and out, and none reaches back into an earlier one:
//! [`project`] finds what is on disk, [`spec`] holds what is known about plugins, [`schema`] makes tables and indexes of
//! both, [`typescript`] prints them and reads existing files, [`diff`] compares, [`report`] tells, [`cli`] calls.
//! [`generate::generate`] is the pure function in the middle.

pub mod adopt;
pub mod auth;
pub mod cli;
pub mod code;
pub mod diff;
pub mod generate;
pub mod graph;
pub mod guard;
pub mod plan;
pub mod project;
pub mod report;
pub mod schema;
pub mod spec;
pub mod typescript;
pub mod value;
pub mod write;
