// Owns stand-ins for the `_generated` files that `convex codegen` writes and no project of ours commits.
// They say as little as possible: any component, any table. Files that exist are left alone.
import * as fs from "node:fs";
import path from "node:path";

const GENERATED_IMPORT = /(?:from|import)\s*\(?\s*["'](\.[^"']*\/_generated\/(\w+))(?:\.js)?["']/g;

const DECLARATIONS = {
  api: `import type { AnyApi } from "convex/server";
export declare const api: AnyApi;
export declare const internal: AnyApi;
export declare const components: Record<string, any>;
`,
  dataModel: `import type { AnyDataModel, GenericDocument } from "convex/server";
import type { GenericId } from "convex/values";
export type DataModel = AnyDataModel;
export type TableNames = string;
export type Doc<Table extends TableNames> = GenericDocument & { _id: Id<Table>; _creationTime: number };
export type Id<Table extends TableNames> = GenericId<Table>;
`,
  server: `import type * as server from "convex/server";
import type { DataModel } from "./dataModel";
export type QueryCtx = server.GenericQueryCtx<DataModel>;
export type MutationCtx = server.GenericMutationCtx<DataModel>;
export type ActionCtx = server.GenericActionCtx<DataModel>;
export type DatabaseReader = server.GenericDatabaseReader<DataModel>;
export type DatabaseWriter = server.GenericDatabaseWriter<DataModel>;
export declare const env: Record<string, string | undefined>;
export declare const query: server.QueryBuilder<DataModel, "public">;
export declare const internalQuery: server.QueryBuilder<DataModel, "internal">;
export declare const mutation: server.MutationBuilder<DataModel, "public">;
export declare const internalMutation: server.MutationBuilder<DataModel, "internal">;
export declare const action: server.ActionBuilder<DataModel, "public">;
export declare const internalAction: server.ActionBuilder<DataModel, "internal">;
export declare const httpAction: server.HttpActionBuilder;
`,
  component: `export type ComponentApi<Name extends string = string> = any;
`,
};

const RUNNING_API = `import { anyApi, componentsGeneric } from "convex/server";
export const api = anyApi;
export const internal = anyApi;
export const components = componentsGeneric();
`;

/** Writes a declaration for each `_generated` file that the given source files import and that is not there. */
export function writeMissingDeclarations(sources) {
  for (const source of sources) {
    for (const [, specifier, name] of fs.readFileSync(source, "utf8").matchAll(GENERATED_IMPORT)) {
      if (!DECLARATIONS[name]) continue;
      const folder = path.dirname(path.resolve(path.dirname(source), specifier));
      // `server` is written with a type of `dataModel`.
      for (const stub of name === "server" ? [name, "dataModel"] : [name]) {
        const target = path.join(folder, stub);
        if ([".ts", ".d.ts", ".js"].some((ending) => fs.existsSync(target + ending))) continue;
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(`${target}.d.ts`, DECLARATIONS[stub]);
      }
    }
  }
}

/** Writes the `_generated/api.js` of a Convex folder whose code is to be run, not only checked. */
export function writeRunningApi(convexFolder) {
  const folder = path.join(convexFolder, "_generated");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "api.js"), RUNNING_API);
}
