import type { DBFieldAttribute } from 'better-auth/db';

/** What people can say about themselves. */
export const profileFields = {
	phone: { type: 'string', required: false, input: true },
	birthday: { type: 'date', required: false, returned: false },
} satisfies Record<string, DBFieldAttribute>;
