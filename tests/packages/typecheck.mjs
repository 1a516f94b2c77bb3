// Owns type-checking the golden cases: strict, with the options of Convex's own template.
// One program a package set, as most of its cost is reading the packages; a case with path aliases gets its own.
import path from "node:path";
import { requireFrom } from "./install.mjs";

const ts = (await requireFrom("tools"))("typescript");

const OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  isolatedModules: true,
  allowSyntheticDefaultImports: true,
  jsx: ts.JsxEmit.ReactJSX,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: ["node"],
};

/**
 * What the compiler says, by case folder. `cases` are `{folder, files}` with absolute paths, all below a `root` whose
 * node_modules is the package set. Packages in `untyped` are taken as `any`.
 */
export function typeErrors(root, cases, untyped) {
  const groups = groupBy(cases, aliasesOf);
  const errors = new Map(cases.map(({ folder }) => [folder, []]));
  for (const [aliases, members] of groups) {
    for (const diagnostic of check(root, members, JSON.parse(aliases), untyped)) {
      const file = diagnostic.file?.fileName;
      const owner = members.find(({ folder }) => file?.startsWith(folder + path.sep));
      // What belongs to no case spoils the check of all of them.
      for (const { folder } of owner ? [owner] : members) errors.get(folder).push(message(diagnostic, folder));
    }
  }
  return errors;
}

function check(root, cases, aliases, untyped) {
  const options = { ...OPTIONS, ...aliases, typeRoots: [path.join(root, "node_modules", "@types")] };
  const ambient = path.join(root, "untyped-packages.d.ts");
  const declarations = untyped.map((name) => `declare module "${name}";\ndeclare module "${name}/*";\n`).join("");
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === ambient || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === ambient ? ts.createSourceFile(name, declarations, rest[0]) : getSourceFile(name, ...rest);
  const program = ts.createProgram([ambient, ...cases.flatMap(({ files }) => files)], options, host);
  return ts.getPreEmitDiagnostics(program);
}

// The path aliases of the tsconfig.json nearest to the case's files, as a text that is equal for equal ones.
function aliasesOf({ folder, files }) {
  const config = ts.findConfigFile(path.dirname(files[0]), ts.sys.fileExists);
  if (!config?.startsWith(folder + path.sep)) return "{}";
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile);
  const { paths, baseUrl, pathsBasePath } = ts.parseJsonConfigFileContent(
    json ?? {},
    ts.sys,
    path.dirname(config),
  ).options;
  return paths || baseUrl ? JSON.stringify({ paths, baseUrl, pathsBasePath }) : "{}";
}

function message(diagnostic, folder) {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  if (!diagnostic.file) return `TS${diagnostic.code}: ${text}`;
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  return `${path.relative(folder, diagnostic.file.fileName)}:${line + 1}:${character + 1} TS${diagnostic.code}: ${text}`;
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
