//! Texts and spans in them. Never reads a file: the caller that reads one creates a [`Source`].

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text with the name under which a person knows it, usually a path relative to where they are.
#[derive(Debug)]
pub struct Source {
    /// The name shown in front of line and column.
    pub name: String,
    /// The whole text, without a byte order mark.
    pub text: String,
    /// Whether the text must not be shown, because it is not part of the project: it may hold a secret.
    pub is_hidden: bool,
    /// The offsets at which lines start, once they are needed.
    lines: OnceLock<Vec<usize>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.text, self.is_hidden) == (&other.name, &other.text, other.is_hidden)
    }
}

impl Eq for Source {}

impl Source {
    /// A source of this text. A leading byte order mark is dropped, so that offsets and columns are those of the text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Arc::new(Self { name: name.into(), text, is_hidden: false, lines: OnceLock::new() })
    }

    /// The same source, whose text must not be shown.
    pub fn hidden(&self) -> Arc<Self> {
        Arc::new(Self { name: self.name.clone(), text: self.text.clone(), is_hidden: true, lines: OnceLock::new() })
    }

    /// Another text under the same name, shown only if this one is.
    pub fn with_text(&self, text: impl Into<String>) -> Arc<Self> {
        let source = Self::new(self.name.as_str(), text);
        if self.is_hidden { source.hidden() } else { source }
    }

    /// The offset at which the line of an offset starts, and the number of lines before it.
    fn line_at(&self, offset: usize) -> (usize, usize) {
        let starts = || [0].into_iter().chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let lines: &Vec<usize> = self.lines.get_or_init(starts);
        let before = lines.partition_point(|start| *start <= offset).saturating_sub(1);
        (lines[before], before)
    }

    /// The span of these bytes. Bytes outside of the text, or inside a character, are moved to the nearest boundary.
    pub fn span(self: &Arc<Self>, range: Range<usize>) -> Span {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.ceil_char_boundary(range.end).max(start);
        Span { source: Arc::clone(self), range: start..end }
    }
}

/// A range of bytes in a source.
#[derive(Clone, PartialEq, Eq)]
pub struct Span {
    /// The text that the range is in.
    pub source: Arc<Source>,
    /// Bytes of `source.text`.
    pub range: Range<usize>,
}

impl Span {
    /// The text of the span.
    pub fn text(&self) -> &str {
        self.source.text.get(self.range.clone()).unwrap_or_default()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.source.line_at(self.range.start).1 + 1
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> usize {
        let (line_start, _) = self.source.line_at(self.range.start);
        self.source.text[line_start..self.range.start].chars().count() + 1
    }

    /// The empty span at its end.
    pub fn end(&self) -> Self {
        Self { source: Arc::clone(&self.source), range: self.range.end..self.range.end }
    }

    /// The part of it on its first line.
    pub fn first_line(&self) -> Self {
        let text = &self.source.text[self.range.clone()];
        let length = text.find(['\r', '\n']).unwrap_or(text.len());
        Self { source: Arc::clone(&self.source), range: self.range.start..self.range.start + length }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.source.name, self.line(), self.column())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let source = Source::new("a.ts", "\u{feff}é = 1\r\nname");
        let cases = [(0..1, "a.ts:1:1"), (3..4, "a.ts:1:3"), (8..12, "a.ts:2:1"), (900..901, "a.ts:2:5")];
        for (range, shown) in cases {
            assert_eq!(source.span(range).to_string(), shown);
        }
    }
}
