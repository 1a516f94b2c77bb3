//! The writer that swc's emitter prints to: it collects tokens as documents and drops the emitter's own line ends and
//! indents. Never decides where a line ends.

use std::mem;

use swc_common::{BytePos, Span};
use swc_ecma_codegen::Result;
use swc_ecma_codegen::text_writer::WriteJs;

use super::doc::{Bracket, Concat, Doc, Group};

/// Collects tokens into statements.
#[derive(Default)]
pub(super) struct TokenCollector {
    statements: Vec<Concat>,
    /// The statement that is being collected, outside of all brackets.
    current: Concat,
    /// The groups that are still open, the innermost last.
    open: Vec<Group>,
    /// A comment whose end has not been written yet.
    comment: String,
    /// Whether the opening quote of a string has been written, but not the closing one.
    is_in_string: bool,
}

impl TokenCollector {
    /// The statements, in order.
    pub(super) fn finish(mut self) -> Vec<Concat> {
        self.end_statement();
        self.statements
    }

    fn end_statement(&mut self) {
        let statement = mem::take(&mut self.current);
        if !statement.is_empty() {
            self.statements.push(statement);
        }
    }

    /// The sequence that the next document belongs to.
    fn concat(&mut self) -> &mut Concat {
        match self.open.last_mut() {
            Some(group) => {
                if group.members.is_empty() {
                    group.members.push(Concat::new());
                }
                let last = group.members.len() - 1;
                &mut group.members[last]
            }
            None => &mut self.current,
        }
    }

    fn text(&mut self, text: &str) {
        let concat = self.concat();
        match concat.last_mut() {
            Some(Doc::Text(before)) => before.push_str(text),
            // A sequence does not start with a space.
            None | Some(Doc::Comment(_)) if text.trim().is_empty() => {}
            _ => concat.push(Doc::Text(text.to_owned())),
        }
    }

    fn close_group(&mut self) {
        let Some(mut group) = self.open.pop() else { return };
        for member in &mut group.members {
            if let Some(Doc::Text(text)) = member.last_mut() {
                text.truncate(text.trim_end().len());
                if text.is_empty() {
                    member.pop();
                }
            }
        }
        // The empty member after a trailing comma.
        group.members.retain(|member| !member.is_empty());
        self.concat().push(Doc::Group(group));
    }
}

impl WriteJs for TokenCollector {
    fn write_punct(&mut self, _: Option<Span>, text: &'static str, _: bool) -> Result {
        if let Some(bracket) = Bracket::opened_by(text) {
            self.open.push(Group { bracket, members: Vec::new(), is_expanded: false });
            return Ok(());
        }
        match (text, self.open.last_mut()) {
            (")" | "]" | "}", _) => self.close_group(),
            (",", Some(group)) => group.members.push(Concat::new()),
            (".", _) => self.concat().push(Doc::Dot),
            _ => self.text(text),
        }
        Ok(())
    }

    fn write_line(&mut self) -> Result {
        match self.open.last_mut() {
            // The emitter expands object literals and block-like braces, and those only, as prettier keeps them.
            Some(group) => group.is_expanded |= group.bracket == Bracket::Curly,
            None => self.end_statement(),
        }
        Ok(())
    }

    fn write_comment(&mut self, text: &str) -> Result {
        self.comment.push_str(text);
        if self.comment.len() > "/**/".len() - 1 && self.comment.ends_with("*/") {
            let comment = mem::take(&mut self.comment);
            self.concat().push(Doc::Comment(comment));
        }
        Ok(())
    }

    fn write_semi(&mut self, _: Option<Span>) -> Result {
        self.text(";");
        Ok(())
    }

    fn write_space(&mut self) -> Result {
        self.text(" ");
        Ok(())
    }

    fn write_keyword(&mut self, _: Option<Span>, text: &'static str) -> Result {
        self.text(text);
        Ok(())
    }

    fn write_operator(&mut self, _: Option<Span>, text: &str) -> Result {
        self.text(text);
        Ok(())
    }

    fn write_param(&mut self, text: &str) -> Result {
        self.text(text);
        Ok(())
    }

    fn write_property(&mut self, text: &str) -> Result {
        self.text(text);
        Ok(())
    }

    fn write_lit(&mut self, _: Span, text: &str) -> Result {
        self.text(text);
        Ok(())
    }

    fn write_str_lit(&mut self, _: Span, text: &str) -> Result {
        // Numbers arrive here, too. prettier removes the plus of an exponent, which swc's emitter writes.
        match !self.is_in_string && text.starts_with(|first: char| first.is_ascii_digit()) {
            true => self.text(&text.replace("e+", "e")),
            false => self.text(text),
        }
        Ok(())
    }

    fn write_str(&mut self, text: &str) -> Result {
        // The emitter writes the quotes of a string one by one.
        self.is_in_string ^= ["\"", "'"].contains(&text);
        self.text(text);
        Ok(())
    }

    fn write_symbol(&mut self, _: Span, text: &str) -> Result {
        self.text(text);
        Ok(())
    }

    fn increase_indent(&mut self) -> Result {
        Ok(())
    }

    fn decrease_indent(&mut self) -> Result {
        Ok(())
    }

    fn commit_pending_semi(&mut self) -> Result {
        Ok(())
    }

    fn care_about_srcmap(&self) -> bool {
        false
    }

    fn add_srcmap(&mut self, _: BytePos) -> Result {
        Ok(())
    }
}
