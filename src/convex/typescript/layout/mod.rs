//! Code laid out by prettier's rules, as far as generated files need them.
//!
//! swc's emitter knows no line width. It is given a sink ([`collect::Sink`]) that takes its tokens in as pieces, where
//! brackets become groups; each statement is then placed on lines of 80 columns ([`place`]). Text is never parsed again.

mod collect;
mod piece;
mod place;

use swc_common::comments::SingleThreadedComments;
use swc_common::sync::Lrc;
use swc_common::{FilePathMapping, SourceMap};
use swc_ecma_ast::Module;
use swc_ecma_codegen::{Config, Emitter, Node as _};

/// The module as text, with a final line end.
pub(super) fn print(module: &Module, comments: &SingleThreadedComments) -> String {
    let mut sink = collect::Sink::default();
    let mut emitter = Emitter {
        cfg: Config::default(),
        cm: Lrc::new(SourceMap::new(FilePathMapping::empty())),
        comments: Some(comments),
        wr: &mut sink,
    };
    // The sink takes tokens into memory and never fails.
    let emitted = module.emit_with(&mut emitter);
    debug_assert!(emitted.is_ok());
    place::statements(&sink.finish())
}
