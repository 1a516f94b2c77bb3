//! A look at the brackets and a few tokens of TypeScript before it is parsed. Some code takes a parser exponential time
//! or memory, because it tries a second way after the first one failed, at each level. Real code never nests so deeply.
//!
//! This is no lexer: it may take a division for a regular expression. So it only ever refuses what is far beyond all
//! code that is written by people or generators.

/// The limit on nested brackets.
const MAX_BRACKETS: usize = 1_000;
/// The limit on nested type assertions such as `<any>(...)`: each level doubles the time.
const MAX_ASSERTIONS: usize = 12;
/// The limit on nested `a ? (b) : c => ...`: each level doubles the time.
const MAX_ARROWS: usize = 12;
/// The limit on type arguments within each other: a parser tries each as a comparison as well.
const MAX_ARGUMENTS: usize = 100;
/// The limit on labels of one statement: each label is compared with all others.
const MAX_LABELS: usize = 500;

/// Words after which a statement or a declaration begins.
const STARTS: [&str; 14] = [
    "class",
    "const",
    "declare",
    "enum",
    "export",
    "for",
    "function",
    "if",
    "import",
    "interface",
    "let",
    "return",
    "type",
    "var",
];
/// Words after which no operand has ended.
const OPERATORS: [&str; 14] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "extends",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
];

/// The last token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last<'t> {
    Word(&'t str),
    /// The end of an operand, such as a string.
    Operand,
    Sign(u8),
}

/// The code between two brackets, up to the current token.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Whether it is a substitution in a template.
    is_template: bool,
    assertions: usize,
    /// The conditions whose first branch is in parentheses, and which have no arrow yet.
    branches: usize,
    arrows: usize,
    /// The `<` after operands that no `>` has closed: type arguments, or comparisons.
    arguments: usize,
    labels: usize,
}

/// The position of the first token that is nested too deeply to be parsed, and what is nested. In code with JSX, `<` starts
/// an element and no type assertion.
pub(super) fn too_deep(text: &str, has_jsx: bool) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let mut levels = vec![Level::default()];
    let (mut assertions, mut arrows) = (0, 0);
    let mut last = Last::Sign(b';');
    let mut before = last;
    let mut position = 0;
    while let Some(&byte) = bytes.get(position) {
        let start = position;
        let depth = levels.len();
        let level = levels.last_mut()?;
        position += 1;
        let token = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'/' if bytes.get(position) == Some(&b'/') => {
                position = end_of_line(bytes, position);
                continue;
            }
            b'/' if bytes.get(position) == Some(&b'*') => {
                position = text[position + 1..].find("*/").map_or(bytes.len(), |end| position + 1 + end + 2);
                continue;
            }
            b'/' if !ends_operand(last) => {
                position = end_of_regex(bytes, position);
                Last::Operand
            }
            b'"' | b'\'' => {
                position = end_of_string(bytes, position, byte);
                Last::Operand
            }
            b'`' => template(bytes, &mut position, &mut levels),
            b'}' if level.is_template && depth > 1 => {
                leave(&mut levels, &mut assertions, &mut arrows);
                template(bytes, &mut position, &mut levels)
            }
            b'(' | b'[' | b'{' => {
                if byte == b'('
                    && (last == Last::Sign(b'?') || last == Last::Word("async") && before == Last::Sign(b'?'))
                {
                    level.branches += 1;
                }
                levels.push(Level::default());
                Last::Sign(byte)
            }
            b')' | b']' | b'}' => {
                if depth > 1 {
                    leave(&mut levels, &mut assertions, &mut arrows);
                }
                Last::Sign(byte)
            }
            b';' | b',' => {
                reset(level, &mut assertions, &mut arrows);
                Last::Sign(byte)
            }
            b'<' if bytes.get(position) == Some(&b'<') => {
                position += 1;
                Last::Sign(byte)
            }
            b'<' if ends_operand(last) => {
                level.arguments += 1;
                Last::Sign(byte)
            }
            b'>' if level.arguments > 0 => {
                level.arguments -= 1;
                Last::Operand
            }
            b'<' => {
                if !has_jsx && is_type(text, position) {
                    level.assertions += 1;
                    assertions += 1;
                }
                Last::Sign(byte)
            }
            b'=' if bytes.get(position) == Some(&b'>') => {
                position += 1;
                if level.branches > 0 {
                    level.branches -= 1;
                    level.arrows += 1;
                    arrows += 1;
                }
                Last::Sign(b'=')
            }
            b':' => {
                let follows = matches!(before, Last::Sign(b':' | b')' | b'}' | b';') | Last::Word("else" | "do"));
                if matches!(last, Last::Word(_)) && follows {
                    level.labels += 1;
                }
                Last::Sign(byte)
            }
            _ if is_word(byte) => {
                position += bytes[position..].iter().take_while(|byte| is_word(**byte)).count();
                let word = text.get(start..position).unwrap_or_default();
                if STARTS.contains(&word) {
                    // Labels can be before it.
                    let labels = level.labels;
                    reset(level, &mut assertions, &mut arrows);
                    level.labels = labels;
                }
                Last::Word(word)
            }
            _ => Last::Sign(byte),
        };
        (before, last) = (last, token);
        let limits = [
            (levels.len(), MAX_BRACKETS, "brackets"),
            (assertions, MAX_ASSERTIONS, "type assertions"),
            (arrows, MAX_ARROWS, "conditions and arrow functions"),
            (levels.last().map_or(0, |level| level.arguments), MAX_ARGUMENTS, "type arguments"),
            (levels.last().map_or(0, |level| level.labels), MAX_LABELS, "labels"),
        ];
        if let Some((_, _, what)) = limits.iter().find(|(count, most, _)| count > most) {
            return Some((start, what));
        }
    }
    None
}

