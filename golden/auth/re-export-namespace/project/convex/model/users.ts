import { admin } from 'better-auth/plugins';

export const fields = {
	note: { type: 'string', required: false, input: false },
} as const;

export function limitedAdmin() {
	return admin({ impersonationSessionDuration: 60 * 15 });
}
