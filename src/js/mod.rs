//! A static evaluator: the values of expressions in the app's code, as far as they can be determined without running it.
//!
//! `modules` loads files when they are needed; `evaluate` and its parts follow expressions and statements to values (`value`,
//! which explains them); `shape` extracts them as trees (`tree`). Knowledge about packages comes from the caller (`host`).
//! docs/reading-auth.md lists the code that is followed. Nothing here knows the purpose of a value, and nothing is ever run.

mod assignments;
mod builtin;
pub(crate) mod call;
mod chains;
pub(crate) mod conditions;
mod effects;
pub(crate) mod evaluate;
mod flow;
pub(crate) mod host;
mod lists;
mod loops;
mod lost;
pub(crate) mod modules;
mod objects;
mod operators;
mod patterns;
mod properties;
pub(crate) mod reason;
mod scope;
pub(crate) mod shape;
mod statements;
#[cfg(test)]
mod tests;
pub(crate) mod tree;
pub(crate) mod value;
