import { createClient, type GenericCtx } from '@convex-dev/better-auth';
import { convex } from '@convex-dev/better-auth/plugins';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { deviceAuthorization } from 'better-auth/plugins';
import { components } from './_generated/api';
import type { DataModel } from './_generated/dataModel';
import authConfig from './auth.config';
import schema from './betterAuth/schema';

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
);

export const createAuthOptions = (ctx?: GenericCtx<DataModel>) => {
	const must = (name: string) => {
		const value = process.env[name];
		if (!value) throw new Error(`${name} is missing`);
		return value;
	};
	return {
		// Without a context only the tables are asked for.
		baseURL: ctx ? must('SITE_URL') : undefined,
		secret: ctx ? must('BETTER_AUTH_SECRET') : undefined,
		database: ctx ? authComponent.adapter(ctx) : undefined,
		socialProviders: ctx
			? {
					microsoft: {
						clientId: must('MICROSOFT_CLIENT_ID'),
						clientSecret: must('MICROSOFT_CLIENT_SECRET'),
						tenantId: process.env.MICROSOFT_TENANT_ID ?? 'common',
					},
				}
			: undefined,
		databaseHooks: ctx && {
			user: { create: { after: async (user) => console.log('welcome', user.id) } },
		},
		plugins: [convex({ authConfig }), deviceAuthorization({ expiresIn: '10m' })],
	} satisfies BetterAuthOptions;
};

export const createAuth = (ctx: GenericCtx<DataModel>) => betterAuth(createAuthOptions(ctx));
