//! Pieces placed on lines, by the rules of prettier 3 that generated files meet.

use super::piece::{Bracket, Group, Piece, Run, columns, width};

/// prettier's `printWidth`.
const WIDTH: usize = 80;
/// prettier's `tabWidth`.
const INDENT: usize = 2;

/// The statements as text. A blank line stands between any two that are not both imports.
pub(super) fn statements(statements: &[Run]) -> String {
    let mut page = Page::default();
    let mut after_import = None;
    for statement in statements {
        let is_import = is_import(statement);
        if after_import.is_some_and(|after_import| !(after_import && is_import)) {
            page.text.push('\n');
        }
        page.column = 0;
        page.run(statement, 0, 0);
        page.text.push('\n');
        after_import = Some(is_import);
    }
    page.text
}

fn is_import(statement: &[Piece]) -> bool {
    let first = statement.iter().find(|piece| !matches!(piece, Piece::Comment(_)));
    matches!(first, Some(Piece::Text(text)) if text.starts_with("import"))
}

#[derive(Default)]
struct Page {
    text: String,
    column: usize,
}

impl Page {
    /// Places a run that is followed by `tail` columns which must stay on its last line.
    fn run(&mut self, mut run: &[Piece], indent: usize, tail: usize) {
        while let [Piece::Comment(comment), rest @ ..] = run {
            self.put(comment);
            self.new_line(indent);
            run = rest;
        }
        if self.fits(width(run), tail) {
            return self.flat(run);
        }
        let (head, links) = split_chain(run);
        if links.is_empty() && self.breaks_after_colon(run) {
            return self.after_colon(run, indent, tail);
        }
        // From two calls on, a chain has a line for each.
        let is_broken = links.len() >= 2;
        self.pieces(head, indent, if links.is_empty() { tail } else { 0 });
        for (position, link) in links.iter().enumerate() {
            let tail = if position + 1 == links.len() { tail } else { 0 };
            if is_broken {
                self.new_line(indent + INDENT);
                self.pieces(link, indent + INDENT, tail);
            } else {
                self.pieces(link, indent, tail);
            }
        }
    }

    fn pieces(&mut self, pieces: &[Piece], indent: usize, tail: usize) {
        for (position, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Group(group) => {
                    let after: usize = pieces[position + 1..].iter().map(first_columns).sum();
                    self.group(group, indent, after + tail);
                }
                _ => self.flat(std::slice::from_ref(piece)),
            }
        }
    }

    fn group(&mut self, group: &Group, indent: usize, tail: usize) {
        if self.fits(group.width(), tail) {
            let mut flat = String::new();
            group.write_flat(&mut flat);
            return self.put(&flat);
        }
        match last_to_hug(group) {
            Some((hugged, before)) if self.fits_before(before) => {
                self.put(group.bracket.open());
                for member in before {
                    self.flat(member);
                    self.put(", ");
                }
                self.spread(hugged, indent);
                self.put(group.bracket.close());
            }
            _ => self.spread(group, indent),
        }
    }

    /// One member a line, each with a comma.
    fn spread(&mut self, group: &Group, indent: usize) {
        self.put(group.bracket.open());
        for member in &group.members {
            self.new_line(indent + INDENT);
            self.run(member, indent + INDENT, 1);
            self.put(",");
        }
        self.new_line(indent);
        self.put(group.bracket.close());
    }

    /// Whether the arguments before a hugged one fit on the line, with the brackets of both.
    fn fits_before(&self, before: &[Run]) -> bool {
        let total: Option<usize> = before.iter().map(|member| width(member).map(|width| width + 2)).sum();
        self.fits(total, 2)
    }

    /// Whether `key: value` that is too long breaks behind the colon: prettier does so where breaking inside the value
    /// would gain nothing, as in `v.string()`, and where not even its first bracket fits on the line.
    fn breaks_after_colon(&self, run: &[Piece]) -> bool {
        let [Piece::Text(text), rest @ ..] = run else { return false };
        let before_bracket =
            run.iter().take_while(|piece| !matches!(piece, Piece::Group(_))).map(first_columns).sum::<usize>();
        text.contains(": ") && (rest.iter().all(is_poorly_breakable) || !self.fits(Some(before_bracket), 1))
    }

    fn after_colon(&mut self, run: &[Piece], indent: usize, tail: usize) {
        let [Piece::Text(text), rest @ ..] = run else { return };
        let Some((key, value)) = text.split_once(": ") else { return };
        self.put(key);
        self.put(":");
        self.new_line(indent + INDENT);
        self.put(value);
        self.pieces(rest, indent + INDENT, tail);
    }

    fn fits(&self, width: Option<usize>, tail: usize) -> bool {
        width.is_some_and(|width| self.column + width + tail <= WIDTH)
    }

    fn flat(&mut self, pieces: &[Piece]) {
        let mut flat = String::new();
        for piece in pieces {
            piece.write_flat(&mut flat);
        }
        self.put(&flat);
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += columns(text);
    }

    fn new_line(&mut self, indent: usize) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }
}

/// Splits off the `.name(...)` links that follow a call.
fn split_chain(run: &[Piece]) -> (&[Piece], Vec<&[Piece]>) {
    const LINK: usize = 3;
    let is_link = |pieces: &&[Piece]| matches!(pieces, [Piece::Dot, Piece::Text(_), Piece::Group(_)]);
    let links = run.rchunks(LINK).take_while(is_link).count();
    let (head, chain) = run.split_at(run.len() - LINK * links);
    match head.last() {
        Some(Piece::Group(_)) => (head, chain.chunks(LINK).collect()),
        _ => (run, Vec::new()),
    }
}

/// The last argument of a call and those before it, if prettier would spread the last one alone: an object or array that
/// is not empty and not preceded by one of its own kind.
fn last_to_hug(group: &Group) -> Option<(&Group, &[Run])> {
    let (last, before) = group.members.split_last()?;
    let [Piece::Group(hugged)] = last.as_slice() else { return None };
    let is_same_kind = |run: &Run| matches!(run.as_slice(), [Piece::Group(other)] if other.bracket == hugged.bracket);
    let hugs = group.bracket == Bracket::Round
        && hugged.bracket != Bracket::Round
        && !hugged.members.is_empty()
        && !before.last().is_some_and(is_same_kind);
    hugs.then_some((hugged, before))
}

/// How many columns of a piece must stay on the line of what stands before it.
fn first_columns(piece: &Piece) -> usize {
    match piece {
        Piece::Text(text) => columns(text),
        Piece::Dot | Piece::Group(_) | Piece::Comment(_) => 1,
    }
}

/// Whether breaking inside gains nothing: no call has more than one short argument. To prettier every number is short
/// (`isLoneShortArgument` in src/language-js/print/assignment.js).
fn is_poorly_breakable(piece: &Piece) -> bool {
    match piece {
        Piece::Text(_) | Piece::Dot => true,
        Piece::Comment(_) => false,
        Piece::Group(group) => {
            group.bracket == Bracket::Round
                && match group.members.as_slice() {
                    [] => true,
                    [only] => {
                        matches!(only.as_slice(), [Piece::Text(text)] if is_number(text) || columns(text) <= WIDTH / 4)
                    }
                    _ => false,
                }
        }
    }
}

fn is_number(text: &str) -> bool {
    text.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit())
}
