//! A random program as a tree, and its two texts: TypeScript for the reader, JavaScript for Node.
//!
//! The tree knows statements, elements of lists and parts with a kind, so that the shrinker can drop or replace them. It
//! knows nothing of JavaScript beyond that.

use std::collections::BTreeSet;

use super::grammar::{PACKAGE, PLUGINS, STAND_INS};

/// A piece of code.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Text in both languages.
    Text(String),
    /// Text that declares the names in it.
    Declared(String),
    /// Text in TypeScript only, such as ` as any`.
    Typed(String),
    /// An expression of this kind (a letter of the grammar), made by the row with this feature.
    Part(char, &'static str, Vec<Piece>),
    /// Elements with commas between them, each of which may be dropped.
    Elements(Vec<Vec<Piece>>),
    /// Statements, each of which may be dropped.
    Block(Vec<Statement>),
}

/// A statement, and the feature of the grammar that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) feature: &'static str,
    pub(super) pieces: Vec<Piece>,
}

/// A file of a program.
#[derive(Clone, Debug)]
pub(super) struct Module {
    /// Its path in the project.
    pub(super) path: String,
    pub(super) statements: Vec<Statement>,
}

/// A program: `convex/auth.ts`, and the modules beside it.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) modules: Vec<Module>,
}

/// One of the two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    TypeScript,
    JavaScript,
}

impl Program {
    /// The files with their texts.
    pub(super) fn files(&self, language: Language) -> Vec<(String, String)> {
        self.modules.iter().map(|module| (module.path.clone(), module.text(language))).collect()
    }

    /// All files in one text, each below a line with its path.
    pub(super) fn one_text(&self) -> String {
        let files = self.files(Language::TypeScript);
        let text = |(path, text): (String, String)| format!("// @file {path}\n{text}");
        files.into_iter().map(text).collect()
    }

    /// The features of the grammar that it uses.
    pub(super) fn features(&self) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        for module in &self.modules {
            features_of(&module.statements, &mut found);
        }
        found
    }

    /// Whether it declares all names that it uses. A program that does not is none that TypeScript takes.
    pub(super) fn is_complete(&self) -> bool {
        let (mut declared, mut used) = (BTreeSet::new(), BTreeSet::new());
        for module in &self.modules {
            names_in(&module.statements, &mut declared, &mut used);
        }
        used.is_subset(&declared)
    }

    /// Whether it calls into a package that nothing is known about.
    pub(super) fn uses_package(&self) -> bool {
        self.files(Language::JavaScript).iter().any(|(_, text)| text.contains(PACKAGE))
    }
}

impl Module {
    fn text(&self, language: Language) -> String {
        let mut body = String::new();
        write_statements(&self.statements, language, &mut body, "");
        if self.path.ends_with(".json") {
            return body;
        }
        let names: Vec<&str> = PLUGINS.iter().map(|(export, _)| *export).collect();
        let mut head = String::new();
        for (from, names) in [("better-auth/plugins", names.as_slice()), (PACKAGE, &STAND_INS)] {
            let used: Vec<&str> = names.iter().copied().filter(|name| has_word(&body, name)).collect();
            if !used.is_empty() {
                head += &format!("import {{ {} }} from \"{from}\";\n", used.join(", "));
            }
        }
        head + &body
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '"';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        // `.merge` is a member, `...merge(a)` is not.
        let is_member = before == Some('.') && !text[..at].ends_with("...");
        !is_member && !before.is_some_and(is_part) && !text[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

fn features_of(statements: &[Statement], found: &mut BTreeSet<&'static str>) {
    for statement in statements {
        found.insert(statement.feature);
        features_of_pieces(&statement.pieces, found);
    }
}

fn features_of_pieces(pieces: &[Piece], found: &mut BTreeSet<&'static str>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) | Piece::Declared(_) | Piece::Typed(_) => {}
            Piece::Part(_, feature, pieces) => {
                found.insert(feature);
                features_of_pieces(pieces, found);
            }
            Piece::Elements(all) => all.iter().for_each(|pieces| features_of_pieces(pieces, found)),
            Piece::Block(statements) => features_of(statements, found),
        }
    }
}

/// The names that the generator made, declared and used.
fn names_in<'c>(statements: &'c [Statement], declared: &mut BTreeSet<&'c str>, used: &mut BTreeSet<&'c str>) {
    for statement in statements {
        names_in_pieces(&statement.pieces, declared, used);
    }
}

fn names_in_pieces<'c>(pieces: &'c [Piece], declared: &mut BTreeSet<&'c str>, used: &mut BTreeSet<&'c str>) {
    let words = |text: &'c str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.filter(|word| word.starts_with(char::is_alphabetic) && word.ends_with(|c: char| c.is_ascii_digit()))
    };
    for piece in pieces {
        match piece {
            Piece::Text(text) => used.extend(words(text)),
            Piece::Declared(text) => declared.extend(words(text)),
            Piece::Typed(_) => {}
            Piece::Part(_, _, pieces) => names_in_pieces(pieces, declared, used),
            Piece::Elements(all) => all.iter().for_each(|pieces| names_in_pieces(pieces, declared, used)),
            Piece::Block(statements) => names_in(statements, declared, used),
        }
    }
}

fn write_statements(statements: &[Statement], language: Language, text: &mut String, indent: &str) {
    for statement in statements {
        *text += indent;
        write_pieces(&statement.pieces, language, text, indent);
        *text += "\n";
    }
}

fn write_pieces(pieces: &[Piece], language: Language, text: &mut String, indent: &str) {
    for piece in pieces {
        match piece {
            // Without elements, no comma follows them.
            Piece::Text(piece) if text.ends_with('[') => *text += piece.strip_prefix(", ").unwrap_or(piece),
            Piece::Text(piece) | Piece::Declared(piece) => *text += &piece.replace('\n', &format!("\n{indent}")),
            Piece::Typed(piece) if language == Language::TypeScript => *text += piece,
            Piece::Typed(_) => {}
            Piece::Part(_, _, pieces) => write_pieces(pieces, language, text, indent),
            Piece::Elements(all) => {
                for (number, pieces) in all.iter().enumerate() {
                    *text += if number == 0 { "" } else { ", " };
                    write_pieces(pieces, language, text, indent);
                }
            }
            Piece::Block(statements) if statements.is_empty() => {}
            Piece::Block(statements) => {
                *text += "\n";
                write_statements(statements, language, text, &format!("{indent}  "));
                *text += indent;
            }
        }
    }
}
