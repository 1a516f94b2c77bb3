import { convex } from '@convex-dev/better-auth/plugins';
import { lastLoginMethod } from 'better-auth/plugins';
import authConfig from './auth.config';

/** @param {import('@convex-dev/better-auth').GenericCtx} ctx */
export function plugins(ctx) {
  return [
    convex({ authConfig }),
    lastLoginMethod({
      storeInDatabase: true,
      customResolveMethod: (request) => (ctx && request.path.startsWith('/sso') ? 'sso' : null),
    }),
  ];
}
