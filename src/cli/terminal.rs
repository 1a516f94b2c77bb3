//! Standard output for results, standard error for everything else. A reader that has gone away is no failure of ours.

use std::env;
use std::io::{self, IsTerminal, Write as _};

use crate::diagnostic::{Diagnostic, Diagnostics, render};

/// Prints a result. Fails if it cannot be written, unless its reader has gone away.
pub(super) fn print(text: &str) -> Result<(), Diagnostic> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(format!("the result cannot be printed: {}", error.kind())))
        }
        _ => Ok(()),
    }
}

/// Tells something that is not a result.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A problem that is a result, as text with a final line end.
pub(super) fn rendered(diagnostic: &Diagnostic) -> String {
    render(diagnostic, has_colour(&io::stdout())) + "\n"
}

/// Tells problems, with a blank line between them.
pub(super) fn tell_all(diagnostics: &Diagnostics) {
    let colour = has_colour(&io::stderr());
    let texts: Vec<String> = diagnostics.0.iter().map(|diagnostic| render(diagnostic, colour) + "\n").collect();
    tell(&texts.join("\n"));
}

/// Colour is for terminals, unless NO_COLOR or FORCE_COLOR says otherwise (no-color.org, force-color.org).
fn has_colour(stream: &impl IsTerminal) -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && (is_set("FORCE_COLOR") || stream.is_terminal())
}
