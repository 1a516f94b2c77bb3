// Owns one comparison: a case as the code of an app, in a style, with the same case as a config. What a config makes is
// held against the published packages by conformance.test.mjs. Never throws for what a case does.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { firstDifference } from "../../packages/first-difference.mjs";
import { installed } from "../../packages/install.mjs";
import { generate } from "../compare.mjs";
import { appOf } from "./app.mjs";
import { faultOf } from "./execute.mjs";
import { generateIn, writeProject } from "./project.mjs";
import { WAYS } from "./source.mjs";
import { ENTRY } from "./styles.mjs";

const COMMAND = /^ \* To write it again: .*\n/m;
const DIGEST = /^ \* Digest of the tables: .*\n/m;

/** A pair with a `folder` under `root` in which its packages are found, and the `transform` of the esbuild that Convex has. */
export async function prepare(root, pair) {
  const packages = await installed(pair.set);
  const folder = path.join(root, pair.set);
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(path.join(packages, "node_modules"), path.join(folder, "node_modules"), "junction");
  fs.copyFileSync(path.join(packages, "package.json"), path.join(folder, "package.json"));
  const { transform } = createRequire(createRequire(`${folder}/`).resolve("convex/server"))("esbuild");
  return { ...pair, folder, transform };
}

/** What a case is to be held against: its schema.ts, or what is said where there is none. */
export async function expected(binary, pair, one) {
  const { code, stdout, stderr } = await generate(binary, pair, one, "complete");
  return { code, text: code === 0 ? stdout : undefined, said: titles(stderr) };
}

/** The files of a case in a style, and the app that they are the code of. */
export function written(pair, one, position, style) {
  const app = appOf(pair.betterAuth, one, position);
  return { app, files: style.files(app, WAYS[position % WAYS.length]) };
}

/** What is wrong with the files themselves: they do not give the options of the case when they are run. */
export function fault(pair, { app, files }, style) {
  return faultOf(pair.transform, app, files, style.entry ?? ENTRY);
}

/**
 * What differs between a project of these files and the config: `problem` if anything does, and whether sigma-schema said
 * what it may say of the style (`warned`).
 */
export async function compareFiles(binary, folder, { files }, wanted, style) {
  writeProject(folder, files);
  const ours = await generateIn(binary, folder);
  const said = titles(ours.stderr);
  const isAllowed = (title) => style.warned?.test(title);
  return {
    problem: difference(
      ours,
      said.filter((title) => !isAllowed(title)),
      wanted,
    ),
    warned: said.some(isAllowed),
  };
}

function difference({ code, stderr, text }, said, wanted) {
  if (code !== wanted.code) return `sigma-schema gen ended with ${code}, with a config with ${wanted.code}:\n${stderr}`;
  if (said.join("\n") !== wanted.said.join("\n")) {
    return `said with a config:\n${wanted.said.join("\n") || "nothing"}\nsaid with the code:\n${stderr || "nothing"}`;
  }
  if (code !== 0) return text === undefined ? undefined : "sigma-schema gen failed, and has written schema.ts";
  const [ours, theirs] = [text, wanted.text].map((schema) => schema?.replace(COMMAND, ""));
  if (ours === theirs) return undefined;
  // The digest says less than what it is of.
  const [left, right] = [ours ?? "no schema.ts", theirs].map((schema) => schema.replace(DIGEST, ""));
  return `(- from the code, + from a config)\n${firstDifference(left, right) ?? "the digests differ"}`;
}

// Without their places, which are in different files.
function titles(stderr) {
  return (stderr.match(/^(?:error|warning)(?:\[SS\d+\])?: .*$/gm) ?? []).sort();
}
