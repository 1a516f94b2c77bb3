import { createClient, type GenericCtx } from "@convex-dev/better-auth";
import { convex } from "@convex-dev/better-auth/plugins";
import { betterAuth, type BetterAuthOptions } from "better-auth";
import { organization } from "better-auth/plugins";
import { components } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import authConfig from "./auth.config";
import schema from "./betterAuth/schema";
import { loadSecrets } from "./secrets";

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  return {
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
    emailAndPassword: { enabled: true },
    plugins: [
      convex({ authConfig }),
      organization({ schema: { organization: { modelName: "studio" } } }),
    ],
  } satisfies BetterAuthOptions;
};

// Secrets come from a vault, so this waits; the tables do not depend on it.
export const createAuth = async (ctx: GenericCtx<DataModel>) => {
  const { google, secret } = await loadSecrets(["google", "secret"]);
  return betterAuth({
    ...createAuthOptions(ctx),
    secret,
    socialProviders: {
      google: { clientId: process.env.GOOGLE_CLIENT_ID!, clientSecret: google },
    },
  });
};
