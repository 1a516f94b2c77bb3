//! Code of the app, followed without running it: what its expressions are, as far as that can be known.
//!
//! `modules` loads files when something asks for them, by `resolve`; `evaluate` and its parts follow expressions and
//! statements to values (`value`, which explains them); `shape` takes them out as trees (`tree`). What packages export is
//! the caller's knowledge (`host`). What is followed and what is not is in docs/reading-auth.md. Nothing here knows what a value
//! is good for, and nothing is ever run.

mod builtin;
pub(crate) mod call;
pub(crate) mod evaluate;
pub(crate) mod host;
pub(crate) mod modules;
mod objects;
mod operators;
mod patterns;
pub(crate) mod reason;
mod scope;
pub(crate) mod shape;
mod statements;
#[cfg(test)]
mod tests;
pub(crate) mod tree;
pub(crate) mod value;
