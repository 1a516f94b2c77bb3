// Owns how an app's trees become TypeScript: values, calls of plugins, and modules with the imports that they need.
// What a style changes about it are `ways`; nothing here knows a style.
import { Code, PLUGINS } from "./app.mjs";

/**
 * The ways of writing, all optional. `quote`: of strings. `quoted`: keys have quotes, too. `methods`: functions are methods.
 * `tight`: no space that is not needed. `trivia`: comments all over. `plugins`: the text of the list of plugins.
 * `value(tree, path, plain)` and `property(key, text, plain, path)` give a text of their own, or nothing.
 */
export const WAYS = [{ quote: '"' }, { quote: "'", methods: true }, { quote: "'", quoted: true }];

/** A tree as an expression; `path` is where it stands. */
export function write(tree, ways, path = []) {
  const plain = () => plainly(tree, ways, path);
  return ways.value?.(tree, path, plain) ?? plain();
}

function plainly(tree, ways, path) {
  if (tree === PLUGINS) return ways.plugins;
  if (tree instanceof Code) return tree.parameters === undefined ? tree.text : arrow(tree, ways);
  if (tree instanceof Map) return object(members(tree, ways, path), ways);
  if (Array.isArray(tree))
    return list(
      tree.map((item, index) => write(item, ways, [...path, index])),
      ways,
    );
  return typeof tree === "string" ? string(tree, ways) : String(tree);
}

/** The members of an object, each as a text. */
export function members(tree, ways, path) {
  return [...tree].map(([key, value]) => property(key, value, ways, path));
}

function property(key, value, ways, path) {
  const at = [...path, key];
  const text = write(value, ways, at);
  const name = keyText(key, ways);
  const isMethod = ways.methods && value instanceof Code && value.parameters !== undefined;
  const plain = isMethod
    ? `async ${name}(${parameters(value)}) ${block(value.text, ways)}`
    : text === name
      ? name
      : `${name}:${ways.tight ? "" : " "}${text}`;
  return ways.property?.(key, text, plain, at) ?? plain;
}

function arrow(tree, ways) {
  const space = ways.tight ? "" : " ";
  return `async${space}(${parameters(tree)})${space}=>${space}${block(tree.text, ways)}`;
}

// More than one member of an object is given as an object.
function parameters({ parameters }) {
  return parameters.includes("{") ? `${parameters}: Record<string, any>` : parameters.replaceAll(/\w+/g, "$&: any");
}

function block(body, ways) {
  if (ways.tight) return `{${body.replaceAll("\n", "")}}`;
  return body ? `{\n${indented(body)}\n}` : "{}";
}

const TRIVIA = [
  "// user: { modelName: 'no' },",
  "/* schema: {\n   teams: { enabled: true } } */",
  "/** plugins: [admin()] */",
  "// } ] ) */",
];

export function object(texts, ways) {
  if (texts.length === 0) return "{}";
  if (ways.tight) return `{${texts.join(",")}}`;
  const lines = texts.map((text, index) =>
    ways.trivia ? `${indented(`${TRIVIA[index % TRIVIA.length]}\n${text}`)} /* , */,\n` : `${indented(text)},\n`,
  );
  return `{\n${lines.join("")}}`;
}

export function list(items, ways) {
  if (ways.tight) return `[${items.join(",")}]`;
  const line = `[${items.join(", ")}]`;
  if (line.length < 60 && !line.includes("\n")) return line;
  return `[\n${items.map((item) => `${indented(item)},\n`).join("")}]`;
}

