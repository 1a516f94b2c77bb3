// What Convex refuses of random tables: what `diff` says, against the rules of its backend written down a second time
// (tests/packages/convex-rules.mjs) over what `convex` itself exports. Most tables break no rule or one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { tableViolations, unreadable } from "../packages/convex-rules.mjs";
import { installed } from "../packages/install.mjs";
import { loadSchema } from "../packages/load-schema.mjs";
import { randomFrom } from "../support/random.mjs";

// A file of more tables would be too large to be read.
const [SCHEMAS, TABLES] = [6, 300];
/** Tables of which single values are wrong or not known. Convex throws at many, so each is a schema of its own. */
const ODD = 400;
const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");

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

/** A project without a schema, in an empty folder. */
function projectIn(folder, set) {
  const put = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  put(".git/HEAD", "");
  put("package.json", JSON.stringify({ dependencies: { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }));
  put("convex/auth.ts", "export const createAuthOptions = () => ({ plugins: [] });\n");
  fs.mkdirSync(path.join(folder, "convex/betterAuth"));
  fs.symlinkSync(path.join(set, "node_modules"), path.join(folder, "node_modules"));
}

/** What is refused, by table, and what is warned about: from `diff` of a schema against itself. */
function judged(folder, file) {
  const done = spawnSync(binary, ["diff", "--against", file, "--format", "json"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(done.status === 0 || done.status === 1, done.stderr);
  const { components, diagnostics } = JSON.parse(done.stdout);
  const said = new Map();
  for (const { table, class: kind, after } of components.flatMap((component) => component.changes)) {
    assert.equal(kind, "refused", `${table}: a schema differs from itself`);
    said.set(table, [...(said.get(table) ?? []), after]);
  }
  assert.equal(done.status, said.size > 0 ? 1 : 0);
  return { said, warned: diagnostics.map(({ message }) => message).filter((message) => message.startsWith("cannot determine")) };
}

const VALUES = ['"b"', '"by_id"', '""', "0", "1", "8", "1.5", "-1", "-0", "NaN", "1e999", "1n", "9223372036854775808n", "true", "false", "null", "undefined", "[]", '["b"]', "[1]", '["b", undefined]', "{}", '{ fields: ["b"] }', "() => 1", "v.string()", "v.string", "process.env.FIELD", "[process.env.FIELD]", "Number(process.env.DIMENSIONS)", 'process.env.FIELD ? "b" : 1'];
const value = () => pick(VALUES);
/** An option that is mostly right. */
const option = (key, right) => pick([`${key}: ${right}, `, `${key}: ${right}, `, `${key}: ${value()}, `, ""]);
const given = (...values) => values.slice(0, rarely(() => upTo(values.length), () => values.length, 0.1)).join(", ");

/** A table with values of any kind where others belong. */
function odd() {
  const fields = (more = "") => `defineTable({ a: v.array(v.float64()), b: v.string()${more} })`;
  const staged = () => pick(["", "", `staged: ${value()}, `]);
  const filters = () => pick(["", `filterFields: ${value()}, `, 'filterFields: ["b"], ']);
  const named = () => rarely(value, () => '"x"', 0.2);
  const makes = [
    () => `${fields()}.index(${given(named(), pick([value(), `{ ${option("fields", '["b"]')}${staged()}}`]))})`,
    () => `${fields()}.searchIndex(${given(named(), rarely(value, () => `{ ${option("searchField", '"b"')}${filters()}${staged()}}`, 0.1))})`,
    () => `${fields()}.vectorIndex(${given(named(), rarely(value, () => `{ ${option("vectorField", '"a"')}${option("dimensions", "8")}${filters()}${staged()}}`, 0.1))})`,
    () => fields(`, c: v.${pick(["literal", "id", "array", "optional", "nullable", "object", "union"])}(${given(value())})`),
    () => fields(`, c: v.record(${given(pick(["v.string()", value()]), pick(["v.string()", value()]))})`),
    () => fields(`, c: v.object({ inside: ${value()} })`),
    () => fields(`, c: ${value()}`),
    () => `defineTable(${given(value())})`,
    // Two of one name, of which one or both have options that are not known.
    () => `${fields()}.index("x", ["b"]).searchIndex(${pick(['"x"', '"y"'])}, { searchField: process.env.FIELD })`,
    () => `${fields()}.searchIndex("x", { searchField: process.env.FIELD }).vectorIndex(${pick(['"x"', '"y"'])}, { vectorField: "a", dimensions: Number(process.env.DIMENSIONS) })`,
  ];
  return pick(makes)();
}

for (const [options, schemaValidation] of [["", true], [", { schemaValidation: false }", false]]) {
  test(`what is refused is what Convex's rules refuse, with schemaValidation ${schemaValidation}`, async () => {
    const set = await installed("better-auth-1.6.15", path.join(import.meta.dirname, "../app"));
    const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-rules-"));
    try {
      projectIn(project, set);
      const put = (file, text) => fs.writeFileSync(path.join(project, file), text);
      const file = "convex/betterAuth/schema.ts";
      const counts = { refused: 0, accepted: 0 };
      for (let round = 0; round < SCHEMAS; round += 1) {
        const tables = times(TABLES, (number) => [rarely(() => `${pick(["_", "1", "a-"])}t${number}`, () => `t${number}`, 0.01), number % 12 === 0 ? wide() : table()]);
        put(file, schemaText(tables, options));
        const exported = await loadSchema(path.join(project, file), set);
        assert.equal(exported.length, TABLES);
        const { said } = judged(project, file);
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

test("what is said of values that are wrong or not known", async () => {
  const set = await installed("better-auth-1.6.15", path.join(import.meta.dirname, "../app"));
  const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-rules-"));
  Object.assign(process.env, { FIELD: "b", DIMENSIONS: "8" });
  try {
    projectIn(project, set);
    const file = path.join(project, "convex/betterAuth/schema.ts");
    const counts = { refused: 0, accepted: 0, unknown: 0 };
    for (let round = 0; round < ODD; round += 1) {
      const code = odd();
      fs.writeFileSync(file, schemaText([["t", code]], ""));
      let isRefused;
      try {
        const [table] = await loadSchema(file, set);
        isRefused = unreadable(table) || tableViolations(table).length > 0;
      } catch {
        isRefused = true;
      }
      const { said, warned } = judged(project, "convex/betterAuth/schema.ts");
      const shown = `${code}\nConvex: ${isRefused ? "refused" : "accepted"}\nsaid: ${[...said.values()].flat().join("; ") || "nothing"}\nwarned: ${warned.join("; ")}`;
      if (warned.length === 0) assert.equal(said.size > 0, isRefused, shown);
      // With an unknown value, only what is refused under every value may be called refused.
      else assert.ok(said.size === 0 || isRefused, shown);
      counts[warned.length > 0 ? "unknown" : isRefused ? "refused" : "accepted"] += 1;
    }
    console.log(`# ${counts.refused} refused, ${counts.accepted} accepted, ${counts.unknown} with a warning`);
    assert.ok(Object.values(counts).every((count) => count >= 20), JSON.stringify(counts));
  } finally {
    fs.rmSync(project, { recursive: true, force: true });
  }
});
