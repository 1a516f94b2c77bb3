//! The positions of the tables' boxes: in columns, those that others refer to on the left.

use super::{Graph, Table};

/// The width of a box.
pub(super) const WIDTH: usize = 300;
/// The height of a box's header.
pub(super) const HEADER: usize = 30;
/// The height of a field.
pub(super) const ROW: usize = 21;
/// The height of an index.
pub(super) const SMALL_ROW: usize = 16;
/// The free space around the diagram.
pub(super) const MARGIN: usize = 24;
/// The free space under the last line of a box.
const PADDING: usize = 6;
/// Between two columns, where references run.
const GAP: usize = 90;
/// Between two boxes of a column.
const SPACE: usize = 26;
/// A column higher than this is divided.
const HIGHEST: usize = 1_100;

/// The box of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Box {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) height: usize,
}

impl Box {
    /// Whether two boxes share a point.
    #[cfg(test)]
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let apart = self.x + WIDTH < other.x
            || other.x + WIDTH < self.x
            || self.y + self.height < other.y
            || other.y + other.height < self.y;
        !apart
    }
}

pub(super) fn height(table: &Table) -> usize {
    HEADER + table.fields.len() * ROW + table.indexes.len() * SMALL_ROW + PADDING
}

/// The boxes of the tables, in their order.
pub(super) fn boxes(graph: &Graph) -> Vec<Box> {
    let levels = levels(graph);
    let mut boxes = vec![Box { x: 0, y: 0, height: 0 }; graph.tables.len()];
    let mut x = MARGIN;
    let deepest = levels.iter().max().map_or(0, |deepest| deepest + 1);
    for level in 0..deepest {
        let of_level: Vec<usize> = (0..levels.len()).filter(|table| levels[*table] == level).collect();
        for column in columns(graph, &of_level) {
            let mut y = MARGIN;
            for table in column {
                let height = height(&graph.tables[table]);
                boxes[table] = Box { x, y, height };
                y += height + SPACE;
            }
            x += WIDTH + GAP;
        }
    }
    boxes
}

/// The distance of each table from one that refers to no other.
fn levels(graph: &Graph) -> Vec<usize> {
    let edges: Vec<(usize, usize)> =
        graph.edges().map(|(from, _, to)| (from, to)).filter(|(from, to)| from != to).collect();
    let mut levels = vec![0; graph.tables.len()];
    // In a cycle, the rest refers to the table that comes first in the schema.
    for _ in 0..graph.tables.len() {
        let before = levels.clone();
        for (from, to) in edges.iter().filter(|(from, to)| to < from) {
            levels[*from] = levels[*from].max(levels[*to] + 1);
        }
        if before == levels {
            break;
        }
    }
    // Tables without references are placed aside, so that no line passes them.
    let aside = levels.iter().max().map_or(0, |deepest| deepest + 1);
    for (table, level) in levels.iter_mut().enumerate() {
        if !edges.iter().any(|(from, to)| *from == table || *to == table) {
            *level = aside;
        }
    }
    levels
}

/// A level as columns of about the same height.
fn columns(graph: &Graph, tables: &[usize]) -> Vec<Vec<usize>> {
    let space = |table: &usize| height(&graph.tables[*table]) + SPACE;
    let whole: usize = tables.iter().map(space).sum();
    let count = whole.div_ceil(HIGHEST).max(1);
    let wanted = whole.div_ceil(count);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new()];
    let mut taken = 0;
    for table in tables {
        // A box is placed where more than half of it fits.
        if taken > 0 && taken + space(table) / 2 > wanted && columns.len() < count {
            columns.push(Vec::new());
            taken = 0;
        }
        taken += space(table);
        if let Some(column) = columns.last_mut() {
            column.push(*table);
        }
    }
    columns
}
