import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { sigmaCallbackPlugin } from "@sigma-auth/better-auth-plugin/server";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { admin, organization } from "better-auth/plugins";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

const env = (name: string) => process.env[name] ?? "";

function must(name: string): string {
  const value = env(name);
  if (!value) {
    throw new Error(`${name} is not set: npx convex env set ${name} ...`);
  }
  return value;
}

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

// Convex calls this while it analyzes a push, without any variable: it must not throw.
export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    appName: "Guide",
    baseURL: env("SITE_URL"),
    secret: env("BETTER_AUTH_SECRET"),
    trustedOrigins: [env("SITE_URL"), env("PREVIEW_URL")].filter(
      (origin): origin is string => Boolean(origin),
    ),
    database: authComponent.adapter(ctx),
    emailAndPassword: {
      enabled: true,
      sendResetPassword: async ({ user, url }) => {
        console.log(`to ${user.email}: ${url}`);
      },
    },
    socialProviders: {
      github: ctx
        ? {
            clientId: env("GITHUB_CLIENT_ID"),
            clientSecret: env("GITHUB_CLIENT_SECRET"),
          }
        : undefined,
    },
    plugins: [
      convex({ authConfig }),
      sigmaCallbackPlugin(),
      admin(),
      organization(),
    ],
  }) satisfies BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) => {
  must("SITE_URL");
  must("BETTER_AUTH_SECRET");
  return betterAuth(createAuthOptions(ctx));
};
