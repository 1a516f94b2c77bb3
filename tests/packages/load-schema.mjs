// Owns running a schema.ts for real: bundled as Convex bundles it (esbuild, packages left outside), imported,
// and read through the schema's own `export()`, which is what a push sends.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The tables of a schema file, as Convex sees them. `set` is the folder of an installed package set.
 * Fails where Convex's defineSchema or defineTable fails, and where `tables` is not what the schema was made of.
 */
export async function loadSchema(file, set) {
  const convex = createRequire(path.join(set, "package.json")).resolve("convex/server");
  const { buildSync } = createRequire(convex)("esbuild");
  // Beside the file, so that the packages resolve as they do for the file itself.
  const folder = fs.mkdtempSync(path.join(path.dirname(file), ".loaded-"));
  const outfile = path.join(folder, "schema.mjs");
  try {
    buildSync({
      entryPoints: [file],
      outfile,
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
      logLevel: "silent",
    });
    const module = await import(pathToFileURL(outfile).href);
    assert.equal(typeof module.default?.export, "function", "the default export is not what defineSchema returns");
    const { tables } = JSON.parse(module.default.export());
    if (module.tables) {
      const named = Object.keys(module.tables);
      const pushed = tables.map((table) => table.tableName);
      assert.deepEqual(named, pushed, "the export `tables` and the default export hold different tables");
    }
    return tables;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The fields of a table: name to `{fieldType, optional}`, in order; `undefined` where the documents are no plain object. */
export function fieldsOf(table) {
  return table.documentType.type === "object" ? table.documentType.value : undefined;
}

/** Everything that a schema says, one line a table, field or index, in its order: for comparing two of them. */
export function describe(tables) {
  return tables.map(describeTable).join("\n");
}

function describeTable(table) {
  const { tableName, documentType, ...rest } = table;
  const fields = fieldsOf(table);
  const lines = [`table ${tableName}`];
  for (const [name, field] of Object.entries(fields ?? {})) {
    lines.push(`  ${tableName}.${name}: ${field.optional ? "optional " : ""}${JSON.stringify(field.fieldType)}`);
  }
  if (!fields) lines.push(`  ${tableName} holds ${JSON.stringify(documentType)}`);
  for (const index of table.indexes) {
    lines.push(`  ${tableName} index ${index.indexDescriptor} [${index.fields.join(", ")}]`);
  }
  for (const [kind, others] of Object.entries(rest)) {
    if (kind === "indexes" || !Array.isArray(others)) continue;
    for (const index of others) lines.push(`  ${tableName} ${kind} ${JSON.stringify(index)}`);
  }
  return lines.join("\n");
}
