//! Standard output for results, standard error for everything else. A closed pipe is not an error.

use std::env;
use std::io::{self, IsTerminal, Write as _};

use clap::builder::StyledStr;

use crate::diagnostic::codes::files as codes;
use crate::diagnostic::emit::visible_lines;
use crate::diagnostic::{Diagnostic, Diagnostics, render};

/// Prints a result. Fails if it cannot be written, unless the pipe is closed.
pub(super) fn print(text: &str) -> Result<(), Diagnostic> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::new(&codes::OUTPUT, format!("cannot print the result: {}", error.kind())))
        }
        _ => Ok(()),
    }
}

/// Prints help, with its colours on a terminal.
pub(super) fn print_styled(styled: &StyledStr, plain: &str) -> Result<(), Diagnostic> {
    if has_colour(&io::stdout()) { print(&styled.ansi().to_string()) } else { print(plain) }
}

/// Prints something that is not a result, with its colours on a terminal. It may quote an argument.
pub(super) fn eprint(styled: &StyledStr, plain: &str) {
    let safe = visible_lines(plain);
    let text = if has_colour(&io::stderr()) && safe == plain { styled.ansi().to_string() } else { safe };
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A diagnostic that is a result, as text with a final line end.
pub(super) fn rendered(diagnostic: &Diagnostic) -> String {
    render(diagnostic, has_colour(&io::stdout())) + "\n"
}

/// Reports diagnostics, with a blank line between them.
pub(super) fn report(diagnostics: &Diagnostics) {
    let colour = has_colour(&io::stderr());
    let texts: Vec<String> = diagnostics.0.iter().map(|diagnostic| render(diagnostic, colour) + "\n").collect();
    let _ = io::stderr().lock().write_all(texts.join("\n").as_bytes());
}

/// Colour is for terminals that can show it, unless NO_COLOR or FORCE_COLOR is set (no-color.org, force-color.org).
fn has_colour(stream: &impl IsTerminal) -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    !is_set("NO_COLOR") && (is_set("FORCE_COLOR") || stream.is_terminal() && !is_dumb)
}
