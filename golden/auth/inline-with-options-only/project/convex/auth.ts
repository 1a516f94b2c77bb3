import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth } from 'better-auth'
import { emailOTP, username } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import schema from './betterAuth/schema'

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

export const createAuth = (
  ctx: GenericCtx<DataModel>,
  { optionsOnly } = { optionsOnly: false },
) => {
  return betterAuth({
    // No noise while only the options are asked for.
    logger: { disabled: optionsOnly },
    baseURL: process.env.SITE_URL,
    database: authComponent.adapter(ctx),
    emailAndPassword: { enabled: true },
    plugins: [
      convex(),
      emailOTP({
        async sendVerificationOTP({ email, otp, type }) {
          if (optionsOnly) return
          console.log(`${type} for ${email}: ${otp.length} digits`)
        },
      }),
      username(),
    ],
  })
}
