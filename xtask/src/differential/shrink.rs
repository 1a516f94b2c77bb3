//! Smaller programs with the same fault: statements and elements are dropped, blocks put in place of what holds them,
//! expressions replaced by the simplest of their kind or by one within them.

use std::time::{Duration, Instant};

use super::code::{Piece, Program, Statement};
use super::node;
use super::reader::{Reader, Reading};
use super::verdict::{Found, is_wrong};
use crate::Failure;

/// The longest time for one program.
const LONGEST: Duration = Duration::from_secs(20);
/// How many smaller programs are tried in one process of Node.
const TRIED_AT_ONCE: usize = 60;

/// The smallest program found with the fault of `found`.
pub(super) fn shrunk(found: Found, reader: &Reader) -> Result<Found, Failure> {
    let (start, mut best) = (Instant::now(), found);
    'smaller: while start.elapsed() < LONGEST {
        let mut all: Vec<Program> = smaller(&best.program);
        let size = |program: &Program| program.one_text().len();
        let before = size(&best.program);
        all.retain(|program| size(program) < before && program.is_complete());
        all.sort_by_key(size);
        // What the reader refuses is no silent fault, and needs no run.
        let mut read = all.into_iter().filter_map(|program| match reader.read(&program) {
            Reading::Silent(answer) => Some((program, answer)),
            Reading::Said(_) => None,
        });
        loop {
            let some: Vec<_> = read.by_ref().take(TRIED_AT_ONCE).collect();
            if some.is_empty() || start.elapsed() > LONGEST {
                break 'smaller;
            }
            let programs: Vec<&Program> = some.iter().map(|(program, _)| program).collect();
            let answers = node::run(&programs)?;
            let wrong = some.into_iter().zip(answers).find(|((_, ours), theirs)| is_wrong(ours, theirs));
            if let Some(((program, ours), theirs)) = wrong {
                best = Found { program, ours, theirs, ..best };
                continue 'smaller;
            }
        }
    }
    Ok(best)
}

/// All programs that are smaller by one step.
pub(super) fn smaller(program: &Program) -> Vec<Program> {
    let mut all = Vec::new();
    for number in 0..program.modules.len() {
        if number > 0 {
            let mut without = program.clone();
            without.modules.remove(number);
            all.push(without);
        }
        for statements in of_statements(&program.modules[number].statements) {
            let mut other = program.clone();
            other.modules[number].statements = statements;
            all.push(other);
        }
    }
    all
}

fn of_statements(statements: &[Statement]) -> Vec<Vec<Statement>> {
    let mut all = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let with = |inner: &[Statement]| [&statements[..at], inner, &statements[at + 1..]].concat();
        all.push(with(&[]));
        for block in statement.pieces.iter() {
            if let Piece::Block(inner) = block {
                all.push(with(inner));
            }
        }
        for pieces in of_pieces(&statement.pieces) {
            all.push(with(&[Statement { pieces, ..statement.clone() }]));
        }
    }
    all
}

fn of_pieces(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut all = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let of_piece: Vec<Piece> = match piece {
            Piece::Text(_) | Piece::Declared(_) | Piece::Typed(_) => Vec::new(),
            Piece::Block(statements) => of_statements(statements).into_iter().map(Piece::Block).collect(),
            Piece::Elements(elements) => of_elements(elements),
            Piece::Part(kind, feature, inner) => {
                let mut parts = Vec::new();
                parts_of(*kind, inner, &mut parts);
                parts.extend(
                    simplest(*kind)
                        .iter()
                        .map(|(feature, text)| Piece::Part(*kind, feature, vec![Piece::Text((*text).to_owned())])),
                );
                parts.extend(of_pieces(inner).into_iter().map(|inner| Piece::Part(*kind, feature, inner)));
                parts
            }
        };
        all.extend(of_piece.into_iter().map(|piece| [&pieces[..at], &[piece], &pieces[at + 1..]].concat()));
    }
    all
}

fn of_elements(elements: &[Vec<Piece>]) -> Vec<Piece> {
    let mut all = Vec::new();
    for at in 0..elements.len() {
        let with = |inner: &[Vec<Piece>]| Piece::Elements([&elements[..at], inner, &elements[at + 1..]].concat());
        all.push(with(&[]));
        all.extend(of_pieces(&elements[at]).into_iter().map(|inner| with(&[inner])));
    }
    all
}

/// The expressions of a kind within pieces.
fn parts_of(kind: char, pieces: &[Piece], found: &mut Vec<Piece>) {
    for piece in pieces {
        match piece {
            Piece::Part(other, ..) if *other == kind => found.push(piece.clone()),
            Piece::Part(_, _, inner) => parts_of(kind, inner, found),
            Piece::Elements(elements) => elements.iter().for_each(|inner| parts_of(kind, inner, found)),
            Piece::Block(statements) => {
                statements.iter().for_each(|statement| parts_of(kind, &statement.pieces, found));
            }
            Piece::Text(_) | Piece::Declared(_) | Piece::Typed(_) => {}
        }
    }
}

/// The simplest expressions of a kind, with their feature.
fn simplest(kind: char) -> &'static [(&'static str, &'static str)] {
    match kind {
        'L' => &[("list literal", "[]"), ("list literal", "[jwt()]")],
        'P' => &[("plugin", "jwt()"), ("plugin", "siwe()")],
        'F' => &[("literal", "true"), ("literal", "false"), ("environment", "process.env.A")],
        'H' => &[("literal", "true")],
        'N' => &[("number", "0"), ("number", "1")],
        'T' => &[("text", "\"a\""), ("text", "\"b\"")],
        _ => &[],
    }
}
