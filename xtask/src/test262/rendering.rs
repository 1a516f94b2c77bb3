//! Code in which parts are replaced, by the places that the parser gives.

use swc_common::{BytePos, Span};

use super::assertions::Part;

/// The parser's position of the first byte.
pub(super) const START: u32 = 1;

/// Code in the place of other code.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) span: Span,
    pub(super) parts: Vec<Part>,
}

/// The code with its edits, which contain each other or are apart.
pub(super) struct Rendering<'a> {
    pub(super) code: &'a str,
    pub(super) edits: &'a [Edit],
}

impl Rendering<'_> {
    /// The code of a span.
    pub(super) fn render(&self, span: Span) -> String {
        let (mut text, mut at) = (String::new(), span.lo);
        let from = self.edits.partition_point(|edit| edit.span.lo < span.lo);
        for edit in self.edits[from..].iter().take_while(|edit| edit.span.lo < span.hi) {
            if edit.span.lo < at || edit.span.hi > span.hi {
                continue;
            }
            text += self.text(at, edit.span.lo);
            for part in &edit.parts {
                match part {
                    Part::Text(new) => text += new,
                    Part::Plugin(export) => text += &format!("__plugins.push(__{export}())"),
                    Part::Code(span) => text += &self.render(*span),
                }
            }
            at = edit.span.hi;
        }
        text + self.text(at, span.hi)
    }

    fn text(&self, from: BytePos, to: BytePos) -> &str {
        let offset = |position: BytePos| (position.0 - START) as usize;
        self.code.get(offset(from)..offset(to)).unwrap_or_default()
    }
}
