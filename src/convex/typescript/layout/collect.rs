//! The sink that swc's emitter writes to: it keeps tokens as pieces and drops the emitter's own line ends and indents.

use std::mem;

use swc_common::{BytePos, Span};
use swc_ecma_codegen::Result;
use swc_ecma_codegen::text_writer::WriteJs;

use super::piece::{Bracket, Group, Piece, Run};

/// Takes tokens, gives statements.
#[derive(Default)]
pub(super) struct Sink {
    statements: Vec<Run>,
    /// The statement being taken in, outside of all brackets.
    current: Run,
    /// The groups that are still open, the innermost last.
    open: Vec<Group>,
    /// A comment of which the end has not come yet.
    comment: String,
    /// Whether the quote of a string has come, and not the one that ends it.
    is_in_string: bool,
}

impl Sink {
    /// The statements, in order.
    pub(super) fn finish(mut self) -> Vec<Run> {
        self.end_statement();
        self.statements
    }

    fn end_statement(&mut self) {
        let statement = mem::take(&mut self.current);
        if !statement.is_empty() {
            self.statements.push(statement);
        }
    }

    /// The run that the next piece belongs to.
    fn run(&mut self) -> &mut Run {
        match self.open.last_mut() {
            Some(group) => {
                if group.members.is_empty() {
                    group.members.push(Run::new());
                }
                let last = group.members.len() - 1;
                &mut group.members[last]
            }
            None => &mut self.current,
        }
    }

    fn text(&mut self, text: &str) {
        let run = self.run();
        match run.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            // A run does not start with a space.
            None | Some(Piece::Comment(_)) if text.trim().is_empty() => {}
            _ => run.push(Piece::Text(text.to_owned())),
        }
    }

    fn close_group(&mut self) {
        let Some(mut group) = self.open.pop() else { return };
        for member in &mut group.members {
            if let Some(Piece::Text(text)) = member.last_mut() {
                text.truncate(text.trim_end().len());
                if text.is_empty() {
                    member.pop();
                }
            }
        }
        // What follows a trailing comma.
        group.members.retain(|member| !member.is_empty());
        self.run().push(Piece::Group(group));
    }
}

impl WriteJs for Sink {
    fn write_punct(&mut self, _: Option<Span>, text: &'static str, _: bool) -> Result {
        if let Some(bracket) = Bracket::opened_by(text) {
            self.open.push(Group { bracket, members: Vec::new(), is_spread: false });
            return Ok(());
        }
        match (text, self.open.last_mut()) {
            (")" | "]" | "}", _) => self.close_group(),
            (",", Some(group)) => group.members.push(Run::new()),
            (".", _) => self.run().push(Piece::Dot),
            _ => self.text(text),
        }
        Ok(())
    }

    fn write_line(&mut self) -> Result {
        match self.open.last_mut() {
            // The emitter spreads object literals and block-like braces, and those only, as prettier keeps them.
            Some(group) => group.is_spread |= group.bracket == Bracket::Curly,
            None => self.end_statement(),
        }
        Ok(())
    }

    fn write_comment(&mut self, text: &str) -> Result {
        self.comment.push_str(text);
        if self.comment.len() > "/**/".len() - 1 && self.comment.ends_with("*/") {
            let comment = mem::take(&mut self.comment);
            self.run().push(Piece::Comment(comment));
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
        // Numbers come this way, too. prettier takes out the plus of an exponent, which swc's emitter writes.
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
