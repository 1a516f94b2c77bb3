// `SIGMA_SCHEMA_BIN=... node show.mjs 1.6.15 REGEX`: the cases of a version whose names match, and what each shows.
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { aloneCases, optionCases } from "./cases.mjs";
import { compare } from "./compare.mjs";
import { PAIRS } from "./pairs.mjs";
import { randomCases } from "./random-cases.mjs";
import { forEach, prepare } from "./workers.mjs";

const [version, pattern = ""] = process.argv.slice(2);
const pair = PAIRS.find(({ betterAuth }) => betterAuth === version);
const binary = process.env.SIGMA_SCHEMA_BIN;
if (!pair || !binary) {
  console.error(
    `usage: SIGMA_SCHEMA_BIN=/abs/sigma-schema node show.mjs ${PAIRS.map(({ betterAuth }) => betterAuth).join("|")} [REGEX]`,
  );
  process.exit(2);
}
const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-conformance-")));
try {
  const prepared = await prepare(root, pair);
  const all = [...aloneCases(version), ...optionCases(version), ...randomCases(version, 1_000)];
  const cases = all.filter(({ name }) => new RegExp(pattern).test(name));
  await forEach(cases, async (one) => {
    const { problem, used } = await compare(binary, prepared, one);
    console.log(problem ?? `${pair.name}: ${one.name}: the same${used.map((name) => `, but for ${name}`).join("")}`);
  });
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}