export function indented(text) {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

export function string(text, { quote = '"' } = {}) {
  const inner = JSON.stringify(text).slice(1, -1);
  return quote === '"'
    ? `"${inner}"`
    : `${quote}${inner.replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`)}${quote}`;
}

export function keyText(key, ways) {
  const isBare = /^(?:[A-Za-z_$][\w$]*|0|[1-9]\d{0,8})$/.test(key);
  return isBare && !ways.quoted ? key : string(key, ways);
}

/** A plugin's call; `factory` is what it is named here. */
export function call({ name, args }, ways, factory = name) {
  const texts = args.map((tree, index) => write(tree, ways, [name, index]));
  return `${factory}(${texts.join(ways.tight ? "," : ", ")})`;
}

/** All calls of an app. */
export function calls(app, ways) {
  return app.plugins.map((plugin) => call(plugin, ways));
}

/** The options of an app, with its list of plugins in a text of its own or as a literal. */
export function options(app, ways, plugins = list(calls(app, ways), ways)) {
  return write(app.options, { ...ways, plugins }, []);
}

// Where the names are from that texts use: a package, or a module of the app by its path.
const NAMES = [
  { name: "Stripe", from: "stripe", kind: "*" },
  { name: "authConfig", from: "convex/auth.config", kind: "*" },
  { name: "schema", from: "convex/betterAuth/schema", kind: "*" },
  { name: "createClient", from: "@convex-dev/better-auth" },
  { name: "GenericCtx", from: "@convex-dev/better-auth", kind: "type " },
  { name: "betterAuth", from: "better-auth" },
  { name: "BetterAuthOptions", from: "better-auth", kind: "type " },
  { name: "BetterAuthPlugin", from: "better-auth", kind: "type " },
  { name: "z", from: "zod" },
  { name: "components", from: "convex/_generated/api" },
  { name: "DataModel", from: "convex/_generated/dataModel", kind: "type " },
  { name: "query", from: "convex/_generated/server" },
  { name: "authComponent", from: "convex/auth" },
  { name: "sendEmail", from: "convex/email" },
  { name: "ADMIN_IDS", from: "convex/permissions" },
  { name: "ac", from: "convex/permissions" },
  { name: "adminRole", from: "convex/permissions" },
  { name: "ownerRole", from: "convex/permissions" },
];

/** The specifier by which a module of the app imports another one of it. */
export function specifier(from, to) {
  const [folder, target] = [from.split("/").slice(0, -1), to.split("/")];
  while (folder.length > 0 && folder[0] === target[0]) [folder, target].forEach((parts) => parts.shift());
  return `${"../".repeat(folder.length) || "./"}${target.join("/")}`;
}

/** A module: `body` with the imports of what it uses. `plugins` are imported, too, and `imports` come last. */
export function module(file, body, { plugins = [], imports = [] } = {}) {
  const here = file.replace(/\.ts$/, "");
  const text = [body, ...imports].join("\n");
  const used = NAMES.filter(({ name, from }) => from !== here && isUsed(name, body) && !isDeclared(name, text)).map(
    ({ name, from, kind = "" }) => ({
      name: kind + name,
      from: from.startsWith("convex/") ? specifier(file, from) : from,
    }),
  );
  const defaults = used
    .filter(({ name }) => name.startsWith("*"))
    .map(({ name, from }) => `import ${name.slice(1)} from "${from}";`);
  const others = named(used.filter(({ name }) => !name.startsWith("*")));
  return `${[...defaults, ...others, ...named(plugins), ...imports].join("\n")}\n\n${body.trim()}\n`;
}

// Not a key, a property, or within quotes.
const isUsed = (name, text) => new RegExp(`(?<![\\w.$"'\`])${name}(?![\\w$"'\`]|\\s*:)`).test(text);
const isDeclared = (name, text) =>
  new RegExp(`^(?:export )?(?:const|function) ${name}\\b|^import [^"]*\\b${name}\\b[^"]* from`, "m").test(text);

// One for each module.
function named(imported) {
  const modules = new Map(imported.map(({ from }) => [from, new Set()]));
  for (const { name, from, as = name } of imported) modules.get(from).add(as === name ? name : `${name} as ${as}`);
  return [...modules].map(([from, names]) => `import { ${[...names].join(", ")} } from "${from}";`);
}

export const COMPONENT = `
export const authComponent = createClient<DataModel, typeof schema>(components.betterAuth, {
  local: { schema },
  verbose: process.env.VERBOSE === "true",
});
`;

export const CREATE_AUTH = `
export const createAuth = (ctx: GenericCtx<DataModel>) => betterAuth(createAuthOptions(ctx));
`;

// None of this decides anything.
const HANDLERS = `
export const { getAuthUser } = authComponent.clientApi();

export const getCurrentUser = query({
  args: {},
  handler: async (ctx: any) => {
    const user = await authComponent.safeGetAuthUser(ctx);
    if (!user) return null;
    const { name, email } = user;
    return { name, email, plugins: ["admin"], isBeta: email.endsWith("@example.com") };
  },
});
`;

/** The app's convex/auth.ts: its component, `body`, and handlers. */
export function authModule(body, { plugins, imports, before = "" } = {}) {
  return module("convex/auth.ts", `${before}${COMPONENT}\n${body.trim()}\n${HANDLERS}`, { plugins, imports });
}
