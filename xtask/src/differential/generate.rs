//! Random programs by the grammar: rows are chosen by chance among those whose variables exist.

use super::code::{Module, Piece, Program, Statement};
use super::grammar::{BOOLEANS, FLAGS, LISTS, NUMBERS, PLUGIN_ROWS, PLUGINS, Row, TEXTS};
use super::modules;
use super::statements::{CHANGES, DECLARATIONS, FLOW, UNKNOWN};
use crate::fuzz::Dice;

/// The environment variables of all programs.
pub(super) const VARIABLES: [&str; 3] = ["A", "B", "C"];

/// What surrounds a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Around {
    pub(super) in_loop: bool,
    pub(super) can_await: bool,
    /// What `return` gives in the function around it: `L` a list, `O` options, `V` nothing, ` ` no function.
    pub(super) returns: char,
}

/// Makes one program.
pub(super) struct Generator {
    pub(super) dice: Dice,
    /// The variables in scope: their code and kind.
    pub(super) scope: Vec<(String, char)>,
    pub(super) around: Around,
    names: usize,
    /// How deep the statement or expression is in others.
    depth: usize,
    /// How deep statements and expressions are at most.
    deepest: usize,
}

/// The program of a seed.
pub(super) fn program(seed: u64) -> Program {
    let around = Around { in_loop: false, can_await: true, returns: ' ' };
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..4 {
        dice.below(2);
    }
    let deepest = 2 + dice.below(5);
    let mut generator = Generator { dice, scope: Vec::new(), around, names: 0, depth: 0, deepest };
    let (mut modules, mut statements) = modules::beside(&mut generator);
    statements.extend(generator.main());
    modules.insert(0, Module { path: "convex/auth.ts".to_owned(), statements });
    Program { modules }
}

impl Generator {
    /// The statements of auth.ts after its imports.
    fn main(&mut self) -> Vec<Statement> {
        let mut all = vec![self.statement("const", "const #L«: any[]» = [@E];")];
        let outside = self.dice.below(4);
        all.extend((0..outside).map(|_| self.any_statement()));
        let forms = [
            "export const createAuthOptions = (ctx«: any») => {@B return { plugins: @L }; };",
            "export const createAuthOptions = (ctx«: any») => {@B return { plugins: $L }; };",
            "export function createAuthOptions(ctx«: any») {@B return { plugins: [@E, ...$L] }; }",
            "export const createAuthOptions = (ctx«: any») => {@B return $O; };",
            "export const createAuthOptions = (ctx«: any») => {@B return { ...$O, plugins: [...$O.plugins, @E] }; };",
        ];
        let mut form = *self.dice.one_of(&forms);
        if !self.is_possible(form) {
            form = forms[0];
        }
        self.around = Around { in_loop: false, can_await: false, returns: 'O' };
        all.push(self.statement("createAuthOptions", form));
        all
    }

    /// A statement by chance.
    pub(super) fn any_statement(&mut self) -> Statement {
        let tables = [DECLARATIONS, DECLARATIONS, CHANGES, CHANGES, CHANGES, FLOW, FLOW, UNKNOWN];
        for _ in 0..50 {
            // What is deep in others stays small.
            let table = if self.depth > self.deepest { CHANGES } else { *self.dice.one_of(&tables) };
            if let Some((feature, template)) = self.row(table) {
                return self.statement(feature, template);
            }
        }
        self.statement("const", "const #L«: any[]» = [@E];")
    }

    fn row(&mut self, table: &'static [Row]) -> Option<Row> {
        let row = *self.dice.one_of(table);
        self.is_possible(row.1).then_some(row)
    }

