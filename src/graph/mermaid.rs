//! A graph as a Mermaid `erDiagram` (mermaid.js.org/syntax/entityRelationshipDiagram.html).

use std::fmt::Write as _;

use super::{ChangeStatus, Graph, Table};
use crate::diagnostic::emit::visible;

/// The styles of changed tables; `classDef` in an erDiagram needs Mermaid 11.
const CLASSES: [(ChangeStatus, &str); 3] = [
    (ChangeStatus::Added, "fill:#dafbe1,stroke:#1a7f37,color:#1f2328"),
    (ChangeStatus::Removed, "fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4"),
    (ChangeStatus::Changed, "fill:#fff8c5,stroke:#9a6700,color:#1f2328"),
];

/// The longest label of a table or a reference; Convex's names have 64 characters at most.
const NAME_LIMIT: usize = 64;
/// The longest comment of a field.
const COMMENT_LIMIT: usize = 60;

pub(super) fn print(graph: &Graph) -> String {
    let mut text = String::from("erDiagram\n");
    if graph.tables.is_empty() {
        text.push_str("  %% no tables\n");
    }
    for (number, table) in graph.tables.iter().enumerate() {
        let _ = writeln!(text, "  t{number}[\"{}\"] {{", label(&table.name, NAME_LIMIT));
        for field in &table.fields {
            let is_reference =
                graph.edges().any(|(from, reference, _)| from == number && reference.field == field.name);
            let key = if is_reference { " FK" } else { "" };
            let _ = writeln!(
                text,
                "    {} {}{key}{}",
                word(&field.kind),
                word(&field.name),
                comment(&field.kind, field.is_optional, field.status)
            );
        }
        text.push_str("  }\n");
    }
    for (from, reference, to) in graph.edges() {
        let _ = writeln!(text, "  t{from} }}o--|| t{to} : \"{}\"", label(&reference.field, NAME_LIMIT));
    }
    for (status, style) in CLASSES {
        let is = |table: &Table| {
            if table.status == ChangeStatus::Same { inside(table) == status } else { table.status == status }
        };
        let marked: Vec<String> = graph
            .tables
            .iter()
            .enumerate()
            .filter(|(_, table)| is(table))
            .map(|(number, _)| format!("t{number}"))
            .collect();
        if !marked.is_empty() {
            let _ = write!(text, "  classDef {0} {style}\n  class {1} {0}\n", status.word(), marked.join(","));
        }
    }
    text
}

/// The status of a table, from that of its parts.
fn inside(table: &Table) -> ChangeStatus {
    let fields = table.fields.iter().map(|field| field.status);
    let mut statuses = fields.chain(table.indexes.iter().map(|index| index.status));
    if statuses.any(|status| status != ChangeStatus::Same) { ChangeStatus::Changed } else { ChangeStatus::Same }
}

/// A word that the grammar accepts as a type or a name: letters, digits and underscores, a letter first.
fn word(text: &str) -> String {
    let mut word = String::new();
    for character in text.chars() {
        match character {
            c if c.is_ascii_alphanumeric() => word.push(c),
            _ if word.ends_with('_') || word.is_empty() => {}
            _ => word.push('_'),
        }
    }
    let word = word.trim_end_matches('_');
    match word.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => word.chars().take(40).collect(),
        _ => format!("v_{word}"),
    }
}

/// The part of a type that its word cannot express.
fn comment(kind: &str, is_optional: bool, status: ChangeStatus) -> String {
    let mut parts = Vec::new();
    if status != ChangeStatus::Same {
        parts.push(status.word().to_owned());
    }
    if is_optional {
        parts.push("optional".to_owned());
    }
    if word(kind) != kind {
        parts.push(kind.to_owned());
    }
    if parts.is_empty() {
        return String::new();
    }
    format!(" \"{}\"", label(&parts.join(", "), COMMENT_LIMIT))
}

/// A text between double quotes, where the grammar knows no escapes: what is special to Mermaid or to the page around it
/// is left out.
fn label(text: &str, limit: usize) -> String {
    let is_special = |c: char| "<>#;%\\&\n\t".contains(c) || visible(&c.to_string()) != c.to_string();
    let shown = |c: char| match c {
        '"' | '`' => '\'',
        c if is_special(c) => ' ',
        c => c,
    };
    let label: String = text.chars().take(limit).map(shown).collect();
    if label.trim().is_empty() { "?".to_owned() } else { label }
}
