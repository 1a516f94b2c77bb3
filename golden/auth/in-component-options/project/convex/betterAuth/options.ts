import type { GenericCtx } from "@convex-dev/better-auth"
import { convex, crossDomain } from "@convex-dev/better-auth/plugins"
import type { BetterAuthOptions } from "better-auth"
import { admin } from "better-auth/plugins"
import type { DataModel } from "../_generated/dataModel"
import authConfig from "../auth.config"

const siteUrl = process.env.SITE_URL!

export const createAuthOptions = (_ctx: GenericCtx<DataModel>) => {
  return {
    trustedOrigins: [siteUrl],
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: false,
    },
    user: {
      additionalFields: {
        locale: { type: "string", required: false, input: true },
      },
    },
    plugins: [crossDomain({ siteUrl }), convex({ authConfig }), admin()],
  } satisfies BetterAuthOptions
}
