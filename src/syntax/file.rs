//! A TypeScript file of the user, parsed under limits and lent to a reader.

use std::sync::Arc;

use swc_common::comments::{Comments, SingleThreadedComments};
use swc_common::{BytePos, Span as SwcSpan, Spanned as _};
use swc_ecma_ast::Module;
use swc_ecma_parser::{Parser, StringInput, Syntax, TsSyntax};

use crate::diagnostic::codes::files as codes;
use crate::diagnostic::{Diagnostic, Source, Span, merge};
use crate::syntax::limits::{self, Limits, SMALL};
use crate::syntax::nesting;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct ParsedFile<'a> {
    pub(crate) source: &'a Arc<Source>,
    pub(crate) module: &'a Module,
    pub(crate) comments: &'a SingleThreadedComments,
}

impl ParsedFile<'_> {
    /// The span of a node.
    pub(crate) fn span(&self, span: SwcSpan) -> Span {
        span_in(self.source, span)
    }
}

/// swc reserves position 0 for nodes without a place.
const START: BytePos = BytePos(1);

/// The span of a node in a parsed source.
pub(crate) fn span_in(source: &Arc<Source>, span: SwcSpan) -> Span {
    let offset = |position: BytePos| position.0.saturating_sub(START.0) as usize;
    source.span(offset(span.lo)..offset(span.hi))
}

/// Parses a TypeScript file and reads it. Fails if it is too large or too slow to parse, or not valid TypeScript.
pub(crate) fn read<T: Send + 'static>(
    source: &Arc<Source>,
    reader: impl FnOnce(&ParsedFile<'_>) -> T + Clone + Send + 'static,
) -> Result<T, Diagnostic> {
    let source = Arc::clone(source);
    let start = source.span(0..0);
    let is_small = source.text.len() <= SMALL;
    let work = move |limits: Limits| {
        limits.check(&source)?;
        let comments = SingleThreadedComments::default();
        let module = parse(&source, false, Some(&comments))?;
        Ok(reader(&ParsedFile { source: &source, module: &module, comments: &comments }))
    };
    if is_small { work(Limits::ON_ANY_STACK) } else { limits::run("this file", Some(&start), work) }
}

/// Parses a module, without its comments. Call it under [`limits`]. Fails at the first syntax error.
pub(crate) fn parse_module(source: &Arc<Source>, has_jsx: bool) -> Result<Module, Diagnostic> {
    parse(source, has_jsx, None)
}

fn parse(source: &Arc<Source>, has_jsx: bool, comments: Option<&SingleThreadedComments>) -> Result<Module, Diagnostic> {
    // Conflict markers in a comment are not a syntax error.
    if let Some(diagnostic) = merge::diagnostic(source) {
        return Err(diagnostic);
    }
    if let Some((position, what)) = nesting::too_deep(&source.text, has_jsx) {
        let title = format!("the {what} in this file are nested too deeply to read");
        let diagnostic = Diagnostic::new(&codes::FILE_TOO_SLOW, title).at(&source.span(position..position + 1), "");
        return Err(diagnostic.help("write this code in smaller expressions"));
    }
    let end = BytePos(START.0 + u32::try_from(source.text.len()).unwrap_or(u32::MAX - START.0));
    let syntax = Syntax::Typescript(TsSyntax { decorators: true, tsx: has_jsx, ..TsSyntax::default() });
    let comments = comments.map(|comments| comments as &dyn Comments);
    let mut parser = Parser::new(syntax, StringInput::new(&source.text, START, end), comments);
    let module = parser.parse_module();
    // An unterminated string or comment is only found here.
    let first = parser.take_errors().into_iter().next();
    match module {
        Ok(module) if first.is_none() => Ok(module),
        module => {
            let diagnostic = Diagnostic::new(&codes::INVALID_TYPESCRIPT, "this is not valid TypeScript");
            Err(match first.or(module.err()) {
                Some(error) => diagnostic.at(&span_in(source, error.span()), error.kind().msg()),
                None => diagnostic,
            })
        }
    }
}
