import type { BetterAuthPlugin } from 'better-auth';

export const referral: BetterAuthPlugin = {
  id: 'referral',
  schema: {
    user: {
      fields: {
        referralCode: { type: 'string', required: false, unique: true },
        referredBy: {
          type: 'string',
          required: false,
          references: { model: 'user', field: 'id' },
        },
      },
    },
  },
};
