import { createClient, type GenericCtx } from "@convex-dev/better-auth"
import { convex } from "@convex-dev/better-auth/plugins"
import { betterAuth, type BetterAuthOptions } from "better-auth"
import { haveIBeenPwned, username } from "better-auth/plugins"
import { components } from "./_generated/api"
import type { DataModel } from "./_generated/dataModel"
import authConfig from "./auth.config"
import schema from "./betterAuth/schema"

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

type AppOptions = BetterAuthOptions & { appName: string }

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
  ({
    appName: "Tidewater",
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
    plugins: [convex({ authConfig }), haveIBeenPwned(), username()],
  } satisfies BetterAuthOptions) as AppOptions

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx))
