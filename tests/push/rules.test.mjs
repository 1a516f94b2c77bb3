// What Convex refuses of random tables: what `diff` says, against the rules of its backend written down a second time
// (tests/packages/convex-rules.mjs) over what `convex` itself exports. Most tables break no rule or one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { tableViolations } from "../packages/convex-rules.mjs";
import { installed } from "../packages/install.mjs";
import { loadSchema } from "../packages/load-schema.mjs";

// A file of more tables would be too large to be read.
const [SCHEMAS, TABLES] = [6, 300];
const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");

/** Numbers from a seed, the same in every run (mulberry32). */
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = randomFrom(20_261_125);
const pick = (list) => list[Math.floor(random() * list.length)];
const rarely = (odd, usual, chance = 0.03) => (random() < chance ? odd() : usual());
const times = (count, make) => Array.from({ length: count }, (_, number) => make(number));
const upTo = (most) => Math.floor(random() * (most + 1));

const ODD_NAMES = ["", "_", "_x", "$x", "1st", "full-name", "straße", "by_id", "by_creation_time", "_fivetran_x", "_id", "_creationTime", "x".repeat(64), "x".repeat(65), "a.b", ".a."];
const name = (usual) => rarely(() => pick(ODD_NAMES), () => usual, 0.02);

/** What a vector index takes, and sometimes what it does not. */
const VECTORS = ["v.array(v.float64())", "v.optional(v.array(v.number()))", "v.union(v.null(), v.array(v.float64()))", "v.any()", "v.array(v.any())", "v.array(v.float64()).optional()", "v.array(v.int64())"];

/** A random validator as code. */
function validator(depth = 2) {
  const kinds = ["leaf", "leaf", "leaf", "array", "union", ...(depth > 0 ? ["object", "object", "record", "optional"] : [])];
  switch (depth < 0 ? "leaf" : pick(kinds)) {
    case "array":
      return `v.array(${rarely(() => validator(depth - 1), () => pick(["v.float64()", "v.number()", "v.any()", "v.string()", "v.int64()"]), 0.4)})`;
    case "union":
      return `v.union(${times(upTo(3), () => validator(depth - 1)).join(", ")})`;
    case "object":
      return `v.object({ ${fields(depth - 1)} })`;
    case "record":
      return `v.record(${rarely(() => pick(['v.literal("a")', "v.number()", "v.any()", "v.null()", 'v.union(v.string(), v.literal("b"))', "v.boolean()"]), () => pick(["v.string()", 'v.id("t1")', 'v.union(v.id("t1"), v.string())', "v.union()"]), 0.06)}, ${validator(depth - 1)})`;
    default:
      return pick(["v.string()", "v.number()", "v.any()", "v.commitTs()", "v.literal(1n)", "v.literal(-0)", "v.null()", "v.boolean()", `v.id(${JSON.stringify(name("t1"))})`]);
  }
}

function fields(depth) {
  const names = ["a", "b", "c", "d"].filter(() => random() < 0.7);
  const optional = (code) => pick([`v.optional(${code})`, `${code}.optional()`, code]);
  const all = names.map((one) => [name(one), optional(validator(depth))]);
  return [...new Map(all)].map(([key, code]) => `${JSON.stringify(key)}: ${code}`).join(", ");
}

/** A path, mostly of a field that is there in a document. */
function field() {
  return rarely(() => pick(ODD_NAMES), () => rarely(() => pick(["a.b", "a.b.c", "b.a", "c.d", "e.f", "x"]), () => pick(["a", "b", "c", "d", "e"]), 0.06), 0.01);
}

function document() {
  const object = () => `{ ${["a", "b", "c", "d"].map((one) => `${JSON.stringify(name(one))}: ${pick(["", "v.optional("])}`).map((start) => `${start}${validator()}${start.endsWith("(") ? ")" : ""}`).join(", ")}, e: ${pick(VECTORS)} }`;
  return pick([object, object, object, () => `v.object(${object()})`, () => `v.union(v.object(${object()}), v.object(${object()}))`, () => "v.any()", () => rarely(() => pick(["v.string()", "v.union(v.object({}), v.null())", "v.record(v.string(), v.any())"]), () => "v.any()", 0.3)])();
}

