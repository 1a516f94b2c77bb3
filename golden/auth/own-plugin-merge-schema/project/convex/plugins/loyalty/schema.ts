import type { BetterAuthPluginDBSchema } from 'better-auth/db';

export const baseSchema = {
	user: {
		fields: {
			points: { type: 'number', required: true, defaultValue: 0, input: false },
		},
	},
	reward: {
		fields: {
			userId: {
				type: 'string',
				required: true,
				references: { model: 'user', field: 'id' },
			},
			name: { type: 'string', required: true },
			validUntil: { type: 'date', required: false },
		},
	},
} satisfies BetterAuthPluginDBSchema;
