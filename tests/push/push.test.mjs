// What `diff` says of a validator's change, against Convex's own validation (convex-test): every document that was taken
// before a change called safe must be taken after it; and of a change that is called unsafe, one must be refused.
//
// Pairs of validators are random, from a seed. Each pair is a table of two schemas, before and after, so that one run of
// `diff` judges all of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { installed } from "../packages/install.mjs";
import { randomFrom } from "../support/random.mjs";

const PAIRS = 600;
const binary = process.env.SIGMA_SCHEMA_BIN;
assert.ok(binary, "SIGMA_SCHEMA_BIN names no program");
const set = await installed("better-auth-1.6.15", path.join(import.meta.dirname, "../app"));
const require = createRequire(path.join(set, "package.json"));
const load = (name) => import(pathToFileURL(path.join(set, "node_modules", name)).href);
const { convexTest } = await load("convex-test/dist/index.js");
const { defineSchema, defineTable } = await load("convex/dist/esm/server/index.js");
const { v } = await load("convex/dist/esm/values/index.js");

const random = randomFrom(20_261_124);
const pick = (list) => list[Math.floor(random() * list.length)];

/** Leaves: code, and values that it takes. */
const LEAVES = {
  "v.string()": ["", "a", "zzz"],
  "v.number()": [0, 1, -2.5],
  "v.boolean()": [true, false],
  "v.null()": [null],
  "v.int64()": [0n, 5n],
  "v.any()": ["any", 7, null, [true], { x: 1n }],
  'v.literal("a")': ["a"],
  'v.literal("b")': ["b"],
  "v.literal(1)": [1],
  "v.literal(true)": [true],
};

/** A random validator: its code, and values that it takes. */
function validator(depth) {
  const kind = depth === 0 ? "leaf" : pick(["leaf", "leaf", "union", "union", "array", "object", "record"]);
  if (kind === "leaf") {
    const code = pick(Object.keys(LEAVES));
    return { code, values: LEAVES[code] };
  }
  if (kind === "array") {
    const { code, values } = validator(depth - 1);
    return { code: `v.array(${code})`, values: [[], ...values.map((value) => [value])] };
  }
  if (kind === "record") {
    const { code, values } = validator(depth - 1);
    return { code: `v.record(v.string(), ${code})`, values: [{}, ...values.map((value) => ({ k: value }))] };
  }
  if (kind === "union") {
    const members = Array.from({ length: 1 + Math.floor(random() * 3) }, () => validator(depth - 1));
    return { code: `v.union(${members.map((one) => one.code).join(", ")})`, values: members.flatMap((one) => one.values) };
  }
  return object(depth - 1);
}

function object(depth) {
  const fields = ["a", "b", "c"].filter(() => random() < 0.6).map((name) => [name, field(depth)]);
  const code = `v.object({ ${fields.map(([name, one]) => `${name}: ${one.code}`).join(", ")} })`;
  const full = Object.fromEntries(fields.map(([name, one]) => [name, one.values[0]]));
  const values = [full];
  for (const [name, one] of fields) {
    for (const value of one.values) values.push({ ...full, [name]: value });
    if (one.isOptional) values.push(Object.fromEntries(Object.entries(full).filter(([key]) => key !== name)));
  }
  return { code, values };
}

function field(depth) {
  const one = validator(depth);
  return random() < 0.35 ? { code: `v.optional(${one.code})`, values: one.values, isOptional: true } : one;
}

/** Something near a validator: then a change is often one of width. */
function near(code) {
  const changes = [
    (text) => text.replace("v.string()", "v.union(v.string(), v.number())"),
    (text) => text.replace('v.literal("a")', "v.string()"),
    (text) => text.replace("v.string()", 'v.literal("a")'),
    (text) => text.replace("v.number()", "v.any()"),
    (text) => text.replace("v.optional(v.string())", "v.string()"),
    (text) => text.replace(/a: (v\.\w+\(\))/, "a: v.optional($1)"),
    (text) => `v.union(${text}, v.null())`,
    (text) => `v.array(${text})`,
    (text) => text,
  ];
  return pick(changes)(code);
}

