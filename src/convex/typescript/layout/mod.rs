//! Code laid out by prettier's rules, as far as generated files need them.
//!
//! swc's emitter knows no line width. It prints to a [`collect::TokenCollector`], which keeps its tokens as documents, with
//! a group for each pair of brackets; each statement is then printed on lines of 80 columns ([`printer`]). Text is never
//! parsed again.

mod collect;
mod doc;
mod printer;

use swc_common::comments::SingleThreadedComments;
use swc_common::sync::Lrc;
use swc_common::{FilePathMapping, SourceMap};
use swc_ecma_ast::Module;
use swc_ecma_codegen::{Config, Emitter, Node as _};

/// The module as text, with a final line end.
pub(super) fn print(module: &Module, comments: &SingleThreadedComments) -> String {
    let mut collector = collect::TokenCollector::default();
    let mut emitter = Emitter {
        cfg: Config::default(),
        cm: Lrc::new(SourceMap::new(FilePathMapping::empty())),
        comments: Some(comments),
        wr: &mut collector,
    };
    // The collector writes to memory and never fails.
    let emitted = module.emit_with(&mut emitter);
    debug_assert!(emitted.is_ok());
    printer::statements(&collector.finish())
}
