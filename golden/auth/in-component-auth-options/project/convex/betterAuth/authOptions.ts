import { convex } from '@convex-dev/better-auth/plugins';
import type { BetterAuthOptions } from 'better-auth';
import { emailOTP, phoneNumber } from 'better-auth/plugins';
import authConfig from '../auth.config';

export function authOptions(_ctx: unknown): BetterAuthOptions {
	return {
		baseURL: process.env.SITE_URL,
		plugins: [
			convex({ authConfig }),
			phoneNumber({
				sendOTP: async ({ phoneNumber, code }) => {
					console.log('sending', code.length, 'digits to', phoneNumber);
				},
			}),
			emailOTP({
				sendVerificationOTP: async ({ email, otp }) => {
					console.log('sending', otp.length, 'digits to', email);
				},
			}),
		],
	};
}
