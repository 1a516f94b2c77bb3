// Owns the styles that differ in how plugins come to their list: by statements, by other imports, by functions of the app.
import { authModule, call, calls, CREATE_AUTH, indented, list, module, options, string } from "./source.mjs";

const CTX = "(ctx: GenericCtx<DataModel>)";

// `before` is at the top of the module; `statements` are in the function.
function auth(app, ways, { plugins = "plugins", before = "", statements = "", imports, names = app.plugins }) {
  const body = `export const createAuthOptions = ${CTX} => {
${indented(statements)}
  return ${options(app, ways, plugins)} satisfies BetterAuthOptions;
};
${CREATE_AUTH}`;
  return { "convex/auth.ts": authModule(body, { before, imports, plugins: names }) };
}

export function pushed(app, ways) {
  const [first, second, ...rest] = calls(app, ways);
  const lines = [`const plugins: BetterAuthPlugin[] = ${list([first], ways)};`];
  if (second) lines.push(`plugins.push(${second});`);
  if (rest.length > 0) lines.push(`const rest = ${list(rest.slice(1), ways)};`, `plugins.push(${rest[0]}, ...rest);`);
  return auth(app, ways, { statements: lines.join("\n") });
}

export function spreadAndConcatenated(app, ways) {
  const all = calls(app, ways);
  const [one, two, three] = [0, 1, 2].map((third) =>
    all.filter((_, index) => Math.floor((index * 3) / all.length) === third),
  );
  const before = `const basePlugins = ${list(one, ways)};\nconst morePlugins = () => ${list(two, ways)};\n`;
  const [head, ...tail] = three;
  const last = head ? `.concat(${head}, ${list(tail, ways)})` : ".concat([])";
  return auth(app, ways, { before, plugins: `[...basePlugins, ...morePlugins()]${last}` });
}

// By turns through the namespace, a name of its own, and a constant made of the namespace.
export function renamedImports(app, ways) {
  const modules = [...new Set(app.plugins.map(({ from }) => from))];
  const namespaces = new Map(modules.map((from, index) => [from, index ? `plugins${index}` : "plugins"]));
  const names = [];
  const before = [];
  const all = app.plugins.map((plugin, index) => {
    const namespace = namespaces.get(plugin.from);
    const form = (index + app.position) % 4;
    if (form === 0) return call(plugin, ways, `${namespace}.${plugin.name}`);
    if (form === 1) return call(plugin, ways, `${namespace}[${string(plugin.name, ways)}]`);
    const as = `${plugin.name}Plugin`;
    if (form === 2) names.push({ ...plugin, as });
    else before.push(`const { ${plugin.name}: ${as} } = ${namespace};`);
    return call(plugin, ways, as);
  });
  const imports = [...namespaces].map(([from, namespace]) => `import * as ${namespace} from "${from}";`);
  return auth(app, ways, { before: before.join("\n"), plugins: list(all, ways), imports, names });
}

/** The entry points of better-auth that have one plugin each, in all versions that are compared. */
export const ENTRY_POINTS = {
  admin: "better-auth/plugins/admin",
  anonymous: "better-auth/plugins/anonymous",
  bearer: "better-auth/plugins/bearer",
  customSession: "better-auth/plugins/custom-session",
  deviceAuthorization: "better-auth/plugins/device-authorization",
  emailOTP: "better-auth/plugins/email-otp",
  genericOAuth: "better-auth/plugins/generic-oauth",
  haveIBeenPwned: "better-auth/plugins/haveibeenpwned",
  jwt: "better-auth/plugins/jwt",
  magicLink: "better-auth/plugins/magic-link",
  multiSession: "better-auth/plugins/multi-session",
  oAuthProxy: "better-auth/plugins/oauth-proxy",
  oidcProvider: "better-auth/plugins/oidc-provider",
  oneTimeToken: "better-auth/plugins/one-time-token",
  organization: "better-auth/plugins/organization",
  phoneNumber: "better-auth/plugins/phone-number",
  siwe: "better-auth/plugins/siwe",
  twoFactor: "better-auth/plugins/two-factor",
  username: "better-auth/plugins/username",
};

export function entryPoints(app, ways) {
  const names = app.plugins.map((plugin) => ({ ...plugin, from: ENTRY_POINTS[plugin.name] ?? plugin.from }));
  return auth(app, ways, { plugins: list(calls(app, ways), ways), names });
}

// A module of sigmaProvider exports an `organization`, too: of two `export *`, neither would give it.
const NAMED_ONLY = ["better-auth/plugins"];

