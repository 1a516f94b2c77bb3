import { createClient, type GenericCtx } from "@convex-dev/better-auth"
import { convex } from "@convex-dev/better-auth/plugins"
import { betterAuth, type BetterAuthOptions } from "better-auth"
import { jwt, username } from "better-auth/plugins"
import { components } from "./_generated/api"
import type { DataModel } from "./_generated/dataModel"
import authConfig from "./auth.config"
import schema from "./betterAuth/schema"

const siteUrl = process.env.SITE_URL ?? "http://localhost:3000"

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  const plugins = [convex({ authConfig })] as any[]
  plugins.push(username())
  if (process.env.JWT_ISSUER !== undefined) {
    plugins.push(jwt({ jwt: { issuer: process.env.JWT_ISSUER } }))
  }

  return {
    baseURL: siteUrl,
    database: authComponent.adapter(ctx),
    emailAndPassword: { enabled: true, requireEmailVerification: false },
    user: {
      deleteUser: { enabled: true },
    },
    session: {
      expiresIn: 60 * 60 * 24 * 30,
      updateAge: 60 * 60 * 24,
    },
    plugins: plugins,
  } satisfies BetterAuthOptions
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx))
