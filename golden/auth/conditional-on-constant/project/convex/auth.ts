import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { admin, anonymous, organization, twoFactor, username } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import authConfig from './auth.config'
import schema from './betterAuth/schema'
import { sendEmail } from './email'

const siteUrl = process.env.SITE_URL ?? 'http://localhost:3000'

const EDITION: 'personal' | 'business' = 'business'
const organizationsHaveTeams = false

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
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
		plugins: [
			convex({ authConfig }),
			...(EDITION === 'business' ? [organization(), admin()] : [anonymous()]),
			organizationsHaveTeams ? twoFactor() : username(),
		],
	} satisfies BetterAuthOptions
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx))