export function throughOwnModule(app, ways) {
  const file = "convex/lib/plugins.ts";
  const modules = [...new Set(app.plugins.map(({ from }) => from))];
  const isWhole = (from) => modules.indexOf(from) % 2 === 1 && !NAMED_ONLY.includes(from);
  const as = ({ name, from }) => (isWhole(from) ? name : `${name}_`);
  const lines = modules.map((from) => {
    const renamed = app.plugins
      .filter((plugin) => plugin.from === from)
      .map((plugin) => `${plugin.name} as ${as(plugin)}`);
    return isWhole(from) ? `export * from "${from}";` : `export { ${renamed.join(", ")} } from "${from}";`;
  });
  const own = app.plugins.map(as).join(", ");
  const all = app.plugins.map((plugin) => call(plugin, ways, as(plugin)));
  const imports = [`import { ${own} } from "./lib/plugins";`];
  return {
    [file]: module(file, lines.join("\n")),
    ...auth(app, ways, { plugins: list(all, ways), imports, names: [] }),
  };
}

// Each makes a plugin in a function of the app: what stands before, and the call in the list.
const FACTORIES = [
  ({ name, plain }) => [`const ${name}Plugin = () => ${plain};`, `${name}Plugin()`],
  ({ name, args }) =>
    args.length === 1
      ? [
          `function my_${name}(overrides = {}) {\n  const given = ${args[0]};\n  return ${name}({ ...given, ...overrides });\n}`,
          `my_${name}()`,
        ]
      : undefined,
  ({ name, args }) =>
    args.length === 1
      ? [`const with_${name} = (given: any) => ${name}(given);`, `with_${name}(${args[0]})`]
      : undefined,
  ({ name, plain }) => [
    `const extended_${name} = () => {\n  const base = ${plain};\n  return { ...base, endpoints: { ...base.endpoints } } satisfies BetterAuthPlugin;\n};`,
    `extended_${name}()`,
  ],
  ({ name, args }) => [
    `const ${name}_by = (...given: Parameters<typeof ${name}>) => ({ plugin: ${name}(...given) });`,
    `${name}_by(${args.join(", ")}).plugin`,
  ],
];

export function ownFactories(app, ways) {
  const made = app.plugins.map((plugin, index) => {
    const plain = call(plugin, ways);
    const args = plugin.args.map((_, at) => call({ name: "", args: [plugin.args[at]] }, ways).slice(1, -1));
    const form = FACTORIES[(index + app.position) % FACTORIES.length];
    return form({ name: plugin.name, plain, args }) ?? ["", plain];
  });
  const before = made.map(([text]) => text).join("\n");
  return auth(app, ways, {
    before,
    plugins: list(
      made.map(([, text]) => text),
      ways,
    ),
  });
}

// Constants that hold, and constants that do not.
const HOLD = [
  "FEATURES.on",
  "!FEATURES.off",
  "FEATURES.level > 1",
  'FEATURES["mode"] === "full"',
  "!(FEATURES.off || !FEATURES.on)",
];
const FAIL = [
  "FEATURES.off",
  "!FEATURES.on",
  "FEATURES.level < 2",
  'FEATURES.mode !== "full"',
  "FEATURES.missing === true",
];

export function onConstants(app, ways) {
  let turn = app.position;
  const holds = () => HOLD[turn++ % HOLD.length];
  const fails = () => FAIL[turn++ % FAIL.length];
  const value = (tree, path, plain) => {
    if (tree === true) return holds();
    if (tree === false) return fails();
    if (!(tree instanceof Map) || path.length < 2) return undefined;
    const forms = [
      () => `${holds()} ? ${plain()} : undefined`,
      () => `${fails()} ? undefined : ${plain()}`,
      () => `(${holds()} && ${plain()})`,
      () => `(${fails()} || ${plain()})`,
      () => `(FEATURES.missing ?? ${plain()})`,
    ];
    return forms[turn++ % forms.length]();
  };
  const property = (key, text, plain, path) => {
    if (path.length < 3 || turn++ % 3) return undefined;
    const own = `{ ${plain} }`;
    return turn % 2 ? `...(${holds()} ? ${own} : {})` : `...(${holds()} && ${own})`;
  };
  const styled = { ...ways, value, property };
  const statements = [`const plugins: any[] = [];`];
  app.plugins.forEach((plugin, index) => {
    const text = call(plugin, styled);
    const forms = [
      `if (${holds()}) plugins.push(${text});`,
      `plugins.push(...(${holds()} ? [${text}] : []), ...(${fails()} ? [decoy({ schema: {} })] : []));`,
      `plugins.push(...[${fails()} && decoy(), ${holds()} && ${text}].filter(Boolean));`,
      `if (${fails()}) {\n  plugins.push(decoy());\n} else {\n  plugins.push(${text});\n}`,
    ];
    statements.push(forms[(index + app.position) % forms.length]);
  });
  return {
    "shared/features.ts": `export const FEATURES: Record<string, any> = { on: true, off: false, level: 2, mode: "full" };\n`,
    ...auth(app, styled, {
      statements: statements.join("\n"),
      imports: [
        `import { FEATURES } from "../shared/features";`,
        `import { anonymous as decoy } from "better-auth/plugins";`,
      ],
    }),
  };
}
