// Owns the styles that differ in how values are written within a module: names, parts of objects, defaults, layout.
import { authModule, CREATE_AUTH, keyText, list, members, module, object, options, string, write } from "./source.mjs";

const PARAMETER = "ctx: GenericCtx<DataModel>";

// `before` is asked for at last, when all values are written.
function auth(app, ways, { before = () => "", imports, parameters = PARAMETER, plugins } = {}) {
  const own = options(app, ways, plugins);
  const body = `export const createAuthOptions = (${parameters}) =>
  (${own}) satisfies BetterAuthOptions;\n${CREATE_AUTH}`;
  return { "convex/auth.ts": authModule(body, { before: before(), imports, plugins: app.plugins }) };
}

/** Takes declarations, in the order in which they need each other, and gives each a name. */
export function constants() {
  const declared = [];
  const declare = (stem, text, form = "const NAME = TEXT;") => {
    const name = `${stem.replaceAll(/\W/g, "_")}_${declared.length}`.replace(/^(?=\d)/, "_");
    declared.push(form.replace("NAME", () => name).replace("TEXT", () => text));
    return name;
  };
  return { declare, declared };
}

// At the top of the module, or in another one.
function withDeclared(files, app, declared, other) {
  const text = files["convex/auth.ts"];
  if (declared.length === 0) return files;
  if (app.position % 2) return { ...files, "convex/auth.ts": `${declared.join("\n")}\n${text}` };
  const own = declared.map((line) => /^(?:enum|const|function) (\w+)/.exec(line)[1]);
  const imports = `import { ${own.join(", ")} } from "./lib/${other}";\n`;
  const body = declared.map((line) => `export ${line}`).join("\n");
  return {
    ...files,
    [`convex/lib/${other}.ts`]: module(`convex/lib/${other}.ts`, body),
    "convex/auth.ts": `${imports}${text}`,
  };
}

