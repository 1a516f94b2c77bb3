//! Tables that the app's config adds: checked by the same rules as those of plugins.

use super::Table;
use crate::report::Place;

/// A table that the app's config adds.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnTable {
    /// The table.
    pub table: Table,
    /// Where the config has it.
    pub place: Place,
}
