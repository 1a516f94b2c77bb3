//! A graph as a page: the SVG in a separate document that needs no network and works without its script.

use super::{Graph, escaped};

/// A table under the pointer shows what it refers to, and what refers to it.
const SCRIPT: &str = "\
for (const table of document.querySelectorAll(\"[data-table]\")) {
  const name = table.dataset.table;
  const edges = [...document.querySelectorAll(\".edge\")].filter((edge) => edge.dataset.from === name || edge.dataset.to === name);
  table.addEventListener(\"mouseenter\", () => edges.forEach((edge) => edge.classList.add(\"near\")));
  table.addEventListener(\"mouseleave\", () => edges.forEach((edge) => edge.classList.remove(\"near\")));
}
";

pub(super) fn page(graph: &Graph) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>body{{margin:0;font:14px ui-sans-serif,system-ui,sans-serif}}h1{{font-size:16px;margin:20px 24px 0}}main{{overflow:auto}}.edge.near{{stroke:#0969da;stroke-width:2.5}}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<main>\n{}</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        graph.svg(),
        title = escaped(&graph.title)
    )
}
