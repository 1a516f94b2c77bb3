import { createClient, type GenericCtx } from '@convex-dev/better-auth'
import { convex } from '@convex-dev/better-auth/plugins'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { organization } from 'better-auth/plugins'
import { components } from './_generated/api'
import type { DataModel } from './_generated/dataModel'
import authConfig from './auth.config'
import schema from './betterAuth/schema'

export const authComponent = createClient<DataModel, typeof schema>(
  components.betterAuth,
  { local: { schema } },
)

export const createAuthOptions = (
  ctx: GenericCtx<DataModel>,
): BetterAuthOptions => {
  return {
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
      organization({
        async sendInvitationEmail(data) {
          console.log('invitation', data.id, 'for', data.email)
        },
        organizationHooks: {
          afterCreateOrganization: async ({ organization }) => {
            console.log('made', organization.name)
          },
        },
        schema: {
          organization: {
            modelName: 'company',
            fields: { logo: 'logoUrl' },
            additionalFields: {
              vatNumber: { type: 'string', required: false, input: true },
              seats: { type: 'number', required: true, defaultValue: 5 },
              isVerified: { type: 'boolean', required: false, input: false },
            },
          },
          member: {
            modelName: 'employee',
            fields: { organizationId: 'companyId' },
            additionalFields: {
              title: { type: 'string', required: false },
            },
          },
          invitation: {
            fields: { organizationId: 'companyId', email: 'invitedEmail' },
          },
          session: {
            fields: { activeOrganizationId: 'activeCompanyId' },
          },
        },
      }),
    ],
  }
}

export const createAuth = (ctx: GenericCtx<DataModel>) =>
  betterAuth(createAuthOptions(ctx))
