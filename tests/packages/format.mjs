// Owns the question whether a TypeScript file is what prettier 3 makes of it, at prettier's defaults and nothing else:
// no configuration file is looked for.
import { pathToFileURL } from "node:url";
import { firstDifference } from "./first-difference.mjs";
import { requireFrom } from "./install.mjs";

const require = await requireFrom("tools");
const prettier = await import(pathToFileURL(require.resolve("prettier")).href).then(
  (module) => module.default ?? module,
);

/** `undefined` for a prettier-clean text, else an excerpt of what prettier would change. */
export async function formatProblem(text) {
  // A file keeps the line ends that it has.
  const options = { parser: "typescript", endOfLine: "auto" };
  if (await prettier.check(text, options)) return undefined;
  return firstDifference(text, await prettier.format(text, options));
}
