import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex, crossDomain } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { expo } from "@better-auth/expo";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";

const siteUrl = process.env.SITE_URL as string;
const isDevelopment = process.env.NODE_ENV === "development";

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema }, verbose: isDevelopment },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  const trustedOrigins = [
    siteUrl,
    "trailhead://",
    isDevelopment && "exp://*/*",
    ...(process.env.MORE_ORIGINS?.split(",") ?? []),
    process.env.PREVIEW_URL,
  ].filter(Boolean) as string[];

  return {
    trustedOrigins,
    database: authComponent.adapter(ctx),
    emailAndPassword: { enabled: true, requireEmailVerification: !isDevelopment },
    user: {
      additionalFields: {
        pushToken: { type: "string", required: false },
      },
    },
    plugins: [expo(), convex({ authConfig }), crossDomain({ siteUrl })],
  } satisfies BetterAuthOptions;
};

export const createAuth = (ctx: GenericCtx<DataModel>) => betterAuth(createAuthOptions(ctx));
