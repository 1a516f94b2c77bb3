import { createClient, type GenericCtx } from "@convex-dev/better-auth"
import { convex } from "@convex-dev/better-auth/plugins"
import { betterAuth, type BetterAuthOptions } from "better-auth"
import { jwt } from "better-auth/plugins"
import { env, must } from "./env"
import { components } from "./_generated/api"
import type { DataModel } from "./_generated/dataModel"
import authConfig from "./auth.config"
import schema from "./betterAuth/schema"

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  return {
    baseURL: must("SITE_URL"),
    secret: must("BETTER_AUTH_SECRET"),
    database: authComponent.adapter(ctx),
    account: {
      accountLinking: {
        enabled: true,
        trustedProviders: ["google"],
      },
    },
    socialProviders: {
      google: {
        clientId: must("GOOGLE_CLIENT_ID"),
        clientSecret: must("GOOGLE_CLIENT_SECRET"),
        prompt: "select_account",
      },
    },
    user: { additionalFields: { referrer: { type: "string", required: false, defaultValue: env("REFERRER") } } },
    plugins: [convex({ authConfig }), jwt({ jwt: { issuer: must("SITE_URL") } })],
  } satisfies BetterAuthOptions
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx))
