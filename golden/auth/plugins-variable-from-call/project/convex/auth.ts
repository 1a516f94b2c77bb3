import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { emailOTP, username } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import authConfig from './auth.config'
import schema from './betterAuth/schema'
import { sendEmail } from './email'

const siteUrl = process.env.SITE_URL ?? 'http://localhost:3000'

function getPlugins(_ctx: GenericCtx<DataModel>) {
  return [
    convex({ authConfig }),
    emailOTP({
      otpLength: 8,
      sendVerificationOTP: async ({ email }) => console.log('a code for', email),
    }),
    username(),
  ]
}

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  const plugins = getPlugins(ctx)

  return {
    appName: 'Ledgerline',
    baseURL: siteUrl,
    trustedOrigins: [siteUrl],
    database: authComponent.adapter(ctx),
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      sendResetPassword: async ({ user, url }) => {
        await sendEmail({
          to: user.email,
          subject: 'Reset your password',
          text: `Follow this link: ${url}`,
        })
      },
    },
    plugins: plugins,
  } satisfies BetterAuthOptions
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx))
