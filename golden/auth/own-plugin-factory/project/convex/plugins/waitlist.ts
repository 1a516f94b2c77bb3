import type { BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { z } from 'zod'

export interface WaitlistOptions {
  /** Tell people when it is their turn. */
  notify?: boolean
}

export const waitlist = (options: WaitlistOptions = {}) => {
  return {
    id: 'waitlist',
    endpoints: {
      joinWaitlist: createAuthEndpoint(
        '/waitlist/join',
        { method: 'POST', body: z.object({ email: z.email() }) },
        async (ctx) => {
          const entry = await ctx.context.adapter.create({
            model: 'waitlistEntry',
            data: { email: ctx.body.email, joinedAt: new Date(), isInvited: false },
          })
          return ctx.json({ entry, willBeTold: options.notify ?? false })
        },
      ),
    },
    schema: {
      waitlistEntry: {
        fields: {
          email: { type: 'string', required: true, unique: true },
          joinedAt: { type: 'date', required: true },
          invitedAt: { type: 'date', required: false, sortable: true },
          isInvited: { type: 'boolean', required: true, defaultValue: false },
          userId: {
            type: 'string',
            required: false,
            references: { model: 'user', field: 'id', onDelete: 'cascade' },
          },
        },
      },
      user: {
        fields: {
          cameFromWaitlist: { type: 'boolean', required: false, input: false },
        },
      },
    },
  } satisfies BetterAuthPlugin
}
