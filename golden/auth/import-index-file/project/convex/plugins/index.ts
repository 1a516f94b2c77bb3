import { convex } from '@convex-dev/better-auth/plugins'
import { bearer } from 'better-auth/plugins'
import authConfig from '../auth.config'
import { companies } from './companies'

export const authPlugins = [convex({ authConfig }), companies, bearer()]
