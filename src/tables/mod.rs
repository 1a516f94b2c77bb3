//! Tables of Better Auth, from specs and options: keys, names, fields and lookups, independent of any database. Never
//! reads a file; does not know Convex.

pub mod additional;
pub mod assemble;
pub mod names;
#[cfg(test)]
mod samples;
