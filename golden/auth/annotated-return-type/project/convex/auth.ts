import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { genericOAuth, username } from "better-auth/plugins";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

export function createAuthOptions(ctx: GenericCtx<DataModel>): BetterAuthOptions {
  return {
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
    advanced: {
      cookiePrefix: "harbor",
      crossSubDomainCookies: { enabled: true },
    },
    plugins: [genericOAuth({ config: [] }), convex({ authConfig }), username()],
  };
}

export function createAuth(ctx: GenericCtx<DataModel>) {
  return betterAuth(createAuthOptions(ctx));
}
