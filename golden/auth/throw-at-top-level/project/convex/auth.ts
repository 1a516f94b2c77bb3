import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { admin, haveIBeenPwned } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import authConfig from './auth.config'
import schema from './betterAuth/schema'

const { BETTER_AUTH_SECRET, SITE_URL } = process.env

if (!BETTER_AUTH_SECRET) {
	throw new Error('BETTER_AUTH_SECRET is missing: npx convex env set BETTER_AUTH_SECRET ...')
}
if (!SITE_URL?.startsWith('http')) throw new TypeError('SITE_URL is no address')

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
	({
		baseURL: SITE_URL,
		secret: BETTER_AUTH_SECRET,
		database: authComponent.adapter(ctx),
		socialProviders: {
			github: {
				clientId: process.env.GITHUB_CLIENT_ID as string,
				clientSecret: process.env.GITHUB_CLIENT_SECRET as string,
			},
		},
		plugins: [convex({ authConfig }), haveIBeenPwned(), admin()],
	}) satisfies BetterAuthOptions

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx))
