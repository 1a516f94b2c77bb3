// What `graph` draws: Mermaid's own parser reads it, and a browser lays the SVG out without two boxes that overlap.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { copyProject } from "../packages/golden-project.mjs";
import { installed } from "../packages/install.mjs";

const GOLDEN = path.join(import.meta.dirname, "../../golden");
const CASES = [
  { project: "gen/guide-1.4.9", flags: [] },
  { project: "gen/many-plugins", flags: [] },
  { project: "gen/own-search", flags: [] },
  { project: "diff/every-code", flags: ["--against", "before.ts"] },
];
const BROWSERS = [process.env.CHROME, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);

const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");
const set = await installed("mermaid", import.meta.dirname);
const require = createRequire(path.join(set, "package.json"));
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const entry = path.join(set, "node_modules/mermaid/dist/mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(entry).href);
const browser = BROWSERS.find((name) => spawnSync(name, ["--version"]).status === 0);

function graph({ project, flags }, format) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-graph-"));
  try {
    copyProject(path.join(GOLDEN, project), folder);
    fs.mkdirSync(path.join(folder, ".git"), { recursive: true });
    const options = { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync(binary, ["graph", "--format", format, ...flags], options);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const tablesOf = (svg) => [...svg.matchAll(/data-table="(\w+)"/g)].map((match) => match[1]);

for (const one of CASES) {
  test(`${one.project}: Mermaid reads it`, async () => {
    const text = graph(one, "mermaid");
    const parsed = await mermaid.parse(text);
    assert.equal(parsed.diagramType, "er");
    const tables = tablesOf(graph(one, "svg"));
    assert.ok(tables.length > 0);
    for (const table of tables) assert.ok(text.includes(`["${table}"]`), table);
  });

  test(`${one.project}: a browser shows it`, { skip: browser ? false : "there is no Chromium here" }, () => {
    const page = graph(one, "html");
    assert.ok(!/https?:\/\/(?!www\.w3\.org\/2000\/svg)/.test(page), "the page names an address");
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-page-"));
    try {
      const measure = `<script>
        const boxes = [...document.querySelectorAll("[data-table] .box")].map((box) => box.getBoundingClientRect());
        const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        const overlaps = boxes.some((a, i) => boxes.some((b, j) => i < j && over(a, b)));
        const outside = [...document.querySelectorAll("[data-table]")].filter((table) => {
          const box = table.querySelector(".box").getBoundingClientRect();
          return [...table.querySelectorAll("text")].some((text) => {
            const at = text.getBoundingClientRect();
            return at.left < box.left || at.right > box.right || at.bottom > box.bottom;
          });
        }).map((table) => table.dataset.table);
        document.title = JSON.stringify({ boxes: boxes.length, overlaps, outside, sized: boxes.every((box) => box.width > 0 && box.height > 0) });
      </script></body>`;
      const file = path.join(folder, "page.html");
      fs.writeFileSync(file, page.replace("</body>", measure));
      const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}/profile`, "--dump-dom"];
      const dom = execFileSync(browser, [...flags, pathToFileURL(file).href], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      const measured = JSON.parse(/<title>(\{.*?\})<\/title>/.exec(dom)[1].replaceAll("&quot;", '"'));
      assert.deepEqual(measured, { boxes: tablesOf(page).length, overlaps: false, outside: [], sized: true });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
}
