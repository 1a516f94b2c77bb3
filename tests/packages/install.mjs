// Owns the installed package sets: where they are and how they get there.
// Never changes this folder: a set is installed in a cache folder of its own, named after its manifest and lock.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const HERE = import.meta.dirname;
const COPIED = ["package.json", "package-lock.json", ".npmrc"];
const HEARTBEAT_MS = 1_000;
const ABANDONED_MS = 15_000;
const LEFTOVER_MS = 3_600_000;

/** The folder in which the lock of `<sets>/<name>` is installed; installs it at the first call. */
export async function installed(name, sets = HERE) {
  const cache = process.env.SIGMA_SCHEMA_CACHE || path.join(os.homedir(), ".cache", "sigma-schema");
  const folder = path.resolve(cache, `${name}-${fingerprint(path.join(sets, name))}`);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  while (!fs.existsSync(folder)) {
    const release = takeTurn(`${folder}.lock`);
    if (!release) {
      await sleep(250);
      continue;
    }
    try {
      if (!fs.existsSync(folder)) await install(path.join(sets, name), folder);
    } finally {
      release();
    }
  }
  return folder;
}

/** `require` as a file inside an installed set would see it. */
export async function requireFrom(name) {
  return createRequire(path.join(await installed(name), "package.json"));
}

function fingerprint(set) {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) {
    hash.update(fs.readFileSync(path.join(set, file), "utf8").replaceAll("\r\n", "\n")).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

// The lock only saves a second install of the same set; what makes an install whole is the rename.
// A lock without a heartbeat belongs to a process that died.
function takeTurn(lock) {
  try {
    fs.closeSync(fs.openSync(lock, "wx"));
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const touched = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (touched !== undefined && Date.now() - touched > ABANDONED_MS) fs.rmSync(lock, { force: true });
    return undefined;
  }
  const heartbeat = setInterval(() => {
    try {
      fs.utimesSync(lock, new Date(), new Date());
    } catch {
      // Taken away as abandoned, after this process was stopped for a while: the rename still decides.
    }
  }, HEARTBEAT_MS);
  return () => {
    clearInterval(heartbeat);
    fs.rmSync(lock, { force: true });
  };
}

async function install(set, folder) {
  removeLeftovers(folder);
  const unfinished = fs.mkdtempSync(`${folder}.unfinished-`);
  try {
    for (const file of COPIED) fs.copyFileSync(path.join(set, file), path.join(unfinished, file));
    await npmCi(path.basename(set), unfinished);
    fs.renameSync(unfinished, folder);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error;
  }
}

// What killed installs left behind; young ones may belong to a process at work.
function removeLeftovers(folder) {
  for (const name of fs.readdirSync(path.dirname(folder))) {
    const leftover = path.join(path.dirname(folder), name);
    if (!leftover.startsWith(`${folder}.unfinished-`)) continue;
    const touched = fs.statSync(leftover, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - touched > LEFTOVER_MS) fs.rmSync(leftover, { recursive: true, force: true });
  }
}

function npmCi(name, cwd) {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  return new Promise((resolve, reject) => {
    const npm = spawn("npm", args, { cwd, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    let output = "";
    for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (chunk) => (output += chunk));
    npm.on("error", reject);
    npm.on("close", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`npm ${args.join(" ")} for the package set ${name} ended with ${code}:\n${output.slice(-4000)}`),
        );
    });
  });
}
