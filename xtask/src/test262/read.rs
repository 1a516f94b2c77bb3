//! What the reader finds in a program.

use std::collections::BTreeSet;

use crate::reading::Reader;

/// The reader's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The plugins, without a word.
    Silent(BTreeSet<String>),
    /// The first message.
    Said(String),
}

/// The answer to a program as `convex/auth.ts`.
pub(super) fn read(reader: &Reader, program: &str) -> Answer {
    match reader.read([("convex/auth.ts".to_owned(), program.to_owned())]) {
        Ok(options) => Answer::Silent(options.plugins.into_iter().map(|plugin| plugin.spec.name).collect()),
        Err(message) => Answer::Said(message),
    }
}
