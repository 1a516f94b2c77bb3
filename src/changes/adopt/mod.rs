//! Moves edits of a schema.ts into the config file, or into a schema.ts that spreads the generated one, so that none is
//! lost. Never reads or writes a file.

pub mod config;
pub mod split;
