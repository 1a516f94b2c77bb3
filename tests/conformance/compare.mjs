// Owns one comparison: a case with a pair, from the options to what is found. Never throws for what a case does.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { ruleViolations } from "../packages/convex-rules.mjs";
import { firstDifference } from "../packages/first-difference.mjs";
import { describe } from "../packages/load-schema.mjs";
import { REFUSALS, WARNINGS, withDifferences } from "./differences.mjs";
import { evaluate } from "./evaluate.mjs";
import { asJson } from "./options.mjs";
import { officialSchema } from "./workers.mjs";

/** Convex's limit for a table (https://docs.convex.dev/production/state/limits). */
const MOST_INDEXES = 32;

/**
 * What a case shows with a prepared pair: `used`, the names of the documented differences that it needed, and `problem`
 * where there is anything else: a text that starts with the pair and the case.
 */
export async function compare(binary, pair, one) {
  const at = `${pair.name}: ${one.name}`;
  const used = [];
  const [official, ours] = await Promise.all([officialSchema(pair, one), generate(binary, pair, one)]);
  const problem = official.error
    ? `the case is faulty, upstream throws:\n${official.error}`
    : one.refused
      ? refusalProblem(one, official.result, ours, used)
      : (tablesProblem(one, official.result, ours, used) ??
        completeProblem(ours, await generate(binary, pair, one, "complete")));
  const how = `sigma-schema ${ours.command}, with sigma-schema.json: ${ours.config.replace(/\n\s*/g, " ")}`;
  return { used, problem: problem && `${at}\n${problem}\n${how}` };
}

function tablesProblem(one, official, ours, used) {
  if (ours.code !== 0) return `sigma-schema ended with ${ours.code}:\n${ours.stderr}`;
  const printed = attempt(() => evaluate(official.code));
  if (printed.error) return `the case is faulty, the official file cannot be run: ${printed.error}`;
  const faults = lost(printed.value, official.tables);
  if (faults.length > 0) return `the case is faulty, the official file loses something: ${faults.join("; ")}`;
  const { expected, applied } = withDifferences(printed.value, official.tables);
  used.push(...applied);
  const violations = ruleViolations(expected);
  if (violations.length > 0) return `Convex refuses the official tables: ${violations.join("; ")}`;
  const got = attempt(() => evaluate(ours.stdout));
  if (got.error) return `the file of sigma-schema cannot be run: ${got.error}\n${ours.stdout}`;
  const difference = firstDifference(describe(got.value), describe(expected));
  if (difference) return `(- sigma-schema, + official)\n${difference}`;
  if (!one.warned) return undefined;
  used.push(one.warned);
  const { says } = WARNINGS[one.warned];
  return says.test(ours.stderr) ? undefined : `sigma-schema does not warn with ${says}:\n${ours.stderr}`;
}

// With the indexes that lookups need: the same tables, no index less, and none too many for Convex.
function completeProblem(upstream, complete) {
  if (complete.code !== 0) return `with complete indexes it ended with ${complete.code}:\n${complete.stderr}`;
  const [before, after] = [evaluate(upstream.stdout), evaluate(complete.stdout)];
  const faults = after.flatMap(({ tableName, indexes }, position) => {
    const kept = indexes.map((one) => JSON.stringify(one));
    const lost = before[position].indexes.filter((one) => !kept.includes(JSON.stringify(one)));
    if (lost.length > 0) return [`${tableName} loses ${lost.map((one) => one.indexDescriptor).join(", ")}`];
    return indexes.length > MOST_INDEXES ? [`${tableName} has ${indexes.length} indexes`] : [];
  });
  return faults.length > 0 ? `with complete indexes: ${faults.join("; ")}` : undefined;
}

function refusalProblem(one, official, ours, used) {
  const { says } = REFUSALS[one.refused];
  const printed = attempt(() => evaluate(official.code));
  const faults =
    printed.error ?? [...lost(printed.value, official.tables), ...ruleViolations(printed.value)].join("; ");
  if (!faults) return "the case is faulty, there is nothing to refuse in the official tables";
  if (ours.code !== 2) return `sigma-schema ended with ${ours.code} instead of 2; the official file: ${faults}`;
  if (!says.test(ours.stderr)) return `sigma-schema does not say ${says}:\n${ours.stderr}`;
  used.push(one.refused);
  return undefined;
}

// Tables and fields that JavaScript drops, because another one of the same name follows.
function lost(printed, official) {
  if (printed.length !== official.length) return [`${official.length} tables, ${printed.length} of them left`];
  return official.flatMap(({ fields }, position) => {
    const left = Object.keys(printed[position].documentType.value).length;
    const wanted = fields.filter(({ key }) => key !== "id").length;
    return left === wanted ? [] : [`${printed[position].tableName}: ${wanted} fields, ${left} of them left`];
  });
}

function attempt(work) {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error.message };
  }
}

let count = 0;

/** What `gen` makes of a case that is given as a config, with its `code`, `stdout`, `stderr`, `config` and `command`. */
export function generate(binary, pair, { plugins, options = {} }, indexes = "upstream") {
  const folder = path.join(pair.folder, `case-${count++}`);
  fs.mkdirSync(path.join(folder, "convex"), { recursive: true });
  const given = plugins.filter(([, own]) => own).map(([name, own]) => [name, own]);
  const config = asJson({ ...(given.length > 0 ? { plugins: Object.fromEntries(given) } : {}), ...options });
  fs.writeFileSync(path.join(folder, "sigma-schema.json"), `${config}\n`);
  fs.writeFileSync(path.join(folder, "package.json"), "{}\n");
  const names = plugins.length > 0 ? plugins.map(([name]) => name).join(",") : "convex";
  const args = ["gen", "--stdout", "--no-auth", "--plugins", names, "--indexes", indexes];
  return new Promise((resolve) => {
    execFile(binary, [...args, "-C", folder], { timeout: 60_000 }, (error, stdout, stderr) => {
      fs.rmSync(folder, { recursive: true, force: true });
      const code = error ? (error.code ?? error.signal) : 0;
      resolve({ code, stdout, stderr, config, command: args.join(" ") });
    });
  });
}