    /// Whether the variables and the surroundings that a template needs exist.
    fn is_possible(&self, template: &str) -> bool {
        let around = &self.around;
        let is_around = match template.split_once(' ') {
            Some(("!loop", _)) => around.in_loop,
            Some(("!await", _)) => around.can_await,
            Some(("!function", _)) => around.returns != ' ',
            _ => true,
        };
        let (mut local, mut declared) = (Vec::new(), Vec::new());
        let letters: Vec<char> = template.chars().collect();
        is_around
            && letters.windows(2).all(|pair| match pair {
                ['^', kind] => {
                    local.push(*kind);
                    true
                }
                ['#', kind] => {
                    declared.push(*kind);
                    true
                }
                ['\n', _] => {
                    local.append(&mut declared);
                    true
                }
                ['$', kind] if kind.is_ascii_uppercase() => {
                    self.has(*kind) || local.iter().any(|local| is_usable(*local, *kind))
                }
                _ => true,
            })
    }

    fn has(&self, kind: char) -> bool {
        self.scope.iter().any(|(_, other)| is_usable(*other, kind))
    }

    /// A statement by this template.
    pub(super) fn statement(&mut self, feature: &'static str, template: &'static str) -> Statement {
        let pieces = self.pieces(template);
        Statement { feature, pieces }
    }

    /// An expression of a kind.
    fn expression(&mut self, kind: char) -> Piece {
        let table = match kind {
            'L' => LISTS,
            'P' => PLUGIN_ROWS,
            'F' => FLAGS,
            'N' => NUMBERS,
            'T' => TEXTS,
            _ => BOOLEANS,
        };
        self.depth += 2;
        // The first rows of a table are its leaves.
        let (feature, template) = loop {
            let rows =
                if self.depth > self.deepest || self.dice.below(5) < 2 { &table[..3.min(table.len())] } else { table };
            let row = *self.dice.one_of(rows);
            if self.is_possible(row.1) {
                break row;
            }
        };
        let pieces = match template {
            "" if kind == 'P' => vec![Piece::Text(format!("{}()", self.dice.one_of(&PLUGINS).0))],
            "" => vec![Piece::Text(self.condition())],
            _ => self.pieces(template),
        };
        self.depth -= 2;
        Piece::Part(kind, feature, pieces)
    }

    fn condition(&mut self) -> String {
        let name = *self.dice.one_of(&VARIABLES);
        match self.dice.below(6) {
            0 => format!("process.env.{name} === \"1\""),
            1 => format!("!!process.env.{name}"),
            2 => format!("process.env[\"{name}\"]"),
            3 => format!("(process.env.{name} ?? \"\") !== \"\""),
            _ => format!("process.env.{name}"),
        }
    }

    fn elements(&mut self) -> Piece {
        let count = *self.dice.one_of(&[0, 1, 1, 2, 2, 3]);
        Piece::Elements((0..count).map(|_| vec![self.expression('P')]).collect())
    }

    fn block(&mut self, kind: char) -> Piece {
        let (scope, around) = (self.scope.len(), self.around);
        match kind {
            'W' => self.around.in_loop = true,
            'D' | 'V' | 'A' => {
                let returns = if kind == 'D' { 'L' } else { 'V' };
                self.around = Around { in_loop: false, can_await: kind == 'A', returns };
            }
            _ => {}
        }
        self.depth += 1;
        let most = if self.around.returns == 'O' && self.depth == 1 { 4 } else { 2 };
        let count = if self.depth > self.deepest { self.dice.below(2) } else { 1 + self.dice.below(most) };
        let count = if matches!(kind, 'D' | 'V' | 'A') { self.dice.below(2) } else { count };
        let statements = (0..count).map(|_| self.any_statement()).collect();
        self.depth -= 1;
        // The options function ends with a `return` that sees the variables of its body.
        if self.depth > 0 || self.around.returns != 'O' {
            self.scope.truncate(scope);
        }
        self.around = around;
        Piece::Block(statements)
    }

