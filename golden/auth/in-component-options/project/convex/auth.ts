import { createClient, type GenericCtx } from "@convex-dev/better-auth"
import { betterAuth } from "better-auth/minimal"
import { components } from "./_generated/api"
import type { DataModel } from "./_generated/dataModel"
import { createAuthOptions } from "./betterAuth/options"
import schema from "./betterAuth/schema"

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth({
    ...createAuthOptions(ctx),
    database: authComponent.adapter(ctx),
  })
