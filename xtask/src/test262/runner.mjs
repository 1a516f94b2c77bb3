// Runs programs, each in a fresh context, and prints a line for each: its plugins as JSON, or null if it throws, does not
// link or takes too long. The programs are a JSON array on stdin.
//
// A program's plugins are what the module that imports it sees while it is evaluated: so adapter.ts reads them.

import vm from "node:vm";
import { readFileSync, writeSync } from "node:fs";

const TIMEOUT = 200;
const { plugins, programs } = JSON.parse(readFileSync(0, "utf8"));
const standIns = Object.entries(plugins).map(
  ([name, id]) => `export const ${name} = () => ({ id: ${JSON.stringify(id)} });`,
);
const ADAPTER = `
  import { createAuthOptions } from "./auth";
  const { plugins } = createAuthOptions();
  let ids = "";
  for (let at = 0; at < plugins.length; at += 1) ids += plugins[at].id + " ";
  globalThis.__observed = ids;
`;

process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

const rejecting = () => Promise.reject(new Error("there is no such module"));

async function observe(program) {
  const context = vm.createContext({}, { codeGeneration: { strings: true, wasm: false } });
  const module = (text) => new vm.SourceTextModule(text, { context, importModuleDynamically: rejecting });
  const known = {
    "better-auth/plugins": module(standIns.join("\n")),
    "./auth": module(program),
  };
  const adapter = module(ADAPTER);
  await adapter.link((specifier) => {
    if (!(specifier in known)) throw new Error(`no module ${specifier}`);
    return known[specifier];
  });
  const evaluated = adapter.evaluate({ timeout: TIMEOUT });
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("late")), TIMEOUT)));
  try {
    await Promise.race([evaluated, late]);
  } finally {
    clearTimeout(timer);
  }
  if (adapter.status !== "evaluated") throw adapter.error;
  return [...new Set(context.__observed.trim().split(" ").filter(Boolean))].sort();
}

for (const program of programs) {
  let ids = null;
  try {
    ids = await observe(program);
  } catch {
    // Such a program is dropped.
  }
  writeSync(1, `${JSON.stringify(ids)}\n`);
}
process.exit(0);
