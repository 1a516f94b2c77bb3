//! Tables of Better Auth, from specs and options: keys, names, fields and lookups, neutral of any database.
//! Nothing here reads a file or knows Convex.

pub mod additional;
pub mod assemble;
pub mod names;
#[cfg(test)]
mod samples;
