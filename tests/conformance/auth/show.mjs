// `SIGMA_SCHEMA_BIN=... node show.mjs 1.6.15 CASE STYLE [FOLDER]`: what a case shows in a style, both by their whole names,
// or all whose names match where there is none; with a folder that is not there yet, the projects are kept in it.
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { aloneCases, optionCases } from "../cases.mjs";
import { PAIRS } from "../pairs.mjs";
import { RANDOM_PER_PAIR, randomCases } from "../random-cases.mjs";
import { compareFiles, expected, fault, prepare, written } from "./compare.mjs";
import { STYLES } from "./styles.mjs";

const [version, caseName = "", styleName = "", kept] = process.argv.slice(2);
const pair = PAIRS.find(({ betterAuth }) => betterAuth === version);
const binary = process.env.SIGMA_SCHEMA_BIN;
if (!pair || !binary || (kept && fs.existsSync(kept))) {
  const versions = PAIRS.map(({ betterAuth }) => betterAuth).join("|");
  console.error(`usage: SIGMA_SCHEMA_BIN=/abs/sigma-schema node show.mjs ${versions} [CASE] [STYLE] [NEW FOLDER]`);
  process.exit(2);
}
const root = kept ? path.resolve(kept) : fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-auth-"));
try {
  fs.mkdirSync(root, { recursive: true });
  const prepared = await prepare(fs.realpathSync(root), pair);
  // A case's position is that of its kind: it decides about what is beside it.
  const kinds = [randomCases(version, RANDOM_PER_PAIR), [...aloneCases(version), ...optionCases(version)]];
  const cases = named(
    kinds.flatMap((list) => list.map((one, position) => ({ name: one.name, one, position }))),
    caseName,
  );
  for (const { one, position } of cases) {
    const wanted = await expected(binary, prepared, one);
    for (const [index, style] of named(STYLES, styleName).entries()) {
      const code = written(prepared, one, position, style);
      const folder = path.join(
        prepared.folder,
        `${one.name} ${index} ${style.name}`.replaceAll(/\W+/g, "-").slice(0, 100),
      );
      const faulty = await fault(prepared, code, style);
      const { problem } = await compareFiles(binary, folder, code, wanted, style);
      console.log(`${one.name}, ${style.name}: ${faulty ?? problem ?? "the same"}${kept ? `\n  ${folder}` : ""}`);
    }
  }
} finally {
  if (!kept) fs.rmSync(root, { recursive: true, force: true });
}

function named(list, name) {
  const exact = list.filter((one) => one.name === name);
  return exact.length > 0 ? exact : list.filter((one) => new RegExp(name).test(one.name));
}