function table() {
  const staged = () => pick(["", "", ", staged: true"]);
  const list = () => times(rarely(() => pick([0, 15, 16]), () => 1 + upTo(2), 0.02), field);
  const distinct = (names) => (random() < 0.95 ? [...new Set(names)] : names);
  const indexes = times(rarely(() => pick([32, 33, 60, 64, 65]), () => upTo(4), 0.02), (number) => {
    const names = JSON.stringify(distinct(list()));
    return `.index(${JSON.stringify(name(`i${rarely(() => 0, () => number)}`))}, ${pick([names, `{ fields: ${names}${staged()} }`])})`;
  });
  const filters = () => (random() < 0.5 ? "" : `, filterFields: ${JSON.stringify(rarely(() => times(pick([16, 17]), (n) => (n ? `a${n}` : "a")), () => distinct(times(upTo(3), field)), 0.03))}`);
  const searches = times(upTo(2), (number) => `.searchIndex(${JSON.stringify(name(`s${number}`))}, { searchField: ${JSON.stringify(rarely(field, () => "abcd"[number], 0.2))}${filters()}${staged()} })`);
  const vectors = times(upTo(1) + upTo(1), (number) => `.vectorIndex(${JSON.stringify(name(`v${number}`))}, { vectorField: ${JSON.stringify(rarely(field, () => "e", 0.1))}, dimensions: ${pick([2 + number, 8 + number, 8, 4095 + number, ...(random() < 0.05 ? [0, 1, 4097] : [])])}${filters()}${staged()} })`);
  return `defineTable(${document()})${indexes.join("")}${searches.join("")}${vectors.join("")}`;
}

/** A table at the limits, and otherwise good. */
function wide() {
  const names = times(20, (number) => `f${number}`);
  const pairs = names.flatMap((one) => names.filter((other) => other !== one).map((other) => [one, other]));
  const staged = () => pick(["", ", staged: true"]);
  const count = pick([1, 30, 31, 32, 61, 62, 63, 64]);
  const indexes = times(count, (number) => `.index("i${number}", { fields: ${JSON.stringify(pairs[number])}${staged()} })`);
  const long = `.index("long", ${JSON.stringify(names.slice(0, pick([14, 15, 16, 17])))})`;
  const filters = JSON.stringify([...names.slice(0, pick([15, 16, 17])), "f0"]);
  const search = pick(["", `.searchIndex("s", { searchField: "f0", filterFields: ${filters}${staged()} })`, `.vectorIndex("v", { vectorField: "e", dimensions: ${pick([1, 2, 4096, 4097])}, filterFields: ${filters}${staged()} })`]);
  const parts = [...indexes, pick(["", long]), search];
  return `defineTable({ ${names.map((one) => `${one}: v.string()`).join(", ")}, e: v.array(v.float64()) })${parts.join("")}`;
}

const schemaText = (tables, options) =>
  `import { defineSchema, defineTable } from "convex/server";\nimport { v } from "convex/values";\n\nexport default defineSchema({\n${tables.map(([key, code]) => `  ${JSON.stringify(key)}: ${code},`).join("\n")}\n}${options});\n`;

/** What is refused, by table: from `diff` of a schema against itself. */
function refused(folder, file) {
  const done = spawnSync(binary, ["diff", "--against", file, "--format", "json"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(done.status === 0 || done.status === 1, done.stderr);
  const found = new Map();
  for (const { table, class: kind, after } of JSON.parse(done.stdout).components.flatMap((component) => component.changes)) {
    assert.equal(kind, "refused", `${table}: a schema differs from itself`);
    found.set(table, [...(found.get(table) ?? []), after]);
  }
  assert.equal(done.status, found.size > 0 ? 1 : 0);
  return found;
}

for (const [options, schemaValidation] of [["", true], [", { schemaValidation: false }", false]]) {
  test(`what is refused is what Convex's rules refuse, with schemaValidation ${schemaValidation}`, async () => {
    const set = await installed("better-auth-1.6.15", path.join(import.meta.dirname, "../app"));
    const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-rules-"));
    try {
      const put = (file, text) => {
        fs.mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
        fs.writeFileSync(path.join(project, file), text);
      };
      put(".git/HEAD", "");
      put("package.json", JSON.stringify({ dependencies: { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }));
      put("convex/auth.ts", "export const createAuthOptions = () => ({ plugins: [] });\n");
      fs.symlinkSync(path.join(set, "node_modules"), path.join(project, "node_modules"));
      const file = "convex/betterAuth/schema.ts";
      const counts = { refused: 0, accepted: 0 };
      for (let round = 0; round < SCHEMAS; round += 1) {
        const tables = times(TABLES, (number) => [rarely(() => `${pick(["_", "1", "a-"])}t${number}`, () => `t${number}`, 0.01), number % 12 === 0 ? wide() : table()]);
        put(file, schemaText(tables, options));
        const exported = await loadSchema(path.join(project, file), set);
        assert.equal(exported.length, TABLES);
        const said = refused(project, file);
        for (const one of exported) {
          const expected = tableViolations(one, schemaValidation);
          const found = said.get(one.tableName) ?? [];
          const shown = () =>
            `${tables.find(([key]) => key === one.tableName)}\nConvex: ${expected.join("; ") || "accepted"}\nsaid: ${found.join("; ") || "nothing"}`;
          assert.equal(found.length > 0, expected.length > 0, shown());
          counts[expected.length > 0 ? "refused" : "accepted"] += 1;
        }
      }
      console.log(`# ${counts.refused} tables refused, ${counts.accepted} accepted`);
      assert.ok(counts.refused >= 200 && counts.accepted >= 200, JSON.stringify(counts));
    } finally {
      fs.rmSync(project, { recursive: true, force: true });
    }
  });
}
