import { createClient, type GenericCtx } from '@convex-dev/better-auth';
import { convex } from '@convex-dev/better-auth/plugins';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { oauthProvider } from '@better-auth/oauth-provider';
import { jwt } from 'better-auth/plugins';
import { createBapOrganization, sigmaProvider } from '@sigma-auth/better-auth-plugin/provider';
import { components } from './_generated/api';
import type { DataModel } from './_generated/dataModel';
import authConfig from './auth.config';
import schema from './betterAuth/schema';

const store = new Map<string, unknown>();

export const authComponent = createClient<DataModel, typeof schema>(
	components.betterAuth,
	{ local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) =>
	({
		baseURL: process.env.SITE_URL!,
		secret: process.env.BETTER_AUTH_SECRET!,
		database: authComponent.adapter(ctx),
		account: {
			accountLinking: {
				enabled: true,
				trustedProviders: ['google'],
			},
		},
		socialProviders: {
			google: {
				clientId: process.env.GOOGLE_CLIENT_ID!,
				clientSecret: process.env.GOOGLE_CLIENT_SECRET!,
				prompt: 'select_account',
			},
		},
		plugins: [
			convex({ authConfig }),
			jwt(),
			oauthProvider({
				loginPage: '/sign-in',
				consentPage: '/consent',
				scopes: ['openid', 'profile', 'bsv:tools'],
			}),
			createBapOrganization(),
			sigmaProvider({
				enableSubscription: true,
				debug: process.env.NODE_ENV === 'development',
				cache: {
					get: async (key) => (store.get(key) ?? null) as never,
					set: async (key, value) => {
						store.set(key, value);
					},
				},
			}),
		],
	}) satisfies BetterAuthOptions;

export const createAuth = (ctx: GenericCtx<DataModel>) =>
	betterAuth(createAuthOptions(ctx));
