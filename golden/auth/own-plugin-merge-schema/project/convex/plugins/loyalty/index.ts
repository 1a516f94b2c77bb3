import type { BetterAuthPlugin } from 'better-auth';
import { mergeSchema } from 'better-auth/db';
import { baseSchema } from './schema';
import type { LoyaltyOptions } from './types';

export const loyalty = <O extends LoyaltyOptions>(options?: O) => {
	return {
		id: 'loyalty',
		schema: mergeSchema(baseSchema, options?.schema),
		options,
	} satisfies BetterAuthPlugin;
};

export type { LoyaltyOptions };
