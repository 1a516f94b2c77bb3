import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth'
import { admin, emailOTP, username } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import authConfig from './auth.config'
import schema from './betterAuth/schema'
import { sendEmail } from './email'

const basePlugins: BetterAuthPlugin[] = [convex({ authConfig }), admin()]
const emailPlugins: BetterAuthPlugin[] = [
	emailOTP({ sendVerificationOTP: async ({ email }) => console.log(email) }),
]

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
	return {
		trustedOrigins: ['fieldnotes://', process.env.SITE_URL ?? 'http://localhost:3000'],
		database: authComponent.adapter(ctx),
		emailVerification: {
			sendOnSignUp: true,
			sendVerificationEmail: async ({ user, url }) => {
				await sendEmail({ to: user.email, subject: 'Welcome', text: url })
			},
		},
		databaseHooks: {
			user: {
				create: {
					before: async (user) => ({ data: { ...user, name: user.name.trim() } }),
				},
			},
		},
		plugins: basePlugins.concat(emailPlugins, username()),
	} satisfies BetterAuthOptions
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx))
