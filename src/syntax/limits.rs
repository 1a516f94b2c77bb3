//! Work on the user's files, with limits on size, depth and time, so that no file can crash or hang a command.
//!
//! Parsers recurse, and deep nesting overflows the stack, which no code can catch; some constructs take exponential
//! time. So a file is parsed, walked and dropped in a separate thread with a large stack, within a time limit.

use std::sync::Arc;
#[cfg(not(target_family = "wasm"))]
use std::{
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source, Span};

/// The size of a stack in address space, and the largest file that is parsed on it.
#[cfg(not(target_family = "wasm"))]
struct Stack {
    size: usize,
    largest: usize,
}

/// Stacks to try, in bytes: a parser needs up to 2 KB of stack for a byte of text. Only used memory is committed, but a
/// system may refuse to reserve that much.
#[cfg(not(target_family = "wasm"))]
const STACKS: [Stack; 2] = [Stack { size: 1 << 30, largest: 256 * 1024 }, Stack { size: 1 << 26, largest: 16 * 1024 }];
/// The limit on the processor's time for a file: many times what any file of real code takes.
#[cfg(not(target_family = "wasm"))]
const MAX_WORK: Duration = Duration::from_millis(if cfg!(debug_assertions) { 5_000 } else { 500 });
/// The time limit where the processor's time is unknown, or where other programs take it.
#[cfg(not(target_family = "wasm"))]
const TIMEOUT: Duration = Duration::from_secs(5);

/// The largest file in bytes that is parsed on the stack of the caller. A thread of its own takes longer than parsing it.
pub(super) const SMALL: usize = 128;

/// The limits of the stack in use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    largest: usize,
}

impl Limits {
    /// The limits of the usual stack of a thread, for a file of [`SMALL`] bytes.
    pub(super) const ON_ANY_STACK: Self = Self { largest: SMALL };

    /// Fails if a file is too large for the stack.
    pub fn check(self, source: &Arc<Source>) -> Result<(), Diagnostic> {
        if source.text.len() <= self.largest {
            return Ok(());
        }
        let (size, most) = (source.text.len() / 1024, self.largest / 1024);
        let title = format!("this file is too large to read: {size} KiB, and the limit is {most} KiB");
        // The text is not needed any more.
        Err(Diagnostic::new(&codes::FILE_TOO_LARGE, title).at(&source.with_text("").span(0..0), ""))
    }
}

/// The largest file that is parsed in WebAssembly, whose only stack has the size that was linked.
#[cfg(target_family = "wasm")]
const MAX_SIZE: usize = 64 * 1024;

/// The result of work in a separate thread. Fails if the work is too slow, or fails itself. `what` names the text that
/// is read, and `span` is its start.
#[cfg(not(target_family = "wasm"))]
pub fn run<T: Send + 'static>(
    what: &str,
    span: Option<&Span>,
    work: impl FnOnce(Limits) -> Result<T, Diagnostic> + Clone + Send + 'static,
) -> Result<T, Diagnostic> {
    let failed = |code, title: String| Diagnostic::new(code, title).at_opt(span);
    for Stack { size: stack, largest } in STACKS {
        let (sender, receiver) = mpsc::channel();
        let work = work.clone();
        let spawned = thread::Builder::new().stack_size(stack).spawn(move || {
            // After the time limit, the receiver is gone.
            let _ = sender.send(work(Limits { largest }));
        });
        if spawned.is_err() {
            continue;
        }
        return match receive(&receiver) {
            Ok(done) => done,
            Err(RecvTimeoutError::Timeout) => Err(failed(&codes::FILE_TOO_SLOW, format!("reading {what} takes too long"))
                .help("simplify this code: nested type assertions and arrow functions in conditions take a parser exponential time")),
            Err(RecvTimeoutError::Disconnected) => {
                Err(failed(&codes::FILE_UNREADABLE, format!("cannot read {what}: the parser failed")))
            }
        };
    }
    Err(failed(&codes::FILE_UNREADABLE, format!("cannot read {what}: the system refused a thread with a large stack")))
}

/// What a thread sends within the time limits.
#[cfg(not(target_family = "wasm"))]
fn receive<T>(receiver: &mpsc::Receiver<T>) -> Result<T, RecvTimeoutError> {
    let (start, work) = (Instant::now(), processor_time());
    let mut wait = MAX_WORK;
    loop {
        match receiver.recv_timeout(wait) {
            Err(RecvTimeoutError::Timeout) => {}
            received => return received,
        }
        let has_worked = work.zip(processor_time()).is_some_and(|(before, now)| now.saturating_sub(before) >= MAX_WORK);
        if has_worked || start.elapsed() >= TIMEOUT {
            return Err(RecvTimeoutError::Timeout);
        }
        wait = Duration::from_millis(50);
    }
}

/// The processor's time that this process has taken. None if the system does not say.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn processor_time() -> Option<Duration> {
    rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).try_into().ok()
}

/// The processor's time that this process has taken, which is not asked for on this system.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple", target_family = "wasm")))]
fn processor_time() -> Option<Duration> {
    None
}

/// The result of work within the size limit only: WebAssembly has no threads, and its host stops slow code and catches
/// a stack overflow.
#[cfg(target_family = "wasm")]
pub fn run<T: Send + 'static>(
    _: &str,
    _: Option<&Span>,
    work: impl FnOnce(Limits) -> Result<T, Diagnostic> + Clone + Send + 'static,
) -> Result<T, Diagnostic> {
    work(Limits { largest: MAX_SIZE })
}