export function names(app, ways) {
  const { declare, declared } = constants();
  const inEnum = [];
  const parts = (text) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
  const escaped = (text) => text.replaceAll(/[a-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
  const forms = [
    (text) => `\`${text}\``,
    (text) => declare("NAME", string(text, ways), "const NAME = TEXT as const;"),
    (text) => `Name.N${inEnum.push(string(text, ways)) - 1}`,
    (text) => `\`\${${declare("PREFIX", string(parts(text)[0], ways))}}${parts(text)[1]}\``,
    (text) =>
      parts(text)
        .map((part) => string(part, ways))
        .join(" + "),
    (text) => `${declare("NAMES", `{ one: { name: ${string(text, ways)} } } as const`)}.one["name"]`,
    (text) => `"${escaped(text)}"`,
  ];
  let turn = app.position;
  const form = (text) => forms[turn++ % forms.length](text);
  const value = (tree) => (typeof tree === "string" && /^[\w ./-]+$/.test(tree) ? form(tree) : undefined);
  const property = (key, text, plain, path) => {
    const isFunction = plain.startsWith("async ");
    return path.length < 2 || isFunction || turn++ % 2 ? undefined : `[${form(key)}]: ${text}`;
  };
  const files = auth(app, { ...ways, value, property });
  const lines = inEnum.map((text, index) => `  N${index} = ${text},\n`);
  return withDeclared(files, app, [`enum Name {\n${lines.join("")}}`, ...declared], "names");
}

export function partialObjects(app, ways) {
  const { declare, declared } = constants();
  let turn = app.position;
  const value = (tree, path) => {
    // What the function's parameter is in stays in the function.
    if (!(tree instanceof Map) || tree.size < 2 || path.length === 0) return undefined;
    const texts = members(tree, styled, path);
    const cut = texts.length >> 1;
    const [first, second] = [texts.slice(0, cut), texts.slice(cut)];
    const stem = String(path.at(-1));
    const part = (some) => declare(stem, object(some, ways));
    // What is given again later decides nothing.
    const replaced = tree.has("modelName") ? ['modelName: "replaced"'] : [];
    const forms = [
      () => `{ ...${part(first)}, ...${part(second)} }`,
      () => `Object.assign({}, ${part(first)}, ${object(second, ways)})`,
      () => object([...replaced, ...first, `...${part(second)}`], ways),
      () => object([...replaced, `...${part(first)}`, ...second], ways),
      () =>
        `Object.assign(${object(replaced, ways)}, { ...${part(first)} }, { ...undefined, ...${object(second, ways)} })`,
    ];
    return forms[turn++ % forms.length]();
  };
  const styled = { ...ways, value };
  const files = auth(app, styled, { before: () => (declared.length > 0 ? `${declared.join("\n")}\n` : "") });
  return files;
}

export function fromEntries(app, ways) {
  let turn = app.position;
  const value = (tree, path, plain) => {
    if (!(tree instanceof Map) || tree.size === 0 || path.length < 2) return undefined;
    if (turn++ % 2) return `Object.fromEntries(Object.entries(${plain()}).map(([key, value]) => [key, value]))`;
    const pairs = [...tree].map(([key, one]) => `[${string(key, ways)}, ${write(one, styled, [...path, key])}]`);
    return `Object.fromEntries(${list(pairs, ways)})`;
  };
  const styled = { ...ways, value };
  return auth(app, styled);
}

const MAKERS = [
  `const ofType = (type: any, rest: Record<string, any> = {}) => ({ type, ...rest });`,
  `function optional<T extends object>(field: T) {\n  return { ...field, required: false };\n}`,
  `const table = (modelName: string, { ...rest } = {}) => {\n  const made = { modelName, ...rest };\n  return made;\n};`,
  `const on = (isOn = true) => isOn;`,
];

export function madeByFunctions(app, ways) {
  const without = (tree, key) => new Map([...tree].filter(([name]) => name !== key));
  const value = (tree, path) => {
    if (tree === true || tree === false) return tree ? "on()" : "on(false)";
    if (!(tree instanceof Map)) return undefined;
    if (path.at(-2) === "additionalFields" && tree.get("required") === false) {
      return `optional(${write(without(tree, "required"), styled, path)})`;
    }
    const [maker, key] = path.at(-2) === "additionalFields" ? ["ofType", "type"] : ["table", "modelName"];
    if (!tree.has(key)) return undefined;
    const rest = without(tree, key);
    const first = write(tree.get(key), styled, [...path, key]);
    return `${maker}(${rest.size > 0 ? `${first}, ${object(members(rest, styled, path), ways)}` : first})`;
  };
  const styled = { ...ways, value };
  return withDeclared(auth(app, styled), app, MAKERS, "fields");
}

export function destructured(app, ways) {
  const tables = [...app.options].filter(([, tree]) => tree instanceof Map);
  const shown = ([key, tree]) => `${keyText(key, ways)}: ${write(tree, ways, [key])}`;
  const turn = (number) => (_, index) => (index + app.position) % 3 === number;
  const [taken, left, defaults] = [0, 1, 2].map((number) => tables.filter(turn(number)));
  const pattern = taken.map(([key], index) => `${key}: ${key}Table${index % 2 ? ' = { modelName: "no" }' : ""}`);
  const given = app.plugins.filter(({ args }) => args.length > 0);
  const lists = given.map(
    ({ name, args }) =>
      `${name}: ${list(
        args.map((tree) => write(tree, ways, [name])),
        ways,
      )}`,
  );
  const ofPlugins = given.filter((_, index) => index % 2);
  const before = `const shared = {
  tables: ${object([...taken, ...left].map(shown), ways)},
  plugins: ${object(lists, ways)},
};
const { tables: { ${[...pattern, "...otherTables"].join(", ")} }, plugins: { ${[
    ...ofPlugins.map(({ name }) => `${name}: [${name}First, ...${name}Rest]`),
    "...otherPlugins",
  ].join(", ")} } } = shared;
`;
  const texts = app.plugins.map(({ name, args }) => {
    if (args.length === 0) return `${name}()`;
    if (ofPlugins.some((one) => one.name === name)) return `${name}(${name}First, ...${name}Rest)`;
    return args.length > 1 ? `${name}(...otherPlugins.${name})` : `${name}(otherPlugins.${name}[0])`;
  });
  const names = new Map([
    ...taken.map(([key]) => [key, `${key}Table`]),
    ...left.map(([key]) => [key, `otherTables.${key}`]),
    ...defaults.map(([key]) => [key, key]),
  ]);
  const value = (tree, path) => (path.length === 1 ? names.get(path[0]) : undefined);
  const withDefaults = defaults.map(([key, tree]) => `${key} = ${write(tree, ways, [key])}`);
  const parameters = `${PARAMETER}, { ${withDefaults.join(", ")} }: Record<string, any> = {}, plugins = ${list(texts, ways)}`;
  return auth(app, { ...ways, value }, { before: () => before, parameters, plugins: "plugins" });
}

export function oneLine(app, ways) {
  const text = auth(app, { ...ways, tight: true })["convex/auth.ts"];
  return { "convex/auth.ts": app.position % 2 ? text.trim().replaceAll(/\n\s*/g, " ") : text.replaceAll("\n", "\r\n") };
}

// Tabs, no semicolons, a byte order mark, carriage returns, and comments that look like code.
export function withTrivia(app, ways) {
  const text = auth(app, { ...ways, quote: "'", trivia: true })["convex/auth.ts"];
  const tabs = (spaces) => "\t".repeat(spaces.length / 2);
  const laidOut = text
    .replaceAll(/^(?: {2})+/gm, tabs)
    .replaceAll(/;$/gm, "")
    .replaceAll("\n", "\r\n");
  return { "convex/auth.ts": `\uFEFF// export const createAuthOptions = () => ({ plugins: [] })\r\n${laidOut}` };
}