const pairs = Array.from({ length: PAIRS }, (_, number) => {
  const before = validator(2);
  const isOptional = random() < 0.3;
  const after = random() < 0.7 ? near(before.code) : validator(2).code;
  const optional = (code, is) => (is ? `v.optional(${code})` : code);
  return {
    name: `t${number}`,
    before: optional(before.code, isOptional),
    after: optional(after, random() < (isOptional ? 0.7 : 0.2)),
    values: isOptional ? [undefined, ...before.values] : before.values,
  };
});

function schemaText(side) {
  const tables = pairs.map((pair) => `  ${pair.name}: defineTable({ f: ${pair[side]} }),`).join("\n");
  return `import { defineSchema, defineTable } from "convex/server";\nimport { v } from "convex/values";\n\nexport default defineSchema({\n${tables}\n});\n`;
}

/** The class of each table's change, as `diff` has it. */
function classes() {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-push-"));
  try {
    const put = (file, text) => {
      fs.mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      fs.writeFileSync(path.join(project, file), text);
    };
    put(".git/HEAD", "");
    put("package.json", JSON.stringify({ dependencies: { "better-auth": "1.6.15", "@convex-dev/better-auth": "0.12.5" } }));
    put("convex/auth.ts", "export const createAuthOptions = () => ({ plugins: [] });\n");
    put("before.ts", schemaText("before"));
    put("convex/betterAuth/schema.ts", schemaText("after"));
    const options = { cwd: project, encoding: "utf8", maxBuffer: 1 << 26 };
    const done = spawnSync(binary, ["diff", "--against", "before.ts", "--format", "json"], options);
    assert.ok(done.status === 0 || done.status === 1, done.stderr);
    const worst = {};
    const { components } = JSON.parse(done.stdout);
    for (const { table, class: found } of components.flatMap((component) => component.changes)) {
      if (worst[table] !== "refused" && worst[table] !== "data") worst[table] = found;
      if (found === "refused") worst[table] = found;
    }
    return worst;
  } finally {
    fs.rmSync(project, { recursive: true, force: true });
  }
}

const evaluate = (code) => new Function("v", `return ${code};`)(v);

/** Whether Convex takes a document; `undefined` where convex-test cannot tell: it falls over null beside an object. */
async function takes(runtime, table, value) {
  try {
    await runtime.run((ctx) => ctx.db.insert(table, value === undefined ? {} : { f: value }));
    return true;
  } catch (error) {
    if (/Validator error|Expected|Unexpected|Missing|not match/i.test(error.message)) return false;
    if (/Cannot convert undefined or null to object/.test(error.message)) return undefined;
    throw error;
  }
}

test("what is called safe is taken, and of what is called unsafe something is refused", async () => {
  const worst = classes();
  const runtimeOf = (side) => {
    const tables = pairs.map((pair) => [pair.name, defineTable({ f: evaluate(pair[side]) })]);
    return convexTest(defineSchema(Object.fromEntries(tables)), { "./_generated/api.js": async () => ({}) });
  };
  const [before, after] = [runtimeOf("before"), runtimeOf("after")];
  const counts = { safe: 0, data: 0, unsettled: 0, untold: 0, refused: 0 };
  for (const pair of pairs) {
    const shown = `${pair.before} -> ${pair.after}`;
    const found = worst[pair.name] ?? "safe";
    // No document meets a validator that Convex refuses: rules.test.mjs is about those.
    if (found === "refused") {
      counts.refused += 1;
      continue;
    }
    let refused = 0;
    for (const value of pair.values) {
      const [was, is] = [await takes(before, pair.name, value), await takes(after, pair.name, value)];
      if (was === undefined || is === undefined) {
        counts.untold += 1;
        continue;
      }
      assert.ok(was, `${shown}: a value does not fit before`);
      if (!is) refused += 1;
    }
    if (found === "safe") {
      assert.equal(refused, 0, `${shown} is called safe, and Convex refuses a document`);
      counts.safe += 1;
    } else if (refused > 0) {
      counts.data += 1;
    } else {
      // The values are a sample, and Convex's rule goes member by member.
      counts.unsettled += 1;
    }
  }
  console.log(`# ${counts.safe} safe, ${counts.data} refused, ${counts.unsettled} of which no value was refused; ${counts.untold} values untold`);
  assert.ok(counts.safe >= 100 && counts.data >= 100, JSON.stringify(counts));
  assert.ok(counts.unsettled <= PAIRS / 20 && counts.refused <= PAIRS / 20, JSON.stringify(counts));
});
