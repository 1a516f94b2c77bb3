//! Work on text that somebody else wrote, with limits on size, depth and time, so that no file can crash or hang us.
//!
//! Parsers recurse, and deep nesting overflows the stack, which no code can catch; some constructs take exponential time.
//! So a file is parsed, walked and dropped in a thread of its own with a large stack, and waited for with a time limit.

use std::sync::Arc;
#[cfg(not(target_family = "wasm"))]
use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use crate::diagnostic::{Diagnostic, Source, Span};

/// The size of a stack in address space, and the largest file that is read on it.
#[cfg(not(target_family = "wasm"))]
struct Stack {
    size: usize,
    largest: usize,
}

/// Stacks to try, in bytes: a parser takes up to 2 KB of stack for a byte of text. Memory is taken only as far as it is
/// used, but a machine may refuse to promise so much.
#[cfg(not(target_family = "wasm"))]
const STACKS: [Stack; 2] = [Stack { size: 1 << 30, largest: 256 * 1024 }, Stack { size: 1 << 26, largest: 16 * 1024 }];
/// The longest time that a file is waited for.
#[cfg(not(target_family = "wasm"))]
const LONGEST: Duration = Duration::from_secs(5);

/// What holds on the stack that was given.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    largest: usize,
}

impl Limits {
    /// Fails if a file is too large to be parsed here.
    pub fn check(self, source: &Arc<Source>) -> Result<(), Diagnostic> {
        if source.text.len() <= self.largest {
            return Ok(());
        }
        let (size, most) = (source.text.len() / 1024, self.largest / 1024);
        let title = format!("this file is too large to read: {size} KiB, of at most {most} KiB");
        Err(Diagnostic::error(title).at(&source.span(0..0), ""))
    }
}

/// The largest file that is read in WebAssembly, whose only stack has the size that it was linked with.
#[cfg(target_family = "wasm")]
const LARGEST: usize = 64 * 1024;

/// Work in a thread of its own. Fails if the work is too slow, or itself fails. `what` names what is read, and `span` is
/// where it starts.
#[cfg(not(target_family = "wasm"))]
pub fn run<T: Send + 'static>(
    what: &str,
    span: Option<&Span>,
    work: impl FnOnce(Limits) -> Result<T, Diagnostic> + Clone + Send + 'static,
) -> Result<T, Diagnostic> {
    let failed = |title: String| Diagnostic::error(title).at_opt(span);
    for Stack { size: stack, largest } in STACKS {
        let (sender, receiver) = mpsc::channel();
        let work = work.clone();
        let spawned = thread::Builder::new().stack_size(stack).spawn(move || {
            // Nobody listens any more after the time limit.
            let _ = sender.send(work(Limits { largest }));
        });
        if spawned.is_err() {
            continue;
        }
        return match receiver.recv_timeout(LONGEST) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout) => {
                let diagnostic = failed(format!("reading {what} takes longer than {} seconds", LONGEST.as_secs()));
                Err(diagnostic.help("it is nested too deeply; write it in smaller expressions"))
            }
            Err(RecvTimeoutError::Disconnected) => Err(failed(format!("{what} cannot be read: the parser gave up"))),
        };
    }
    Err(failed(format!("{what} cannot be read: the system gives no thread with a large stack")))
}

/// Work within the limit on size alone: there are no threads in WebAssembly, where the host ends what is too slow, and
/// catches what is too deep.
#[cfg(target_family = "wasm")]
pub fn run<T: Send + 'static>(
    _: &str,
    _: Option<&Span>,
    work: impl FnOnce(Limits) -> Result<T, Diagnostic> + Clone + Send + 'static,
) -> Result<T, Diagnostic> {
    work(Limits { largest: LARGEST })
}
