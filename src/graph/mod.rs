//! Tables and their references as a diagram: Mermaid, SVG, HTML. Never decides what a schema holds.

mod html;
mod layout;
mod mermaid;
mod svg;

use crate::diagnostic::emit::visible;

/// The status of a part between two schemas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeStatus {
    /// It is as it was.
    #[default]
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// Tables and what refers to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The title of the diagram.
    pub title: String,
    /// The tables, in order.
    pub tables: Vec<Table>,
    /// The references between tables. A reference to a missing table is not shown.
    pub references: Vec<Reference>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: ChangeStatus,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Its indexes, in order.
    pub indexes: Vec<Index>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type, such as `"a" | "b"`.
    pub kind: String,
    /// Whether it may be missing.
    pub is_optional: bool,
    /// Its status.
    pub status: ChangeStatus,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<String>,
    /// Its status.
    pub status: ChangeStatus,
}

/// A field that holds the id of a document of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The table with the field.
    pub from: String,
    /// The field.
    pub field: String,
    /// The table that it refers to.
    pub to: String,
}

impl ChangeStatus {
    /// The word for it; none if it is unchanged.
    fn word(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// The sign for it, for eyes that do not see colours.
    fn sign(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => "+ ",
            Self::Removed => "\u{2212} ",
            Self::Changed => "~ ",
        }
    }
}

impl Graph {
    /// As a Mermaid diagram, which GitHub shows in a fenced block of `mermaid`.
    pub fn mermaid(&self) -> String {
        mermaid::print(self)
    }

    /// The graph as a self-contained SVG.
    pub fn svg(&self) -> String {
        svg::print(self)
    }

    /// The graph as a self-contained page.
    pub fn html(&self) -> String {
        html::page(self)
    }

    /// Whether a part of it has changed.
    fn is_marked(&self) -> bool {
        let is = |status: ChangeStatus| status != ChangeStatus::Same;
        self.tables.iter().any(|table| {
            let fields = table.fields.iter().any(|field| is(field.status));
            is(table.status) || fields || table.indexes.iter().any(|index| is(index.status))
        })
    }

    /// The references with the numbers of both tables.
    fn edges(&self) -> impl Iterator<Item = (usize, &Reference, usize)> {
        let find = |name: &str| self.tables.iter().position(|table| table.name == name);
        self.references.iter().filter_map(move |one| Some((find(&one.from)?, one, find(&one.to)?)))
    }
}

/// Text in XML, and in an attribute between double quotes.
fn escaped(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(tables: usize) -> Graph {
        let field =
            |name: String, status| Field { name, kind: "\"a\" | <b> & null".to_owned(), is_optional: true, status };
        let statuses = [ChangeStatus::Same, ChangeStatus::Added, ChangeStatus::Removed, ChangeStatus::Changed];
        let table = |number: usize| Table {
            name: format!("table{number}"),
            status: statuses[number % 4],
            fields: (0..number % 25).map(|at| field(format!("field{at}"), statuses[at % 4])).collect(),
            indexes: vec![Index {
                name: "by".to_owned(),
                fields: vec!["field0".to_owned()],
                status: ChangeStatus::Same,
            }],
        };
        let reference = |number: usize| Reference {
            from: format!("table{number}"),
            field: format!("field{}", number % 3),
            to: format!("table{}", (number * 7 + 3) % (tables + 1)),
        };
        Graph {
            title: "a <title>".to_owned(),
            tables: (0..tables).map(table).collect(),
            references: (0..tables).map(reference).collect(),
        }
    }

    #[test]
    fn boxes_never_overlap() {
        for tables in 0..60 {
            let boxes = layout::boxes(&graph(tables));
            assert_eq!(boxes.len(), tables);
            for (number, one) in boxes.iter().enumerate() {
                let overlap = boxes[..number].iter().any(|other| one.overlaps(other));
                assert!(!overlap, "{tables} tables: {number}");
            }
        }
    }

    #[test]
    fn everything_is_in_every_form_and_escaped() {
        for tables in [0, 1, 5, 20] {
            let graph = graph(tables);
            for text in [graph.svg(), graph.html(), graph.mermaid()] {
                let is_complete = graph.tables.iter().all(|table| text.contains(&table.name));
                assert!(is_complete && !text.contains("<b>") && !text.contains("<title>a <"), "{text}");
            }
            assert_eq!(graph.svg(), graph.clone().svg());
        }
        assert!(graph(0).svg().contains("no tables") && graph(0).mermaid().starts_with("erDiagram\n"));
    }
}
