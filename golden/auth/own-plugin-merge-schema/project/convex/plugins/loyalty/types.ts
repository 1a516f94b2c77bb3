import type { InferOptionSchema } from 'better-auth/types';
import type { baseSchema } from './schema';

export interface LoyaltyOptions {
	pointsForSignUp?: number;
	schema?: InferOptionSchema<typeof baseSchema>;
}
