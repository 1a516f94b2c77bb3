// Owns the styles that differ in where the options stand: in a function, a variable, a call, a module of their own.
import { Code } from "./app.mjs";
import { authModule, calls, CREATE_AUTH, list, module, options, specifier, string, write } from "./source.mjs";

const CTX = "(ctx: GenericCtx<DataModel>)";
const auth = (app, body) => ({ "convex/auth.ts": authModule(body, app) });

export function arrow(app, ways) {
  return auth(
    app,
    `export const createAuthOptions = ${CTX} =>\n  (${options(app, ways)}) satisfies BetterAuthOptions;\n${CREATE_AUTH}`,
  );
}

export function block(app, ways) {
  const body = `export const createAuthOptions = ${CTX} => {
  const siteUrl = process.env.SITE_URL;
  if (!siteUrl) throw new Error("SITE_URL is not set");
  if (process.env.VERBOSE) console.log(\`plugins for \${siteUrl}\`);
  return ${options(app, ways)} satisfies BetterAuthOptions;
};`;
  return auth(app, `${body}\n${CREATE_AUTH}`);
}

export function declaredFunction(app, ways) {
  // Before it is declared.
  const body = `export function createAuthOptions${CTX}: BetterAuthOptions {\n  return ${options(app, ways)};\n}`;
  return auth(app, `${CREATE_AUTH}\n${body}`);
}

export function inline(app, ways) {
  const logger = new Map([["disabled", new Code("optionsOnly")]]);
  const own = { ...app, options: new Map([["logger", logger], ...app.options]) };
  const body = `export const createAuth = (
  ctx: GenericCtx<DataModel>,
  { optionsOnly } = { optionsOnly: false },
) => betterAuth(${options(own, ways)});`;
  return auth(app, body);
}

export function variable(app, ways) {
  const body = `export const createAuthOptions = ${CTX} => {
  const options = ${options(app, ways)} satisfies BetterAuthOptions;
  return options;
};`;
  return auth(app, `${body}\n${CREATE_AUTH}`);
}

export function plainObject(app, ways) {
  const own = { ...app, options: new Map([...app.options].filter(([key]) => key !== "database")) };
  const body = `export const authOptions = ${options(own, ways)} satisfies Omit<BetterAuthOptions, "database">;

export const createAuth = ${CTX} =>
  betterAuth({ ...authOptions, database: authComponent.adapter(ctx) });`;
  return auth(app, body);
}

export function exportedByAnotherName(app, ways) {
  const body = `const optionsFor = ${CTX} => (${options(app, ways)});\nexport { optionsFor as createAuthOptions };`;
  return {
    "convex/lib/auth.ts": module("convex/lib/auth.ts", body, app),
    "convex/auth.ts": authModule(
      `export { createAuthOptions } from "./lib/auth";
export const createAuth = ${CTX} => betterAuth(optionsFor(ctx));`,
      { imports: [`import { createAuthOptions as optionsFor } from "./lib/auth";`] },
    ),
  };
}

export function assigned(app, ways) {
  const inFirst = ([key], index) => key === "plugins" || index < 3;
  const entries = [...app.options];
  const rest = entries.filter((entry, index) => !inFirst(entry, index));
  const first = { ...app, options: new Map(entries.filter(inFirst)) };
  const lines = rest.map(([key, tree], index) => {
    const text = write(tree, ways, [key]);
    return index % 2 ? `  options[${string(key, ways)}] = ${text};` : `  options.${key} = ${text};`;
  });
  const body = `export const createAuthOptions = ${CTX} => {
  const options: BetterAuthOptions = ${options(first, ways, "[]")};
  options.plugins = ${list(calls(app, ways), ways)};
${lines.join("\n")}
  return options;
};`;
  return auth(app, `${body}\n${CREATE_AUTH}`);
}

export function overACall(app, ways) {
  // What is spread first is replaced.
  const decoys = { user: `{ modelName: "no" }`, plugins: "[]", rateLimit: `{ storage: "database", modelName: "no" }` };
  const shown = Object.entries(decoys).filter(([key]) => app.options.has(key));
  const body = `const baseOptions = (appName: string) => ({
  appName,
  telemetry: { enabled: false },
${shown.map(([key, text]) => `  ${key}: ${text},`).join("\n")}
});

export const createAuthOptions = ${CTX} => {
  const { appName: _, ...own } = ${options(app, ways)};
  return { ...baseOptions("Example"), ...own };
};`;
  return auth(app, `${body}\n${CREATE_AUTH}`);
}

export function wrapped(app, ways) {
  const value = (tree, path, plain) => {
    if (!(tree instanceof Map) || path.length === 0) return undefined;
    const forms = ["(VALUE)", "(VALUE as const)", "VALUE!", "(<any>VALUE)", "Object.freeze(VALUE)", "same(VALUE)"];
    return forms[(path.length + tree.size + app.position) % forms.length].replace("VALUE", () => plain());
  };
  const body = `const same = <T>(value: T): T => value;
const defineOptions = <const T extends BetterAuthOptions>(options: T) => options;

export const createAuthOptions = ${CTX} =>
  defineOptions(((${options(app, { ...ways, value })}) satisfies BetterAuthOptions) as any as BetterAuthOptions);`;
  return auth(app, `${body}\n${CREATE_AUTH}`);
}

// The component's adapter.ts says which options decide; those of convex/auth.ts are left over.
export function byTheAdapter(app, ways) {
  const file = "server/authOptions.ts";
  const from = specifier("convex/betterAuth/adapter.ts", "server/authOptions");
  return {
    [file]: module(file, `export const makeOptions = ${CTX} => (${options(app, ways)});`, app),
    "convex/betterAuth/adapter.ts": adapter("makeOptions", from),
    "convex/auth.ts": authModule(
      `export const createAuthOptions = ${CTX} =>
  ({ database: authComponent.adapter(ctx), user: { modelName: "no" }, plugins: [] }) satisfies BetterAuthOptions;\n
export const createAuth = ${CTX} => betterAuth(makeOptions(ctx));`,
      { imports: [`import { makeOptions } from "../server/authOptions";`] },
    ),
  };
}

export function inTheComponent(app, ways) {
  const file = "convex/betterAuth/auth.ts";
  const body = `export const createAuthOptions = ${CTX} => (${options(app, ways)}) satisfies BetterAuthOptions;`;
  // Both modules import each other.
  return {
    [file]: module(file, body, app),
    ...(app.position % 2 ? { "convex/betterAuth/adapter.ts": adapter("createAuthOptions", "./auth") } : {}),
    "convex/auth.ts": authModule(CREATE_AUTH, { imports: [`import { createAuthOptions } from "./betterAuth/auth";`] }),
  };
}

export function byTheConfig(app, ways) {
  const file = "convex/lib/options.ts";
  return {
    [file]: module(
      file,
      `export default function build${CTX} {\n  return ${options(app, ways)};\n}\n
export const buildOptions = build;`,
      app,
    ),
    "sigma-schema.json": `{ "auth": "${file}#buildOptions" }\n`,
    "convex/auth.ts": authModule(`export const createAuth = ${CTX} => betterAuth(build(ctx));`, {
      imports: [`import build from "./lib/options";`],
    }),
  };
}

function adapter(name, from) {
  return `import { createApi } from "@convex-dev/better-auth";
import { ${name} } from "${from}";
import schema from "./schema";

export const { create, findOne, findMany, updateOne, updateMany, deleteOne, deleteMany } = createApi(schema, ${name});
`;
}
