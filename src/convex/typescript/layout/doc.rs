//! Code as documents in the sense of prettier, and their width on one line.

use unicode_width::UnicodeWidthChar as _;

/// The documents of one statement, or of one member of a group, one after the other.
pub(super) type Concat = Vec<Doc>;

/// A document: a part of a statement.
#[derive(Debug, PartialEq)]
pub(super) enum Doc {
    /// Tokens that stay together on a line.
    Text(String),
    /// The dot of a member access, before which a chain may break.
    Dot,
    /// A comment with its marks; a line end follows.
    Comment(String),
    /// Members in brackets.
    Group(Group),
}

/// Members in brackets.
#[derive(Debug, PartialEq)]
pub(super) struct Group {
    pub(super) bracket: Bracket,
    pub(super) members: Vec<Concat>,
    /// Whether each member gets its own line, even if all of them fit on one.
    pub(super) is_expanded: bool,
}

/// The kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
    Curly,
}

impl Bracket {
    /// The kind of this opening bracket.
    pub(super) fn opened_by(text: &str) -> Option<Self> {
        match text {
            "(" => Some(Self::Round),
            "[" => Some(Self::Square),
            "{" => Some(Self::Curly),
            _ => None,
        }
    }

    pub(super) fn open(self) -> &'static str {
        match self {
            Self::Round => "(",
            Self::Square => "[",
            Self::Curly => "{",
        }
    }

    pub(super) fn close(self) -> &'static str {
        match self {
            Self::Round => ")",
            Self::Square => "]",
            Self::Curly => "}",
        }
    }

    /// The space between the brackets and the members on one line.
    fn padding(self) -> &'static str {
        if self == Self::Curly { " " } else { "" }
    }
}

/// The width of the documents on one line; none if they cannot share one.
pub(super) fn width(docs: &[Doc]) -> Option<usize> {
    docs.iter().map(Doc::width).sum()
}

impl Doc {
    fn width(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(columns(text)),
            Self::Dot => Some(1),
            Self::Comment(_) => None,
            Self::Group(group) => group.width(),
        }
    }

    /// Appends the flat form, on one line.
    pub(super) fn write_flat(&self, line: &mut String) {
        match self {
            Self::Text(text) | Self::Comment(text) => line.push_str(text),
            Self::Dot => line.push('.'),
            Self::Group(group) => group.write_flat(line),
        }
    }
}

impl Group {
    /// The width on one line; none if the group has to be expanded.
    pub(super) fn width(&self) -> Option<usize> {
        if self.members.is_empty() {
            return Some(2);
        }
        if self.is_expanded {
            return None;
        }
        let members: usize = self.members.iter().map(|member| width(member)).sum::<Option<_>>()?;
        let commas = 2 * (self.members.len() - 1);
        Some(2 + 2 * self.bracket.padding().len() + members + commas)
    }

    /// Appends the flat form, on one line.
    pub(super) fn write_flat(&self, line: &mut String) {
        let padding = if self.members.is_empty() { "" } else { self.bracket.padding() };
        line.push_str(self.bracket.open());
        line.push_str(padding);
        for (position, member) in self.members.iter().enumerate() {
            if position > 0 {
                line.push_str(", ");
            }
            for doc in member {
                doc.write_flat(line);
            }
        }
        line.push_str(padding);
        line.push_str(self.bracket.close());
    }
}

/// The number of columns of a text as prettier counts: two for wide characters, none for control characters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}
