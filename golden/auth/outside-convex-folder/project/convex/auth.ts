import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { sharedOptions } from '../src/lib/auth'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import schema from './betterAuth/schema'

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
)

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
	({
		...sharedOptions,
		baseURL: process.env.SITE_URL,
		database: authComponent.adapter(ctx),
	}) satisfies BetterAuthOptions

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx))
