// Owns the app for which an official command line makes a schema.ts: written as Convex's guide for a local install
// says, with the temporary `betterAuth/auth.ts` that the official command line needs and sigma-schema does away with.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { writeRunningApi } from "./convex-stubs.mjs";

// Only for the official run: it runs the app's code. sigma-schema gets none of them.
const APP_ENVIRONMENT = {
  SITE_URL: "https://app.example.com",
  CONVEX_SITE_URL: "https://site.example.com",
  BETTER_AUTH_SECRET: "a-secret-that-is-only-there-to-be-long-enough",
  BETTER_AUTH_TELEMETRY: "0",
};

const EMPTY_SCHEMA = `import { defineSchema } from "convex/server";

export default defineSchema({});
`;

/** Writes the app into `folder`, with the installed package set `set` as its node_modules. */
export function writeApp(folder, set, { plugins, options = {} }) {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(set, "package.json"), "utf8"));
  const files = {
    "package.json": json({ name: "app", private: true, type: "module", dependencies }),
    "convex/auth.ts": authModule(plugins, options),
    "convex/auth.config.ts": AUTH_CONFIG,
    "convex/betterAuth/convex.config.ts": COMPONENT_CONFIG,
  };
  if (Object.keys(options).length > 0 || Object.values(plugins).some((one) => Object.keys(one).length > 0)) {
    files["sigma-schema.json"] = json({ plugins, ...options });
  }
  for (const [name, text] of Object.entries(files)) write(path.join(folder, name), text);
  writeRunningApi(path.join(folder, "convex"));
  fs.symlinkSync(path.join(set, "node_modules"), path.join(folder, "node_modules"), "junction");
}

/**
 * The file that `npx <command>` writes for the app in `folder`, moved to `convex/official.ts`. The temporary files are
 * gone afterwards. Fails with the command's own output.
 */
export function runOfficial(folder, command) {
  const component = path.join(folder, "convex", "betterAuth");
  const schema = path.join(component, "schema.ts");
  const temporary = path.join(component, "auth.ts");
  write(schema, EMPTY_SCHEMA);
  write(temporary, TEMPORARY_AUTH);
  // `--no` keeps npx from ever fetching a package: the one that is installed, or none.
  const run = spawnSync("npx", ["--no", ...command], {
    cwd: component,
    env: { ...process.env, ...APP_ENVIRONMENT, npm_config_offline: "true", npm_config_update_notifier: "false" },
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    shell: process.platform === "win32",
    timeout: 120_000,
  });
  const written = fs.readFileSync(schema, "utf8");
  if (run.error || run.status !== 0 || written === EMPTY_SCHEMA) {
    const how = run.error?.message ?? `ended with ${run.status ?? run.signal} and wrote no schema`;
    throw new Error(`npx ${command.join(" ")}: ${how}\n${run.stdout}\n${run.stderr}`);
  }
  const official = path.join(folder, "convex", "official.ts");
  fs.renameSync(schema, official);
  fs.rmSync(temporary);
  return official;
}

const AUTH_CONFIG = `import { getAuthConfigProvider } from "@convex-dev/better-auth/auth-config";
import type { AuthConfig } from "convex/server";

export default { providers: [getAuthConfigProvider()] } satisfies AuthConfig;
`;

const COMPONENT_CONFIG = `import { defineComponent } from "convex/server";

export default defineComponent("betterAuth");
`;

const TEMPORARY_AUTH = `import { createAuth } from "../auth";

export const auth = createAuth({} as any);
`;

function authModule(plugins, options) {
  const names = Object.keys(plugins);
  const calls = ["convex({ authConfig })", ...names.map((name) => `${name}(${literal(plugins[name])})`)];
  const rest = Object.entries(options).map(([key, value]) => `    ${key}: ${literal(value)},\n`);
  return `import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
${names.length > 0 ? `import { ${names.join(", ")} } from "better-auth/plugins";\n` : ""}import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

export const authComponent = createClient<DataModel, typeof schema>(components.betterAuth, { local: { schema } });

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
    plugins: [${calls.join(", ")}],
${rest.join("")}  }) as BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) => betterAuth(createAuthOptions(ctx));
`;
}

function literal(value) {
  return Object.keys(value).length > 0 ? JSON.stringify(value) : "";
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
