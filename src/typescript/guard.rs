//! Parsing of files that somebody else wrote: with limits on size, depth and time, so that no file can crash or hang us.
//!
//! Deep nesting overflows swc's stack, which no code can catch; some constructs take exponential time. So a file is
//! parsed, walked and dropped in a thread of its own with a large stack, and waited for with a time limit.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use std::{io, thread};

use swc_common::comments::SingleThreadedComments;
use swc_common::{BytePos, Span};
use swc_ecma_ast::Module;
use swc_ecma_parser::{Parser, StringInput, Syntax, TsSyntax};

use crate::report::{Place, Problem, Source};

/// The largest file that is parsed, in bytes.
const LARGEST: usize = 256 * 1024;
/// Stacks to try, in bytes: memory is taken only as far as it is used, but a machine may refuse to promise so much.
const STACKS: [usize; 2] = [1 << 30, 1 << 26];
/// The longest time that a file is waited for.
const LONGEST: Duration = Duration::from_secs(5);

/// A parsed file, lent to whoever reads it.
#[derive(Debug)]
pub(crate) struct ParsedFile<'a> {
    pub(crate) source: &'a Arc<Source>,
    pub(crate) module: &'a Module,
    pub(crate) comments: &'a SingleThreadedComments,
}

impl ParsedFile<'_> {
    /// The place of a node.
    pub(crate) fn place(&self, span: Span) -> Place {
        let offset = |position: BytePos| (position.0 as usize).saturating_sub(START.0 as usize);
        self.source.place(offset(span.lo)..offset(span.hi))
    }
}

/// swc keeps position 0 for nodes without a place.
const START: BytePos = BytePos(1);

/// Parses a TypeScript file and reads it. Fails if it is too large, too slow, or no TypeScript.
pub(crate) fn read<T: Send + 'static>(
    source: &Arc<Source>,
    reader: impl FnOnce(&ParsedFile<'_>) -> T + Clone + Send + 'static,
) -> Result<T, Problem> {
    let at_start = |problem: Problem| problem.at(&source.place(0..0), "");
    if source.text.len() > LARGEST {
        let size = source.text.len() / 1024;
        return Err(at_start(Problem::error(format!(
            "this file is too large to read: {size} KiB, of at most {} KiB",
            LARGEST / 1024
        ))));
    }
    let (sender, receiver) = mpsc::channel();
    let work = {
        let source = Arc::clone(source);
        move || {
            // Nobody listens any more after the time limit.
            let _ = sender.send(parse_and_read(&source, reader));
        }
    };
    spawn(work).map_err(|error| at_start(Problem::error(format!("this file cannot be read: {error}"))))?;
    match receiver.recv_timeout(LONGEST) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => {
            let problem = Problem::error(format!("this file takes longer than {} seconds to read", LONGEST.as_secs()));
            Err(at_start(problem).help("it is nested too deeply; write it in smaller expressions"))
        }
        Err(RecvTimeoutError::Disconnected) => {
            Err(at_start(Problem::error("this file cannot be read: the parser gave up")))
        }
    }
}

fn spawn(work: impl FnOnce() + Clone + Send + 'static) -> io::Result<()> {
    let spawn = |stack: usize| thread::Builder::new().stack_size(stack).spawn(work.clone()).map(drop);
    let [large, small] = STACKS;
    spawn(large).or_else(|_| spawn(small))
}

fn parse_and_read<T>(source: &Arc<Source>, reader: impl FnOnce(&ParsedFile<'_>) -> T) -> Result<T, Problem> {
    let end = BytePos(START.0 + u32::try_from(source.text.len()).unwrap_or(u32::MAX - START.0));
    let comments = SingleThreadedComments::default();
    let syntax = Syntax::Typescript(TsSyntax { decorators: true, ..TsSyntax::default() });
    let mut parser = Parser::new(syntax, StringInput::new(&source.text, START, end), Some(&comments));
    let module = parser.parse_module();
    // An unterminated string or comment is only found here.
    let first = parser.take_errors().into_iter().next();
    let (module, error) = match module {
        Ok(module) => (Some(module), first),
        Err(error) => (None, first.or(Some(error))),
    };
    let place = |span: Span| {
        source.place(span.lo.0.saturating_sub(START.0) as usize..span.hi.0.saturating_sub(START.0) as usize)
    };
    match (module, error) {
        (Some(module), None) => Ok(reader(&ParsedFile { source, module: &module, comments: &comments })),
        (_, Some(error)) => {
            let message = error.kind().msg().into_owned();
            Err(Problem::error("this is not valid TypeScript").at(&place(swc_common::Spanned::span(&error)), message))
        }
        (None, None) => Err(Problem::error("this is not valid TypeScript").at(&source.place(0..0), "")),
    }
}
