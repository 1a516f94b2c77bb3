//! Documents printed on lines of 80 columns, by the rules of prettier 3 that generated files need. Never parses text.

use super::doc::{Bracket, Concat, Doc, Group, columns, width};

/// prettier's `printWidth`.
const WIDTH: usize = 80;
/// prettier's `tabWidth`.
const INDENT: usize = 2;

/// The statements as text. A blank line separates any two that are not both imports.
pub(super) fn statements(statements: &[Concat]) -> String {
    let mut printer = Printer::default();
    let mut after_import = None;
    for statement in statements {
        let is_import = is_import(statement);
        if after_import.is_some_and(|after_import| !(after_import && is_import)) {
            printer.text.push('\n');
        }
        printer.column = 0;
        printer.concat(statement, 0, 0);
        printer.text.push('\n');
        after_import = Some(is_import);
    }
    printer.text
}

fn is_import(statement: &[Doc]) -> bool {
    let first = statement.iter().find(|doc| !matches!(doc, Doc::Comment(_)));
    matches!(first, Some(Doc::Text(text)) if text.starts_with("import"))
}

#[derive(Default)]
struct Printer {
    text: String,
    column: usize,
}

impl Printer {
    /// Prints a sequence that is followed by `tail` columns which must stay on its last line.
    fn concat(&mut self, mut concat: &[Doc], indent: usize, tail: usize) {
        while let [Doc::Comment(comment), rest @ ..] = concat {
            self.put(comment);
            self.new_line(indent);
            concat = rest;
        }
        if self.fits(width(concat), tail) {
            return self.flat(concat);
        }
        let (head, links) = split_chain(concat);
        if links.is_empty() && self.breaks_after_colon(concat) {
            return self.after_colon(concat, indent, tail);
        }
        // From two calls on, a chain has a line for each.
        let is_broken = links.len() >= 2;
        self.docs(head, indent, if links.is_empty() { tail } else { 0 });
        for (position, link) in links.iter().enumerate() {
            let tail = if position + 1 == links.len() { tail } else { 0 };
            if is_broken {
                self.new_line(indent + INDENT);
                self.docs(link, indent + INDENT, tail);
            } else {
                self.docs(link, indent, tail);
            }
        }
    }

    fn docs(&mut self, docs: &[Doc], indent: usize, tail: usize) {
        for (position, doc) in docs.iter().enumerate() {
            match doc {
                Doc::Group(group) => {
                    let after: usize = docs[position + 1..].iter().map(first_columns).sum();
                    self.group(group, indent, after + tail);
                }
                _ => self.flat(std::slice::from_ref(doc)),
            }
        }
    }

    fn group(&mut self, group: &Group, indent: usize, tail: usize) {
        if self.fits(group.width(), tail) {
            let mut flat = String::new();
            group.write_flat(&mut flat);
            return self.put(&flat);
        }
        match hugged_last_arg(group) {
            Some((hugged, before)) if self.fits_before(before) => {
                self.put(group.bracket.open());
                for member in before {
                    self.flat(member);
                    self.put(", ");
                }
                self.expanded(hugged, indent);
                self.put(group.bracket.close());
            }
            _ => self.expanded(group, indent),
        }
    }

    /// One member per line, each with a comma.
    fn expanded(&mut self, group: &Group, indent: usize) {
        self.put(group.bracket.open());
        for member in &group.members {
            self.new_line(indent + INDENT);
            self.concat(member, indent + INDENT, 1);
            self.put(",");
        }
        self.new_line(indent);
        self.put(group.bracket.close());
    }

    /// Whether the arguments before a hugged one fit on the line, with the brackets of both.
    fn fits_before(&self, before: &[Concat]) -> bool {
        let total: Option<usize> = before.iter().map(|member| width(member).map(|width| width + 2)).sum();
        self.fits(total, 2)
    }

    /// Whether `key: value` that is too long breaks behind the colon: prettier does so if breaking inside the value
    /// would gain nothing, as in `v.string()`, or if not even its first bracket fits on the line.
    fn breaks_after_colon(&self, concat: &[Doc]) -> bool {
        let [Doc::Text(text), rest @ ..] = concat else { return false };
        let before_bracket =
            concat.iter().take_while(|doc| !matches!(doc, Doc::Group(_))).map(first_columns).sum::<usize>();
        text.contains(": ") && (rest.iter().all(is_poorly_breakable) || !self.fits(Some(before_bracket), 1))
    }

    fn after_colon(&mut self, concat: &[Doc], indent: usize, tail: usize) {
        let [Doc::Text(text), rest @ ..] = concat else { return };
        let Some((key, value)) = text.split_once(": ") else { return };
        self.put(key);
        self.put(":");
        self.new_line(indent + INDENT);
        self.put(value);
        self.docs(rest, indent + INDENT, tail);
    }

    fn fits(&self, width: Option<usize>, tail: usize) -> bool {
        width.is_some_and(|width| self.column + width + tail <= WIDTH)
    }

    fn flat(&mut self, docs: &[Doc]) {
        let mut flat = String::new();
        for doc in docs {
            doc.write_flat(&mut flat);
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
fn split_chain(concat: &[Doc]) -> (&[Doc], Vec<&[Doc]>) {
    const LINK: usize = 3;
    let is_link = |docs: &&[Doc]| matches!(docs, [Doc::Dot, Doc::Text(_), Doc::Group(_)]);
    let links = concat.rchunks(LINK).take_while(is_link).count();
    let (head, chain) = concat.split_at(concat.len() - LINK * links);
    match head.last() {
        Some(Doc::Group(_)) => (head, chain.chunks(LINK).collect()),
        _ => (concat, Vec::new()),
    }
}

/// The last argument of a call and those before it, if prettier would expand the last one alone: an object or array that
/// is not empty and not preceded by one of its own kind.
fn hugged_last_arg(group: &Group) -> Option<(&Group, &[Concat])> {
    let (last, before) = group.members.split_last()?;
    let [Doc::Group(hugged)] = last.as_slice() else { return None };
    let is_same_kind =
        |concat: &Concat| matches!(concat.as_slice(), [Doc::Group(other)] if other.bracket == hugged.bracket);
    let hugs = group.bracket == Bracket::Round
        && hugged.bracket != Bracket::Round
        && !hugged.members.is_empty()
        && !before.last().is_some_and(is_same_kind);
    hugs.then_some((hugged, before))
}

/// The columns of a document that stay on the line of the document before it.
fn first_columns(doc: &Doc) -> usize {
    match doc {
        Doc::Text(text) => columns(text),
        Doc::Dot | Doc::Group(_) | Doc::Comment(_) => 1,
    }
}

/// Whether breaking inside gains nothing: no call has more than one short argument. For prettier every number is short
/// (`isLoneShortArgument` in src/language-js/print/assignment.js).
fn is_poorly_breakable(doc: &Doc) -> bool {
    match doc {
        Doc::Text(_) | Doc::Dot => true,
        Doc::Comment(_) => false,
        Doc::Group(group) => {
            group.bracket == Bracket::Round
                && match group.members.as_slice() {
                    [] => true,
                    [only] => {
                        matches!(only.as_slice(), [Doc::Text(text)] if is_number(text) || columns(text) <= WIDTH / 4)
                    }
                    _ => false,
                }
        }
    }
}

fn is_number(text: &str) -> bool {
    text.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit())
}
