// Owns the styles in which options come from other modules: beside convex/auth.ts, by an alias, of a workspace, as JSON.
import { Code } from "./app.mjs";
import { authModule, call, calls, CREATE_AUTH, list, members, module, object, options, write } from "./source.mjs";

function auth(app, ways, { imports, plugins, names = app.plugins }) {
  const body = `export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  return ${options(app, ways, plugins)} satisfies BetterAuthOptions;
};
${CREATE_AUTH}`;
  return { "convex/auth.ts": authModule(body, { imports, plugins: names }) };
}

// An app's tables, and others that stand in objects, as constants.
const tablesOf = (app) => [...app.options].filter(([, tree]) => tree instanceof Map);
const constant = (name, text) => `export const ${name} = ${text};`;
const tableConstants = (app, ways) =>
  tablesOf(app).map(([key, tree]) => constant(`${key}Options`, write(tree, ways, [key])));
const tableNames = (app) => tablesOf(app).map(([key]) => `${key}Options`);
const namedTables = (tree, path) => (path.length === 1 && tree instanceof Map ? `${path[0]}Options` : undefined);

// Each plugin's options in a module, and all of them in an index.
export function throughIndex(app, ways) {
  const files = {};
  const index = [];
  const given = app.plugins.filter(({ args }) => args.at(-1) instanceof Map);
  given.forEach(({ name, args }, turn) => {
    const file = `convex/authOptions/${name}.ts`;
    const text = write(args.at(-1), ways, [name]);
    const forms = [
      [constant(`${name}Options`, text), `export * from "./${name}";`],
      [`export default ${text};`, `export { default as ${name}Options } from "./${name}";`],
      [
        `const given = ${text};\nexport { given };`,
        `import { given as ${name}Given } from "./${name}";\nexport const ${name}Options = ${name}Given;`,
      ],
      [constant("options", text), `export { options as ${name}Options } from "./${name}.js";`],
    ];
    const [body, line] = forms[(turn + app.position) % forms.length];
    files[file] = module(file, body);
    index.push(line);
  });
  files["convex/authOptions/tables.ts"] = module("convex/authOptions/tables.ts", tableConstants(app, ways).join("\n"));
  index.push(`export * as tables from "./tables";`);
  files["convex/authOptions/index.ts"] = `${index.join("\n")}\n`;
  const value = (tree, path) => (namedTables(tree, path) ? `tables.${namedTables(tree, path)}` : undefined);
  const texts = app.plugins.map((plugin) =>
    given.includes(plugin)
      ? call({ ...plugin, args: [...plugin.args.slice(0, -1), new Code(`${plugin.name}Options`)] }, ways)
      : call(plugin, ways),
  );
  const names = [...given.map(({ name }) => `${name}Options`), "tables"].join(", ");
  const from = ["./authOptions", "./authOptions/index", "./authOptions/index.js"][app.position % 3];
  const imports = [`import { ${names} } from "${from}";`];
  return { ...files, ...auth(app, { ...ways, value }, { imports, plugins: list(texts, ways) }) };
}

// A module with the app's plugins and tables, for those that find it in different ways.
function apart(app, ways, file) {
  const body = [constant("plugins", list(calls(app, ways), ways)), ...tableConstants(app, ways)].join("\n\n");
  return module(file, body, app);
}

function importing(app, ways, from) {
  const imports = [`import { plugins, ${tableNames(app).join(", ")} } from "${from}";`];
  return auth(app, { ...ways, value: namedTables }, { imports, plugins: "plugins", names: [] });
}

const ALIASES = [
  // A tsconfig.json may have comments and commas at the end.
  [
    "@/lib/auth/options",
    { "tsconfig.json": `{\n  // aliases\n  "compilerOptions": {\n    "paths": { "@/*": ["./src/*"], },\n  },\n}\n` },
  ],
  ["@/lib/auth/options", { "convex/tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["../src/*"] } } }\n` }],
  ["src/lib/auth/options", { "tsconfig.json": `{ "compilerOptions": { "baseUrl": "." } }\n` }],
  [
    "~auth",
    { "tsconfig.json": `{ "compilerOptions": { "baseUrl": "src", "paths": { "~auth": ["lib/auth/options.ts"] } } }\n` },
  ],
  [
    "$lib/auth/options",
    {
      "tsconfig.base.json": `{ "compilerOptions": { "paths": { "$lib/*": ["./gone/*", "./src/lib/*"] } } }\n`,
      "convex/tsconfig.json": `{ "extends": "../tsconfig.base.json", "include": ["./**/*"] }\n`,
    },
  ],
];

export function throughAlias(app, ways) {
  const file = "src/lib/auth/options.ts";
  const [from, configs] = ALIASES[app.position % ALIASES.length];
  return { ...configs, [file]: apart(app, ways, file), ...importing(app, ways, from) };
}

export const WORKSPACE = "@app/auth-options";

export function inWorkspace(app, ways) {
  const folder = "packages/auth-options";
  const [entry, manifest, from] = [
    ["src/index.ts", { main: "src/index.ts" }, WORKSPACE],
    ["src/index.ts", { exports: { ".": "./src/index.ts" } }, WORKSPACE],
    ["src/options.ts", { exports: { "./*": { types: "./src/*.ts", default: "./src/*.ts" } } }, `${WORKSPACE}/options`],
  ][app.position % 3];
  const file = `${folder}/${entry}`;
  return {
    "package.json": `{ "private": true, "workspaces": ["packages/*"] }\n`,
    [`${folder}/package.json`]: `${JSON.stringify({ name: WORKSPACE, version: "0.0.0", ...manifest })}\n`,
    [`node_modules/${WORKSPACE}`]: { link: folder },
    [file]: apart(app, ways, file),
    ...importing(app, ways, from),
  };
}

const isData = (tree) =>
  tree instanceof Map || Array.isArray(tree) ? [...tree.values()].every(isData) : !(tree instanceof Code);

export function asJson(app, ways) {
  const data = new Map();
  const value = (tree, path) => {
    if (!(tree instanceof Map) || path.length < 2 || !isData(tree)) return undefined;
    const keys = path.map(String);
    let object = data;
    for (const key of keys.slice(0, -1)) object = object.get(key) ?? object.set(key, new Map()).get(key);
    object.set(keys.at(-1), tree);
    return `data${keys.map((key) => (/^[A-Za-z]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join("")}`;
  };
  const styled = { ...ways, value };
  const plugins = list(calls(app, styled), styled);
  const clause = app.position % 2 ? ` with { type: "json" }` : "";
  const files = auth(app, styled, { plugins, imports: [`import data from "./auth.data.json"${clause};`] });
  return {
    ...files,
    "convex/auth.data.json": `${object(members(data, { quoted: true, tight: true }, []), { tight: true })}\n`,
  };
}
