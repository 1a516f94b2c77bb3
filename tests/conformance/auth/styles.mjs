// Owns the styles in which an app's code may say what it says: a table. Each has `files`, from an app (see app.mjs) and the
// ways of writing to the texts of the project's files, and where the code is not asked by `createAuthOptions(ctx)` of
// convex/auth.ts, the `entry` by which it is; `warned` is what sigma-schema may say of it and not of a config. A new style is a function in one of the modules here, and a line.
import * as modules from "./styles-modules.mjs";
import * as plugins from "./styles-plugins.mjs";
import * as shape from "./styles-shape.mjs";
import * as values from "./styles-values.mjs";

// What a new adapter.ts would import is not there.
const NOT_EXPORTED = /^warning\[SS642\]: convex\/auth\.ts does not export `createAuthOptions`$/;
const CREATE_AUTH = { file: "convex/auth.ts", name: "createAuth" };

export const STYLES = [
  { name: "a literal in an arrow, with satisfies", files: shape.arrow },
  { name: "a block with checks and a return", files: shape.block },
  { name: "a declared function with its type", files: shape.declaredFunction },
  { name: "inline in betterAuth, with optionsOnly", files: shape.inline, entry: CREATE_AUTH, warned: NOT_EXPORTED },
  { name: "a variable that is returned", files: shape.variable },
  { name: "a plain object, spread in betterAuth", files: shape.plainObject, entry: CREATE_AUTH, warned: NOT_EXPORTED },
  { name: "exported by another name", files: shape.exportedByAnotherName },
  { name: "assigned one by one", files: shape.assigned },
  { name: "over the result of a call", files: shape.overACall },
  { name: "wrapped in assertions and calls", files: shape.wrapped },
  {
    name: "where adapter.ts points",
    files: shape.byTheAdapter,
    entry: { file: "server/authOptions.ts", name: "makeOptions" },
    warned: /^warning\[SS814\]: `createAuthOptions` differs from the options for which the tables are generated$/,
  },
  { name: "in the component's own auth.ts", files: shape.inTheComponent, entry: CREATE_AUTH },
  {
    name: "where the config points",
    files: shape.byTheConfig,
    entry: { file: "convex/lib/options.ts", name: "buildOptions" },
  },
  { name: "plugins pushed", files: plugins.pushed },
  { name: "plugins spread and concatenated", files: plugins.spreadAndConcatenated },
  { name: "plugins of a namespace and renamed", files: plugins.renamedImports },
  { name: "plugins from entry points of their own", files: plugins.entryPoints },
  { name: "plugins through a module of the app", files: plugins.throughOwnModule },
  { name: "plugins in functions of the app", files: plugins.ownFactories },
  { name: "conditions on known constants", files: plugins.onConstants },
  { name: "names as templates, constants, enums, computed keys", files: values.names },
  { name: "objects of parts, by spread and Object.assign", files: values.partialObjects },
  { name: "objects made of entries", files: values.fromEntries },
  { name: "values made by functions", files: values.madeByFunctions },
  { name: "destructured constants and default parameters", files: values.destructured },
  { name: "in one line, or with carriage returns", files: values.oneLine },
  { name: "tabs, no semicolons, comments like code", files: values.withTrivia },
  { name: "each plugin's options in a module, through an index", files: modules.throughIndex },
  { name: "a module found by an alias", files: modules.throughAlias },
  { name: "a package of the workspace", files: modules.inWorkspace },
  { name: "fields in a JSON file", files: modules.asJson },
];

export const ENTRY = { file: "convex/auth.ts", name: "createAuthOptions" };
