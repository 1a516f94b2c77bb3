//! A graph as an SVG: boxes over curves, so that no curve runs across a text.

use std::fmt::Write as _;

use super::layout::{Box, HEADER, MARGIN, ROW, SMALL_ROW, WIDTH, boxes};
use super::{ChangeStatus, Graph, Table, escaped};

/// Light and dark, and the statuses in both.
const STYLE: &str = "\
.graph{--back:#fff;--box:#fff;--head:#f1f4f8;--text:#1f2328;--dim:#59636e;--line:#d1d9e0;--edge:#8c959f;--added:#1a7f37;--removed:#cf222e;--changed:#9a6700;font:13px ui-sans-serif,system-ui,sans-serif;background:var(--back)}\
@media(prefers-color-scheme:dark){.graph{--back:#0d1117;--box:#151b23;--head:#212830;--text:#f0f6fc;--dim:#9198a1;--line:#3d444d;--edge:#656c76;--added:#3fb950;--removed:#f85149;--changed:#d29922}}\
.graph text{fill:var(--text);dominant-baseline:central}.graph .box{fill:var(--box);stroke:var(--line)}.graph .head{fill:var(--head)}.graph .name{font-weight:600;font-size:14px}.graph .kind,.graph .index{fill:var(--dim);font-family:ui-monospace,monospace;font-size:11px}.graph .kind{text-anchor:end}.graph .edge{fill:none;stroke:var(--edge);stroke-width:1.3}\
.graph .added{fill:var(--added)}.graph .removed{fill:var(--removed);text-decoration:line-through}.graph .changed{fill:var(--changed)}.graph .box.added,.graph .box.removed,.graph .box.changed{fill:var(--box);stroke-width:2}.graph .box.added{stroke:var(--added)}.graph .box.removed{stroke:var(--removed);stroke-dasharray:5 3}.graph .box.changed{stroke:var(--changed)}";

/// The number of letters of a type and of a name that fit on a line.
const LETTERS: usize = 38;
/// The height of the legend.
const LEGEND: usize = 30;

pub(super) fn print(graph: &Graph) -> String {
    let boxes = boxes(graph);
    let right = boxes.iter().map(|one| one.x + WIDTH).max().unwrap_or(WIDTH);
    let bottom = boxes.iter().map(|one| one.y + one.height).max().unwrap_or(HEADER);
    let legend = if graph.is_marked() { LEGEND } else { 0 };
    let (width, height) = (right + MARGIN, bottom + MARGIN + legend);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n",
        title = escaped(&graph.title)
    );
    if graph.tables.is_empty() {
        let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{MARGIN}\">no tables</text>");
    }
    for (from, reference, to) in graph.edges() {
        let _ = writeln!(
            svg,
            "<path class=\"edge\" data-from=\"{}\" data-to=\"{}\" d=\"{}\"/>",
            escaped(&reference.from),
            escaped(&reference.to),
            curve(&graph.tables[from], &boxes[from], &reference.field, &boxes[to])
        );
    }
    for (table, at) in graph.tables.iter().zip(&boxes) {
        table_box(&mut svg, graph, table, at);
    }
    if legend > 0 {
        let y = bottom + MARGIN;
        for (number, status) in
            [ChangeStatus::Added, ChangeStatus::Removed, ChangeStatus::Changed].into_iter().enumerate()
        {
            let x = MARGIN + number * 110;
            let _ =
                writeln!(svg, "<text class=\"{0}\" x=\"{x}\" y=\"{y}\">{1}{0}</text>", status.word(), status.sign());
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// From a field's row to the header of the table that it refers to: out on the sides that face each other.
fn curve(table: &Table, from: &Box, field: &str, to: &Box) -> String {
    let row = table.fields.iter().position(|other| other.name == field).unwrap_or_default();
    let (from_y, to_y) = (from.y + HEADER + row * ROW + ROW / 2, to.y + HEADER / 2);
    // In one column, and to itself, around the right side.
    let (from_x, to_x, bend): (usize, usize, i64) = match from.x.cmp(&to.x) {
        std::cmp::Ordering::Greater => (from.x, to.x + WIDTH, -1),
        std::cmp::Ordering::Less => (from.x + WIDTH, to.x, 1),
        std::cmp::Ordering::Equal => {
            let x = from.x + WIDTH;
            let out = x + 46;
            return format!("M{x} {from_y}C{out} {from_y} {out} {to_y} {x} {to_y}");
        }
    };
    let reach = 60 * bend;
    let (first, second) = (from_x as i64 + reach, to_x as i64 - reach);
    format!("M{from_x} {from_y}C{first} {from_y} {second} {to_y} {to_x} {to_y}")
}

fn table_box(svg: &mut String, graph: &Graph, table: &Table, at: &Box) {
    let (x, y) = (at.x, at.y);
    let status = table.status.word();
    let _ = write!(
        svg,
        "<g data-table=\"{name}\"><rect class=\"box {status}\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{}\" rx=\"6\"/><path class=\"head\" d=\"M{} {}h{}v-{}q0 -5 -5 -5h-{}q-5 0 -5 5z\"/><text class=\"name {status}\" x=\"{}\" y=\"{}\">{}{name}</text>",
        at.height,
        x + 1,
        y + HEADER,
        WIDTH - 2,
        HEADER - 6,
        WIDTH - 12,
        x + 12,
        y + HEADER / 2,
        table.status.sign(),
        name = escaped(&table.name),
    );
    let mut line = y + HEADER;
    for field in &table.fields {
        let middle = line + ROW / 2 + 2;
        let status = field.status.word();
        let optional = if field.is_optional { "?" } else { "" };
        let is_reference = graph.references.iter().any(|one| one.from == table.name && one.field == field.name);
        let arrow = if is_reference { " \u{2192}" } else { "" };
        let name = cut(&field.name, LETTERS - 8);
        let kind = cut(&field.kind, LETTERS.saturating_sub(name.chars().count()).max(7));
        let _ = write!(
            svg,
            "<text class=\"{status}\" x=\"{}\" y=\"{middle}\">{}{}{optional}{arrow}</text><text class=\"kind {status}\" x=\"{}\" y=\"{middle}\">{}<title>{}</title></text>",
            x + 12,
            field.status.sign(),
            escaped(&name),
            x + WIDTH - 12,
            escaped(&kind),
            escaped(&field.kind),
        );
        line += ROW;
    }
    for index in &table.indexes {
        let middle = line + SMALL_ROW / 2 + 3;
        let fields = index.fields.join(", ");
        let shown = cut(&format!("\u{2315} {fields}"), LETTERS + 2);
        let _ = write!(
            svg,
            "<text class=\"index {}\" x=\"{}\" y=\"{middle}\">{}{}<title>{}: {}</title></text>",
            index.status.word(),
            x + 12,
            index.status.sign(),
            escaped(&shown),
            escaped(&index.name),
            escaped(&fields),
        );
        line += SMALL_ROW;
    }
    svg.push_str("</g>\n");
}

/// A text of so many letters at most.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['\u{2026}']).collect()
}
