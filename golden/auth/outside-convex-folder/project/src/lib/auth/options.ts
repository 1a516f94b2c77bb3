import { convex } from '@convex-dev/better-auth/plugins'
import type { BetterAuthOptions } from 'better-auth'
import { admin, username } from 'better-auth/plugins'
import authConfig from '../../../convex/auth.config'

/** What the server and the tests share. */
export const sharedOptions = {
	appName: 'Tidewater',
	emailAndPassword: { enabled: true, minPasswordLength: 12 },
	session: {
		additionalFields: {
			deviceName: { type: 'string', required: false },
		},
	},
	plugins: [convex({ authConfig }), username({ minUsernameLength: 3 }), admin()],
} satisfies BetterAuthOptions
