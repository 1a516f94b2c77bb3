//! The checks of `doctor`, one file per check with its tests beside it. A check reads the app and reports; it changes
//! nothing and needs no network.
//!
//! To add one: a code in `diagnostic::codes::setup`, a file here, and a line in [`ALL`].

mod app;
mod better_auth_minimal;

use crate::diagnostic::{Code, Diagnostic};

pub use app::App;

/// A check of the set-up of an app.
#[derive(Debug)]
pub struct Check {
    /// The code of its findings; its name is the name of the check.
    pub code: &'static Code,
    /// Its findings in an app. Fails if a file that it needs cannot be read.
    pub run: fn(&App) -> Result<Vec<Diagnostic>, Diagnostic>,
}

/// All checks, in the order in which they run.
pub static ALL: &[Check] = &[better_auth_minimal::CHECK];