    /// A template with its expressions, blocks and names.
    fn pieces(&mut self, template: &'static str) -> Vec<Piece> {
        let template = match template.strip_prefix('!').and_then(|rest| rest.split_once(' ')) {
            Some((_, rest)) => rest,
            None => template,
        };
        let (around, scope) = (self.around, self.scope.len());
        // `await` is not for functions that are not async; blocks say which ones those are.
        let is_function = ["=>", "function", "class", "get "].iter().any(|word| template.contains(word));
        self.around.can_await &= !is_function;
        let (mut pieces, mut text) = (Vec::new(), String::new());
        let (mut own, mut declared, mut locals) = (Vec::<String>::new(), Vec::new(), Vec::new());
        let mut letters = template.chars().peekable();
        while let Some(letter) = letters.next() {
            let kind = letters.peek().copied().unwrap_or(' ');
            let is_mark = matches!(letter, '@' | '$' | '#' | '^') && kind.is_ascii_uppercase();
            if letter == '«' {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Typed(letters.by_ref().take_while(|letter| *letter != '»').collect()));
            } else if letter == '%' && kind.is_ascii_digit() {
                letters.next();
                let number = kind.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(1);
                let is_new = own.len() < number;
                while own.len() < number {
                    own.push(self.name("local"));
                }
                if is_new {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                    pieces.push(Piece::Declared(own[number - 1].clone()));
                } else {
                    text += &own[number - 1];
                }
            } else if is_mark {
                letters.next();
                match letter {
                    '$' => text += &self.variable(kind),
                    '@' => {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                        let piece = self.part(kind);
                        pieces.push(piece);
                    }
                    _ => {
                        let name = self.name(word(kind));
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                        pieces.push(Piece::Declared(name.clone()));
                        match letter {
                            '^' => locals.push((name, kind)),
                            // What is declared cannot be used within its own initializer, except on later lines.
                            _ => declared.push((name, kind)),
                        }
                    }
                }
            } else {
                if letter == '\n' && template.contains('#') {
                    self.scope.append(&mut declared);
                }
                match letter {
                    // Parameters are in scope after the list of them, and not in the call of their function.
                    ')' if matches!(kind, '(' | '`') => self.scope.truncate(scope),
                    ')' => self.scope.append(&mut locals),
                    _ => {}
                }
                text.push(letter);
            }
        }
        pieces.push(Piece::Text(text));
        self.around = around;
        if template.contains('^') {
            self.scope.truncate(scope);
        }
        self.scope.append(&mut declared);
        pieces
    }

    fn part(&mut self, kind: char) -> Piece {
        match kind {
            'E' => self.elements(),
            'B' | 'W' | 'D' | 'V' | 'A' => self.block(kind),
            'Q' => match self.around.returns {
                'L' => self.expression('L'),
                'O' => {
                    let list = self.expression('L');
                    Piece::Part(
                        'Q',
                        "options",
                        vec![Piece::Text("{ plugins: ".to_owned()), list, Piece::Text(" }".to_owned())],
                    )
                }
                _ => Piece::Text("undefined".to_owned()),
            },
            _ => self.expression(kind),
        }
    }

    /// A variable of a kind that exists, mostly one of the last.
    fn variable(&mut self, kind: char) -> String {
        let all: Vec<&String> =
            self.scope.iter().filter(|(_, other)| is_usable(*other, kind)).map(|(name, _)| name).collect();
        let last = all.len().saturating_sub(1);
        let at = if self.dice.below(2) == 0 { last } else { self.dice.below(all.len()) };
        all.get(at).map(|name| (*name).clone()).unwrap_or_default()
    }

    pub(super) fn name(&mut self, word: &str) -> String {
        self.names += 1;
        format!("{word}{}", self.names)
    }
}

/// Whether a variable of one kind can be used as another.
fn is_usable(kind: char, wanted: char) -> bool {
    kind == wanted || (kind == 'I' && wanted == 'L') || (kind == 'J' && wanted == 'N')
}

/// The word that names variables of a kind.
fn word(kind: char) -> &'static str {
    match kind {
        'L' | 'I' => "list",
        'P' => "plugin",
        'F' => "flag",
        'N' | 'J' => "count",
        'T' => "text",
        'O' => "options",
        'M' => "map",
        'S' => "set",
        'R' => "record",
        'G' => "make",
        'C' => "change",
        'K' => "builder",
        _ => "names",
    }
}
