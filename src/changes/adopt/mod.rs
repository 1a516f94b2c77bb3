//! Taking over a schema.ts with edits, so that none is lost: into the config file, or into a schema.ts that spreads the
//! generated one. Nothing here reads or writes a file.

pub mod config;
pub mod split;
