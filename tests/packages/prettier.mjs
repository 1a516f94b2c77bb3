// `node prettier.mjs DIR`: every .ts file under DIR must be prettier-clean. One process for all of them.
// Ends with 1 at the first file that is not, and with 2 where there is nothing to check.
import * as fs from "node:fs";
import path from "node:path";
import { formatProblem } from "./format.mjs";

const [folder, ...rest] = process.argv.slice(2);
if (!folder || rest.length > 0 || !fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  console.error("usage: node prettier.mjs DIR");
  process.exit(2);
}

const files = fs
  .readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => path.join(entry.parentPath, entry.name))
  .sort();
if (files.length === 0) {
  console.error(`no .ts file under ${folder}: nothing was checked`);
  process.exit(2);
}

for (const file of files) {
  const problem = await formatProblem(fs.readFileSync(file, "utf8")).catch((error) => error.message);
  if (problem) {
    console.log(`${path.relative(folder, file)} is not prettier-clean:\n${problem}`);
    process.exit(1);
  }
}
console.log(`${files.length} files are prettier-clean`);
