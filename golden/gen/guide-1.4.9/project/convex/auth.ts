import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { sigmaCallbackPlugin } from "@sigma-auth/better-auth-plugin/server";
import type { BetterAuthOptions } from "better-auth";
import { betterAuth } from "better-auth/minimal";
import { admin, organization } from "better-auth/plugins";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

const env = (name: string) => process.env[name] ?? "";

function must(name: string): string {
  const value = env(name);
  if (!value) {
    throw new Error(`${name} is not set: npx convex env set ${name} ...`);
  }
  return value;
}

// Convex calls this while it analyzes a push, without any variable: it must not throw.
export const createAuthOptions = (ctx?: GenericCtx<DataModel>) =>
  ({
    baseURL: env("BETTER_AUTH_URL"),
    secret: env("BETTER_AUTH_SECRET"),
    trustedOrigins: [
      env("BETTER_AUTH_URL"),
      env("VERCEL_URL") && `https://${env("VERCEL_URL")}`,
    ].filter(Boolean),
    database: ctx ? authComponent.adapter(ctx) : undefined,
    plugins: [
      convex({ authConfig }),
      sigmaCallbackPlugin(),
      admin(),
      organization(),
    ],
  }) satisfies BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) => {
  must("BETTER_AUTH_URL");
  must("BETTER_AUTH_SECRET");
  must("SIGMA_MEMBER_PRIVATE_KEY");
  return betterAuth(createAuthOptions(ctx));
};
