// Owns where the files of a golden case's project are: in its bases and in its own folder. Never writes to the golden
// folder. The `command` file of a case names both, as tests/support/case.rs says, which reads the same in Rust.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import path from "node:path";

/** The project of the case in a folder: the path of each file in the project, and the file that holds its content. */
export function projectFiles(source) {
  const files = new Map();
  const add = (folder) => filesBelow(folder).forEach((file) => files.set(file, path.join(folder, file)));
  const command = path.join(source, "command");
  const lines = fs.existsSync(command) ? fs.readFileSync(command, "utf8").split("\n") : [];
  const words = (first) =>
    lines.filter((line) => line.startsWith(`${first} `)).map((line) => line.slice(first.length + 1));
  words("base")
    .flatMap((names) => names.split(/\s+/))
    .forEach((name) => add(baseFolder(source, name)));
  words("without").forEach((file) => assert.ok(files.delete(path.normalize(file)), `${source}: no base has ${file}`));
  add(path.join(source, "project"));
  return files;
}

/** Copies the project of a case to a folder, without installed packages if `packages` is false. */
export function copyProject(source, target, { packages = true } = {}) {
  for (const [file, from] of projectFiles(source)) {
    if (!packages && file.split(path.sep).includes("node_modules")) continue;
    fs.mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    fs.copyFileSync(from, path.join(target, file));
  }
}

/** The paths of all files below a folder, relative to it and sorted; none if it does not exist. */
export function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function baseFolder(source, name) {
  for (let folder = source; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const base = path.join(folder, "bases", name);
    if (fs.existsSync(base)) return base;
  }
  throw new Error(`${source}: no base ${name}`);
}