/// Ends the innermost level.
fn leave(levels: &mut Vec<Level>, assertions: &mut usize, arrows: &mut usize) {
    if let Some(mut level) = levels.pop() {
        reset(&mut level, assertions, arrows);
    }
}

/// Forgets what an expression or statement that has ended counted.
fn reset(level: &mut Level, assertions: &mut usize, arrows: &mut usize) {
    *assertions -= level.assertions;
    *arrows -= level.arrows;
    *level = Level { is_template: level.is_template, ..Level::default() };
}

/// Moves over the text of a template, to its end or into its next substitution.
fn template(bytes: &[u8], position: &mut usize, levels: &mut Vec<Level>) -> Last<'static> {
    while let Some(byte) = bytes.get(*position) {
        *position += 1;
        match byte {
            b'\\' => *position += 1,
            b'`' => return Last::Operand,
            b'$' if bytes.get(*position) == Some(&b'{') => {
                *position += 1;
                levels.push(Level { is_template: true, ..Level::default() });
                return Last::Sign(b'{');
            }
            _ => {}
        }
    }
    Last::Operand
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Whether a type may start at a position, behind spaces and comments.
fn is_type(text: &str, position: usize) -> bool {
    let rest = text.get(position..).unwrap_or_default().trim_start();
    match rest.strip_prefix("/*") {
        Some(comment) => comment.split_once("*/").is_some_and(|(_, rest)| is_type(rest, 0)),
        None => rest.starts_with(|first: char| !"<=/>".contains(first)),
    }
}

fn ends_operand(last: Last<'_>) -> bool {
    match last {
        Last::Word(word) => !OPERATORS.contains(&word),
        Last::Operand => true,
        Last::Sign(sign) => b")]}".contains(&sign),
    }
}

fn end_of_line(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| start + length)
}

/// The position after a string, which ends on its line.
fn end_of_string(bytes: &[u8], mut position: usize, quote: u8) -> usize {
    while let Some(&byte) = bytes.get(position) {
        match byte {
            b'\\' => position += 1,
            b'\n' => return position,
            _ if byte == quote => return position + 1,
            _ => {}
        }
        position += 1;
    }
    bytes.len()
}

/// The position after a regular expression. If it does not end on its line, it is none: the position is that of its content.
fn end_of_regex(bytes: &[u8], start: usize) -> usize {
    let (mut position, mut in_class) = (start, false);
    while let Some(&byte) = bytes.get(position) {
        match byte {
            b'\\' => position += 1,
            b'\n' => return start,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return position + 1,
            _ => {}
        }
        position += 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_deep() {
        let nested = |open: &str, close: &str, levels: usize| open.repeat(levels) + "1" + &close.repeat(levels);
        let cases = [
            (nested("(", ")", 2_000), Some("brackets")),
            (nested("`${", "}`", 2_000), Some("brackets")),
            (nested("<any>(", ")", 25), Some("type assertions")),
            (nested("<any>", "", 25), Some("type assertions")),
            (nested("< any>(", ")", 25), Some("type assertions")),
            (nested("</**/any>(", ")", 25), Some("type assertions")),
            (nested("<{ a: 1 }>(", ")", 25), Some("type assertions")),
            (nested("a ? async (b) : c => ", "", 25), Some("conditions and arrow functions")),
            (nested("a ? (b) : c => ", "", 25), Some("conditions and arrow functions")),
            (nested("a ? (b) : (c) => (", ")", 25), Some("conditions and arrow functions")),
            (nested("a<", "", 60_000), Some("type arguments")),
            (nested("a:", "", 60_000), Some("labels")),
            (nested("a:if(1)", "", 30_000), Some("labels")),
            // What code has.
            (nested("(", ")", 500), None),
            (nested("<any>(", ")", 5), None),
            (nested("A<", ">", 50), None),
            ("const a: A<B<C>> = b < c || d > e;\n".repeat(1_000), None),
            ("if (a < b) { c = d << 2 | e << 3; }\n".repeat(1_000), None),
            ("a << 1 | ".repeat(1_000) + "1", None),
            ("const a = <any>b;\n".repeat(1_000), None),
            ("const a = <any>b\n".repeat(1_000), None),
            ("f(<any>a, <B>c);".repeat(1_000), None),
            (nested("f<A>(", ")", 500), None),
            ("const a = b ? (c) : d\nconst e = (f) => g\n".repeat(1_000), None),
            ("a ? (b) : ".repeat(1_000) + "c", None),
            ("f((a): B => (c): D => e);".repeat(1_000), None),
            ("interface A { ".to_owned() + &"a: string; b: number\n c: { d: 1 }\n ".repeat(400) + "}", None),
            ("x = { a: b ? c : d, e: { f: 1 } };".repeat(10_000), None),
            ("switch (a) { case b: c(); break; }".repeat(1_000), None),
            // Brackets in strings, comments, templates and regular expressions.
            ("x('((((', \"[[[\", `{{{`, /[/(]((/); // ((((\n/* {{{{ */".repeat(1_000), None),
            ("a.replace(/\\(/g, ''); b = c / 2 / (d);".repeat(1_000), None),
            ("don't ((\n".repeat(100), None),
            ("\u{e4}\u{f6}(\u{fc})".repeat(1_000), None),
        ];
        for (text, expected) in cases {
            let start: String = text.chars().take(60).collect();
            assert_eq!(too_deep(&text, false).map(|(_, what)| what), expected, "{start}");
        }
        for text in ["'", "\"\\", "`", "`${", "/", "/*", "//", "}", "\\", "<", "a:"] {
            assert_eq!(too_deep(text, false), None, "{text}");
        }
        assert_eq!(too_deep(&nested("<A>\n", "</A>\n", 100), true), None, "elements of JSX");
    }
}
