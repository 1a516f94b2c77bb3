import { createClient, type GenericCtx } from "@convex-dev/better-auth"
import { convex } from "@convex-dev/better-auth/plugins"
import { betterAuth, type BetterAuthOptions } from "better-auth"
import { organization } from "better-auth/plugins"
import { components } from "./_generated/api"
import type { DataModel } from "./_generated/dataModel"
import authConfig from "./auth.config"
import tables from "./betterAuth/schema"
import { sendEmail } from "./email"

const config = {
  teams: { enabled: true },
  fields: {
    secretNote: { type: "string", required: true },
    pronouns: { type: "string", required: false },
    shirt: { type: "string", required: false },
  } as const,
}

const {
  teams,
  schema = { team: { modelName: "crew" } },
  fields: { secretNote, ...publicFields },
}: { teams: { enabled: boolean }; schema?: object; fields: typeof config.fields } = config

console.debug(`not asked for: ${secretNote.type}`)

export const authComponent = createClient<DataModel, typeof tables>(
  components.betterAuth,
  { local: { schema: tables } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  return {
    trustedOrigins: ["fieldnotes://", process.env.SITE_URL ?? "http://localhost:3000"],
    database: authComponent.adapter(ctx),
    emailVerification: {
      sendOnSignUp: true,
      sendVerificationEmail: async ({ user, url }) => {
        await sendEmail({ to: user.email, subject: "Welcome", text: url })
      },
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => ({ data: { ...user, name: user.name.trim() } }),
        },
      },
    },
    user: { additionalFields: publicFields },
    plugins: [convex({ authConfig }), organization({ teams, schema })],
  } satisfies BetterAuthOptions
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx))
