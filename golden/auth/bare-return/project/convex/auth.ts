import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth } from 'better-auth'
import { deviceAuthorization } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import authConfig from './auth.config'
import schema from './betterAuth/schema'

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
)

export function createAuthOptions(ctx: GenericCtx<DataModel>) {
	return {
		baseURL: process.env.SITE_URL,
		database: authComponent.adapter(ctx),
		plugins: [
			convex({ authConfig }),
			deviceAuthorization({ expiresIn: '15min' }),
		],
	}
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx))
