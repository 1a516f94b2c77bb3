// Owns what a golden case is on disk, and the work folder in which its generated files can be compiled and run:
// the case's project with the expected files laid over it. Never writes to the golden folder.
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { copyProject, filesBelow, projectFiles } from "./golden-project.mjs";
import { installed } from "./install.mjs";

const GOLDEN = path.resolve(import.meta.dirname, "..", "..", "golden", "gen");
const SETS = fs
  .readdirSync(import.meta.dirname)
  .filter((name) => /^better-auth-\d/.test(name))
  .sort(byVersion);

/** Each folder below `golden` with generated TypeScript in its `expected`: its name, folder and those files. */
export function goldenCases(golden = GOLDEN) {
  const expectedFolders = filesBelow(golden)
    .filter((file) => file.endsWith(".ts") && file.split(path.sep).includes("expected"))
    .map((file) => file.split(path.sep));
  const cases = new Map();
  for (const parts of expectedFolders) {
    const cut = parts.indexOf("expected");
    const name = parts.slice(0, cut).join("/");
    if (!cases.has(name)) cases.set(name, { name, source: path.join(golden, name), generated: [] });
    cases.get(name).generated.push(path.join(...parts.slice(cut + 1)));
  }
  return [...cases.values()];
}

/** A temporary folder for all cases, without symbolic links in its path. */
export function workRoot() {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "sigma-schema-goldens-")));
}

/**
 * The case as it can be compiled: `folder`, `files` (its generated files there), the package set's name and installed
 * folder, and the dependencies of the project that the set does not have.
 */
export async function prepare(root, { name, source, generated }) {
  const version = betterAuthVersion(source, path.dirname(generated[0]));
  const setName = packageSet(version);
  const set = await installed(setName);
  const packages = path.join(root, setName, "node_modules");
  if (!fs.existsSync(packages)) {
    fs.mkdirSync(path.dirname(packages));
    fs.symlinkSync(path.join(set, "node_modules"), packages, "junction");
  }
  const folder = path.join(root, setName, name.replaceAll("/", "__"));
  copyProject(source, folder, { packages: false });
  fs.cpSync(path.join(source, "expected"), folder, { recursive: true });
  const manifests = filesBelow(folder).filter((file) => path.basename(file) === "package.json");
  const workspace = linkWorkspacePackages(folder, manifests);
  const untyped = manifests
    .flatMap((file) => Object.keys(dependencies(readJson(path.join(folder, file)))))
    .filter((dependency) => !workspace.includes(dependency) && !fs.existsSync(path.join(packages, dependency)));
  return {
    name,
    folder,
    files: generated.map((file) => path.join(folder, file)),
    root: path.dirname(packages),
    set,
    setName,
    untyped,
  };
}

/** Every source file of a work folder. */
export function sourcesOf(folder) {
  return filesBelow(folder)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.join(folder, file));
}

// The command's own `--better-auth`, else the manifest nearest to the generated file, through a workspace's catalog.
function betterAuthVersion(source, generatedIn) {
  const project = projectFiles(source);
  const command = path.join(source, "command");
  const flag = fs.existsSync(command) && /--better-auth[ =](\S+)/.exec(fs.readFileSync(command, "utf8"));
  if (flag) return flag[1];
  for (let folder = generatedIn; ; folder = path.dirname(folder)) {
    const manifest = project.get(path.join(folder, "package.json"));
    const range = manifest && dependencies(readJson(manifest))["better-auth"];
    if (range) return range.startsWith("catalog:") ? catalogVersion(project) : range;
    if (folder === "." || folder === path.dirname(folder)) return undefined;
  }
}

function catalogVersion(project) {
  for (const file of ["pnpm-workspace.yaml", "package.json"]) {
    const text = project.has(file) ? fs.readFileSync(project.get(file), "utf8") : "";
    const entry = /(?<![\w/])["']?better-auth["']?\s*:\s*["']?([~^]?\d[^\s"',]*)/.exec(text);
    if (entry) return entry[1];
  }
  return undefined;
}

// A project that names no version gets what sigma-schema takes: the newest.
function packageSet(version) {
  if (version === undefined) return SETS.at(-1);
  const minor = /\d+\.\d+/.exec(version)?.[0];
  const found = minor && SETS.find((name) => name.startsWith(`better-auth-${minor}.`));
  if (!found) throw new Error(`no package set for better-auth ${version}; there are ${SETS.join(", ")}`);
  return found;
}

// A workspace's packages find each other by name, as after an install.
function linkWorkspacePackages(folder, manifests) {
  const members = manifests.filter((file) => file !== "package.json" && readJson(path.join(folder, file)).name);
  return members.map((file) => {
    const { name } = readJson(path.join(folder, file));
    const link = path.join(folder, "node_modules", name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(folder, path.dirname(file)), link, "junction");
    return name;
  });
}

function dependencies(manifest) {
  return { ...manifest.peerDependencies, ...manifest.devDependencies, ...manifest.dependencies };
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

function byVersion(left, right) {
  return left.localeCompare(right, "en", { numeric: true });
}
