import { createClient, type GenericCtx } from '@convex-dev/better-auth';
import { convex } from '@convex-dev/better-auth/plugins';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { magicLink, phoneNumber, siwe } from 'better-auth/plugins';
import { components } from './_generated/api';
import type { DataModel } from './_generated/dataModel';
import authConfig from './auth.config';
import schema from './betterAuth/schema';

const siteUrl = process.env.SITE_URL ?? 'http://localhost:3000';

type Region = 'eu' | 'us' | 'apac';

const REGION: Region = 'apac';

function pluginsFor(region: Region) {
  const always = convex({ authConfig });
  if (region === 'eu') {
    return [always, magicLink({ sendMagicLink: async ({ url }) => console.log(url) })];
  }
  if (region !== 'us') {
    const verify = async () => true;
    return [
      always,
      phoneNumber({ sendOTP: ({ code }) => console.log(code) }),
      siwe({ domain: 'example.com', getNonce: async () => crypto.randomUUID(), verifyMessage: verify }),
    ];
  }
  return [always];
}

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
);

export const createAuthOptions = (ctx: GenericCtx<DataModel>) => {
  return {
    baseURL: siteUrl,
    database: authComponent.adapter(ctx),
    emailAndPassword: { enabled: true, requireEmailVerification: false },
    user: {
      deleteUser: { enabled: true },
    },
    session: {
      expiresIn: 60 * 60 * 24 * 30,
      updateAge: 60 * 60 * 24,
    },
    plugins: pluginsFor(REGION),
  } satisfies BetterAuthOptions;
};

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx));
