//! What is on disk: the Convex folder, the component, the config file, installed versions. Reads files, never writes any.

pub mod config;
pub mod files;
pub mod find;
pub mod lock;
pub mod manifest;
pub mod versions;
